"""Access to the addresses of partnerships/urls/pairings.py."""

from worldcities.tests.access_kinds import Access

ROWS: dict[str, Access] = {}
