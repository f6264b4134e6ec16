"""Writing an act on an event into the log: of its strand, and of the pairing where it serves one alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.models import write_audit

if TYPE_CHECKING:
    from accounts.models import User
    from events.models import Event


def tell_of_event(
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
