"""The event under a lock, read afresh: acts on it, on its agenda and on its places begin here."""

from __future__ import annotations

from core.models import lock
from events.models import Event


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
