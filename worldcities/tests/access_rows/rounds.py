"""Access to the addresses of partnerships/programmes/urls.py."""

from worldcities.tests.access_kinds import OFFICE_FORM, Access

ROWS: dict[str, Access] = {
    "partnerships:round-open": OFFICE_FORM,
    "partnerships:milestone-into-plan": OFFICE_FORM,
}
