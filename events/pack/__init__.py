"""The tables of the exchange format that this app keeps: events, agendas and head counts."""

from core.pack.tables import register
from events.pack.agenda import agenda
from events.pack.events import events
from events.pack.head_counts import head_counts

register(events, agenda, head_counts)
