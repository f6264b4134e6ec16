"""Who stands in for a coordinator during an absence: named by the coordinator, or by who keeps the strand's people."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from partnerships.audit_actions import DEPUTY_ADDED, DEPUTY_ENDED
from partnerships.enums import StrandRoleName
from partnerships.models import Deputy, Membership, StrandRole
from partnerships.rules import may_hand_over

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Strand


def candidates(membership: Membership) -> QuerySet[User]:
    """Who may stand in: the strand's coordinators of the same side and its observers.

    Not the person, not whoever works or stands in for the other side, and not staff or authority, who act for
    a side with a reason only.
    """
    today = clock.today()
    participation = membership.participation
    current = Membership.objects.not_ended(today).filter(
        started_on__lte=today, participation__strand=participation.strand_id
    )
    deputies = Deputy.objects.not_over(today).filter(membership__participation__strand=participation.strand_id)
    roles = StrandRole.objects.not_ended(today).filter(strand=participation.strand_id)
    users = get_user_model().objects.filter(is_active=True)
    own_side = users.filter(pk__in=current.filter(participation__side=participation.side).values("user"))
    observers = users.filter(pk__in=roles.filter(role=StrandRoleName.OBSERVER).values("user"))
    return (
        (own_side | observers)
        .exclude(pk=membership.user_id)
        .exclude(pk__in=current.exclude(participation__side=participation.side).values("user"))
        .exclude(pk__in=deputies.exclude(membership__participation__side=participation.side).values("user"))
        .exclude(pk__in=roles.exclude(role=StrandRoleName.OBSERVER).values("user"))
        .order_by("search_text", "pk")
    )


def standing_in(user_id: int | None, today: dt.date) -> list[Deputy]:
    """For whom a person stands in on a day, the first to end first; one query."""
    rows = Deputy.objects.on(today).filter(user=user_id)
    return list(rows.select_related("membership__user", "membership__participation__partner").order_by("ends_on", "pk"))


@one_act()
def add_deputy(
    *, by: User, grants: Grants, membership: Membership, user: User, starts_on: dt.date, ends_on: dt.date
) -> Deputy:
    """Let a person do, from one day to another, what the coordinator may do.

    Raises NotAllowed, or DomainError with the field at fault: a day that is over, the wrong order, a
    person who may not stand in, or who does already.
    """
    row = Membership.objects.select_for_update().get(pk=membership.pk)
    row.participation, row.user = membership.participation, membership.user
    if not may_hand_over(grants, row):
        raise NotAllowed
    today = clock.today()
    if row.ended_at or (row.ended_on and row.ended_on < today):
        raise DomainError(_("This role is over: nobody stands in for it."))
    if starts_on < today:
        raise DomainError(_("This day is over. Choose today or a later one."), field="starts_on")
    if ends_on < starts_on:
        raise DomainError(_("The end date must not be before the start date."), field="ends_on")
    if row.ended_on and ends_on > row.ended_on:
        raise DomainError(_("The work itself ends before. Choose an earlier day."), field="ends_on")
    if not candidates(row).filter(pk=user.pk).exists():
        raise DomainError(_("This person cannot stand in for this side."), field="user")
    if row.deputies.not_over(starts_on).filter(user=user, starts_on__lte=ends_on).exists():
        raise DomainError(_("This person stands in on some of these days already."), field="user")
    deputy = Deputy(membership=row, user=user, starts_on=starts_on, ends_on=ends_on)
    deputy.save(by=by)
    _audit(DEPUTY_ADDED, deputy, by, old=starts_on.isoformat(), until=ends_on.isoformat())
    return deputy


@one_act()
def end_deputy(*, by: User, grants: Grants, deputy: Deputy, version: int, at_once: bool = False) -> None:
    """Let it end with today, or at once; one that has not begun is taken back whole.

    Raises AlreadyDone, NotAllowed, StaleRecord.
    """
    row = lock(deputy, version=version)
    row.membership, row.user = deputy.membership, deputy.user
    if not may_hand_over(grants, row.membership):
        raise NotAllowed
    today = clock.today()
    if row.ended_at or row.ends_on < today or (row.ends_on == today and not at_once):
        raise AlreadyDone(_("This ends already, by today at the latest."))
    _audit(DEPUTY_ENDED, row, by)
    _cut(row, today, by, at_once=at_once)


def cut_deputising(*, by: User, user: User, strand: Strand, last_day: dt.date, at_once: bool = False) -> None:
    """Whoever leaves a strand stands in for nobody there after the last day, or from now on."""
    rows = Deputy.objects.filter(user=user, membership__participation__strand=strand)
    rows = rows.not_over(last_day) if at_once else rows.not_over(last_day + dt.timedelta(days=1))
    for row in rows.select_related("membership__user", "membership__participation", "user").order_by("pk"):
        _audit(DEPUTY_ENDED, row, by)
        _cut(row, last_day, by, at_once=at_once)


def _cut(row: Deputy, last_day: dt.date, by: User, *, at_once: bool) -> None:
    if row.starts_on > last_day:
        # Nothing was done under it: a plan that is dropped, of which the log tells.
        row._history_user = by  # noqa: SLF001 - as the versioned save does
        row.delete()
        return
    row.ends_on, row.ended_at = last_day, clock.now() if at_once else None
    row.save(by=by)


def _audit(action: str, row: Deputy, by: User, **parameters: Any) -> None:
    write_audit(
        action=action,
        by=by,
        record=row,
        person=row.membership.user.kept_name,
        deputy=row.user.kept_name,
        **parameters,
    )
