"""Access to the addresses of partnerships/organisations/urls.py, for an organisation that the strand keeps."""

from worldcities.tests.access_kinds import OFFICE_FORM, READ, SIDE_FORM, Access

ROWS: dict[str, Access] = {
    "partnerships:organisation-list": READ,
    "partnerships:organisation": READ,
    "partnerships:organisation-add": SIDE_FORM,
    "partnerships:organisation-take-up": SIDE_FORM,
    "partnerships:organisation-edit": SIDE_FORM,
    "partnerships:organisation-entry": SIDE_FORM,
    "partnerships:organisation-merge": OFFICE_FORM,
}
