"""Access to the addresses of reports/periods/urls.py."""

from worldcities.tests.access_kinds import OFFICE_FORM, READ, Access

ROWS: dict[str, Access] = {
    "reports:calendar": READ,
    "reports:period": READ,
    "reports:pairing-reports": READ,
    "reports:terms-edit": OFFICE_FORM,
    "reports:period-add": OFFICE_FORM,
    "reports:period-edit": OFFICE_FORM,
    "reports:period-skip": OFFICE_FORM,
    "reports:period-take-up": OFFICE_FORM,
}
