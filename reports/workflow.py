"""The transitions of progress reports, as data to read.

Who: `own` is a coordinator of an update's partner; `staff` as in partnerships/workflow.py; `authority` the contracting
authority of the strand, never somebody who is staff of it too. An administrator does neither.
"""

from __future__ import annotations

from partnerships.workflow import OWN, STAFF, Transition
from reports.enums import ReportStatus

AUTHORITY = "authority"
_STAFF, _AUTHORITY = frozenset({STAFF}), frozenset({AUTHORITY})
_ALL = frozenset({OWN, STAFF, AUTHORITY})


def _table(*transitions: Transition) -> dict[str, Transition]:
    return {transition.name: transition for transition in transitions}


_R = ReportStatus
_ISSUED = frozenset({_R.ISSUED, _R.ACCEPTED, _R.RETURNED})
PROGRESS_REPORT = _table(
    Transition("edit", frozenset({_R.DRAFT}), "", _STAFF, frozenset()),
    Transition("discard", frozenset({_R.DRAFT}), "", _STAFF, frozenset()),
    Transition("issue", frozenset({_R.DRAFT}), _R.ISSUED, _STAFF, frozenset()),
    Transition("accept", frozenset({_R.ISSUED}), _R.ACCEPTED, _AUTHORITY, frozenset()),
    Transition("return", frozenset({_R.ISSUED}), _R.RETURNED, _AUTHORITY, _ALL),
    # A correction is a new revision, drafted anew; the old one stays as it was issued.
    Transition("revise", _ISSUED, "", _STAFF, _ALL),
)

__all__ = ["AUTHORITY", "OWN", "PROGRESS_REPORT", "STAFF"]
