"""What the words of an address stand for where two sides work together: one record of each kind in a pairing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from partnerships.models import Pairing


def words_together(pairing: Pairing) -> dict[str, Any]:
    """One record of each kind in the pairing; the counterpart's coordinator may see them all."""
    del pairing
    return {}
