"""Access to the addresses of events/urls/delegate_pages.py."""

from worldcities.tests.access_kinds import Access

ROWS: dict[str, Access] = {}
