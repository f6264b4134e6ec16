"""Access to the addresses of events/urls/trips.py."""

from worldcities.tests.access_kinds import Access

ROWS: dict[str, Access] = {}
