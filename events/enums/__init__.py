"""The choices of this app."""

from events.enums.delegations import (
    ACTIVE_DELEGATE,
    PLACED_DELEGATE,
    ConsentPurpose,
    DelegateRole,
    DelegateStatus,
    FeedKind,
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
    "AgendaKind",
    "ConsentPurpose",
    "DelegateRole",
    "DelegateStatus",
    "EventKind",
    "EventStatus",
    "FeedKind",
    "Gender",
    "HostAnswer",
    "InterestOutcome",
    "LinkState",
    "TripPaperKind",
]
