"""Ending the access of a strand's people at once: who may, and what it ends of their work."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.users.services import check_has_access, check_has_none, end_access, give_access
from core import clock
from core.errors import DomainError, NotAllowed
from core.models import one_act, write_audit
from partnerships.audit_actions import (
    DEPUTY_ENDED,
    INVITATION_WITHDRAWN,
    MEMBERSHIP_ENDED,
    ROLE_GIVEN_AGAIN,
    STRAND_ROLE_ENDED,
)
from partnerships.models import Deputy, Invitation, Membership, StrandRole
from partnerships.rules.people import may_end_access

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Strand

type Work = StrandRole | Membership | Deputy


def people_of(strand: Strand, **which: Any) -> QuerySet[User]:
    """Whoever has or had a role in the strand, or stood in for somebody there; `which` says which roles count."""
    had = Q(pk__in=StrandRole.objects.filter(strand=strand, **which).values("user"))
    had |= Q(pk__in=Membership.objects.filter(participation__strand=strand, **which).values("user"))
    had |= Q(pk__in=Deputy.objects.filter(membership__participation__strand=strand, **which).values("user"))
    return get_user_model().objects.filter(had)


def without_access(strand: Strand) -> QuerySet[User]:
    """Those of the strand whose role there ended with their access."""
    ended = people_of(strand, ended_at=F("user__access_renewed_at"))
    return ended.filter(is_active=False).order_by("search_text", "pk")


def check_access_ends(grants: Grants, person: User) -> None:
    """Refuse whoever has none; and to staff a person who works in a strand of others. Raises DomainError."""
    check_has_access(person)
    today = clock.today()
    works = [row for rows in _work_of(person) for row in rows.not_ended(today)]
    _check_kept(
        grants,
        works,
        _("This person also works in a strand that you do not keep. End the role here, and ask an administrator."),
    )


def check_access_returns(grants: Grants, person: User) -> None:
    """Refuse whoever has access; and to staff a person whose roles elsewhere would return. Raises DomainError."""
    check_has_none(person)
    _check_kept(
        grants,
        _ended_with(person),
        _("This person also had a role in a strand that you do not keep. Please ask an administrator."),
    )


@one_act()
def end_access_of(*, by: User, grants: Grants, strand: Strand, person: User, reason: str) -> None:
    """End the access of one of the strand's people at once; raises NotAllowed, AlreadyDone, DomainError."""
    _check_of(grants, strand, person)
    if not reason.strip():
        raise DomainError(_("Give a reason."), field="reason")
    check_access_ends(grants, person)
    end_access(by=by, grants=grants, person=person, reason=reason, strand_id=strand.pk)


@one_act()
def give_access_to(*, by: User, grants: Grants, strand: Strand, person: User) -> None:
    """Give access again, with the roles that ended with it; raises NotAllowed, AlreadyDone, DomainError."""
    _check_of(grants, strand, person)
    check_access_returns(grants, person)
    give_access(by=by, grants=grants, person=person, strand_id=strand.pk)


def end_work(by: User, person: User, moment: dt.datetime) -> None:
    """End at once all that a person holds in any strand, and withdraw what the address is invited to."""
    today = clock.day_of(moment)
    for rows in _work_of(person):
        for row in rows.not_ended(today).select_for_update(of=("self",)):
            row.ended_at = moment
            if not isinstance(row, Deputy):
                row.ended_on = max(today, getattr(row, "started_on", today))
            row.save(by=by)
            _notify(_ENDED[type(row)], row, by)
    invitations = Invitation.objects.waiting().filter(email__iexact=person.email)
    for invitation in invitations.select_for_update().order_by("pk"):
        invitation.withdrawn_at = moment
        invitation.save()
        write_audit(
            action=INVITATION_WITHDRAWN,
            by=by,
            record=invitation,
            person=invitation.email,
        )


def give_work_back(by: User, person: User, moment: dt.datetime) -> None:
    """Give back what ended at that moment, each with the last day it had before."""
    del moment
    for row in _ended_with(person):
        if not isinstance(row, Deputy):
            before = row.history.filter(ended_at=None).order_by("-version").values_list("ended_on", flat=True)
            row.ended_on = before.first()
        row.ended_at = None
        try:
            with transaction.atomic():
                row.save(by=by)
        except IntegrityError:
            continue  # an administrator has given the person the same role meanwhile
        _notify(ROLE_GIVEN_AGAIN, row, by)


_ENDED = {StrandRole: STRAND_ROLE_ENDED, Membership: MEMBERSHIP_ENDED, Deputy: DEPUTY_ENDED}


def _work_of(person: User) -> Iterator[Any]:
    """What a person holds and held, kind by kind."""
    yield StrandRole.objects.filter(user=person).select_related("user").order_by("pk")
    yield Membership.objects.filter(user=person).select_related("user", "participation").order_by("pk")
    rows = Deputy.objects.filter(user=person).select_related("user", "membership__user", "membership__participation")
    yield rows.order_by("pk")


def _ended_with(person: User) -> list[Work]:
    """What ended together with the person's access."""
    moment = person.access_renewed_at
    return [row for rows in _work_of(person) for row in rows.filter(ended_at=moment)] if moment else []


def _strand_of(row: Work) -> int:
    if isinstance(row, StrandRole):
        return row.strand_id
    membership = row.membership if isinstance(row, Deputy) else row
    return membership.participation.strand_id


def _check_kept(grants: Grants, works: list[Work], refusal: str) -> None:
    if not grants.is_administrator and not {_strand_of(row) for row in works} <= grants.staff:
        raise DomainError(refusal)


def _check_of(grants: Grants, strand: Strand, person: User) -> None:
    if not may_end_access(grants, strand, person) or not people_of(strand).filter(pk=person.pk).exists():
        raise NotAllowed


def _notify(action: str, row: Work, by: User) -> None:
    names: dict[str, Any] = {"person": row.user.kept_name}
    if isinstance(row, Deputy) and action == DEPUTY_ENDED:
        names = {"person": row.membership.user.kept_name, "deputy": row.user.kept_name}
    write_audit(action=action, by=by, record=row, **names)
