"""Who acts on what belongs to an event.

Who: `organiser` may edit the event (staff, or both sides' coordinators of an event that serves their pairing alone);
`host` is a coordinator of a partner that hosts it; `side`, `staff` and
`administrator` as in partnerships/workflow.py.
"""

from __future__ import annotations

from partnerships.workflow import ADMINISTRATOR, OWN, SIDE, STAFF

ORGANISER, HOST = "organiser", "host"

__all__ = ["ADMINISTRATOR", "HOST", "ORGANISER", "OWN", "SIDE", "STAFF"]
