"""Access to the addresses of partnerships/indicators/urls.py."""

from worldcities.tests.access_kinds import OFFICE_FORM, READ, SIDE_FORM, Access

ROWS: dict[str, Access] = {
    "partnerships:pairing-indicators": READ,
    "partnerships:indicator-list": READ,
    "partnerships:figure-rows": READ,
    "partnerships:indicator": READ,
    "partnerships:indicator-add": OFFICE_FORM,
    "partnerships:indicator-edit": OFFICE_FORM,
    "partnerships:indicator-end": OFFICE_FORM,
    "partnerships:indicator-resume": OFFICE_FORM,
    # Without a pairing they are of the strand as a whole, which the office keeps.
    "partnerships:target-set": OFFICE_FORM,
    "partnerships:measurement-add": OFFICE_FORM,
    "partnerships:measurement-withdraw": SIDE_FORM,
}
