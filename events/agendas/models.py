"""The agenda of an event, item by item, and the versions of it that were released."""

from __future__ import annotations

from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import CASCADE, PROTECT, SET_NULL, OuterRef, Q, Subquery
from django.utils.translation import gettext, gettext_lazy as _

from core import clock
from core.access import Grants
from core.folding import LONG, FoldedField
from core.models import History, PackRecord
from core.periods import PartialDate, PartialDateFields
from core.texts import BilingualTexts, OneLanguageTexts, TwoLanguageText, other_text
from events.enums import AgendaKind, HostAnswer
from events.events.models import Event, LiesIn, ListedRow
from events.events.querysets import OfEventQuerySet, named_lists
from partnerships.enums import one_of
from partnerships.fields import SourceField, has_text, name_field, once_in_order
from partnerships.models import City, Organisation, Theme

MOST_PEOPLE = 9999
LONGEST_ANSWER, LONGEST_NOTE = 500, 300
END_BEFORE_START = _("The end must be after the start. What goes on after midnight is an item of the next day.")


def _draft_seen(grants: Grants) -> Q:
    if grants.is_administrator:
        return Q()
    mine = grants.participations
    hosted = Event.hosts.through._default_manager.filter(participation__in=mine)
    served = Event.pairings.through._default_manager.filter(Q(pairing__eu__in=mine) | Q(pairing__counterpart__in=mine))
    return (
        Q(event__strand__in=grants.staff | grants.authority)
        | Q(event__in=hosted.order_by().values("event"))
        | Q(event__in=served.order_by().values("event"), event__all_pairings=False)
        | Q(event__all_pairings=True, event__strand__in=grants.coordinates)
    )


class AgendaItemQuerySet(OfEventQuerySet):
    """Items of agendas."""

    def active(self) -> Self:
        """Not taken out of the agenda."""
        return self.filter(removed_at=None)

    def readable_by(self, grants: Grants) -> Self:
        """Those of agendas of which the reader sees the draft, as `may_see_draft_agenda` says."""
        return self.filter(_draft_seen(grants))

    def in_order(self) -> Self:
        return self.order_by("event", "position")

    def with_names(self) -> Self:
        """With what they name, and the event as `EventQuerySet.with_names` has it."""
        rows = self.select_related("event__strand", "event__part_of", "city", "topic", "host")
        return rows.prefetch_related(*named_lists(Event, "event__"))


