"""Asking for a new password: the same work for every address, so that neither answer nor time tells which are known."""

from __future__ import annotations

import datetime as dt
import secrets

from django.contrib.auth import get_user_model
from django.tasks import task
from django.utils import timezone

from accounts.enums import MailKind
from accounts.models import Mail
from accounts.services.mail import queue_mail
from accounts.services.reset_links import waiting_link

# Whoever asks for somebody else fills no mailbox: each of these mails lets its reader in.
MOST_MAILS = 3
IN_TIME = dt.timedelta(hours=1)


# Here and not in `tasks`, which the queue of mails needs itself.
@task
def write_reset_mails(person_ids: list[int]) -> None:
    """Queue the mail of each person who may have one; for an unknown address there is nobody."""
    for person in get_user_model().objects.filter(pk__in=person_ids):
        earlier = Mail.objects.filter(recipient=person, kind=MailKind.PASSWORD_RESET)
        if earlier.filter(queued_at__gt=timezone.now() - IN_TIME).count() < MOST_MAILS:
            queue_mail(
                to=person,
                kind=MailKind.PASSWORD_RESET,
                key=f"password-reset:{person.pk}:{secrets.token_hex(8)}",
                template="password_reset",
                context={"link": waiting_link(person)},
            )
