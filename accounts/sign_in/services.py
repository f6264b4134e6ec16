"""What is written down of signing in and out, how long a session lasts, and the help where a device is lost."""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.audit_actions import SESSION_RAN_OUT, SIGN_IN_CHANGED, STEPS_REMOVED
from accounts.enums import AccountChange
from accounts.models import User
from accounts.users import mail_account_changed
from core import clock
from core.errors import AlreadyDone, NotAllowed
from core.log import one_act, write_audit, write_once_a_minute
from core.middleware import network_of


def log_sign_in(action: str, request: HttpRequest, *, by: User | None = None, **facts: Any) -> None:
    """Write an entry that somebody came or went (`accounts/audit_actions.py`); `by` is the person who is signed in."""
    by = by or (request.user if request.user.is_authenticated else None)
    write_audit(action=action, by=by, network=network_of(request), **facts)


@one_act()  # of one transaction, whether anybody has the address or not
def log_refused(action: str, request: HttpRequest, *, address: str, once_a_minute: bool = False) -> None:
    """Write an entry that nobody was let in, about the account of an address. Of one that is nobody's nothing is kept.

    What is typed into that field may be anything: another person's address, or the password.
    """
    account = get_user_model().objects.filter(email=address.strip().lower()).first()
    by = request.user if request.user.is_authenticated else None
    write = write_once_a_minute if once_a_minute else write_audit
    write(action=action, by=by, record=account, network=network_of(request))


@one_act()
def note_change(*, person: User, change: str) -> None:
    """Write down, and tell the person by mail, what was changed of the own sign-in (AccountChange)."""
    write_audit(action=SIGN_IN_CHANGED, by=person, record=person, change=change)
    mail_account_changed(person, AccountChange(change), by=person)


def check_has_steps(person: User) -> None:
    """Refuse to remove what is not there. Raises AlreadyDone."""
    if not Authenticator.objects.filter(user=person).exists():
        raise AlreadyDone(_("This person has no second step."))


@one_act()
def remove_steps(*, by: User | None, person: User, reason: str) -> None:
    """Remove all second steps of a person whose device is lost, and end the sessions, of which it may have one.

    Without `by` whoever runs the portal does it. Raises NotAllowed for one's own, AlreadyDone.
    """
    if by is not None and (by.pk == person.pk or not by.is_superuser):
        raise NotAllowed
    row = get_user_model().objects.select_for_update().get(pk=person.pk)
    check_has_steps(row)
    Authenticator.objects.filter(user=row).delete()
    row.access_renewed_at = clock.now()
    row.save(update_fields=["access_renewed_at"])
    write_audit(action=STEPS_REMOVED, by=by, record=row, reason=reason, person=row.kept_name)
    mail_account_changed(row, AccountChange.STEPS_REMOVED, by=by)


BEGUN, SEEN = "begun", "seen"
# Seconds: a session that is used is written so often, and not with every page.
NOTED_EVERY = 300


class SessionLimitsMiddleware:
    """Signs out whoever was away for longer than SESSION_IDLE_MINUTES, or signed in SESSION_HOURS ago; 0: no limit.

    What was typed into a long form is kept as a draft, and is there after the next sign-in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, as to a stranger where the time is over."""
        if request.user.is_authenticated:
            now, session = int(time.time()), request.session
            idle, longest = settings.SESSION_IDLE_MINUTES * 60, settings.SESSION_HOURS * 3600
            begun, seen = session.get(BEGUN, now), session.get(SEEN, now)
            if (idle and now - seen > idle) or (longest and now - begun > longest):
                log_sign_in(SESSION_RAN_OUT, request)
                logout(request)
                messages.info(request, _("You were signed out, because some time has passed. Please sign in again."))
            elif now - seen > NOTED_EVERY:
                session[SEEN] = now
        response = self.get_response(request)
        # Who has just signed in has a session that is to be written anyhow.
        if request.user.is_authenticated and request.session.modified and BEGUN not in request.session:
            request.session[BEGUN] = request.session[SEEN] = int(time.time())
        return response


def forget_ended() -> None:
    """Drop from the lists what is no session any more: it ended by itself, or with the end of access."""
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
