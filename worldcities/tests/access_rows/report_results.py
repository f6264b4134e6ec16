"""Access to the addresses of reports/public/urls.py, for a pairing whose two sides have released its results."""

from worldcities.tests.access_kinds import DEALINGS, DEALINGS_FORM, SIGN_IN, Access, row

# For everybody alike, whoever asks.
_PUBLIC = Access(get=row(200), post=row(405))
# A release is taken back by the side that gave it.
_SIDE_ALONE = {
    "administrator": 403,
    "staff": 403,
    "authority": 403,
    "observer": 404,
    "outsider": 404,
    "anonymous": SIGN_IN,
}

ROWS: dict[str, Access] = {
    "reports:all-results": _PUBLIC,
    "reports:results": _PUBLIC,
    "reports:results-csv": _PUBLIC,
    "reports:results-json": _PUBLIC,
    "reports:results-pairing": _PUBLIC,
    "reports:results-pairing-csv": _PUBLIC,
    "reports:results-pairing-json": _PUBLIC,
    "reports:results-edit": DEALINGS_FORM,
    "reports:results-preview": DEALINGS,
    "reports:results-release": DEALINGS_FORM,
    "reports:results-withdraw": Access(get=row(200, **_SIDE_ALONE), post=row(422, **_SIDE_ALONE), in_strand=True),
}
