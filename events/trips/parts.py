"""What trips add to the pages further left: tasks for the papers that are due, a signal, the history of a paper."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from core.access import Grants
from core.parts import RISK, WATCH, Found, Task
from events.audit_actions import TRIP_PAPER_SENT
from events.enums import TripPaperKind
from events.events.selectors import task_about
from events.models import Event, TripPaper
from events.trips.actions import EditTripPaper
from events.trips.selectors import TRIP, papers_among
from partnerships.history.pairing_history import outside_programme
from partnerships.history.services import RecordKind
from partnerships.models import Pairing
from partnerships.tasks.selectors import Waiting

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


def of_trips(*, waiting: Waiting) -> Iterable[Task]:
    """The papers that the reader's own delegations owe."""
    own = (row for row in waiting.rows(TRIP) if row[1]["participation_id"] in waiting.grants.participations)
    for paper in papers_among(own, waiting.today):
        if paper.kind == TripPaperKind.REPORT or (paper.due and paper.due - waiting.today <= ASKED_BEFORE):
            yield _task(paper)


def _task(paper: Any) -> Task:
    event, partner = paper.delegation.event, paper.delegation.participation.partner
    return task_about(
        event,
        about=event.strand,
        verb=paper.get_kind_display(),
        url=paper.get_absolute_url(),
        why=_why(paper),
        due=paper.due,
        button=_("Write it"),
        answer_url=reverse("events:trip-paper-edit", args=[event.strand.code, event.code, partner.code, paper.kind]),
        pairing_id=_only_pairing(paper),
    )


def _only_pairing(paper: Any) -> int | None:
    """The key of the pairing that the event serves alone."""
    (only,) = paper.served if len(paper.served) == 1 else (None,)
    return None if paper.delegation.event.all_pairings else only


def _why(paper: TripPaper) -> str:
    """From what the day is counted."""
    if paper.kind == TripPaperKind.PLAN:
        days = settings.TRIP_PLAN_DAYS
        text = ngettext("Due %(days)s day before the journey.", "Due %(days)s days before the journey.", days)
        return text % {"days": days}
    days = settings.TRIP_REPORT_DAYS
    counted = ngettext("Due %(days)s day after the return.", "Due %(days)s days after the return.", days)
    counted %= {"days": days}
    return counted if paper.due_is_exact else f"{counted} {_('The day of return is not recorded; this is the latest.')}"


def late_papers(*, waiting: Waiting) -> Iterable[Found]:
    """Papers that are late, one signal a pairing; a risk once they are late as long as a silence may last.

    Of a journey that serves several pairings each of the partner's own hears. What is in the papers it does not tell.
    """
    of_partner: dict[int, list[Pairing]] = defaultdict(list)
    for pairing in waiting.pairings.values():
        of_partner[pairing.eu_id].append(pairing)
        of_partner[pairing.counterpart_id].append(pairing)
    late: dict[Pairing, list[Any]] = defaultdict(list)
    for paper in papers_among(waiting.rows(TRIP), waiting.today):
        for pairing in of_partner[paper.delegation.participation_id]:
            serves = paper.delegation.event.all_pairings or pairing.pk in paper.served
            if serves and paper.due and paper.due < waiting.today:
                late[pairing].append(paper)
    for pairing, papers in late.items():
        days = max((waiting.today - paper.due).days for paper in papers if paper.due)
        level = RISK if days >= pairing.strand.silence_days else WATCH
        facts = {"count": len(papers), "code": papers[0].delegation.event.code}
        yield Found(pairing.pk, TRIP_PAPER_LATE, level, facts)


def _late_sentence(pairing: Pairing, facts: dict[str, Any]) -> tuple[str, str]:
    sentence = ngettext("%(count)s trip plan or report late", "%(count)s trip plans or reports late", facts["count"])
    return sentence % facts, f"{reverse('events:event', args=[pairing.strand.code, facts['code']])}#trips"


WORDS = ((TRIP_PAPER_LATE, _late_sentence),)
