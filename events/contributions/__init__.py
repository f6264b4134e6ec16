"""What this app adds to the pages further left: tasks, signals, panels, search, tabs, figures."""

from events.contributions import (
    agendas,
    calendars,
    delegations,
    details,
    event_panels,
    event_tasks,
    events,
    map_venues,
    minutes,
    trips,
    visit_notes,
)

__all__ = [
    "agendas",
    "calendars",
    "delegations",
    "details",
    "event_panels",
    "event_tasks",
    "events",
    "map_venues",
    "minutes",
    "trips",
    "visit_notes",
]
