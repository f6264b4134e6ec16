"""Writing an act on a record of a pairing into the log, where the pairing's history finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.models import write_audit

if TYPE_CHECKING:
    from accounts.models import User


def tell_of(action: str, record: Any, by: User, *, reason: str = "", **parameters: Any) -> None:
    """Write the act on a record into the log of its pairing and of the pairing's strand, in the act's transaction."""
    write_audit(
        action=action,
        by=by,
        record=record,
        reason=reason,
        **parameters,
    )
