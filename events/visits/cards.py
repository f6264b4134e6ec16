"""Visit notes as lists show them: with what the reader can do about each, and about the interests in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from core.parts import OneClick
from events.visits.actions.notes import (
    DropInterest,
    EditVisitNote,
    ReopenInterest,
    RestoreVisitNote,
    TakeUpInterest,
    WithdrawVisitNote,
)

if TYPE_CHECKING:
    from core.access import Grants
    from core.actions import Action


def one_click(action: type[Action], row: Any, grants: Grants) -> OneClick | None:
    """The action on a row as one click, where the reader may, and it is possible now."""
    button = action.button_on(row, grants)
    return OneClick(button.url, button.label, getattr(row, "version", 1)) if button else None


def with_clicks(notes: Iterable[Any], grants: Grants) -> list[Any]:
    """Notes that were read with their interests, each with what the reader can do about it; no query.

    A note gets `edit`, `withdraw` and `restore`, an interest `make`, `drop` and `reopen`, and how far its project came.
    """
    rows = list(notes)
    for note in rows:
        note.edit, note.withdraw = (one.button_on(note, grants) for one in (EditVisitNote, WithdrawVisitNote))
        note.restore = one_click(RestoreVisitNote, note, grants)
        for interest in note.interests.all():
            interest.note = note
            interest.make = one_click(TakeUpInterest, interest, grants)
            interest.drop = one_click(DropInterest, interest, grants)
            interest.reopen = one_click(ReopenInterest, interest, grants)
            if interest.project is not None:
                interest.project.strand = note.event.strand
                interest.reached = interest.project.reached
    return rows
