"""The steps of an action plan: the open follow-ups and milestones of its pairing, by date."""

from __future__ import annotations

import datetime as dt
from typing import Any

from partnerships.enums import ConfirmationBy, ConfirmedText, MilestoneStatus
from partnerships.follow_ups.models import FollowUp
from partnerships.milestones.models import Milestone
from partnerships.pairings.models import Pairing


def action_items(pairing: Pairing) -> list[dict[str, str]]:
    """The open follow-ups and milestones of a pairing as an action plan lists them, by date.

    The milestone that the plan's own confirmation completes is no step of the plan.
    """
    found = [
        (follow_up.due_on, _item(follow_up, "follow-up", follow_up.side, follow_up.due_on.isoformat(), "what"))
        for follow_up in FollowUp.objects.filter(pairing=pairing).open()
    ]
    milestones = Milestone.objects.filter(pairing=pairing, status=MilestoneStatus.PLANNED).exclude(
        confirmation=ConfirmationBy.BOTH, confirmed_text=ConfirmedText.ACTION_PLAN
    )
    found += [
        (
            milestone.forecast.last_day or dt.date.max,
            _item(milestone, "milestone", milestone.responsible, milestone.forecast.iso(), "title"),
        )
        for milestone in milestones
    ]
    found.sort(key=lambda pair: (pair[0], pair[1]["kind"], pair[1]["code"]))
    return [item for _day, item in found]


def _item(record: Any, kind: str, side: str, until: str, name: str) -> dict[str, str]:
    return {
        "kind": kind,
        "code": record.code,
        "title_en": getattr(record, f"{name}_en"),
        "title_ko": getattr(record, f"{name}_ko"),
        "side": side,
        "until": until,
    }
