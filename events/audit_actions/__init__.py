"""The acts that the register of actions knows, each with its sentence; one module per field of work."""

from events.audit_actions import (  # noqa: F401 - registers their acts
    agendas,
    calendars,
    delegations,
    details,
    events,
    minutes,
    trips,
    visit_notes,
)
