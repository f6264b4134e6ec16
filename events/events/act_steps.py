"""What each act on an event begins and ends with: the event under a lock, and an entry in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.models import lock, write_audit
from events.models import Event

if TYPE_CHECKING:
    from accounts.models import User


def lock_event(event: Event, *, version: int | None = None) -> Event:
    """The event as the database has it, with its names; nobody else acts on it until the transaction ends.

    Raises StaleRecord where `version` is given, and it is another by now.
    """
    if version is None:
        Event.objects.select_for_update(no_key=True).order_by("pk").get(pk=event.pk)
    else:
        lock(event, version=version)
    row: Event = Event.objects.with_names().get(pk=event.pk)
    return row


def log_act_on_event(
    action: str, event: Event, by: User | None, *, record: Any = None, reason: str = "", **facts: Any
) -> None:
    """Write the act on an event, or on a record below it, in the act's transaction."""
    write_audit(
        action=action,
        by=by,
        record=record or event,
        reason=reason.strip(),
        **facts,
    )
