"""Access to the addresses of reports/updates/urls.py, for the counterpart's update, which is still a draft."""

from worldcities.tests.access_kinds import DEALINGS, SIGN_IN, Access, row

# The partner alone writes its update: whoever else may read it changes nothing in it.
_PARTNER_ALONE = {
    "administrator": 403,
    "staff": 403,
    "authority": 403,
    "observer": 404,
    "outsider": 404,
    "anonymous": SIGN_IN,
}
_WRITE = Access(get=row(200, **_PARTNER_ALONE), post=row(422, **_PARTNER_ALONE), in_strand=True)
# The answer to the page's script: a form without its fields is refused in words.
_SAVE = Access(get=row(405, **_PARTNER_ALONE), post=row(422, **_PARTNER_ALONE), in_strand=True)
# Staff alone decide on it, administrators do not.
_STAFF_ALONE = _PARTNER_ALONE | {"staff": 200, "coordinator": 403}
_DECIDE = Access(get=row(200, **_STAFF_ALONE), post=row(422, **_STAFF_ALONE | {"staff": 422}), in_strand=True)
# The pages for several are pages of the period, which an observer knows of.
_SEVERAL = _STAFF_ALONE | {"observer": 403}
_OF_SEVERAL = Access(get=row(200, **_SEVERAL), post=row(422, **_SEVERAL | {"staff": 422}), in_strand=True)

ROWS: dict[str, Access] = {
    "reports:update": DEALINGS,
    "reports:update-write": _WRITE,
    "reports:update-save": _SAVE,
    "reports:update-submit": _WRITE,
    "reports:update-take-back": _WRITE,
    "reports:update-return": _DECIDE,
    "reports:update-accept": _DECIDE,
    "reports:updates-accept": _OF_SEVERAL,
    "reports:updates-remind": _OF_SEVERAL,
}
