"""Access to the addresses of events/visits/urls.py."""

from worldcities.tests.access_kinds import DEALINGS, DEALINGS_FORM, SIGN_IN, Access, row

# What a side says against the minutes it alone says and takes back: neither staff nor administrators do.
_SIDE_ALONE = {
    "administrator": 403,
    "staff": 403,
    "authority": 403,
    "observer": 404,
    "outsider": 404,
    "anonymous": SIGN_IN,
}
_OBJECT = Access(get=row(200, **_SIDE_ALONE), post=row(422, **_SIDE_ALONE), in_strand=True)

ROWS: dict[str, Access] = {
    "events:minutes": DEALINGS,
    "events:minutes-edit": DEALINGS_FORM,
    "events:minutes-objection-add": _OBJECT,
    "events:minutes-objection-withdraw": _OBJECT,
}
