"""What is written down of signing in and out, and the help of another administrator where a device is lost."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.audit_actions import SIGN_IN_CHANGED, STEPS_REMOVED
from accounts.enums import AccountChange
from accounts.models import User
from accounts.users.services import mail_account_changed
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
