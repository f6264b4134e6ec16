"""The mail that an agenda was released, or released anew; queued with the release."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from accounts.enums import MailKind
from accounts.services.mail import queue_mail
from events.services.event_notices import people_concerned

if TYPE_CHECKING:
    from accounts.models import User
    from events.models import AgendaRelease, Event
    from events.services.agenda_changes import AgendaChange


MOST_CHANGES = 20  # that a mail tells; all stand on the version's page


def programme_changed(*, release: AgendaRelease, event: Event, changes: Sequence[AgendaChange], by: User | None) -> int:
    """Tell the coordinators of the served pairings and of the hosts, each once and not `by`; returns how many mails."""
    address = reverse("events:agenda-version", args=[event.strand.code, event.code, release.number])
    return sum(
        queue_mail(
            to=person,
            kind=MailKind.PROGRAMME_CHANGED,
            key=f"{MailKind.PROGRAMME_CHANGED.value}:{release.pk}:{person.pk}",
            template="programme_changed",
            context={
                "event": event,
                "number": release.number,
                "note": release.note,
                "changes": changes[:MOST_CHANGES],
                "more": max(0, len(changes) - MOST_CHANGES),
                "by": str(by or ""),
                "link": settings.BASE_URL + address,
            },
        )
        for person in people_concerned(event, by)
    )
