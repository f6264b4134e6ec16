"""The end of a role: from the next day on, or at once, it gives nothing, and its history stays."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError, NotAllowed
from core.models import one_act, write_audit
from partnerships.audit_actions import MEMBERSHIP_ENDED, STRAND_ROLE_ENDED
from partnerships.rules import may_hand_over, may_manage_people
from partnerships.services.deputies import cut_deputising

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Membership, Strand, StrandRole

# An end that is set by mistake for a far year would be none.
LONGEST_NOTICE = dt.timedelta(days=366)


@one_act()
def end_membership(
    *, by: User, grants: Grants, membership: Membership, last_day: dt.date | None = None, at_once: bool = False
) -> Membership:
    """End a coordinator's work for a partner with a day, today unless it is said, or at once.

    Raises StaleRecord, NotAllowed.
    """
    if not may_hand_over(grants, membership):
        raise NotAllowed
    strand = membership.participation.strand
    last_day = last_day or clock.today()
    _end(by=by, strand=strand, row=membership, action=MEMBERSHIP_ENDED, last_day=last_day, at_once=at_once)
    return membership


@one_act()
def end_strand_role(*, by: User, grants: Grants, role: StrandRole, at_once: bool = False) -> StrandRole:
    """End a person's role in a strand with today, or at once; raises StaleRecord, NotAllowed."""
    if not may_manage_people(grants, role.strand):
        raise NotAllowed
    _end(by=by, strand=role.strand, row=role, action=STRAND_ROLE_ENDED, last_day=clock.today(), at_once=at_once)
    return role


def check_endable(row: Membership | StrandRole) -> None:
    """Refuse what has ended or has not begun; an end that lies ahead can be brought forward. Raises DomainError."""
    today = clock.today()
    if row.ended_at is not None or (row.ended_on is not None and row.ended_on < today):
        raise DomainError(_("This role has an end already."))
    if getattr(row, "started_on", today) > today:
        raise DomainError(_("This role has not begun yet. An administrator can change its first day."))


def _end(
    *, by: User, strand: Strand, row: Membership | StrandRole, action: str, last_day: dt.date, at_once: bool
) -> None:
    """Set the last day, or bring it forward. Whoever leaves stands in for nobody in the strand any more."""
    check_endable(row)
    today = clock.today()
    if row.ended_on == today and not at_once:
        raise DomainError(_("This role has an end already. You can only end it at once."), field="last_day")
    if row.ended_on is not None and row.ended_on <= last_day and not at_once:
        raise DomainError(_("This role has an end already. Choose an earlier day."), field="last_day")
    if at_once and row.user_id == by.pk:
        raise DomainError(_("You cannot end your own role at once. It can end with today."), field="at_once")
    if at_once and last_day != today:
        raise DomainError(_("Choose today as the last day, or do not end it at once."), field="last_day")
    if last_day < today:
        raise DomainError(_("This day is over. Choose today or a later one."), field="last_day")
    if last_day > today + LONGEST_NOTICE:
        raise DomainError(_("This day is more than a year away. Choose an earlier one."), field="last_day")
    row.ended_on, row.ended_at = last_day, clock.now() if at_once else None
    row.save(by=by)
    cut_deputising(by=by, user=row.user, strand=strand, last_day=last_day, at_once=at_once)
    write_audit(action=action, by=by, record=row, person=row.user.kept_name)
