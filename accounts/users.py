"""What becomes of an account: access ends and is given again, its end is asked for, and its person is told."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit_actions import ACCESS_ENDED, ACCESS_GIVEN, ERASURE_ASKED, ERASURE_WITHDRAWN
from accounts.enums import AccountChange, MailKind
from accounts.mails.services import drop_about, drop_mails, queue_mail
from accounts.models import User
from core import clock
from core.access import Grants
from core.errors import AlreadyDone, NotAllowed
from core.formats import format_date
from core.models import Draft, one_act, write_audit
from core.parts import Task, parts
from core.texts import reader_language

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ERASURE_DAYS = 10  # to carry out what a person asks for: the law of Korea; that of the Union gives a month


def mail_account_changed(
    person: User,
    change: AccountChange,
    *,
    by: User | None,
    address: str = "",
    role: _StrPromise | str = "",
    until: dt.date | None = None,
) -> None:
    """Queue the mail by which a person learns of a change to the own account, in the act's transaction.

    `address` is where it goes, other than to the account's own; also a closed account is told. Of a role that somebody
    changes for himself no mail is sent.
    """
    is_own = by is not None and by.pk == person.pk
    if is_own and change in (AccountChange.ROLE_GIVEN, AccountChange.ROLE_ENDED):
        return
    to_account = person.is_active and not address
    queue_mail(
        to=person if to_account else None,
        address=address or person.email,
        language=person.mail_language,
        kind=MailKind.ACCOUNT_CHANGED,
        key=f"{MailKind.ACCOUNT_CHANGED.value}:{change.value}:{person.pk}:{secrets.token_hex(8)}",
        template="account_changed",
        context={
            "change": change,
            "by": "" if is_own or by is None else by.kept_name,
            "role": role,
            "until": until,
            "operator": settings.OPERATOR_EMAIL,
            "link": settings.BASE_URL + reverse("accounts:account"),
        },
    )


def may_change_access(grants: Grants, person: User) -> bool:
    """Nobody's own, and an administrator's by administrators alone: so one of them always keeps it.

    Which people a reader keeps, the rules of the apps further right say.
    """
    return person.pk != grants.user_id and (grants.is_administrator or not person.is_superuser)


def check_has_access(person: User) -> None:
    """Refuse to end what has ended. Raises AlreadyDone."""
    if not person.is_active:
        raise AlreadyDone(_("This person has no access already."))


def check_has_none(person: User) -> None:
    """Refuse to give what is there. Raises AlreadyDone."""
    if person.is_active:
        raise AlreadyDone(_("This person has access already."))


@one_act()
def end_access(*, by: User, grants: Grants, person: User, reason: str = "", strand_id: int | None = None) -> None:
    """End a person's access at once: sessions, links, calendar addresses, mails on their way, drafts, what the card
    says beside the name, and what apps gave.

    Who keeps the person, the caller has asked. Raises NotAllowed for one's own access and, unless an administrator
    asks, for an administrator's; AlreadyDone.
    """
    row = _locked(by, grants, person)
    check_has_access(row)
    moment = clock.now()
    # The sessions end because they no longer fit the account; nothing in them says whose they are.
    row.is_active, row.access_renewed_at = False, moment
    for name in row.OF_CARD:
        setattr(row, name, "")
    row.save(update_fields=["is_active", "access_renewed_at", "search_text", *row.OF_CARD])
    drop_mails(row)
    Draft.objects.filter(user=row).delete()
    for end in parts().access_ends:
        end(by, row, moment)
    write_audit(
        action=ACCESS_ENDED, by=by, record=row, strand_id=strand_id, reason=reason.strip(), person=row.kept_name
    )
    mail_account_changed(row, AccountChange.ACCESS_ENDED, by=by)


@one_act()
def give_access(*, by: User, grants: Grants, person: User, strand_id: int | None = None) -> None:
    """Let a person sign in again, with the roles that ended with the access; raises NotAllowed, AlreadyDone.

    Old sessions, links and calendar addresses stay dead. Who keeps the person, the caller has asked.
    """
    row = _locked(by, grants, person)
    check_has_none(row)
    row.is_active = True
    row.save(update_fields=["is_active"])
    if row.access_renewed_at is not None:
        for give_back in parts().access_returns:
            give_back(by, row, row.access_renewed_at)
    write_audit(action=ACCESS_GIVEN, by=by, record=row, strand_id=strand_id, person=row.kept_name)
    mail_account_changed(row, AccountChange.ACCESS_GIVEN, by=by)


def _locked(by: User, grants: Grants, person: User) -> User:
    """The account, under a lock together with the administrators: two of them do not end each other's access."""
    if not may_change_access(grants, person):
        raise NotAllowed
    kept = Q(pk=person.pk) | Q(is_superuser=True, is_active=True)
    rows = {row.pk: row for row in get_user_model().objects.select_for_update().filter(kept).order_by("pk")}
    row = rows[person.pk]
    if row.is_superuser and by.pk not in rows:
        raise NotAllowed
    return row


