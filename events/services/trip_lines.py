"""How the papers of the journeys to an event stand, partner by partner, for those who may read them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.utils.translation import ngettext, pgettext

from core.folding import ByName
from events.enums import EventStatus, TripPaperKind
from events.models import Delegate, Delegation, Event, TripPaper
from events.rules import may_view_trip_paper
from events.services.trips import is_abroad, is_host, is_journey, plan_due, report_due
from partnerships.models import Pairing, Participation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.access import Grants

FINISHED, LATE, BEGUN, MISSING = "done", "overdue", "running", "not-reported"


@dataclass(frozen=True, slots=True)
class PaperState:
    """One paper: how it stands, in a look and a word, and when it is due where it still is."""

    kind: TripPaperKind
    paper: TripPaper
    look: str
    word: str
    due: dt.date | None = None

    @property
    def is_finished(self) -> bool:
        """Whether whoever writes it has said so."""
        return self.look == FINISHED


@dataclass(frozen=True, slots=True)
class TripLine:
    """A partner's journey with its two papers; they may be those of the whole mission."""

    delegation: Delegation
    papers: list[PaperState]
    of_mission: bool = False

    @property
    def participation(self) -> Participation:
        """Whose journey it is."""
        return self.delegation.participation


def state_of(delegation: Delegation, kind: TripPaperKind, paper: TripPaper | None, today: dt.date) -> PaperState:
    """How a paper stands; `paper` is None where nobody wrote anything."""
    row = paper or TripPaper(delegation=delegation, kind=kind)
    if row.finished_at:
        return PaperState(kind, row, FINISHED, pgettext("paper of a journey", "Finished"))
    due = _due_on(delegation, kind, today)
    begun = bool(paper) and any(getattr(row, name) for name in ("purpose", "outline", "implications"))
    if due is not None and due < today:
        return PaperState(kind, row, LATE, _late_words((today - due).days), due)
    if begun:
        return PaperState(kind, row, BEGUN, pgettext("paper of a journey", "Begun"), due)
    if delegation.event.from_sources:
        return PaperState(kind, row, MISSING, pgettext("paper of a journey", "From the records alone"))
    return PaperState(kind, row, MISSING, pgettext("paper of a journey", "Not written yet"), due)


def _late_words(days: int) -> str:
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}


def _due_on(delegation: Delegation, kind: TripPaperKind, today: dt.date) -> dt.date | None:
    """Until when it is asked for: never of a host or of what sources tell alone, a plan until the journey begins."""
    event = delegation.event
    if event.status in {EventStatus.CANCELLED, EventStatus.UNKNOWN} or event.from_sources or is_host(delegation):
        return None
    if kind == TripPaperKind.REPORT:
        return report_due(event, delegation)
    first = event.shown_period.first_day
    return plan_due(event) if first is None or today < first else None


def trip_lines(grants: Grants, event: Event, today: dt.date) -> list[TripLine]:
    """The journeys to an event of which the reader may read the papers; a constant number of queries.

    Who hosts makes none, nor does who stays in the own country, unless somebody was nominated. Where a partner's people
    are nominated for the mission alone, the mission's papers stand for those of its parts. To a webinar nobody travels.
    """
    if not is_journey(event):
        return []
    around = [event, *([event.part_of] if event.part_of else [])]
    found = {
        (row.event_id, row.participation_id): row for row in Delegation.objects.filter(event__in=around).order_by("pk")
    }
    placed = {
        (row[0], row[1])
        for row in Delegate.objects.placed()
        .filter(delegation__event__in=around)
        .values_list("delegation__event", "delegation__participation")
        .order_by()
        .distinct()
    }
    papers = {(row.delegation_id, row.kind): row for row in TripPaper.objects.filter(delegation__in=found.values())}
    lines = []
    for participation in _travellers(event, {key for _event, key in placed}):
        mission = event.part_of
        with_mission = (event.pk, participation.pk) not in placed and (event.part_of_id, participation.pk) in placed
        at = mission if mission and with_mission else event
        delegation = found.get((at.pk, participation.pk)) or Delegation(event=at, participation=participation)
        prefetch_related_objects([at], "hosting")  # at most one query, for a mission: the event has its hosts
        delegation.event, delegation.participation = at, participation
        if not may_view_trip_paper(grants, TripPaper(delegation=delegation)):
            continue
        states = [_state(delegation, kind, papers, today) for kind in TripPaperKind]
        lines.append(TripLine(delegation, states, of_mission=at is not event))
    return lines


def papers_of(grants: Grants, delegation: Delegation, today: dt.date) -> list[PaperState]:
    """The two papers of one delegation, for those who may read them; none of a host's own. One query."""
    if not is_journey(delegation.event):
        return []
    hosts = {row.participation_id for row in delegation.event.hosting.all()}
    if delegation.participation_id in hosts or not may_view_trip_paper(grants, TripPaper(delegation=delegation)):
        return []
    papers = {(row.delegation_id, row.kind): row for row in TripPaper.objects.filter(delegation=delegation.pk)}
    return [_state(delegation, kind, papers, today) for kind in TripPaperKind]


def _state(
    delegation: Delegation, kind: TripPaperKind, papers: dict[tuple[int, str], TripPaper], today: dt.date
) -> PaperState:
    paper = papers.get((delegation.pk, kind)) if delegation.pk else None
    if paper is not None:
        paper.delegation = delegation
    return state_of(delegation, kind, paper, today)


def _travellers(event: Event, nominated: Iterable[int]) -> list[Participation]:
    """The partners that travel, counterparts first."""
    if event.all_pairings:
        served = Pairing.objects.filter(strand=event.strand_id).order_by("pk").values_list("counterpart", "eu")
        pairs = list(served)
    else:
        pairs = [(row.pairing.counterpart_id, row.pairing.eu_id) for row in event.serving.all()]
    hosts = {row.participation_id for row in event.hosting.all()}
    keys = {key for pair in pairs for key in pair} | set(nominated)
    rows = Participation.objects.filter(pk__in=keys).for_page().order_by("side", ByName("partner__"), "pk")
    named, there = set(nominated), [row.city for row in event.visiting.all()]
    return [row for row in rows if row.pk not in hosts and (row.pk in named or is_abroad(there, row))]
