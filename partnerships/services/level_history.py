"""How many projects stood on each level at the end of each month, as far as the records give a day or a month.

A level that was moved to here counts from the day of its move. Of one that was loaded nobody has said when it was
reached: a project was identified when it was first reported, and how far it came later has no day. What stands on a
level without a day stands apart, undated.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.periods import MONTH, PartialDate, months_between
from partnerships.enums import LEVELS, ProjectLevel
from partnerships.models import LevelChange, Project

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST = 24  # months that are told, the last of them


@dataclass(frozen=True, slots=True)
class LevelMonth:
    """The end of a month, or today in the month that runs: how many stood on each level, and how many moves it saw."""

    first: dt.date
    counts: tuple[int, ...]
    moves: int

    @property
    def total(self) -> int:
        """All that stood on a level."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class LevelHistory:
    """The months in their order; `undated` counts by level the projects that stand on it nobody knows since when."""

    months: Sequence[LevelMonth]
    undated: Counter[str]

    @property
    def undated_total(self) -> int:
        """How many stand apart; those not pursued are left out."""
        return sum(self.undated[level] for level in LEVELS)


def read_history(projects: QuerySet[Project], *, today: dt.date, until: dt.date) -> LevelHistory:
    """The levels of these projects from the first day that is known to `until`, or the last move; two queries."""
    moves: dict[int, list[LevelChange]] = defaultdict(list)
    changes = LevelChange.objects.filter(project__in=projects.order_by(), on__lte=today).order_by("on", "pk")
    for change in changes:
        moves[change.project_id].append(change)
    rows = list(projects.order_by("pk").only("level", "first_reported", "first_reported_precision"))
    steps = {row.pk: _steps(row, moves[row.pk], today) for row in rows}
    undated = Counter(str(row.level) for row in rows if not steps[row.pk])
    known = [day for found in steps.values() for day, _level in found]
    if not known:
        return LevelHistory([], undated)
    moved = Counter(change.on.replace(day=1) for found in moves.values() for change in found if change.old)
    months = months_between(min(known), max(*known, min(until, today)))[-MOST:]
    return LevelHistory([_month_of(first, steps.values(), moved[first]) for first in months], undated)


def _steps(project: Project, moves: Sequence[LevelChange], today: dt.date) -> list[tuple[dt.date, str]]:
    """The days from which the project stood on a level, as far as they are known, in their order."""
    steps = [(change.on, str(change.new)) for change in moves]
    reported, first = project.first_reported_date, (moves[0].old or moves[0].new) if moves else project.level
    if reported is None or first != ProjectLevel.IDENTIFIED:
        return steps
    day = min(reported.last_day, today)
    # A report after the first move says nothing of the level before it.
    return [(day, str(first)), *steps] if not steps or day <= steps[0][0] else steps


def _month_of(first: dt.date, steps: Iterable[Sequence[tuple[dt.date, str]]], moves: int) -> LevelMonth:
    end = PartialDate(first, MONTH).last_day
    stood = Counter(
        level for found in steps if (level := next((level for day, level in reversed(found) if day <= end), ""))
    )
    return LevelMonth(first, tuple(stood[level] for level in LEVELS), moves)