@transaction.atomic
def keep_first_steps(*, by: User, shown: bool) -> None:
    """Show the first steps on my tasks, or put them away; the moment of putting away stays the first one."""
    person = get_user_model().objects.select_for_update().get(pk=by.pk)
    if shown == (person.first_steps_put_away_at is None):
        return
    person.first_steps_put_away_at = None if shown else clock.now()
    person.save(update_fields=["first_steps_put_away_at"])


VISIT = dt.timedelta(hours=1)  # so long what is new stays marked


def note_visit(person: User) -> None:
    """Note that the person reads my tasks, once a visit: what the visit before could tell is no longer new."""
    now = clock.now()
    before = person.tasks_read_at
    if before is not None and now - before < VISIT:
        return
    seen = [moment for moment in (person.tasks_seen_at, before) if moment is not None]
    person.tasks_seen_at, person.tasks_read_at = max(seen, default=None), now
    person.save(update_fields=["tasks_seen_at", "tasks_read_at"])


@transaction.atomic
def mark_tasks_seen(*, by: User, until: dt.datetime) -> None:
    """Note that the person has read what happened until a moment; never one to come, and never back again."""
    person = get_user_model().objects.select_for_update().get(pk=by.pk)
    moment = min(until, clock.now())
    if person.tasks_seen_at is None or person.tasks_seen_at < moment:
        person.tasks_seen_at = moment
        person.save(update_fields=["tasks_seen_at"])


@one_act()
def ask_for_erasure(*, by: User) -> None:
    """Note that a person asks to have the own data erased, and tell every administrator; raises AlreadyDone.

    Nothing is erased by it: an administrator looks at what has to stay, and carries it out.
    """
    person = get_user_model().objects.select_for_update().get(pk=by.pk)
    if person.erasure_asked_at is not None:
        raise AlreadyDone(_("You have asked already. The administrators have your request."))
    person.erasure_asked_at = clock.now()
    person.save(update_fields=["erasure_asked_at"])
    write_audit(action=ERASURE_ASKED, by=person, record=person)
    for administrator in get_user_model().objects.filter(is_superuser=True, is_active=True).order_by("pk"):
        queue_mail(
            to=administrator,
            kind=MailKind.ERASURE_ASKED,
            key=f"{MailKind.ERASURE_ASKED.value}:{person.pk}:{person.erasure_asked_at:%Y%m%d%H%M%S}:{administrator.pk}",
            template="erasure_asked",
            context={
                "person": person,
                "days": ERASURE_DAYS,
                "link": settings.BASE_URL + reverse("admin:accounts_user_change", args=[person.pk]),
            },
        )


@one_act()
def withdraw_erasure(*, by: User) -> None:
    """Take the request back, as long as it was not carried out; raises AlreadyDone."""
    person = get_user_model().objects.select_for_update().get(pk=by.pk)
    if person.erasure_asked_at is None:
        raise AlreadyDone(_("There is no request that waits."))
    person.erasure_asked_at = None
    person.save(update_fields=["erasure_asked_at"])
    write_audit(action=ERASURE_WITHDRAWN, by=person, record=person)
    drop_about(f"{MailKind.ERASURE_ASKED.value}:{person.pk}:")


def empty_account(person: User) -> None:
    """Leave of an ended account what its number needs to stay: no name, no address, no card, no settings of its own."""
    blank = ("language", "time_zone", *person.OF_CARD)
    for name in blank:
        setattr(person, name, "")
    person.given_name, person.family_name = "", anonymous_name(person.pk)
    person.name_native = f"이전 이용자 {person.pk}"
    person.email = anonymous_address(person.pk)
    person.is_superuser = person.is_staff = False
    person.last_login = person.erasure_asked_at = person.tasks_seen_at = person.tasks_read_at = None
    person.set_unusable_password()
    person.save()
    EmailAddress.objects.filter(user=person).delete()
    for model in (UserSession, Authenticator, SocialAccount):
        model.objects.filter(user=person).delete()
    Draft.objects.filter(user=person).delete()


def anonymous_name(number: int) -> str:
    """What stands in place of a name, in records that readers of both languages share."""
    return f"Former user {number}"


def anonymous_address(number: int) -> str:
    """What stands in place of an e-mail address; no mail reaches it."""
    return f"{number}@erased.invalid"


def of_erasures(*, waiting: Any) -> Iterable[Task]:
    """Who asked for the erasure of the own data, to administrators."""
    if not waiting.grants.is_administrator:
        return
    for person in get_user_model().objects.exclude(erasure_asked_at=None).order_by("erasure_asked_at", "pk"):
        asked = clock.day_of(cast("dt.datetime", person.erasure_asked_at))
        yield Task(
            verb=_("Carry out the erasure"),
            thing=str(person),
            language=reader_language(),
            url=reverse("admin:accounts_user_change", args=[person.pk]),
            why=_("Asked on %(day)s to have the own data erased.") % {"day": format_date(asked)},
            due=asked + dt.timedelta(days=ERASURE_DAYS),
            button=_("Open the account"),
        )
