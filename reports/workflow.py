"""The transitions of city updates, as data to read, and who acts on updates and reports.

Who: `own` is a coordinator of the update's partner; `staff` as in partnerships/workflow.py; `authority` the contracting
authority of the strand, never somebody who is staff of it too. An administrator does neither.
"""

from __future__ import annotations

from partnerships.workflow import OWN, STAFF, Transition
from reports.enums import UpdateStatus

AUTHORITY = "authority"
_OWN, _STAFF = frozenset({OWN}), frozenset({STAFF})
_ALL = frozenset({OWN, STAFF, AUTHORITY})


def _table(*transitions: Transition) -> dict[str, Transition]:
    return {transition.name: transition for transition in transitions}


_U = UpdateStatus
_OPEN = frozenset({_U.DRAFT, _U.RETURNED})
CITY_UPDATE = _table(
    Transition("edit", _OPEN, "", _OWN, frozenset()),
    Transition("submit", _OPEN, _U.SUBMITTED, _OWN, frozenset()),
    Transition("take-back", frozenset({_U.SUBMITTED}), _U.DRAFT, _OWN, frozenset()),
    Transition("return", frozenset({_U.SUBMITTED, _U.ACCEPTED}), _U.RETURNED, _STAFF, _ALL),
    Transition("accept", frozenset({_U.SUBMITTED}), _U.ACCEPTED, _STAFF, frozenset()),
)

__all__ = ["AUTHORITY", "CITY_UPDATE", "OWN", "STAFF"]
