"""Access to the addresses of events/urls/agendas.py."""

from worldcities.tests.access_kinds import Access

ROWS: dict[str, Access] = {}
