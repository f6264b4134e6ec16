"""The administration of this app's records, one module per noun."""

from events.agendas import admin as agendas
from events.delegates import admin as delegates
from events.delegations import admin as delegations
from events.events import admin as events
from events.trips import admin as trips
from events.visits import admin as visits

__all__ = ["agendas", "delegates", "delegations", "events", "trips", "visits"]
