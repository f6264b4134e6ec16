"""Whose turn it is with a milestone, how one that both sides confirm gets done, and the moves of dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.formats import join_names
from partnerships.confirmations.selectors import find_text
from partnerships.confirmations.selectors import turn_of as text_turn
from partnerships.enums import ConfirmedText, MilestoneStatus, Responsible, Side
from partnerships.milestones.models import DateChange, Milestone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerships.confirmations.selectors import Standing
    from partnerships.models import PlanItem


def confirm_instead(milestone: Milestone) -> str:
    """How a milestone that both sides confirm gets done."""
    text = ConfirmedText(milestone.confirmed_text).label
    return _("This milestone is done once both sides have confirmed the same edition of its text: %(text)s.") % {
        "text": text
    }


def turn_of(milestone: Milestone, standing: Standing | None) -> str:
    """Whose turn it is, by name; nothing where it is nobody's. The text that it names says so for itself."""
    pairing = milestone.pairing
    if not pairing.is_open:
        return ""
    names = [partner.name for side, partner in pairing.partners if milestone.responsible in (side, "both")]
    if standing is not None and milestone.status != MilestoneStatus.CANCELLED:
        text = find_text(pairing, milestone.confirmed_text) if milestone.confirmed_text else milestone
        return text_turn(text, standing) if text is not None else ""
    if milestone.status == MilestoneStatus.DONE and milestone.responsible == Responsible.BOTH:
        return _reported(milestone)
    if milestone.objection and milestone.reported_side:
        return _("Waits for %(name)s, who reported it, to answer the objection; then either side reports it anew.") % {
            "name": dict(pairing.partners)[milestone.reported_side].name
        }
    if milestone.status == MilestoneStatus.PLANNED and milestone.responsible == Responsible.BOTH:
        return _("Both sides answer for it: %(names)s. Either reports it done, and the other can object.") % {
            "names": join_names(names)
        }
    if milestone.status == MilestoneStatus.PLANNED:
        return _("%(name)s answers for it: moves its date and reports it done.") % {"name": names[0]}
    if milestone.status == MilestoneStatus.UNKNOWN:
        return _("Nobody has said whether it took place. Waits for: %(names)s.") % {"names": join_names(names)}
    return ""


def _reported(milestone: Milestone) -> str:
    """Who can object to a report, by name."""
    if not milestone.reported_at:
        return ""
    partners = dict(milestone.pairing.partners)
    if not milestone.reported_side:
        return _("It was reported for both sides; either can object.")
    other = Side.EU if milestone.reported_side == Side.COUNTERPART else Side.COUNTERPART
    return _("%(name)s reported it done; %(other)s can object.") % {
        "name": partners[milestone.reported_side].name,
        "other": partners[other].name,
    }


def last_moves(milestones: Iterable[Milestone]) -> dict[int, DateChange]:
    """The newest move of each milestone that was ever moved, by its key; one query."""
    rows = DateChange.objects.filter(milestone__in=[row.pk for row in milestones]).select_related("by")
    return {row.milestone_id: row for row in rows.order_by("at", "pk") if row.milestone_id is not None}


def own_moves(item: PlanItem) -> tuple[list[DateChange], bool]:
    """The moves that an item made by itself, and whether it also moved along with its stage, which says why."""
    moves = list(item.date_changes.all())
    own = [move for move in moves if not move.entry.parameters.get("along")]
    return own, len(own) < len(moves)
