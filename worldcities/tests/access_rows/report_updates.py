"""Access to the addresses of reports/urls/updates.py."""

from worldcities.tests.access_kinds import Access

ROWS: dict[str, Access] = {}
