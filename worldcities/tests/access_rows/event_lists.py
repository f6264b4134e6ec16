"""Access to the addresses of events/urls/lists.py; the table's coordinator sends the delegation and is no host."""

from worldcities.tests.access_kinds import DEALINGS, DEALINGS_FORM, NO_ACT, SIGN_IN, Access, row

_NOT = {"observer": 403, "outsider": 404, "anonymous": SIGN_IN}
_STAFF_ALONE = Access(get=row(403, staff=200, outsider=404, anonymous=SIGN_IN), post=NO_ACT, in_strand=True)
_OFFICE = Access(
    get=row(403, administrator=200, staff=200, outsider=404, anonymous=SIGN_IN), post=NO_ACT, in_strand=True
)
_WHO_TAKES_PART = Access(get=row(200, **_NOT), post=NO_ACT, in_strand=True)
_OFFICE_FORM = {"authority": 403, "coordinator": 403, "observer": 404, "outsider": 404, "anonymous": SIGN_IN}

ROWS: dict[str, Access] = {
    "events:list-index": _WHO_TAKES_PART,
    "events:participants-list": _WHO_TAKES_PART,
    # Hosts too.
    "events:needs-counts": _STAFF_ALONE,
    "events:photograph-list": _OFFICE,
    "events:needs-list": _STAFF_ALONE,
    "events:arrivals-list": _STAFF_ALONE,
    "events:emergency-sheet": _STAFF_ALONE,
    "events:letter-list": _OFFICE,
    "events:delegate-link": DEALINGS_FORM,
    "events:delegate-link-revoke": DEALINGS_FORM,
    "events:invitation-letter": Access(get=row(200, **_OFFICE_FORM), post=row(422, **_OFFICE_FORM), in_strand=True),
    "events:letter-file": DEALINGS,
}
