"""What trips add to the pages further left: tasks for the papers that are due, a signal, the history of a paper."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.parts import RISK, WATCH, Signal, Task
from events.audit_actions import TRIP_PAPER_SENT
from events.enums import TripPaperKind
from events.events.selectors import serves
from events.models import Event, TripPaper
from events.trips.actions import EditTripPaper
from events.trips.selectors import papers_due
from partnerships.history.pairing_history import outside_programme
from partnerships.history.services import RecordKind
from partnerships.tasks.selectors import picked

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing

TRIP_PAPER_LATE = "trip-paper-late"
# A plan is asked for so many days before it is due: earlier there is little to plan.
ASKED_BEFORE = dt.timedelta(days=30)


def _above(paper: TripPaper) -> list[tuple[str, str]]:
    """The event and the partner's delegation."""
    delegation = paper.delegation
    event, partner = delegation.event, delegation.participation.partner
    return [(event.title, event.get_absolute_url()), (partner.name, delegation.get_absolute_url())]


KIND = RecordKind(
    "trip-paper",
    TripPaper,
    EditTripPaper.do,
    lambda grants, paper: bool(paper.delegation.actors(grants)),
    ("delegation__event__strand", "delegation__participation__partner"),
    above=_above,
)


def of_unwritten_papers(grants: Grants) -> Q:
    """Of a paper that nobody has begun the event stands for it, which everybody sees."""
    return Q(action=TRIP_PAPER_SENT, object_type=Event._meta.label_lower) & outside_programme(grants)


def of_trips(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """The papers that the reader's own delegations owe."""
    if not grants.participations:
        return
    for paper in papers_due(grants.participations, today):
        if paper.kind == TripPaperKind.REPORT or (paper.due and paper.due - today <= ASKED_BEFORE):
            yield _task(paper)


def _task(paper: TripPaper) -> Task:
    event, partner = paper.delegation.event, paper.delegation.participation.partner
    title, language = picked(event, "title")
    return Task(
        verb=paper.get_kind_display(),
        thing=title,
        language=language,
        url=paper.get_absolute_url(),
        why=_why(paper),
        due=paper.due,
        button=_("Write it"),
        answer_url=reverse("events:trip-paper-edit", args=[event.strand.code, event.code, partner.code, paper.kind]),
        pairing_id=event.pairing_id,
        about=str(event.strand),
    )


def _why(paper: TripPaper) -> str:
    """From what the day is counted."""
    if paper.kind == TripPaperKind.PLAN:
        days = settings.TRIP_PLAN_DAYS
        return ngettext("Due %(days)s day before the journey.", "Due %(days)s days before the journey.", days) % {
            "days": days
        }
    days = settings.TRIP_REPORT_DAYS
    counted = ngettext("Due %(days)s day after the return.", "Due %(days)s days after the return.", days)
    counted %= {"days": days}
    return counted if paper.due_is_exact else f"{counted} {_('The day of return is not recorded; this is the latest.')}"


def late_papers(*, pairings: Sequence[Pairing], today: dt.date) -> Iterable[Signal]:
    """Papers that are late, one signal a pairing; a risk once they are late as long as a silence may last.

    Of a journey that serves several pairings each of the partner's own hears. What is in the papers it does not tell.
    """
    rows = {pairing.pk: pairing for pairing in pairings if pairing.is_open}
    partners = {key for pairing in rows.values() for key in (pairing.eu_id, pairing.counterpart_id)}
    late: dict[int, list[tuple[dt.date, TripPaper]]] = defaultdict(list)
    for paper in papers_due(partners, today) if partners else []:
        for pairing in rows.values():
            if paper.due and paper.due < today and _is_of(paper, pairing):
                late[pairing.pk].append((paper.due, paper))
    for key, papers in late.items():
        days = max((today - due).days for due, _paper in papers)
        sentence = ngettext("%(count)s trip plan or report late", "%(count)s trip plans or reports late", len(papers))
        level = RISK if days >= rows[key].strand.silence_days else WATCH
        url = f"{papers[0][1].delegation.event.get_absolute_url()}#trips"
        yield Signal(TRIP_PAPER_LATE, level, key, sentence % {"count": len(papers)}, url)


def _is_of(paper: TripPaper, pairing: Pairing) -> bool:
    """Whether the journey is one of the pairing's partners, for an event that serves it."""
    delegation = paper.delegation
    mine = delegation.participation_id in (pairing.eu_id, pairing.counterpart_id)
    return mine and serves(delegation.event, pairing)
