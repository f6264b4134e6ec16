"""The administration of this app's records, one module per noun."""

from events.admin import agendas, notes, trips

__all__ = ["agendas", "notes", "trips"]
