"""The mail that carries a delegate's personal link, in the language it was made in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from accounts.enums import MailKind
from accounts.models import Mail
from accounts.services.mail import queue_mail
from events.events.labels import when_label, where_label
from events.models import Delegate, DelegateLink, Event
from events.trips.selectors import visited_by

if TYPE_CHECKING:
    from accounts.models import User


def send_link(*, link: DelegateLink, delegate: Delegate, url: str, by: User) -> None:
    """Queue the link; it goes out once the act is committed, and the text is erased once it is sent.

    Neither subject nor key names the person.
    """
    event = Event.objects.with_names().get(pk=delegate.delegation.event_id)
    visited = visited_by(event, delegate.delegation.participation_id)
    with translation.override(link.language):
        context = {
            "name": delegate.full_name,
            "event": event.title,
            "strand": str(event.strand),
            "when": when_label(event, visited),
            "where": where_label(event, visited),
            "partner": delegate.delegation.participation.partner.name,
            "by": by.kept_name,
            "link": url,
            "expires_on": link.expires_at,
            "days": settings.ERASE_DAYS,
        }
    queue_mail(
        to=None,
        address=delegate.email,
        language=link.language,
        kind=MailKind.DELEGATE_LINK,
        key=_key(link.pk),
        template="delegate_link",
        context=context,
    )


def forget_mails(link_ids: Iterable[int]) -> int:
    """Delete the mails of these links, which hold the address and, until they are sent, the secret; how many."""
    return Mail.objects.filter(kind=MailKind.DELEGATE_LINK, key__in=[_key(pk) for pk in link_ids]).delete()[0]


def _key(link_id: int) -> str:
    return f"{MailKind.DELEGATE_LINK.value}:{link_id}"
