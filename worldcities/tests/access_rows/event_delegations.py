"""Access to the addresses of events/urls/delegations.py."""

from worldcities.tests.access_kinds import Access

ROWS: dict[str, Access] = {}
