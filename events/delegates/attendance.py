"""Who came: said for each delegate once the event has begun, and changed later with a trace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.formats import format_date
from core.models import lock, one_act, write_audit
from events.audit_actions import ATTENDANCE_CHANGED, ATTENDANCE_RECORDED
from events.enums import EventStatus
from events.events.act_steps import lock_event
from events.events.selectors import check_works
from events.models import Delegate, Delegation, Event
from events.rules import may_nominate

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants


def has_begun(event: Event) -> bool:
    """Whether its first day has come by the clock of its first city, as far as the day is known, or it was held."""
    if event.status == EventStatus.HELD:
        return True
    first = event.shown_period.first_day
    return event.status != EventStatus.CANCELLED and first is not None and first <= _today(event)


def _today(event: Event) -> dt.date:
    return clock.now().astimezone(event.zone).date()


def check_begun(event: Event) -> None:
    """Refuse to say who came before anybody can have come. Raises DomainError."""
    if event.status == EventStatus.CANCELLED:
        raise DomainError(_("The event is cancelled."))
    if has_begun(event):
        return
    first = event.shown_period.first_day
    if first is None:
        raise DomainError(_("The event has no date yet. Who came can be said once it has begun."))
    day = format_date(first)
    raise DomainError(_("The event begins on %(day)s. Who came can be said from then on.") % {"day": day})


@one_act()
def record_attendance(
    *, by: User, grants: Grants, delegation: Delegation, version: int, attended: Mapping[int, bool | None]
) -> Delegation:
    """Say of delegates, by their number, whether they came; None takes the word back.

    A word that is changed later is written into the log as such. Raises NotAllowed, StaleRecord, AlreadyDone where
    nothing differs, DomainError before the event has begun or for a number that nobody has.
    """
    event = lock_event(delegation.event)
    row = lock(delegation, version=version)
    row.event, row.participation = event, delegation.participation
    if not may_nominate(grants, row):
        raise NotAllowed
    check_works(event)
    check_begun(event)
    people = {one.number: one for one in Delegate.objects.filter(delegation=row).active().order_by("number")}
    if not set(attended) <= set(people):
        raise DomainError(_("One of these people does not stand in the delegation any more."))
    changed = [people[number] for number, came in attended.items() if people[number].attended is not came]
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    late = any(one.attended is not None for one in changed)
    for one in changed:
        one.attended = attended[one.number]
        one.save(by=by)
    row.save(by=by)
    known = [one for one in people.values() if one.attended is not None]
    write_audit(
        action=ATTENDANCE_CHANGED if late else ATTENDANCE_RECORDED,
        by=by,
        record=row,
        came=sum(bool(one.attended) for one in known),
        of=len(known),
    )
    return row
