"""Access to the addresses of partnerships/urls/texts.py."""

from worldcities.tests.access_kinds import READ, SIDE_FORM, SIGN_IN, Access, row

# A side's word is its own, and staff's for it; an administrator confirms nothing.
_SPEAKERS = {"administrator": 403, "authority": 403, "observer": 403, "outsider": 404, "anonymous": SIGN_IN}
_WORD = Access(get=row(200, **_SPEAKERS), post=row(422, **_SPEAKERS), in_strand=True)
# Several at once are for a side alone. Without a choice the list is shown again.
_SIDES_ALONE = _SPEAKERS | {"staff": 403}

ROWS: dict[str, Access] = {
    "partnerships:text-list": READ,
    "partnerships:text": READ,
    "partnerships:text-print": READ,
    "partnerships:text-file": READ,
    "partnerships:text-edit": SIDE_FORM,
    "partnerships:text-request": SIDE_FORM,
    "partnerships:confirm-several": Access(get=row(302, **_SIDES_ALONE), post=row(422, **_SIDES_ALONE), in_strand=True),
    "partnerships:confirmation-approval": _WORD,
    "partnerships:confirmation-confirm": _WORD,
    "partnerships:confirmation-withdraw": _WORD,
}
