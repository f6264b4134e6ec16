"""The records of this app, one module per noun."""

from events.agendas.models import AgendaItem, AgendaOrganisation, AgendaRelease
from events.calendars.models import CalendarFeed
from events.delegates.models import (
    Consent,
    Delegate,
    DelegateLink,
    DelegateNeeds,
    DelegateStep,
    DestructionRecord,
    InvitationLetter,
)
from events.delegations.models import Delegation, Quota
from events.events.models import (
    Event,
    EventCity,
    EventDateChange,
    EventHost,
    EventOrganisation,
    EventPairing,
    HeadCount,
)
from events.trips.models import TripPaper, TripPhoto
from events.visits.models import Minutes, MinutesObjection, NotedInterest, VisitNote

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
