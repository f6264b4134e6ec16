"""Access to the addresses of reports/urls/calendar.py."""

from worldcities.tests.access_kinds import Access

ROWS: dict[str, Access] = {}
