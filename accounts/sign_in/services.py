"""What is told of a change to how somebody signs in, and the help of another administrator where a device is lost."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit_actions import SIGN_IN_CHANGED, STEPS_REMOVED
from accounts.enums import MailKind, SignInChange
from accounts.mails.services import queue_mail
from core import clock
from core.errors import AlreadyDone, NotAllowed
from core.models import one_act, write_audit

if TYPE_CHECKING:
    from accounts.models import User


@one_act()
def note_change(*, person: User, change: str) -> None:
    """Write down, and tell the person by mail, what was changed of the own sign-in (SignInChange)."""
    write_audit(action=SIGN_IN_CHANGED, by=person, record=person, change=change)
    _tell(person, change)


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
    _tell(row, SignInChange.STEPS_REMOVED)


def _tell(person: User, change: str) -> None:
    queue_mail(
        to=person,
        kind=MailKind.SIGN_IN_CHANGED,
        key=f"sign-in-changed:{person.pk}:{secrets.token_hex(8)}",
        template="sign_in_changed",
        context={
            "change": SignInChange(change),
            "at": clock.now(),
            "helped": change == SignInChange.STEPS_REMOVED,
            "operator": settings.OPERATOR_EMAIL,
            "link": settings.BASE_URL + reverse("mfa_index"),
        },
    )
