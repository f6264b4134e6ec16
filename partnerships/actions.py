"""What all actions below a pairing have alike."""

from __future__ import annotations

from typing import ClassVar

from core.actions import Action
from partnerships.pairings.services import check_open
from partnerships.workflow import ADMINISTRATOR, SIDE, STAFF

OFFICE = frozenset({STAFF, ADMINISTRATOR})
# Whoever works on what is joint in a pairing.
JOINT = frozenset({SIDE}) | OFFICE


class PairingAction(Action):
    """An action on a pairing or on a record of one, while the pairing goes on; for both sides and the office."""

    allowed: ClassVar[frozenset[str]] = JOINT

    def check_possible(self) -> None:
        """Refuse what belongs to a pairing that is over, then by the row's state."""
        check_open(getattr(self.row, "pairing", self.row))
        super().check_possible()
