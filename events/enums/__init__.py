"""The choices of this app."""

from events.enums.delegations import (
    ACCEPTED_DELEGATE,
    ACTIVE_DELEGATE,
    BENCH_DELEGATE,
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
    WORKING_KINDS,
    AgendaKind,
    EventKind,
    EventStatus,
    HostAnswer,
)
from events.enums.notes import InterestOutcome

__all__ = [
    "ACCEPTED_DELEGATE",
    "ACTIVE_DELEGATE",
    "BENCH_DELEGATE",
    "OPEN_EVENT",
    "PLACED_DELEGATE",
    "WORKING_KINDS",
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
