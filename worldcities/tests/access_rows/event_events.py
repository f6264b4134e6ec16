"""Access to the addresses of events/urls/events.py."""

from worldcities.tests.access_kinds import READ, Access

ROWS: dict[str, Access] = {
    "events:event-list": READ,
    "events:event": READ,
}
