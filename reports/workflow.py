"""As what people act on updates and reports.

`own` is a coordinator of an update's partner; `staff` as in partnerships/workflow.py; `authority` the contracting
authority of the strand, never somebody who is staff of it too. An administrator does neither.
"""

from __future__ import annotations

from partnerships.workflow import OWN, STAFF

AUTHORITY = "authority"

__all__ = ["AUTHORITY", "OWN", "STAFF"]
