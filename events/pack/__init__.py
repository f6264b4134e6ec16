"""The tables of the exchange format that this app keeps: events and agenda."""

from core.pack.tables import register
from events.pack.agenda import agenda
from events.pack.events import events

register(events, agenda)
