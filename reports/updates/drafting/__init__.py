"""The draft of a city update: what the records of the period say for one partner, line by line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.updates.drafting.counted import contact_lines, publicity_lines, value_lines
from reports.updates.drafting.desk import Line, open_desk
from reports.updates.drafting.journey import follow_up_lines, milestone_lines, read_milestones
from reports.updates.drafting.last_time import compare, read_last_time
from reports.updates.drafting.meetings import completed_by, event_lines, read_events
from reports.updates.drafting.together import agreement_lines, level_lines, read_agreements

if TYPE_CHECKING:
    from partnerships.models import Participation
    from reports.models import CityUpdate, ReportingPeriod

__all__ = ["Draft", "Line", "draft_lines", "read_draft"]

# A page and a form bear so many lines; whoever has more reports on so much that nobody reads it line by line.
MOST_LINES = 150


@dataclass(frozen=True, slots=True)
class Draft:
    """The lines of a draft, how many more there would have been, and what the last update announced."""

    lines: list[Line]
    left_out: int = 0
    last_time: CityUpdate | None = None


def draft_lines(participation: Participation, period: ReportingPeriod, today: dt.date) -> list[Line]:
    """The lines of the draft in the order of the questions, each in English and Korean; a constant number of queries.

    From all pairings of the partner. What the other side alone answers for, or has brought, is not in them.
    """
    return read_draft(participation, period, today).lines


def read_draft(participation: Participation, period: ReportingPeriod, today: dt.date) -> Draft:
    """The same with what the last update had announced."""
    desk = open_desk(participation, period, today)
    events, milestones, agreements = read_events(desk), read_milestones(desk), read_agreements(desk)
    found = [
        *milestone_lines(desk, milestones, completed_by(desk, events)),
        *event_lines(desk, events),
        *level_lines(desk),
        *agreement_lines(desk, agreements),
        *value_lines(desk),
        *follow_up_lines(desk),
        *contact_lines(desk),
        *publicity_lines(desk),
    ]
    last = read_last_time(desk)
    lines = list(compare(last, found, milestones=milestones, agreements=agreements, today=today))
    # What nobody can look up elsewhere comes first within its question: what is late.
    lines.sort(key=lambda one: (_ORDER[one.question], not one.is_late))
    return Draft(lines[:MOST_LINES], max(len(lines) - MOST_LINES, 0), last)


_ORDER = {name: place for place, name in enumerate(("achieved", "difficult", "next"))}
