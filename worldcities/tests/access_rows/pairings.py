"""Access to the addresses of partnerships/urls/pairings.py."""

from worldcities.tests.access_kinds import OFFICE_FORM, SIDE_FORM, Access

ROWS: dict[str, Access] = {
    "partnerships:pairing-edit": SIDE_FORM,
    "partnerships:pairing-close": SIDE_FORM,
    "partnerships:pairing-discontinue": OFFICE_FORM,
    "partnerships:pairing-reopen": OFFICE_FORM,
}
