"""Access to the addresses of reports/urls/briefs.py."""

from worldcities.tests.access_kinds import Access

ROWS: dict[str, Access] = {}
