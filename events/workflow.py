"""The transitions of events and delegates, as data to read.

Who: `organiser` may edit the event (staff, or both sides' coordinators of an event that serves their pairing alone);
`host` is a coordinator of a partner that hosts it; `own` a coordinator of the delegate's partner; `side`, `staff` and
`administrator` as in partnerships/workflow.py.
"""

from __future__ import annotations

from events.enums import DelegateStatus, EventStatus
from partnerships.workflow import ADMINISTRATOR, EVERYBODY, OWN, SIDE, STAFF, Transition

ORGANISER, HOST = "organiser", "host"
_OFFICE = frozenset({STAFF, ADMINISTRATOR})
_ALL = EVERYBODY | {ORGANISER, HOST}


def _table(*transitions: Transition) -> dict[str, Transition]:
    return {transition.name: transition for transition in transitions}


_E = EventStatus
_ORGANISER = frozenset({ORGANISER})
_COMING = frozenset({_E.PLANNED, _E.ANNOUNCED, _E.CONFIRMED})
# What is held needs its actual days; what moves, is cancelled or taken back needs a reason from everybody.
EVENT = _table(
    Transition("edit", frozenset(_E.values), "", _ORGANISER, frozenset()),
    Transition("reschedule", _COMING, "", _ORGANISER, _ALL),
    Transition("announce", frozenset({_E.PLANNED}), _E.ANNOUNCED, _ORGANISER, frozenset()),
    Transition("confirm", frozenset({_E.PLANNED, _E.ANNOUNCED}), _E.CONFIRMED, _ORGANISER, frozenset()),
    Transition("report-held", _COMING | {_E.UNKNOWN}, _E.HELD, _ORGANISER, frozenset()),
    Transition("mark-not-reported", _COMING, _E.UNKNOWN, _ORGANISER, _ALL),
    Transition("cancel", _COMING | {_E.UNKNOWN}, _E.CANCELLED, _ORGANISER, _ALL),
    # Back to planned: cancelled by mistake, reported by mistake, or it takes place after all.
    Transition("reopen", frozenset({_E.HELD, _E.CANCELLED, _E.UNKNOWN}), _E.PLANNED, _ORGANISER, _ALL),
)

_D = DelegateStatus
_OWN = frozenset({OWN}) | _OFFICE
_STANDING = frozenset({_D.NOMINATED, _D.WAITING, _D.READY, _D.ACCEPTED, _D.CONFIRMED})
DELEGATE = _table(
    Transition("edit", _STANDING, "", _OWN, frozenset()),
    # From the waiting list or the substitutes' bench onto a free place.
    Transition("move-up", frozenset({_D.WAITING, _D.READY}), _D.NOMINATED, _OWN, frozenset()),
    Transition("accept", frozenset({_D.NOMINATED}), _D.ACCEPTED, _OFFICE, frozenset()),
    Transition("decline", frozenset({_D.NOMINATED, _D.WAITING, _D.READY, _D.ACCEPTED}), _D.DECLINED, _OFFICE, _ALL),
    Transition("confirm", frozenset({_D.ACCEPTED}), _D.CONFIRMED, _OFFICE, frozenset()),
    Transition("withdraw", _STANDING, _D.WITHDRAWN, _OWN, _ALL),
    Transition("replace", frozenset({_D.NOMINATED, _D.ACCEPTED, _D.CONFIRMED}), _D.REPLACED, _OWN, _ALL),
    Transition("bring-back", frozenset({_D.DECLINED, _D.WITHDRAWN}), _D.NOMINATED, _OWN, frozenset()),
)

__all__ = ["ADMINISTRATOR", "DELEGATE", "EVENT", "HOST", "ORGANISER", "OWN", "SIDE", "STAFF"]
