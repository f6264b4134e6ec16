"""As what people act.

`responsible` is a coordinator of the side that answers for a milestone (either, where both do, who then are
`other` to each other's reports); `side` a coordinator of either side;
`own` one of the very side that the confirmation is asked of; `staff` and `administrator` as named.
Staff and administrators give a reason for whatever they do in place of a side.
"""

from core.access import Grants

RESPONSIBLE, OTHER, SIDE, OWN, STAFF, ADMINISTRATOR = "responsible", "other", "side", "own", "staff", "administrator"
# As what the contracting authority of a strand acts on its reports, never somebody who is staff of it too.
AUTHORITY = "authority"


def actors_in(grants: Grants, strand_id: int | None) -> frozenset[str]:
    """As what the reader can act in a strand as a whole: whoever coordinates one of its pairings is a side of it."""
    found = {SIDE: strand_id in grants.coordinates, STAFF: strand_id in grants.staff}
    return frozenset(actor for actor, is_one in (found | {ADMINISTRATOR: grants.is_administrator}).items() if is_one)
