"""What was seen and said: visit notes with each side's interest, and minutes that both sides confirm."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import PROTECT, SET_NULL, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy as _, pgettext, pgettext_lazy

from core import clock
from core.access import Grants
from core.folding import LONG, FoldedField
from core.models import Addressed, History, Versioned
from core.texts import BilingualTexts, OneLanguageTexts, TwoLanguageText, other_text, reader_language
from events.agendas.models import AgendaItem
from events.enums import EventStatus, InterestOutcome
from events.events.models import Event
from partnerships.enums import OWN, FollowUpState, Side, one_of
from partnerships.fields import CodeField, has_text
from partnerships.models import Confirmed, FollowUp, Pairing, Project, Theme
from partnerships.querysets import own_pairing, pairing_names

# Letters, in one language, of a note and of a reason; of minutes those of the summary, of an item, of an objection.
LONGEST_NOTE = LONGEST_REASON = 2000
LONGEST_SUMMARY, LONGEST_ITEM_TITLE, LONGEST_ITEM_TEXT, LONGEST_OBJECTION = 10_000, 300, 5000, 5000
MOST_ITEMS = 200
DECIDE_DAYS = 30  # after the last day of the event; a decision that takes longer is a signal
NO_PROJECT = _("No project comes of it for now.")


class AtEventQuerySet(models.QuerySet[Any]):
    """What is written of an event for one pairing, or what a side adds to that (`LIES_IN`)."""

    @property
    def _path(self) -> str:
        return f"{self.model.LIES_IN}__" if hasattr(self.model, "LIES_IN") else ""

    def visible_to(self, grants: Grants) -> Self:
        """For both sides, staff and authority: never for the whole strand."""
        return self.filter(own_pairing(grants, f"{self._path}pairing__"))

    def with_names(self) -> Self:
        at = ("event__strand", "event__part_of__strand")
        return self.select_related(*(f"{self._path}{name}" for name in at + pairing_names()))


class VisitNoteQuerySet(AtEventQuerySet):
    """Visit notes."""

    def active(self) -> Self:
        return self.filter(withdrawn_at=None)

    def with_interests(self) -> Self:
        """With all that a list shows of them, in two queries more."""
        return self.with_names().select_related("item", "topic", "author").prefetch_related("interests__project")


class NotedInterestQuerySet(AtEventQuerySet):
    """Interests of a side in what was noted."""

    def open(self) -> Self:
        """Of standing notes, those that nobody has decided."""
        return self.filter(outcome=InterestOutcome.OPEN, note__withdrawn_at=None)


class AtEvent(Addressed):
    """A record of one pairing at an event, or what a side adds to one; its pages lie below the event."""

    ADDRESS: dict[str, str] = {"strand": "event__strand__code", "event": "event__code", "pairing": "pairing__code"}

    def actors(self: Any, grants: Grants) -> Any:
        return self.pairing.actors(grants)

    @property
    def partner(self: Any) -> Any:
        return dict(self.pairing.partners)[self.side]

    def get_crumbs(self: Any) -> list[tuple[str, str]]:
        """From the strand over its events, and the mission that the event is part of, to the event."""
        crumbs: list[tuple[str, str]] = self.event.get_crumbs()
        return crumbs


class VisitNote(AtEvent, BilingualTexts, OneLanguageTexts, Versioned):
    """One thing seen or discussed on a visit; which side is interested in it stands in its interests.

    `code` is its kind and number, such as `visit-note-3`, unique within its pairing. `side` is the side that wrote it
    (empty: the office).
    """

    BILINGUAL: tuple[str, ...] = ("what",)
    WRITTEN_ONCE: tuple[str, ...] = ("withdrawn_reason",)
    NAMED_WITH: tuple[str, ...] = ("event__strand",)
    ADDRESS: dict[str, str] = AtEvent.ADDRESS | {"visit_note": "code"}

    event = models.ForeignKey(Event, on_delete=PROTECT, related_name="visit_notes", verbose_name=_("event"))
    pairing = models.ForeignKey(Pairing, on_delete=PROTECT, related_name="visit_notes", verbose_name=_("pairing"))
    code = CodeField()
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=PROTECT, related_name="visit_notes", verbose_name=_("agenda item")
    )
    topic = models.ForeignKey(
        Theme, null=True, blank=True, on_delete=PROTECT, related_name="+", verbose_name=_("topic")
    )
    what_en = models.TextField(_("what was seen or discussed, in English"), blank=True)
    what_ko = models.TextField(_("what was seen or discussed, in Korean"), blank=True)
    side = models.CharField(_("side that wrote it"), max_length=11, choices=Side, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=SET_NULL, related_name="+", editable=False
    )
    author_label = models.CharField(_("recorded by"), max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(_("added"), default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(_("reason"), blank=True, editable=False)
    withdrawn_reason_other = other_text(_("reason"))
    search_text = FoldedField(sources=("what_en", "what_ko"), db_index=True)

    what = TwoLanguageText()
    objects = VisitNoteQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("visit note")
        verbose_name_plural = _("visit notes")
        ordering = ["event", "pk"]
        indexes = [models.Index(fields=["event", "pairing", "id"], name="visit_note_order")]
        constraints = [
            models.UniqueConstraint(fields=["pairing", "code"], name="visit_note_code"),
            has_text("visit_note", "what"),
            models.CheckConstraint(name="visit_note_side_allowed", condition=Q(side__in=["", *Side.values])),
        ]

    def __str__(self) -> str:
        return f"{capfirst(self._meta.verbose_name)} {self.code.rpartition('-')[2]}"

    def get_list_url(self) -> str:
        """The notes of its pairing from the event."""
        event = self.event
        return reverse("events:visit-notes", args=[event.strand.code, event.code, self.pairing.code])

    def get_absolute_url(self) -> str:
        return f"{self.get_list_url()}#{self.code}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*super().get_crumbs(), (gettext("Visit notes"), self.get_list_url())]

    def get_origin_label(self) -> str:
        return gettext("It comes from a visit note from “%(event)s”.") % {"event": self.event.title}


class NotedInterest(AtEvent, OneLanguageTexts, Versioned):
    """A side's interest in what a note tells; it becomes a project, or an explicit "not pursued" with its reason."""

    LIES_IN: str = "note"
    WRITTEN_ONCE: tuple[str, ...] = ("reason",)
    SAID_ALIKE: tuple[Any, ...] = (NO_PROJECT,)
    ADDRESS = {word: f"note__{path}" for word, path in AtEvent.ADDRESS.items()} | {"noted_interest": "pk"}

    note = models.ForeignKey(VisitNote, on_delete=PROTECT, related_name="interests", verbose_name=_("note"))
    side = models.CharField(_("side"), max_length=11, choices=Side)
    outcome = models.CharField(
        _("what became of it"), max_length=11, choices=InterestOutcome, default=InterestOutcome.OPEN, editable=False
    )
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=PROTECT, related_name="noted_interests", verbose_name=_("project")
    )
    reason = models.TextField(_("reason"), blank=True)
    reason_other = other_text(_("reason"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=SET_NULL, related_name="+", editable=False
    )
    decided_label = models.CharField(_("decided by"), max_length=200, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    objects = NotedInterestQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("interest from a visit")
        verbose_name_plural = _("interests from visits")
        ordering = ["note", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["note", "side"], name="noted_interest_once"),
            one_of("noted_interest", "side", Side),
            one_of("noted_interest", "outcome", InterestOutcome),
            models.CheckConstraint(
                name="noted_interest_decided",
                condition=Q(outcome=InterestOutcome.OPEN, project=None)
                | Q(outcome=InterestOutcome.PROJECT, project__isnull=False)
                | (Q(outcome=InterestOutcome.NOT_PURSUED, project=None) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.note}: {self.note.pairing.strand.side_name(self.side)}"

    @property
    def pairing(self) -> Pairing:
        return self.note.pairing

    @property
    def event(self) -> Event:
        return self.note.event

    @property
    def decide_until(self) -> dt.date | None:
        """Until which day it may wait, if known."""
        last = self.event.shown_period.last_day
        return last + dt.timedelta(days=DECIDE_DAYS) if last else None

    def get_open_url(self) -> str:
        """What is to be decided of its pairing from the event."""
        return f"{self.note.get_list_url()}?outcome={InterestOutcome.OPEN.value}"

    def get_absolute_url(self) -> str:
        return self.note.get_absolute_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return self.note.get_crumbs()


class Minutes(AtEvent, BilingualTexts, Confirmed, Versioned):
    """The minutes of an event for one pairing that it serves, item by item; both sides confirm them.

    `items` is a list of objects, one for each item of the agenda that was dealt with: `item` (the key of the agenda
    item, 0 for what stood on no agenda), `position` (that of the agenda item, then), `title_en`, `title_ko`, `said_en`,
    `said_ko`, `decision_en`, `decision_ko`. Follow-ups have the minutes as their origin; the frozen text tells those
    of that day. `code` is the event's.
    """

    CONFIRMED_FIELDS: tuple[str, ...] = ("summary_en", "summary_ko", "items")
    TEXT_KIND: str = "minutes"
    WRITTEN_TOGETHER: bool = True
    BETWEEN_SIDES: bool = True
    HAS_OWN_PAGE: bool = True
    EDITED_WITH_RECORD: bool = True
    PART_LABELS: dict[str, Any] = {
        "title": pgettext_lazy("of minutes", "Event"),
        "summary": _("Summary"),
        "items": pgettext_lazy("of minutes", "Item by item"),
        "said": pgettext_lazy("of minutes", "Said"),
        "decision": pgettext_lazy("of minutes", "Decided"),
        "follow_ups": pgettext_lazy("of minutes", "Follow-ups"),
    }
    LINE_HEADS: dict[str, Any] = {"follow_ups": pgettext_lazy("of minutes", "Follow-up")}
    ITEM_TEXTS: tuple[str, ...] = ("title_en", "title_ko", "said_en", "said_ko", "decision_en", "decision_ko")
    BILINGUAL: tuple[str, ...] = ("summary",)
    RESTORABLE: tuple[str, ...] = CONFIRMED_FIELDS
    NAMED_WITH: tuple[str, ...] = ("event__strand",)
    PAGE: str = "events:minutes"

    event = models.ForeignKey(Event, on_delete=PROTECT, related_name="minutes", verbose_name=_("event"))
    pairing = models.ForeignKey(Pairing, on_delete=PROTECT, related_name="minutes", verbose_name=_("pairing"))
    code = CodeField(editable=False)
    summary_en = models.TextField(_("summary in English"), blank=True)
    summary_ko = models.TextField(_("summary in Korean"), blank=True)
    items: Any = models.JSONField(_("items"), default=list, blank=True, encoder=DjangoJSONEncoder)
    search_text = FoldedField(sources=CONFIRMED_FIELDS, max_length=LONG)

    summary = TwoLanguageText()
    objects = AtEventQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = pgettext_lazy("of a meeting", "minutes")
        verbose_name_plural = pgettext_lazy("of a meeting", "minutes")
        ordering = ["event", "pairing"]
        constraints = [
            models.UniqueConstraint(fields=["event", "pairing"], name="minutes_once"),
            models.UniqueConstraint(fields=["pairing", "code"], name="minutes_code"),
        ]

    def __str__(self) -> str:
        return str(_("Minutes: %(event)s") % {"event": self.event})

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*super().get_crumbs(), (pgettext("of a meeting", "Minutes"), self.get_absolute_url())]

    def get_origin_label(self) -> str:
        return gettext("It comes from the minutes of “%(event)s”.") % {"event": self.event.title}

    def get_text_edit_url(self) -> str:
        return self.address_of("events:minutes-edit")

    @classmethod
    def text_rows(cls, pairing: Pairing) -> models.QuerySet[Any]:
        return super().text_rows(pairing).select_related("event__strand")

    @classmethod
    def asking(cls) -> Q:
        """Those of an event that was not cancelled."""
        return ~Q(event__status=EventStatus.CANCELLED)

    def settled_label(self) -> str:
        """What was cancelled has no minutes to confirm."""
        words = gettext("The event is cancelled: there is nothing to confirm.")
        return words if self.event.status == EventStatus.CANCELLED else ""

    def frozen_body(self) -> dict[str, Any]:
        """With the event's title, and with the follow-ups as they stand that day."""
        items = [{name: item.get(name, "") for name in self.ITEM_TEXTS} for item in self.items]
        body = {"title_en": self.event.title_en, "title_ko": self.event.title_ko, **self.text_body(), "items": items}
        kind = ContentType.objects.get_for_model(self)
        promised = FollowUp.objects.filter(origin_type=kind, origin_id=self.pk).exclude(state=FollowUpState.DROPPED)
        follow_ups = [
            {"what_en": row.what_en, "what_ko": row.what_ko, "side": row.side, "until": row.due_on.isoformat()}
            for row in promised.order_by("due_on", "pk")
        ]
        return body | ({"follow_ups": follow_ups} if follow_ups else {})

    @classmethod
    def title_of(cls, body: dict[str, Any]) -> tuple[str, str]:
        """Says that they are minutes where the event's title is in the reader's language."""
        title, language = super().title_of(body)
        is_own = language == reader_language() and body.get(f"title_{language}")
        return gettext("Minutes: %(event)s") % {"event": title} if is_own else title, language


class MinutesObjection(AtEvent, OneLanguageTexts):
    """What a side says against an edition of the minutes; it stays beside the text, also where it was taken back."""

    LIES_IN: str = "minutes"
    WRITTEN_ONCE: tuple[str, ...] = ("text",)
    WRITTEN_IN: tuple[str, ...] = ("minutes",)
    ADDRESS: dict[str, str] = {word: f"minutes__{path}" for word, path in AtEvent.ADDRESS.items()} | {"objection": "pk"}

    minutes = models.ForeignKey(
        Minutes, on_delete=PROTECT, related_name="objections", verbose_name=pgettext_lazy("of a meeting", "minutes")
    )
    edition = models.PositiveIntegerField(_("edition"))
    side = models.CharField(_("side"), max_length=11, choices=Side)
    text = models.TextField(_("objection"))
    text_other = other_text(_("objection"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = AtEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection to minutes")
        verbose_name_plural = _("objections to minutes")
        ordering = ["at", "id"]
        constraints = [
            one_of("minutes_objection", "side", Side),
            models.CheckConstraint(name="minutes_objection_given", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.minutes}, {self.edition}"

    @property
    def pairing(self) -> Pairing:
        return self.minutes.pairing

    @property
    def event(self) -> Event:
        return self.minutes.event

    def get_absolute_url(self) -> str:
        return self.minutes.get_absolute_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return self.minutes.get_crumbs()

    def actors(self, grants: Grants) -> frozenset[str]:
        """Its side's own coordinators alone."""
        return frozenset({OWN} if self.pairing.side_of(grants) == self.side else ())
