"""What people do to events and to their head counts."""

from events.events.actions.copies import CopyEvent
from events.events.actions.head_counts import AddHeadCount, EditHeadCount, RestoreHeadCount, WithdrawHeadCount
from events.events.actions.moves import RescheduleEvent, preview_event_move
from events.events.actions.states import (
    AnnounceEvent,
    CancelEvent,
    ConfirmEvent,
    MarkEventNotReported,
    ReopenEvent,
    ReportEventHeld,
)
from events.events.actions.texts import AddEvent, EditEvent, OnEvent

# In the order of their buttons: beside the title, and what is rarely needed.
STEPS = (AnnounceEvent, ConfirmEvent, ReportEventHeld, EditEvent, RescheduleEvent)
FURTHER_STEPS = (CopyEvent, ReopenEvent, MarkEventNotReported, CancelEvent)

__all__ = [
    "FURTHER_STEPS",
    "STEPS",
    "AddEvent",
    "AddHeadCount",
    "AnnounceEvent",
    "CancelEvent",
    "ConfirmEvent",
    "CopyEvent",
    "EditEvent",
    "EditHeadCount",
    "MarkEventNotReported",
    "OnEvent",
    "ReopenEvent",
    "ReportEventHeld",
    "RescheduleEvent",
    "RestoreHeadCount",
    "WithdrawHeadCount",
    "preview_event_move",
]
