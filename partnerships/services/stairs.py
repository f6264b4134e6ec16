"""How far a project has come, step by step: since when it stands on its level, and what proved each level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from partnerships.columns.projects import days_on_level
from partnerships.enums import LEVELS, ProjectLevel

if TYPE_CHECKING:
    from partnerships.models import LevelChange, Project


@dataclass(frozen=True, slots=True)
class Step:
    """A level as the picture draws it: `state` is reached, now or ahead; `change` the newest move to it.

    `note` says why a level has no day.
    """

    number: int
    level: str
    word: str
    state: str
    change: LevelChange | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stairs:
    """The five levels in their order, and the days on the present one (None where the day is not known)."""

    steps: Sequence[Step]
    days: int | None
    dropped: LevelChange | None = None
    is_dropped: bool = False


def reached(level: str) -> int:
    """How many of the five levels are behind and under a project; none where it is not pursued."""
    return LEVELS.index(ProjectLevel(level)) + 1 if level in LEVELS else 0


def stairs(project: Project, changes: Iterable[LevelChange]) -> Stairs:
    """The staircase of a project; `changes` are all its moves, newest first.

    Moved down, a level above is ahead again, whatever was reached before. One that is not pursued shows how far
    it had come.
    """
    moves = list(changes)
    is_dropped = project.level == ProjectLevel.NOT_PURSUED
    dropped = next((move for move in moves if move.new == ProjectLevel.NOT_PURSUED), None) if is_dropped else None
    standing = (dropped.old if dropped else "") if is_dropped else project.level
    at = reached(standing)
    # Where a pack brought it in: the level before its first move, or that it still has.
    loaded = (moves[-1].old if moves else project.level) if project.from_sources else ""
    steps = []
    for number, level in enumerate(LEVELS, start=1):
        change = next((move for move in moves if move.new == level), None) if number <= at else None
        steps.append(
            Step(
                number=number,
                level=level.value,
                word=str(level.label),
                state="ahead" if number > at else "now" if number == at and not is_dropped else "reached",
                change=change,
                note="" if change or number > at else _why_no_day(number, reached(loaded)),
            )
        )
    return Stairs(steps, days_on_level(project), dropped, is_dropped)


def _why_no_day(number: int, loaded: int) -> str:
    if number == loaded:
        return _("Recorded from sources; the day is not known")
    return _("Before the portal") if number < loaded else _("Passed over")
