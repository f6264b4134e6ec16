"""What passed between the two sides, and what they said about it."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy as _

from accounts.models import validate_time_zone
from core import clock
from core.access import Grants
from core.folding import LONG, FoldedField
from core.formats import format_date
from core.models import Addressed, History, Versioned
from core.texts import BilingualTexts, OneLanguageTexts, TwoLanguageText, other_text
from partnerships.documents.models import OfRecordQuerySet
from partnerships.enums import ContactKind, Side, one_of
from partnerships.fields import CodeField, has_text
from partnerships.pairings.models import InPairingOrStrand, Pairing
from partnerships.programmes.models import Strand
from partnerships.projects.models import Project, ProjectPartner
from partnerships.querysets import InPairingQuerySet, own_pairing, pairing_names

CONTACT, COMMENT = "contact", "comment"  # the two kinds of a stream
LONGEST_TEXT = 10_000
LONGEST_COMMENT = 5_000
LONGEST_MENTION = 300  # a name, and the partner or role that tells two of the same name apart
MOST_MINUTES = 24 * 60
LONG_AGO = dt.timedelta(days=365)  # after which a day may be a slip of the pen


class ContactQuerySet(InPairingQuerySet):
    """Contacts."""

    NAMES = ("project", *pairing_names())

    def visible_to(self, grants: Grants) -> Self:
        """For both sides, staff and authority, not for the other pairings' people."""
        return self.filter(own_pairing(grants, "pairing__"))

    def active(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def with_cities(self) -> Self:
        """With the cities by whose clocks they are told too."""
        sides = ("eu", "counterpart")
        return self.with_names().prefetch_related(*(f"pairing__{side}__partner__places__city" for side in sides))


class Contact(Addressed, BilingualTexts, OneLanguageTexts, Versioned):
    """A call, mail, meeting or visit of the two sides: when, who, what was said.

    `on` is the day at the place of `time_zone`; `starts_at` is known where the hour is, `minutes` where people sat
    together. `side` is the one that wrote or called, empty where both met. What follows are follow-ups whose
    origin it is.
    """

    BILINGUAL: tuple[str, ...] = ("what",)
    WRITTEN_ONCE: tuple[str, ...] = ("withdrawn_reason",)
    TAKES_DOCUMENTS: bool = True
    OF_DEALINGS: bool = True
    PAGE: str = "partnerships:contact"
    ADDRESS: dict[str, str] = {"strand": "pairing__strand__code", "pairing": "pairing__code", "contact": "code"}
    RESTORABLE: tuple[str, ...] = ("what_en", "what_ko", "who")
    NAMED_WITH: tuple[str, ...] = ()

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("pairing"))
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("project")
    )
    code = CodeField()
    kind = models.CharField(_("kind"), max_length=9, choices=ContactKind)
    side = models.CharField(_("side that got in touch"), max_length=11, choices=Side, blank=True)
    on = models.DateField(_("day"))
    starts_at = models.DateTimeField(_("start"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True, validators=[validate_time_zone])
    who = models.CharField(_("who took part"), max_length=500, blank=True)
    what_en = models.TextField(_("what was said, in English"), blank=True)
    what_ko = models.TextField(_("what was said, in Korean"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    author_label = models.CharField(_("recorded by"), max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(_("added"), default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(_("reason"), blank=True, editable=False)
    withdrawn_reason_other = other_text(_("reason"))
    search_text = FoldedField(sources=("what_en", "what_ko", "who"), db_index=True)

    what = TwoLanguageText()
    objects = ContactQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["-on", "-created_at", "-pk"]
        indexes = [
            models.Index(fields=["pairing", "-on", "-created_at", "-id"], name="contact_newest"),
            models.Index(fields=["project", "-on", "-created_at", "-id"], name="contact_of_project"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["pairing", "code"], name="contact_code"),
            has_text("contact", "what"),
            one_of("contact", "kind", ContactKind),
            models.CheckConstraint(name="contact_side_allowed", condition=models.Q(side__in=["", *Side.values])),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {format_date(self.on)}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        listed = (gettext("Contacts"), self.pairing.address_of("partnerships:contact-list"))
        return [*self.pairing.get_crumbs(), listed, (str(self), self.get_absolute_url())]

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act in its pairing."""
        return self.pairing.actors(grants)

    @property
    def is_long_ago(self) -> bool:
        """Whether it lies so far back that its day is worth a second look."""
        return clock.today() - self.on > LONG_AGO

    def get_origin_label(self) -> str:
        """Where a follow-up comes from, in a sentence."""
        return gettext("It comes from the contact of %(day)s (%(kind)s).") % {
            "kind": self.get_kind_display(),
            "day": format_date(self.on),
        }


class CommentQuerySet(OfRecordQuerySet):
    """Comments."""

    STRAND = "strand"
    NAMES = ("author", "strand", *pairing_names())

    def visible_to(self, grants: Grants) -> Self:
        """For both sides, staff and authority; outside of pairings for the cities that the project is about."""
        if grants.is_administrator:
            return self
        projects = ProjectPartner.objects.filter(participation__in=grants.participations).values("project")
        theirs = Q(strand__in=grants.staff | grants.authority) | Q(record_id__in=projects)
        return self.filter(Q(pairing__isnull=False) & own_pairing(grants, "pairing__") | Q(pairing=None) & theirs)

    def heads(self) -> Self:
        """What these are or answer, each once: the comments under which answers are read."""
        return Comment.objects.filter(pk__in=self.order_by().values(head=Coalesce("answer_to", "pk")))  # type: ignore[return-value]


class Comment(InPairingOrStrand, Versioned):
    """A remark on a pairing or on a project, to be read by both sides; its author may withdraw it.

    On a project outside of pairings it lies in the strand alone, and the project's cities read it.
    An answer lies on the same record as the comment that it answers; nothing answers an answer. A withdrawn one leaves
    its trace: who wrote when, and that it was withdrawn, no longer what.
    """

    ADDRESS: dict[str, str] = {"strand": "pairing__strand__code", "pairing": "pairing__code", "comment": "pk"}
    NAMED_WITH: tuple[str, ...] = ()

    pairing = models.ForeignKey(
        Pairing, null=True, blank=True, on_delete=models.PROTECT, related_name="comments", verbose_name=_("pairing")
    )
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="comments", verbose_name=_("strand"))
    record_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    record_id = models.BigIntegerField()
    record = GenericForeignKey("record_type", "record_id")
    side = models.CharField(_("side"), max_length=11, choices=Side, blank=True)
    text = models.TextField(_("comment"))
    answer_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="answers", verbose_name=_("answer to")
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    author_label = models.CharField(_("author"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    search_text = FoldedField(sources=("text",), max_length=LONG)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["pairing", "-at", "-id"], name="comment_newest"),
            models.Index(fields=["record_type", "record_id", "-at"], name="comment_of_record"),
        ]
        constraints = [
            models.CheckConstraint(name="comment_side_allowed", condition=models.Q(side__in=["", *Side.values])),
            # What was withdrawn is erased; what stands says something.
            models.CheckConstraint(
                name="comment_says_something", condition=~models.Q(text="") | models.Q(withdrawn_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_label}, {format_date(self.on)}"

    @property
    def place(self) -> Any:
        """What says who reads it: its pairing, else its project."""
        return self.pairing or self.record

    @property
    def answer_url(self) -> str:
        """Where it is answered; an answer where the comment is that it answers."""
        return self.address_of("partnerships:comment-answer", comment=self.answer_to_id or self.pk)

    @property
    def place_name(self) -> str:
        return str(self.place.name if self.pairing else self.place.place_name)

    @property
    def on(self) -> dt.date:
        """The day on which it was written, by the reader's own clock."""
        return timezone.localtime(self.at).date()

    @property
    def is_on_project(self) -> bool:
        """Whether it is on a project."""
        return self.record_type_id == ContentType.objects.get_for_model(Project).pk

    @property
    def subject(self) -> Any:
        """What it is on: the project, or the pairing as it was read."""
        return self.record if self.is_on_project else self.pairing

    def get_log_name(self) -> tuple[str, str]:
        return str(capfirst(str(self._meta.verbose_name))), self.get_absolute_url()

    def get_absolute_url(self) -> str:
        """Its place in the pairing's stream, else on its project's page."""
        place = self.place
        return f"{place.address_of('partnerships:contact-list') if self.pairing else place.get_absolute_url()}#stream"

    def get_crumbs(self) -> list[tuple[str, str]]:
        if self.pairing is None:
            return list(self.place.get_crumbs())
        return [*self.pairing.get_crumbs(), (gettext("Contacts"), self.pairing.address_of("partnerships:contact-list"))]

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act in its pairing, else on its project."""
        return frozenset(self.place.actors(grants))


class Mention(models.Model):
    """Whom a comment names with @, and by which words of its text; it goes with the text."""

    LIES_IN: str = "comment"

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions", verbose_name=_("comment"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("as written"), max_length=LONGEST_MENTION)

    class Meta:
        verbose_name = _("person named")
        verbose_name_plural = _("people named")
        ordering = ["comment", "pk"]
        constraints = [models.UniqueConstraint(fields=["comment", "name"], name="mention_name_once")]

    def __str__(self) -> str:
        return self.name
