"""Milestones with what a table draws beside their words: mark, state, side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.pictures.upright import mark_parts
from partnerships.services.strips import state_name, state_word, stop

if TYPE_CHECKING:
    import datetime as dt

    from partnerships.models import Milestone


@dataclass(frozen=True)
class Marked:
    """A milestone as a row of a table shows it."""

    milestone: Milestone
    parts: tuple[Any, ...]
    state: str
    word: str


def marked(milestones: Iterable[Milestone], today: dt.date) -> list[Marked]:
    """Each milestone with its mark and its state on a day."""
    return [
        Marked(row, mark_parts(stop(row, today)), state_name(row, today), state_word(row, today)) for row in milestones
    ]
