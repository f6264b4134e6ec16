"""Whom to call for whom in an emergency: for the staff, and for the head of a delegation while it is away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import clock
from core.models import one_act
from events.audit_actions.details import EMERGENCY_SHEET_OPENED
from events.enums import PLACED_DELEGATE, DelegateRole, EventStatus
from events.models import Delegate
from events.services.delegate_links import DeadLink, find_link
from events.services.nominations import tell_of_delegate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from events.models import DelegateLink, Event

# From so many days before the first day on the head can print the sheet.
DAYS_BEFORE = 7


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """One person on the sheet; `contact` and `phone` are empty where none was given."""

    name: str
    name_native: str
    partner: str
    contact: str
    phone: str


def emergency_lines(delegates: Iterable[Delegate]) -> list[EmergencyLine]:
    """The sheet's lines, in the order of the delegates, who come with their needs and partner."""
    found = []
    for delegate in delegates:
        needs = getattr(delegate, "needs", None)
        found.append(
            EmergencyLine(
                name=delegate.full_name,
                name_native=delegate.name_native,
                partner=delegate.delegation.participation.partner.name,
                contact=needs.emergency_name if needs else "",
                phone=needs.emergency_phone if needs else "",
            )
        )
    return found


def may_open_sheet(link: DelegateLink, event: Event, today: dt.date) -> bool:
    """Whether the own page of this delegate opens the sheet: to the head of the delegation, by a link that was mailed.

    From a week before the first known day to the last one. A link that was shown to be handed over opens no sheet,
    because whoever made it has seen it.
    """
    delegate, days = link.delegate, event.shown_period
    if delegate.role != DelegateRole.HEAD or delegate.status not in PLACED_DELEGATE or not link.mailed:
        return False
    if event.status == EventStatus.CANCELLED or not days.days_known or days.first_day is None or days.last_day is None:
        return False
    return days.first_day - dt.timedelta(days=DAYS_BEFORE) <= today <= days.last_day


@one_act()
def sheet_of_head(*, token: str) -> list[EmergencyLine]:
    """The sheet of the own delegation; logged. Raises DeadLink, also where this page does not open it today."""
    link = find_link(token)
    delegation = link.delegate.delegation
    if not may_open_sheet(link, delegation.event, clock.today()):
        raise DeadLink(
            _(
                "The emergency sheet opens for the head of the delegation, from %(days)s days before the event to its "
                "end. Ask the programme staff if you need it now."
            )
            % {"days": DAYS_BEFORE},
            known=False,
        )
    rows = Delegate.objects.filter(delegation=delegation).placed()
    lines = emergency_lines(rows.select_related("needs", "delegation__participation__partner").order_by("number"))
    tell_of_delegate(EMERGENCY_SHEET_OPENED, link.delegate, None, rows=len(lines))
    return lines
