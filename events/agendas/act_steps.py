"""What each act on an agenda begins and ends with: the agenda under a lock, open to whom, an entry in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import DomainError, NotAllowed
from core.models import lock
from events.enums import EventStatus
from events.events.act_steps import lock_event, log_act_on_event
from events.events.selectors import check_works, is_workable
from events.models import AgendaItem, Event
from events.rules import may_edit_agenda

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants


def lock_agenda(*, grants: Grants, event: Event) -> Event:
    """The event read afresh with its names, if its agenda may be worked on; nobody else works on it until the end.

    Raises NotAllowed, DomainError for an event that is cancelled, or serves pairings that are over.
    """
    row = lock_event(event)
    if not may_edit_agenda(grants, row):
        raise NotAllowed
    check_workable(row)
    return row


def check_workable(event: Event) -> None:
    """Refuse to change the agenda of what is cancelled or over. Raises DomainError."""
    check_works(event)
    if event.status == EventStatus.CANCELLED:
        raise DomainError(_("The event is cancelled. Reopen it to work on its agenda."))


def is_agenda_workable(event: Event) -> bool:
    """Whether `check_workable` lets its agenda be changed."""
    return event.status != EventStatus.CANCELLED and is_workable(event)


def lock_open_item(item: AgendaItem, event: Event, *, version: int) -> AgendaItem:
    """An item under a lock, on the agenda that is locked already, if it was not taken out.

    Raises StaleRecord, DomainError.
    """
    row = lock(item, version=version)
    row.event = event
    check_current(row)
    return row


def check_current(item: AgendaItem) -> None:
    """Refuse to change what was taken out. Raises DomainError."""
    if item.removed_at is not None:
        raise DomainError(_("This item was taken out of the agenda. Put it back first."))


def log_act_on_item(action: str, event: Event, item: AgendaItem, by: User, **facts: Any) -> None:
    """Write an act on an item into the log, under the event's name: its own title is for whoever sees the draft."""
    log_act_on_event(action, event, by, record=item, label=str(event), **facts)
