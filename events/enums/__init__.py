"""The choices of this app."""

from events.enums.delegations import (
    ACTIVE_DELEGATE,
    PLACED_DELEGATE,
    AccessKind,
    ConsentPurpose,
    DelegateRole,
    DelegateStatus,
    DietKind,
    FeedKind,
    FilledBy,
    Gender,
    LinkState,
    TripPaperKind,
)
from events.enums.events import (
    OPEN_EVENT,
    AgendaKind,
    EventKind,
    EventStatus,
    HostAnswer,
)
from events.enums.notes import InterestOutcome

__all__ = [
    "ACTIVE_DELEGATE",
    "OPEN_EVENT",
    "PLACED_DELEGATE",
    "AccessKind",
    "AgendaKind",
    "ConsentPurpose",
    "DelegateRole",
    "DelegateStatus",
    "DietKind",
    "EventKind",
    "EventStatus",
    "FeedKind",
    "FilledBy",
    "Gender",
    "HostAnswer",
    "InterestOutcome",
    "LinkState",
    "TripPaperKind",
]
