"""The administration of this app's records, one module per noun."""

from events.admin import agendas, events, notes, trips

__all__ = ["agendas", "events", "notes", "trips"]
