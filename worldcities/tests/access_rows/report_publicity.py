"""Access to the addresses of reports/urls/publicity.py."""

from worldcities.tests.access_kinds import Access

ROWS: dict[str, Access] = {}
