"""The records of this app, one module per noun."""

from events.models.agenda import AgendaItem, AgendaOrganisation, AgendaRelease
from events.models.delegation import Delegate, DelegateStep, Delegation, Quota
from events.models.details import Consent, DelegateLink, DelegateNeeds, DestructionRecord, InvitationLetter
from events.models.event import (
    Event,
    EventCity,
    EventDateChange,
    EventHost,
    EventOrganisation,
    EventPairing,
)
from events.models.feed import CalendarFeed
from events.models.head_count import HeadCount
from events.models.notes import Minutes, MinutesObjection, NotedInterest, VisitNote
from events.models.trip import TripPaper, TripPhoto

__all__ = [
    "AgendaItem",
    "AgendaOrganisation",
    "AgendaRelease",
    "CalendarFeed",
    "Consent",
    "Delegate",
    "DelegateLink",
    "DelegateNeeds",
    "DelegateStep",
    "Delegation",
    "DestructionRecord",
    "Event",
    "EventCity",
    "EventDateChange",
    "EventHost",
    "EventOrganisation",
    "EventPairing",
    "HeadCount",
    "InvitationLetter",
    "Minutes",
    "MinutesObjection",
    "NotedInterest",
    "Quota",
    "TripPaper",
    "TripPhoto",
    "VisitNote",
]
