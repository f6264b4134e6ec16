"""As what people act, and what a transition is.

Who: `responsible` is a coordinator of the side that answers for a milestone (either, where both do, who then are
`other` to each other's reports); `side` a coordinator of either side;
`own` one of the very side that the confirmation is asked of; `staff` and `administrator` as named.
Staff and administrators give a reason for whatever they do in place of a side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.access import Grants

RESPONSIBLE, OTHER, SIDE, OWN, STAFF, ADMINISTRATOR = "responsible", "other", "side", "own", "staff", "administrator"
_OFFICE = frozenset({STAFF, ADMINISTRATOR})


def actors_in(grants: Grants, strand_id: int | None) -> frozenset[str]:
    """As what the reader can act in a strand as a whole: whoever coordinates one of its pairings is a side of it."""
    found = {SIDE: strand_id in grants.coordinates, STAFF: strand_id in grants.staff}
    return frozenset(actor for actor, is_one in (found | {ADMINISTRATOR: grants.is_administrator}).items() if is_one)


@dataclass(frozen=True, slots=True)
class Transition:
    """One act: from which states it leads where, who may do it, and who must say why."""

    name: str
    sources: frozenset[str]
    target: str
    who: frozenset[str]
    reason_of: frozenset[str] = _OFFICE

    def allows(self, state: str, actors: frozenset[str]) -> bool:
        """Whether one of the actors may do it to a record in this state."""
        return state in self.sources and bool(self.who & actors)

    def needs_reason(self, actors: frozenset[str]) -> bool:
        """Whether the reader must say why: someone who may do it without a reason in one role need not."""
        return (self.who & actors) <= self.reason_of


EVERYBODY = frozenset({RESPONSIBLE, OTHER, SIDE, OWN, STAFF, ADMINISTRATOR})
