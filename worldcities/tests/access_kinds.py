"""The kinds of access that addresses have: for each role and method, the status that answers."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("administrator", "staff", "authority", "coordinator", "observer", "outsider", "anonymous")
# The roles that a strand gives: in a strand that is not theirs they are outsiders.
OF_A_STRAND = frozenset({"staff", "authority", "coordinator", "observer"})
METHODS = ("GET", "POST")

# Redirected to the portal's own sign-in; every other redirect is 302.
SIGN_IN = "sign-in"
type Status = int | str
type Row = dict[str, Status]


def row(everybody: Status | None = None, **roles: Status) -> Row:
    """A line of the table: one status for everybody, and those of single roles."""
    found = {role: roles.get(role, everybody) for role in ROLES}
    missing = [role for role, status in found.items() if status is None]
    assert not missing, missing
    return {role: status for role, status in found.items() if status is not None}


@dataclass(frozen=True)
class Access:
    """What an address answers to each role and method, for a record the role's strand holds.

    `in_strand` says that it lies below a strand; in a foreign one the roles of a strand are outsiders.
    """

    get: Row
    post: Row
    in_strand: bool = False

    def expected(self, role: str, method: str, *, foreign: bool = False) -> Status:
        """The status; what one may not know of is not found."""
        line = self.get if method == "GET" else self.post
        return line["outsider" if foreign and role in OF_A_STRAND else role]


NO_ACT = row(405, anonymous=SIGN_IN)

# A page for whoever is signed in, one for whoever reads the strand, and what keeps a strand's people.
SIGNED_IN = Access(get=row(200, anonymous=SIGN_IN), post=NO_ACT)
READ = Access(get=row(200, outsider=404, anonymous=SIGN_IN), post=NO_ACT, in_strand=True)
_KEEPERS = {"authority": 403, "coordinator": 403, "observer": 403, "outsider": 404, "anonymous": SIGN_IN}
KEEP = Access(get=row(200, **_KEEPERS), post=row(405, **_KEEPERS), in_strand=True)
KEEP_FORM = Access(get=row(200, **_KEEPERS), post=row(422, **_KEEPERS), in_strand=True)
KEEP_ACT = Access(get=row(405, **_KEEPERS), post=row(302, **_KEEPERS), in_strand=True)
PUBLIC = Access(get=row(200), post=row(200))
ACCOUNT_FORM = Access(get=row(200, anonymous=SIGN_IN), post=row(422, anonymous=SIGN_IN))
REFUSED_FORM = Access(get=row(200), post=row(422))
OWN_FORM = Access(get=row(200, anonymous=SIGN_IN), post=row(200, anonymous=SIGN_IN))

# A page for whoever may see what passes between the two sides of a pairing: not the strand's observers.
DEALINGS = Access(get=row(200, observer=404, outsider=404, anonymous=SIGN_IN), post=NO_ACT, in_strand=True)
# An act of a pairing: of its sides, of staff and administrators. A form without its fields comes back with 422.
_ACTORS = {"authority": 403, "observer": 403, "outsider": 404, "anonymous": SIGN_IN}
SIDE_FORM = Access(get=row(200, **_ACTORS), post=row(422, **_ACTORS), in_strand=True)
# The same where an observer may not even know of the record.
DEALINGS_FORM = Access(
    get=row(200, **_ACTORS | {"observer": 404}), post=row(422, **_ACTORS | {"observer": 404}), in_strand=True
)
# An act of staff and administrators alone.
OFFICE_FORM = Access(get=row(200, **_KEEPERS), post=row(422, **_KEEPERS), in_strand=True)