class AgendaItem(LiesIn, BilingualTexts, PackRecord):
    """One thing on the agenda: when, where, about what, who receives whom.

    The times are local to the item's city, else to the event's first one. `on` is known by day, month or not at all.
    `languages` holds language codes separated by `;`, `interpretation` says between which they are interpreted.
    `contact_on_day` is a person's name and number: it keeps no history and is erased by the clock. An item that is
    taken out (`removed_at`) stays in the versions that were released with it.
    """

    LIES_IN: str = "event"

    BILINGUAL: tuple[str, ...] = ("title",)
    STRAND_PATH: str = "event__strand"
    RESTORABLE: tuple[str, ...] = ("title_en", "title_ko", "place", "interpretation", "source")
    NAMED_WITH: tuple[str, ...] = ("event__strand",)
    ADDRESS: dict[str, str] = {"strand": "event__strand__code", "event": "event__code", "item": "pk"}
    WRITTEN: tuple[str, ...] = (
        *("kind", "title_en", "title_ko", "on_date", "starts_at", "ends_at", "city", "place", "topic", "host"),
        *("contact_on_day", "languages", "interpretation", "capacity", "source"),
    )

    event = models.ForeignKey(Event, on_delete=PROTECT, related_name="agenda", verbose_name=_("event"))
    position = models.PositiveIntegerField(_("position"))
    on_date: PartialDate | None
    on = PartialDateFields(_("day"))
    starts_at = models.TimeField(_("start"), null=True, blank=True)
    ends_at = models.TimeField(_("end"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=AgendaKind)
    title_en = name_field(_("title in English"))
    title_ko = name_field(_("title in Korean"))
    city = models.ForeignKey(City, null=True, blank=True, on_delete=PROTECT, related_name="+", verbose_name=_("city"))
    place = models.CharField(_("place"), max_length=300, blank=True)
    topic = models.ForeignKey(
        Theme, null=True, blank=True, on_delete=PROTECT, related_name="agenda_items", verbose_name=_("topic")
    )
    organisations: models.ManyToManyField[Organisation, AgendaOrganisation] = models.ManyToManyField(
        Organisation, through="AgendaOrganisation", related_name="agenda_items", verbose_name=_("organisations")
    )
    organisation_codes = models.TextField(_("organisations"), blank=True, editable=False)
    host = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=PROTECT, related_name="+", verbose_name=_("host")
    )
    contact_on_day = models.CharField(_("contact on the day"), max_length=200, blank=True)
    languages = models.CharField(_("languages"), max_length=60, blank=True)
    interpretation = models.CharField(_("interpretation"), max_length=200, blank=True)
    capacity = models.PositiveIntegerField(_("capacity in people"), null=True, blank=True)
    answer = models.CharField(_("answer of the host"), max_length=9, choices=HostAnswer, blank=True, editable=False)
    answer_note = models.CharField(_("what the host said"), max_length=LONGEST_ANSWER, blank=True, editable=False)
    answered_on = models.DateField(_("answered on"), null=True, blank=True, editable=False)
    source = SourceField()
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True, editable=False)
    from_sources = models.BooleanField(_("recorded from sources"), default=False, editable=False)
    search_text = FoldedField(sources=("title_en", "title_ko", "place"))

    title = TwoLanguageText()
    objects = AgendaItemQuerySet.as_manager()
    history = History(excluded_fields=["contact_on_day"])

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["event", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "position"], condition=Q(removed_at=None), name="agenda_item_position"
            ),
            has_text("agenda_item", "title"),
            one_of("agenda_item", "kind", AgendaKind),
            models.CheckConstraint(name="agenda_item_answer_allowed", condition=Q(answer__in=HostAnswer.values)),
            models.CheckConstraint(
                name="agenda_item_end_needs_start", condition=Q(ends_at=None) | Q(starts_at__isnull=False)
            ),
            models.CheckConstraint(
                name="agenda_item_in_order",
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                violation_error_message=END_BEFORE_START,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_log_name(self) -> tuple[str, str]:
        return self.event.title, self.event.get_absolute_url()

    def get_absolute_url(self) -> str:
        """Its place in the agenda."""
        return f"{self.event.get_absolute_url()}#item-{self.pk}"

    def comes_before(self, other: AgendaItem) -> bool:
        """Whether it is earlier than the other, or on the same day without a time that says otherwise."""
        earlier, later = self.on_date, other.on_date
        if earlier is None or later is None:
            return False
        if earlier != later:
            return earlier.first_day <= later.first_day
        return self.starts_at is None or other.starts_at is None or self.starts_at <= other.starts_at

    @property
    def zone(self) -> ZoneInfo:
        """The clock by which its times are meant."""
        return self.city.zone if self.city else self.event.zone


class AgendaOrganisation(ListedRow):
    """An organisation that takes part in an item of an agenda, in order."""

    REPEATED_IN: tuple[str, str] = ("item", "organisation_codes")
    STRAND_PATH: str = "item__event__strand"
    ITEM = "organisation"

    item = models.ForeignKey(AgendaItem, on_delete=CASCADE, related_name="joining", verbose_name=_("item"))
    organisation = models.ForeignKey(Organisation, on_delete=PROTECT, related_name="+", verbose_name=_("organisation"))

    class Meta(ListedRow.Meta):
        verbose_name = _("organisation of an agenda item")
        verbose_name_plural = _("organisations of an agenda item")
        constraints = once_in_order("agenda_organisation", "item", "organisation")


class AgendaReleaseQuerySet(OfEventQuerySet):
    """Released versions of agendas."""

    def newest(self) -> Self:
        """The last one of each event."""
        last = self.model._default_manager.filter(event=OuterRef("event")).order_by("-number").values("number")[:1]
        return self.filter(number=Subquery(last))

    def instead_of_drafts(self, grants: Grants) -> Self:
        """Those of agendas of which the reader sees what was released, and no draft."""
        return self.visible_to(grants).newest().exclude(_draft_seen(grants) or ~Q(pk__in=[]))


class AgendaRelease(OneLanguageTexts):
    """A version of an agenda that was released, as it stood: never changed.

    `items` is a list of objects by position: agendas/selectors.py says what they hold and compares two. No contact of a
    person is in it.
    """

    LIES_IN: str = "event"
    WRITTEN_ONCE: tuple[str, ...] = ("note",)
    WRITTEN_IN: tuple[str, ...] = ("event",)

    event = models.ForeignKey(Event, on_delete=PROTECT, related_name="releases", verbose_name=_("event"))
    number = models.PositiveIntegerField(_("version"))
    items = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    note = models.CharField(_("what is new"), max_length=LONGEST_NOTE, blank=True)
    note_other = other_text(_("what is new"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)

    search_text = FoldedField(sources=("items",), max_length=LONG)

    objects = AgendaReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("released agenda")
        verbose_name_plural = _("released agendas")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="agenda_release_once")]

    def __str__(self) -> str:
        return gettext("%(event)s, version %(number)s") % {"event": self.event, "number": self.number}
