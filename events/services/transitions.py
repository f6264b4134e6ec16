"""The transitions of this app asked in words: which states its tables have, and the questions of partnerships."""

from __future__ import annotations

from events.enums import DelegateStatus, EventStatus, HostAnswer
from events.workflow import AGENDA_ITEM, DELEGATE, EVENT
from partnerships.services.transitions import available, check_transition, name_states

name_states(EVENT, EventStatus)
name_states(AGENDA_ITEM, HostAnswer)
name_states(DELEGATE, DelegateStatus)

__all__ = ["available", "check_transition"]
