"""Milestones as tables show them: mark, state, side, newest move, and what the reader can do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.pictures.small import mark_parts
from partnerships.enums import ConfirmationBy, MilestoneStatus
from partnerships.milestones.actions import next_step
from partnerships.milestones.selectors import last_moves
from partnerships.pairings.cards import confirm_label, state_name, state_text, stop
from partnerships.rules.journey import side_of

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.confirmations.selectors import TextState
    from partnerships.models import DateChange, Milestone
    from partnerships.pairings.selectors import Journey, StageOfJourney

READ_AT_ONCE = 20  # milestones that a page shows without folding any


@dataclass(frozen=True)
class Marked:
    """A milestone as a row of a table shows it.

    `act` is address and label of what the reader can do next, `standing` where both sides stand with its text.
    """

    milestone: Milestone
    parts: tuple[Any, ...]
    state: str
    word: str
    move: DateChange | None = None
    act: tuple[str, str] | None = None
    standing: TextState | None = None


def marked(
    milestones: Iterable[Milestone], today: dt.date, standings: Mapping[int, TextState] | None = None
) -> list[Marked]:
    """Each milestone with its mark and its state on a day; `standings` fill the halves that are confirmed."""
    found = []
    for row in milestones:
        standing = (standings or {}).get(row.pk)
        parts = mark_parts(stop(row, today, standing))
        asked = "" if row.is_overdue(today) else confirm_label(row, standing)
        word = asked or state_text(row, today)
        found.append(Marked(row, parts, state_name(row, today), word, standing=standing))
    return found


def marked_parts(journey: Journey, grants: Grants) -> list[tuple[StageOfJourney, list[Marked]]]:
    """The stages of a journey with their milestones, each with its newest move and the reader's next act; one query."""
    moves = last_moves(journey.milestones)
    return [
        (
            part,
            [
                replace(one, move=moves.get(one.milestone.pk), act=_act(one.milestone, grants, journey))
                for one in marked(part.milestones, journey.today, journey.standings)
            ],
        )
        for part in journey.stages
    ]


@dataclass(frozen=True)
class StageRows:
    """A stage among many milestones: the rows that the page shows, how many it leaves to the table, whether it is open.

    It leaves out what is over first; so many rows as are read at once stay.
    """

    part: StageOfJourney
    rows: list[Marked]
    more: int
    at_hand: bool

    @classmethod
    def of(cls, part: StageOfJourney, rows: list[Marked], *, at_hand: bool) -> StageRows:
        """Those that wait or are late where there are more than can be read at once."""
        shown = rows
        if len(rows) > READ_AT_ONCE:
            pending = [row for row in rows if row.milestone.status == MilestoneStatus.PLANNED]
            shown = (pending or rows)[:READ_AT_ONCE]
        return cls(part, shown, len(rows) - len(shown), at_hand)


def stages_at_hand(parts: Sequence[tuple[StageOfJourney, list[Marked]]]) -> list[StageRows]:
    """The stages, where they have too many milestones to be read at once; else nothing.

    At hand is what runs or is late; where nothing does, the next that is planned, else the last.
    """
    if sum(len(rows) for _part, rows in parts) <= READ_AT_ONCE:
        return []
    states = [part.state for part, _rows in parts]
    at_hand = [state in {"running", "overdue"} for state in states]
    if not any(at_hand):
        at_hand[states.index("planned") if "planned" in states else -1] = True
    return [StageRows.of(part, rows, at_hand=near) for (part, rows), near in zip(parts, at_hand, strict=True)]


def _act(milestone: Milestone, grants: Grants, journey: Journey) -> tuple[str, str] | None:
    """Address and label of what the row offers: what is due, or to confirm for a side that was asked."""
    if milestone.confirmation == ConfirmationBy.BOTH and milestone.status == MilestoneStatus.PLANNED:
        standing = journey.standings.get(milestone.pk)
        asked = standing is not None and side_of(grants, milestone.pairing) in standing.waits_for
        return (milestone.get_text_url(), _("Read and confirm")) if asked and milestone.pairing.is_open else None
    step = next_step(milestone, journey.today)
    button = step.button_on(milestone, grants) if step else None
    return (button.url, button.label) if button else None
