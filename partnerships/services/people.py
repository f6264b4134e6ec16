"""The end of a role: from the next day on it gives nothing, and its history stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError, NotAllowed
from core.models import write_audit
from partnerships.audit_actions import MEMBERSHIP_ENDED, STRAND_ROLE_ENDED
from partnerships.rules import may_manage_people

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Membership, Strand, StrandRole


@transaction.atomic
def end_membership(*, by: User, grants: Grants, membership: Membership) -> Membership:
    """End a coordinator's work for a partner with today; raises StaleRecord, NotAllowed."""
    strand = membership.participation.strand
    _end(by=by, grants=grants, strand=strand, row=membership, action=MEMBERSHIP_ENDED)
    return membership


@transaction.atomic
def end_strand_role(*, by: User, grants: Grants, role: StrandRole) -> StrandRole:
    """End a person's role in a strand with today; raises StaleRecord, NotAllowed."""
    _end(by=by, grants=grants, strand=role.strand, row=role, action=STRAND_ROLE_ENDED)
    return role


def _end(*, by: User, grants: Grants, strand: Strand, row: Membership | StrandRole, action: str) -> None:
    if not may_manage_people(grants, strand):
        raise NotAllowed
    if row.ended_on is not None:
        raise DomainError(_("This role has an end already."))
    today = clock.today()
    if getattr(row, "started_on", today) > today:
        raise DomainError(_("This role has not begun yet. An administrator can change its first day."))
    row.ended_on = today
    row.save(by=by)
    write_audit(action=action, by=by, record=row, strand_id=strand.pk, person=str(row.user))
