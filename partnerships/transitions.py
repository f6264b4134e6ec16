"""Whether an act is possible now, for whom, and with which reason: the tables of workflow.py, asked in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed
from partnerships.workflow import Transition

_STATES: list[tuple[dict[str, Transition], Any]] = []


def name_states(table: dict[str, Transition], states: Any) -> None:
    """Say in which words the states of an app's own table are told; `states` are its choices."""
    _STATES.append((table, states))


def check_transition(
    *, table: dict[str, Transition], name: str, state: str, actors: frozenset[str], reason: str, words: str = ""
) -> Transition:
    """The transition, where these actors may carry it out from this state; the reason may be blank where none is due.

    Where the state does not allow it, `words` say so and what comes first; without them a general sentence does.

    Raises NotAllowed where none of the actors ever may, AlreadyDone where the state is reached
    already, DomainError where the state does not allow it, or on `reason` where one is missing.
    """
    transition = table[name]
    if not transition.who & actors:
        raise NotAllowed
    if state not in transition.sources:
        word = _state_label(table, state)
        if state == transition.target:
            raise AlreadyDone(words or _("This is “%(state)s” already.") % {"state": word})
        raise DomainError(words or _("This cannot be done now: it is “%(state)s”.") % {"state": word})
    if transition.needs_reason(actors):
        check_reason(reason)
    return transition


def check_reason(reason: str) -> None:
    """Refuse a blank reason. Raises DomainError on the field `reason`."""
    if not reason.strip():
        raise DomainError(_("Give a reason."), field="reason")


def available(table: dict[str, Transition], state: str, actors: frozenset[str]) -> list[Transition]:
    """The acts that these actors may carry out from this state, in the order of the table."""
    return [transition for transition in table.values() if transition.allows(state, actors)]


def _state_label(table: dict[str, Transition], state: str) -> str:
    states = next(states for known, states in _STATES if known is table)
    return str(states(state).label)
