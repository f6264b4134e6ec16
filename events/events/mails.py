"""The mails that an event has other days or is cancelled; queued in the act's own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import lazy

from accounts.enums import MailKind
from accounts.services.mail import queue_mail
from core import clock
from core.formats import format_period
from core.periods import Period
from events.events.selectors import served_pairings
from events.models import Event
from partnerships.people.selectors import read_people

if TYPE_CHECKING:
    from accounts.models import User


# In the reader's language, which is known only where the mail is written.
_in_words = lazy(format_period, str)


def event_moved(*, event: Event, old: Period, by: User, reason: str) -> int:
    """Tell that a saved event is planned for other days; its parts that moved along are told with it.

    Returns how many mails were queued.
    """
    return _send(event, by, reason, old=old)


def event_cancelled(*, event: Event, by: User, reason: str) -> int:
    """Tell that a saved event will not be held. Returns how many mails were queued."""
    return _send(event, by, reason, old=None)


def people_concerned(event: Event, by: User | None) -> list[User]:
    """The coordinators of the hosts and of the pairings that an event serves, each once, apart from who acts."""
    hosts = [row.participation_id for row in event.hosting.all()]
    sides = [key for pairing in served_pairings(event) for key in (pairing.eu_id, pairing.counterpart_id)]
    concerned = dict.fromkeys([*hosts, *sides])
    people = read_people(concerned, clock.today())
    readers = {one.pk: one for key in concerned for one in people.of_side(key)}
    return [person for person in readers.values() if by is None or person.pk != by.pk]


def _send(event: Event, by: User, reason: str, *, old: Period | None) -> int:
    """One mail to each of those concerned."""
    return sum(
        queue_mail(
            to=person,
            kind=MailKind.PROGRAMME_CHANGED,
            key=f"{MailKind.PROGRAMME_CHANGED.value}:event:{event.pk}:{event.version}:{person.pk}",
            template="event_changed",
            context={
                "event": event,
                "before": _in_words(old) if old else "",
                "now": _in_words(event.forecast),
                "moved": old is not None,
                "reason": reason.strip(),
                "by": by.kept_name,
                "link": settings.BASE_URL + event.get_absolute_url(),
            },
        )
        for person in people_concerned(event, by)
    )
