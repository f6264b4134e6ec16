"""The end of roles and of standing in: from the next day on, or at once, they give nothing, and their history stays."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from accounts.enums import AccountChange
from accounts.models import User
from accounts.users import mail_account_changed
from core import clock
from core.access import Grants
from core.errors import DomainError, NotAllowed
from core.models import one_act, write_audit
from partnerships.audit_actions import (
    DEPUTY_ENDED,
    INVITATION_WITHDRAWN,
    MEMBERSHIP_ENDED,
    ROLE_GIVEN_AGAIN,
    STRAND_ROLE_ENDED,
)
from partnerships.enums import InvitedAs
from partnerships.models import Deputy, Invitation, Membership, Strand, StrandRole
from partnerships.people.selectors import may_manage_people

type Work = StrandRole | Membership | Deputy

# An end that is set by mistake for a far year would be none.
LONGEST_NOTICE = dt.timedelta(days=366)


@one_act()
def end_strand_role(*, by: User, grants: Grants, role: StrandRole, at_once: bool = False) -> StrandRole:
    """End a person's role in a strand with today, or at once; raises StaleRecord, NotAllowed."""
    if not may_manage_people(grants, role.strand):
        raise NotAllowed
    end_role(by=by, row=role, last_day=clock.today(), at_once=at_once)
    return role


def check_endable(row: Membership | StrandRole) -> None:
    """Refuse what has ended or has not begun; an end that lies ahead can be brought forward. Raises DomainError."""
    today = clock.today()
    if row.ended_at is not None or (row.ended_on is not None and row.ended_on < today):
        raise DomainError(_("This role has an end already."))
    if getattr(row, "started_on", today) > today:
        raise DomainError(_("This role has not begun yet. An administrator can change its first day."))


def end_role(*, by: User, row: Membership | StrandRole, last_day: dt.date, at_once: bool) -> None:
    """Set the last day, or bring it forward. Whoever leaves stands in for nobody in the strand any more.

    Raises DomainError.
    """
    check_endable(row)
    today = clock.today()
    if row.ended_on == today and not at_once:
        raise DomainError(_("This role has an end already. You can only end it at once."), field="last_day")
    if row.ended_on is not None and row.ended_on <= last_day and not at_once:
        raise DomainError(_("This role has an end already. Choose an earlier day."), field="last_day")
    if at_once and row.user_id == by.pk:
        raise DomainError(_("You cannot end your own role at once. It can end with today."), field="at_once")
    if at_once and last_day != today:
        raise DomainError(_("Set today as the last day, or do not end it at once."), field="last_day")
    if last_day < today:
        raise DomainError(_("This day is over. Choose today or a later one."), field="last_day")
    if last_day > today + LONGEST_NOTICE:
        raise DomainError(_("This day is more than a year away. Choose an earlier one."), field="last_day")
    row.ended_on, row.ended_at = last_day, clock.now() if at_once else None
    row.save(by=by)
    _cut_deputising(by=by, user=row.user, strand=row.strand, last_day=last_day, at_once=at_once)
    write_audit(action=_ENDED[type(row)], by=by, record=row, person=row.user.kept_name)
    mail_role_changed(row, AccountChange.ROLE_ENDED, by=by, until=last_day)


def mail_role_changed(row: Work, change: AccountChange, *, by: User, until: dt.date | None = None) -> None:
    """Tell the person by mail of a role that was given or ends, with its last day; not where the person did it."""
    mail_account_changed(row.user, change, by=by, role=lazy(lambda: _role(row), str)(), until=until)


def _role(row: Work) -> str:
    """What a role is called in the language at hand, and where it is held."""
    if isinstance(row, StrandRole):
        return f"{row.get_role_display()}, {row.strand}"
    works = row.membership if isinstance(row, Deputy) else row
    place = f"{works.participation.partner.name}, {works.strand}"
    if isinstance(row, Deputy):
        return _("Deputy of %(person)s (%(place)s)") % {"person": works.user, "place": place}
    return f"{InvitedAs.COORDINATOR.label}, {place}"


