"""What a paper of a journey still lacks: as nouns, for the page that leads to each and for the paper itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import pgettext

from events.enums import HostAnswer, InterestOutcome

if TYPE_CHECKING:
    from events.services.trip_papers import TripSheet

# Where a gap is filled: on the paper itself, at the delegation, the event, its agenda, or among the visit notes.
PAPER, DELEGATION, ATTENDANCE, EVENT, AGENDA, NOTES, PHOTOS = (
    "paper", "delegation", "attendance", "event", "agenda", "notes", "photos",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing, and where it is filled; a paper cannot be finished without what is `needed`."""

    words: str
    place: str
    needed: bool = False


def gaps_of(sheet: TripSheet) -> list[Gap]:
    """What the paper lacks, in the order of its sections, in the language of the moment; no query."""
    of_kind = _of_report(sheet) if sheet.is_report else _of_plan(sheet)
    return [*_of_both(sheet), *of_kind]


def _of_both(sheet: TripSheet) -> Iterator[Gap]:
    if not sheet.purpose.purpose:
        yield Gap(pgettext("trip paper", "purpose"), PAPER, needed=not sheet.is_report)
    if not sheet.people:
        yield Gap(pgettext("trip paper", "who travels"), DELEGATION)
    elif nameless := sum(not (row.title or row.function) for row in sheet.people):
        yield Gap(pgettext("trip paper", "rank and function (people: %(count)s)") % {"count": nameless}, DELEGATION)
    if not sheet.visited.shown_period or not sheet.visited.shown_period.days_known:
        yield Gap(pgettext("trip paper", "days of the journey"), EVENT)
    lines = [line for stop in sheet.stops for line in stop.standing]
    if not lines:
        yield Gap(pgettext("trip paper", "agenda"), AGENDA)
    elif untimed := sum(not (line.known_day and line.start) for line in lines):
        yield Gap(pgettext("trip paper", "day or time (agenda items: %(count)s)") % {"count": untimed}, AGENDA)


def _of_plan(sheet: TripSheet) -> Iterator[Gap]:
    waiting = sheet.answers[HostAnswer.OPEN] + sheet.answers[HostAnswer.ASKED]
    if waiting:
        yield Gap(pgettext("trip paper", "answers of hosts (agenda items: %(count)s)") % {"count": waiting}, AGENDA)


def _of_report(sheet: TripSheet) -> Iterator[Gap]:
    if unsaid := sum(row.attended is None for row in sheet.people):
        yield Gap(pgettext("trip paper", "who came (people: %(count)s)") % {"count": unsaid}, ATTENDANCE)
    if not sheet.paper.outline:
        yield Gap(pgettext("trip paper", "outline"), PAPER, needed=True)
    told = [activity for topic in sheet.topics for activity in topic.activities]
    if unnoted := sum(not activity.notes for activity in told):
        yield Gap(pgettext("trip paper", "visit notes (agenda items: %(count)s)") % {"count": unnoted}, NOTES)
    if undecided := sum(interest.outcome == InterestOutcome.OPEN for interest in sheet.interests):
        yield Gap(pgettext("trip paper", "decisions on interests (%(count)s)") % {"count": undecided}, NOTES)
    if not sheet.paper.implications:
        yield Gap(pgettext("trip paper", "implications"), PAPER, needed=True)
    if not sheet.photos:
        yield Gap(pgettext("trip paper", "photographs"), PHOTOS)
