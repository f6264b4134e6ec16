"""The administration of this app's records, one module per noun."""

from events.admin import agendas, delegations, details, events, notes, trips

__all__ = ["agendas", "delegations", "details", "events", "notes", "trips"]
