"""The transitions of agenda items and delegates, as data to read.

Who: `organiser` may edit the event (staff, or both sides' coordinators of an event that serves their pairing alone);
`host` is a coordinator of a partner that hosts it; `own` a coordinator of the delegate's partner; `side`, `staff` and
`administrator` as in partnerships/workflow.py.
"""

from __future__ import annotations

from events.enums import DelegateStatus, HostAnswer
from partnerships.workflow import ADMINISTRATOR, EVERYBODY, OWN, SIDE, STAFF, Transition

ORGANISER, HOST = "organiser", "host"
_OFFICE = frozenset({STAFF, ADMINISTRATOR})
_ALL = EVERYBODY | {ORGANISER, HOST}


def _table(*transitions: Transition) -> dict[str, Transition]:
    return {transition.name: transition for transition in transitions}


_H = HostAnswer
_AGENDA = frozenset({ORGANISER, HOST})
AGENDA_ITEM = _table(
    Transition("ask", frozenset({_H.OPEN, _H.DECLINED}), _H.ASKED, _AGENDA, frozenset()),
    Transition("confirm", frozenset({_H.OPEN, _H.ASKED, _H.DECLINED}), _H.CONFIRMED, _AGENDA, frozenset()),
    Transition("decline", frozenset({_H.OPEN, _H.ASKED, _H.CONFIRMED}), _H.DECLINED, _AGENDA, _ALL),
    Transition("take-back", frozenset({_H.ASKED, _H.CONFIRMED, _H.DECLINED}), _H.OPEN, _AGENDA, frozenset()),
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

__all__ = ["ADMINISTRATOR", "AGENDA_ITEM", "DELEGATE", "HOST", "ORGANISER", "OWN", "SIDE", "STAFF"]
