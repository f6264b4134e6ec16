"""What all actions below a strand and below a pairing have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from core.actions import Action
from partnerships.models import Strand
from partnerships.workflow import ADMINISTRATOR, SIDE, STAFF

if TYPE_CHECKING:
    from django.db.models import QuerySet

OFFICE = frozenset({STAFF, ADMINISTRATOR})
# Whoever works on what is joint in a pairing.
JOINT = frozenset({SIDE}) | OFFICE


def lock_strand(pairings: QuerySet[Any]) -> None:
    """One at a time in the strand of a pairing."""
    Strand.objects.select_for_update(of=("self",), no_key=True).filter(pairings__in=pairings).order_by("pk").first()


class PairingAction(Action):
    """An action on a pairing or on a record of one, while the pairing goes on; for both sides and the office."""

    allowed: ClassVar[frozenset[str]] = JOINT

    def check_possible(self) -> None:
        """Refuse what belongs to a pairing that is over, then by the row's state."""
        getattr(self.row, "pairing", self.row).check_open()
        super().check_possible()
