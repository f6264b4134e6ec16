"""Access to the addresses of reports/urls/sheets.py."""

from worldcities.tests.access_kinds import READ, Access

ROWS: dict[str, Access] = {
    "reports:sheet-file": READ,
}
