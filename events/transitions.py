"""Why an event does not take an act in its state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from events.enums import EventStatus

if TYPE_CHECKING:
    from events.models import Event


def event_refusal(event: Event) -> str:
    """Why an event does not take an act in its state, and what comes first."""
    words = {
        EventStatus.HELD: _("“%(event)s” was held already. To change that, reopen the event first."),
        EventStatus.CANCELLED: _("“%(event)s” was cancelled. To go on with it, reopen the event first."),
        EventStatus.UNKNOWN: _("“%(event)s” is marked as not reported. To go on with it, reopen the event first."),
    }.get(EventStatus(event.status), _("“%(event)s” is “%(state)s” already."))
    return words % {"event": event.title, "state": event.get_status_display()}
