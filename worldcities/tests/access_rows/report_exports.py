"""Access to the addresses of reports/exports/urls.py; the seeded export is staff's own, and nobody else's."""

from worldcities.tests.access_kinds import SIGN_IN, SIGNED_IN, Access, row

_OWN = {"staff": 200, "anonymous": SIGN_IN}
_OWN_PAGE = Access(get=row(404, **_OWN), post=row(405, anonymous=SIGN_IN))
_NOT_THEIRS = {"coordinator": 403, "observer": 403, "outsider": 404, "anonymous": SIGN_IN}

ROWS: dict[str, Access] = {
    "reports:exports": SIGNED_IN,
    "reports:export": _OWN_PAGE,
    "reports:export-state": _OWN_PAGE,
    "reports:export-file": _OWN_PAGE,
    "reports:export-again": Access(get=row(404, **_OWN), post=row(404, **_OWN | {"staff": 422})),
    "reports:archive": Access(get=row(200, **_NOT_THEIRS), post=row(422, **_NOT_THEIRS), in_strand=True),
}
