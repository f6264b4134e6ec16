"""What is asked before anybody writes of an event, and how a project made of an interest is named."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from events.enums import EventStatus
from events.models import Event
from partnerships.projects.services import LONGEST_TITLE

if TYPE_CHECKING:
    from events.models import NotedInterest
    from partnerships.models import Pairing

_CUT = "…"


def check_serves(event: Event, pairing: Pairing) -> None:
    """Refuse a pairing that the event does not serve. Raises DomainError."""
    if not Event.objects.of_pairing(pairing).filter(pk=event.pk).exists():
        raise DomainError(_("The event does not serve this pairing."))


def check_begun_anywhere(event: Event) -> None:
    """Refuse what tells of an event that cannot have begun anywhere, or that is cancelled. Raises DomainError."""
    now = Event.objects.get(pk=event.pk)
    if now.status == EventStatus.CANCELLED:
        raise DomainError(_("The event is cancelled. Reopen it before you write about it."))
    if not has_begun_anywhere(now):
        raise DomainError(_("The event is still to come. Write about it once it has begun."))


def has_begun_anywhere(event: Event) -> bool:
    """Whether an event that takes place can have begun: a day begins in Korea before it does in Brussels."""
    first, latest = event.shown_period.first_day, (clock.now() + dt.timedelta(hours=14)).date()
    return event.status != EventStatus.CANCELLED and (first is None or first <= latest)


def project_values(interest: NotedInterest) -> dict[str, Any]:
    """What a project made of an interest begins with: named after the note, on its topic; who is interested leads."""
    note = interest.note
    values = {"topic": note.topic, "lead": interest.side}
    for language in ("en", "ko"):
        text = getattr(note, f"what_{language}")
        values[f"title_{language}"] = title = _title(text)
        if text != title:
            values[f"summary_{language}"] = text
    return values


def _title(text: str) -> str:
    """The first line, as far as a title reaches; a longer one ends after a word."""
    first = text.strip().partition("\n")[0].strip()
    if len(first) <= LONGEST_TITLE:
        return first
    head = first[: LONGEST_TITLE - len(_CUT)]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:") + _CUT
