"""The administration of this app's records, one module per noun."""

from events.admin import agendas, trips

__all__ = ["agendas", "trips"]
