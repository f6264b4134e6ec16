"""The visit notes of a pairing from an event, and each note as pages draw it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.parts import OneClick
from events.enums import WORKING_KINDS, InterestOutcome
from events.events.pages import InEventPairing
from events.models import NotedInterest, VisitNote
from events.visits.forms import VisitNoteAddForm
from events.visits.services import writing_refused
from events.visits.tables import VISIT_NOTE_COLUMNS, VISIT_NOTE_FILTERS
from partnerships.lists import ListPage
from partnerships.rules.journey import may_edit_pairing

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.db.models import QuerySet

    from core.access import Grants
    from events.models import AgendaItem, Event
    from partnerships.models import Pairing, Project, Strand


@dataclass(frozen=True, slots=True)
class InterestLine:
    """A side's interest: its partner, what became of it in a word, and what the reader can do with it now."""

    interest: NotedInterest
    partner: Any
    word: str
    project: Project | None = None
    reached: int = 0
    make: OneClick | None = None
    drop: OneClick | None = None
    reopen: OneClick | None = None
    choose_url: str = ""
    reason_url: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to decide."""
        return self.interest.outcome == InterestOutcome.OPEN


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note with its interests, and the addresses of what the reader can do with it."""

    note: VisitNote
    interests: list[InterestLine]
    edit_url: str = ""
    withdraw_url: str = ""
    follow_up_url: str = ""
    restore: OneClick | None = None
    history_url: str = ""


def with_interests(rows: QuerySet[VisitNote]) -> QuerySet[VisitNote]:
    """Notes with what their lines name, in a constant number of queries."""
    pairings = ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
    return rows.select_related("event__strand", *pairings, "item", "topic", "author").prefetch_related(
        "interests__project"
    )


def lines_of(notes: Iterable[VisitNote], grants: Grants) -> list[NoteLine]:
    """The notes as lines; asks the database nothing more."""
    return [_line(note, works=note.pairing.is_open and may_edit_pairing(grants, note.pairing)) for note in notes]


def unnoted_items(event: Event, pairing: Pairing) -> list[AgendaItem]:
    """What stands on the agenda and has no note of the pairing yet, in its order."""
    noted = VisitNote.objects.standing().filter(event=event, pairing=pairing, item__isnull=False).values("item")
    return list(event.agenda.standing().filter(kind__in=WORKING_KINDS).exclude(pk__in=noted).in_order())


def _line(note: VisitNote, *, works: bool) -> NoteLine:
    place = [note.event.strand.code, note.event.code, note.pairing.code]
    interests = []
    for interest in note.interests.all():
        interest.note = note
        interests.append(_interest(interest, place, works=works and note.withdrawn_at is None))
    history = reverse("partnerships:record-history", args=[note.event.strand.code, "visit-note", note.pk])
    if not works:
        return NoteLine(note, interests, history_url=history)
    if note.withdrawn_at:
        again = reverse("events:visit-note-restore", args=[*place, note.code])
        restore = OneClick(again, _("Bring it back"), note.version)
        return NoteLine(note, interests, restore=restore, history_url=history)
    return NoteLine(
        note,
        interests,
        edit_url=reverse("events:visit-note-edit", args=[*place, note.code]),
        withdraw_url=reverse("events:visit-note-withdraw", args=[*place, note.code]),
        follow_up_url=f"{reverse('partnerships:follow-up-add', args=[place[0], place[2]])}?from=visitnote:{note.code}",
        history_url=history,
    )


def _interest(interest: NotedInterest, place: list[str], *, works: bool) -> InterestLine:
    project = interest.project
    if project is not None:
        project.strand = interest.note.event.strand
    facts: dict[str, Any] = {
        "interest": interest,
        "partner": dict(interest.note.pairing.partners)[interest.side],
        "word": interest.get_outcome_display(),
        "project": project,
        "reached": project.reached if project else 0,
    }
    if not works:
        return InterestLine(**facts)

    def click(name: str, label: str) -> OneClick:
        return OneClick(reverse(f"events:{name}", args=[*place, interest.pk]), label, interest.version)

    if interest.outcome == InterestOutcome.OPEN:
        make = click("interest-project", _("Make a project"))
        drop = click("interest-drop", pgettext("interest from a visit", "Not pursued"))
        return InterestLine(**facts, make=make, drop=drop, choose_url=make.url)
    reopen = click("interest-reopen", pgettext("interest from a visit", "Reopen"))
    reason = reverse("events:interest-drop", args=[*place, interest.pk]) if project is None else ""
    return InterestLine(**facts, reopen=reopen, reason_url=reason)


# The visit notes of a pairing from an event: all of them, a form that takes one more, the agenda to note from.


class VisitNotes(InEventPairing, ListPage):
    """What was seen and discussed, which side is interested, and what became of it; also as a file."""

    template_name = "events/visits/visit_notes.html"
    name = "visit-notes"
    title = gettext_lazy("Visit notes")
    columns = VISIT_NOTE_COLUMNS
    filters = VISIT_NOTE_FILTERS
    section = "events"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """Those of the event and the pairing in the order in which they were written."""
        del strand
        rows = VisitNote.objects.visible_to(self.grants).filter(event=self.event, pairing=self.pairing)
        return with_interests(rows).order_by("pk")

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        """Below the event."""
        del strand
        return self.event_crumbs((_("Visit notes"), ""))

    def get_cells(self, page: Page[Any]) -> list[Any]:
        """The page's notes as lines."""
        return lines_of(page, self.grants)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The lines, the form, and what of the agenda is not noted yet."""
        event, pairing = self.event, self.pairing
        refused = writing_refused(event, pairing)
        works = may_edit_pairing(self.grants, pairing) and not refused
        open_rows = NotedInterest.objects.filter(note__event=event, note__pairing=pairing).open()
        return super().get_context_data(
            pairing=pairing,
            partners=list(reversed(pairing.partners)),
            works=works,
            refused=refused if may_edit_pairing(self.grants, pairing) else "",
            reopens=self.offers_reopening(),
            form=VisitNoteAddForm(event=event, pairing=pairing, auto_id="quick_%s") if works else None,
            add_url=self.of_pairing("visit-note-add"),
            items=unnoted_items(event, pairing) if works else [],
            open_count=open_rows.count(),
            open_value=InterestOutcome.OPEN.value,
            here=self.request.get_full_path(),
            search_label=_("Text contains"),
            **kwargs,
        )
