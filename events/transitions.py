"""The transitions of this app asked in words: which states its tables have, and why one does not take an act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from events.enums import BENCH_DELEGATE, PLACED_DELEGATE, DelegateStatus, EventStatus
from events.workflow import DELEGATE, EVENT
from partnerships.transitions import available, check_transition, name_states

if TYPE_CHECKING:
    from events.models import Event

name_states(EVENT, EventStatus)
name_states(DELEGATE, DelegateStatus)

_ENDED = (DelegateStatus.DECLINED, DelegateStatus.WITHDRAWN)


def event_refusal(event: Event) -> str:
    """Why an event does not take an act in its state, and what comes first."""
    words = {
        EventStatus.HELD: _("“%(event)s” was held already. To change that, reopen the event first."),
        EventStatus.CANCELLED: _("“%(event)s” was cancelled. To go on with it, reopen the event first."),
        EventStatus.UNKNOWN: _("“%(event)s” is marked as not reported. To go on with it, reopen the event first."),
    }.get(EventStatus(event.status), _("“%(event)s” is “%(state)s” already."))
    return words % {"event": event.title, "state": event.get_status_display()}


def nomination_refusal(status: str, name: str) -> str:
    """Why a nomination in this state does not take the act `name`, and what comes first; names nobody."""
    words = {
        "move-up": _("The nomination is “%(state)s”. Give it a free place first."),
        "bring-back": _("The nomination is “%(state)s”. Bring it back first."),
        "accept": _("The nomination is “%(state)s”. Accept it first; then the place can be confirmed."),
        "withdraw": _("The place is “%(state)s” already. Withdraw the nomination instead."),
    }.get(act_instead(status, name), _("The nomination is “%(state)s” already."))
    if DELEGATE[name].target == DelegateStatus.NOMINATED and status in PLACED_DELEGATE:
        words = _("This person has a place already.")
    return words % {"state": DelegateStatus(status).label}


def act_instead(status: str, name: str) -> str:
    """The act that comes before or in place of `name` on a nomination in this state; empty where none does."""
    if status == DELEGATE[name].target:
        return ""
    if status in BENCH_DELEGATE:
        # Whoever is brought back may come onto the bench: there it was done already.
        return "" if name == "bring-back" else "move-up"
    if status in _ENDED:
        return "bring-back"
    return {(DelegateStatus.NOMINATED, "confirm"): "accept", (DelegateStatus.CONFIRMED, "decline"): "withdraw"}.get(
        (DelegateStatus(status), name), ""
    )


__all__ = ["act_instead", "available", "check_transition", "event_refusal", "nomination_refusal"]
