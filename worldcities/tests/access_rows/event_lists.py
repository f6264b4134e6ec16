"""Access to the addresses of events/urls/lists.py."""

from worldcities.tests.access_kinds import Access

ROWS: dict[str, Access] = {}
