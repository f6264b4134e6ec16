"""Access to the addresses of partnerships/urls/follow_ups.py."""

from worldcities.tests.access_kinds import Access

ROWS: dict[str, Access] = {}
