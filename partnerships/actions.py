"""What all actions below a strand and below a pairing have alike."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _

from core.actions import Action
from partnerships.confirmations.selectors import lost_sentences
from partnerships.models import Strand
from partnerships.workflow import ADMINISTRATOR, SIDE, STAFF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from core.access import Grants

OFFICE = frozenset({STAFF, ADMINISTRATOR})
# Whoever works on what is joint in a pairing.
JOINT = frozenset({SIDE}) | OFFICE


def acts_across(grants: Grants, pairing: Any, side: str) -> bool:
    """Whether the reader works for one side of a pairing, and `side` is the other one."""
    return bool(side) and pairing.side_of(grants) not in ("", side)


def lock_strand(pairings: QuerySet[Any]) -> None:
    """One at a time in the strand of a pairing."""
    Strand.objects.select_for_update(of=("self",), no_key=True).filter(pairings__in=pairings).order_by("pk").first()


class VoidsConfirmations(Action):
    """An edit of what both sides confirm: what it costs is said before the button."""

    @cached_property
    def lost(self) -> list[str]:
        """The confirmations that another text voids, each in words; to be read before it is saved."""
        return lost_sentences(self.row)

    def get_consequences(self) -> list[str]:
        return self.lost

    def saved(self, names: Iterable[str]) -> str:
        """The message, of the fields that are about to be saved."""
        voids = self.lost and not set(self.row.CONFIRMED_FIELDS).isdisjoint(names)
        return _("Saved. Both sides must confirm it again.") if voids else _("Saved.")


class PairingAction(Action):
    """An action on a pairing or on a record of one, while the pairing goes on; for both sides and the office."""

    allowed: ClassVar[frozenset[str]] = JOINT

    def check_possible(self) -> None:
        """Refuse what belongs to a pairing that is over, then by the row's state."""
        self.row.pairing.check_open()
        super().check_possible()

    def tells(self, side: str) -> list[str]:
        """What is read before one side does what the other has promised or wants: it is told."""
        pairing = self.row.pairing
        if not acts_across(self.grants, pairing, side):
            return []
        partners = dict(pairing.partners)
        words = {"partner": partners[side].name, "own": partners[pairing.side_of(self.grants)].name}
        return [_("%(partner)s is told that %(own)s did this.") % words]