def _cut_deputising(*, by: User, user: User, strand: Strand, last_day: dt.date, at_once: bool) -> None:
    """Whoever leaves a strand stands in for nobody there after the last day, or from now on."""
    rows = Deputy.objects.filter(user=user, membership__participation__strand=strand)
    rows = rows.not_over(last_day) if at_once else rows.not_over(last_day + dt.timedelta(days=1))
    for row in rows.select_related("membership__user", "membership__participation", "user").order_by("pk"):
        cut_deputy(row, last_day, by, at_once=at_once)


def cut_deputy(row: Deputy, last_day: dt.date, by: User, *, at_once: bool) -> None:
    """Let it end with a day, or at once."""
    audit_deputy(DEPUTY_ENDED, row, by)
    has_begun = row.starts_on <= last_day
    mail_role_changed(row, AccountChange.ROLE_ENDED, by=by, until=last_day if has_begun else None)
    if not has_begun:
        # Nothing was done under it: a plan that is dropped, of which the log tells.
        row._history_user = by  # noqa: SLF001 - as the versioned save does
        row.delete()
        return
    row.ends_on, row.ended_at = last_day, clock.now() if at_once else None
    row.save(by=by)


def audit_deputy(action: str, row: Deputy, by: User, **parameters: Any) -> None:
    """Log what is done about a deputy."""
    person, deputy = row.membership.user.kept_name, row.user.kept_name
    write_audit(action=action, by=by, record=row, person=person, deputy=deputy, **parameters)


# What ends with a person's access to the whole portal, and returns with it.

_ENDED = {StrandRole: STRAND_ROLE_ENDED, Membership: MEMBERSHIP_ENDED}


def end_work(by: User, person: User, moment: dt.datetime) -> None:
    """End at once all that a person holds in any strand, and withdraw what the address is invited to."""
    today = clock.day_of(moment)
    for rows in work_of(person):
        for row in rows.not_ended(today).select_for_update(of=("self",)):
            row.ended_at = moment
            if not isinstance(row, Deputy):
                row.ended_on = max(today, getattr(row, "started_on", today))
            row.save(by=by)
            if isinstance(row, Deputy):
                audit_deputy(DEPUTY_ENDED, row, by)
            else:
                write_audit(action=_ENDED[type(row)], by=by, record=row, person=row.user.kept_name)
    invitations = Invitation.objects.waiting().filter(email__iexact=person.email)
    for invitation in invitations.select_for_update().order_by("pk"):
        invitation.withdrawn_at = moment
        invitation.save()
        write_audit(action=INVITATION_WITHDRAWN, by=by, record=invitation, person=invitation.email)


def give_work_back(by: User, person: User, moment: dt.datetime) -> None:
    """Give back what ended at that moment, each with the last day it had before."""
    del moment
    for row in ended_with(person):
        if not isinstance(row, Deputy):
            before = row.history.filter(ended_at=None).order_by("-version").values_list("ended_on", flat=True)
            row.ended_on = before.first()
        row.ended_at = None
        try:
            with transaction.atomic():
                row.save(by=by)
        except IntegrityError:
            continue  # an administrator has given the person the same role meanwhile
        write_audit(action=ROLE_GIVEN_AGAIN, by=by, record=row, person=row.user.kept_name)


def work_of(person: User) -> Iterator[Any]:
    """What a person holds and held, kind by kind."""
    yield StrandRole.objects.filter(user=person).select_related("user").order_by("pk")
    yield Membership.objects.filter(user=person).select_related("user", "participation").order_by("pk")
    rows = Deputy.objects.filter(user=person).select_related("user", "membership__user", "membership__participation")
    yield rows.order_by("pk")


def ended_with(person: User) -> list[Work]:
    """What ended together with the person's access."""
    moment = person.access_renewed_at
    return [row for rows in work_of(person) for row in rows.filter(ended_at=moment)] if moment else []
