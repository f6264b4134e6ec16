"""Access to the addresses of events/urls/visit_notes.py."""

from worldcities.tests.access_kinds import Access

ROWS: dict[str, Access] = {}
