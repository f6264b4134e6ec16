"""Milestones as tables show them: mark, state, side, newest move, and what the reader can do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
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
    from partnerships.models import Milestone
    from partnerships.pairings.selectors import Journey, StageOfJourney

READ_AT_ONCE = 20  # milestones that a page shows without folding any


def marked(milestones: Iterable[Milestone], today: dt.date, standings: Mapping[int, TextState]) -> list[dict[str, Any]]:
    """Each milestone with its mark and its state on a day; `standings` fill the halves that are confirmed."""
    found = []
    for row in milestones:
        standing = standings.get(row.pk)
        asked = "" if row.is_overdue(today) else confirm_label(row, standing)
        found.append(
            {
                "milestone": row,
                "parts": mark_parts(stop(row, today, standing)),
                "state": state_name(row, today),
                "word": asked or state_text(row, today),
                "standing": standing,
            }
        )
    return found


def marked_parts(journey: Journey, grants: Grants) -> list[tuple[StageOfJourney, list[dict[str, Any]]]]:
    """The stages of a journey with their milestones, each with its newest move and the reader's next act; one query."""
    moves = last_moves(journey.milestones)
    return [
        (
            part,
            [
                one | {"move": moves.get(one["milestone"].pk), "act": _act(one["milestone"], grants, journey)}
                for one in marked(part.milestones, journey.today, journey.standings)
            ],
        )
        for part in journey.stages
    ]


def stages_at_hand(parts: Sequence[tuple[StageOfJourney, list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    """The stages, where they have too many milestones to be read at once; else nothing.

    At hand is what runs or is late; where nothing does, the next that is planned, else the last. A stage shows so many
    rows as are read at once, first what waits or is late; `more` is how many it leaves to the table.
    """
    if sum(len(rows) for _part, rows in parts) <= READ_AT_ONCE:
        return []
    states = [part.state for part, _rows in parts]
    at_hand = [state in {"running", "overdue"} for state in states]
    if not any(at_hand):
        at_hand[states.index("planned") if "planned" in states else -1] = True
    found = []
    for (part, rows), near in zip(parts, at_hand, strict=True):
        shown = rows
        if len(rows) > READ_AT_ONCE:
            pending = [row for row in rows if row["milestone"].status == MilestoneStatus.PLANNED]
            shown = (pending or rows)[:READ_AT_ONCE]
        found.append({"part": part, "rows": shown, "more": len(rows) - len(shown), "at_hand": near})
    return found


def _act(milestone: Milestone, grants: Grants, journey: Journey) -> tuple[str, str] | None:
    """Address and label of what the row offers: what is due, or to confirm for a side that was asked."""
    if milestone.confirmation == ConfirmationBy.BOTH and milestone.status == MilestoneStatus.PLANNED:
        standing = journey.standings.get(milestone.pk)
        asked = standing is not None and side_of(grants, milestone.pairing) in standing.waits_for
        return (milestone.get_text_url(), _("Read and confirm")) if asked and milestone.pairing.is_open else None
    step = next_step(milestone, journey.today)
    button = step.button_on(milestone, grants) if step else None
    return (button.url, button.label) if button else None
