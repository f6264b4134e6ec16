"""What is written down of signing in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model

from core.log import one_act, write_audit, write_once_a_minute
from core.middleware import network_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User


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
