"""Access to the addresses of reports/public/urls.py."""

from worldcities.tests.access_kinds import READ, SIDE_FORM, Access

ROWS: dict[str, Access] = {
    "reports:publicity": READ,
    "reports:publicity-add": SIDE_FORM,
    "reports:publicity-edit": SIDE_FORM,
    "reports:publicity-withdraw": SIDE_FORM,
    "reports:publicity-restore": SIDE_FORM,
}
