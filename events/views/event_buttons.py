"""What the reader can do to an event now, as buttons: the one that is due first, the rare ones as words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy, pgettext_lazy

from core.actions import Button
from events.enums import EventStatus
from events.services.event_states import possible_acts
from events.views.places import event_address

if TYPE_CHECKING:
    from core.access import Grants
    from events.models import Event

# The acts by the word of their transition, in the order of their buttons: address and label.
_ACTS = {
    "announce": ("event-announce", pgettext_lazy("event", "Announce")),
    "confirm": ("event-confirm", pgettext_lazy("event", "Confirm that it takes place")),
    "report-held": ("event-held", gettext_lazy("Report it held")),
    "edit": ("event-edit", pgettext_lazy("event", "Edit")),
    "reschedule": ("event-reschedule", pgettext_lazy("event", "Move")),
    "reopen": ("event-reopen", pgettext_lazy("event", "Reopen")),
    "mark-not-reported": ("event-not-reported", gettext_lazy("Mark as not reported")),
    "cancel": ("event-cancel", gettext_lazy("Cancel the event")),
}
_RARE = frozenset({"reopen", "mark-not-reported", "cancel"})


def head_buttons(grants: Grants, event: Event, today: dt.date) -> list[Button]:
    """Those beside the title; one of them at most is the main one."""
    main = _main(event, today)
    names = [name for name in possible(grants, event, today) if name not in _RARE]
    names.sort(key=lambda name: name != main)
    return [_button(event, name, "main" if name == main else "") for name in names]


def further_buttons(grants: Grants, event: Event, today: dt.date) -> list[Button]:
    """Those that are rarely needed: copy, reopen, not reported, cancel."""
    copy = Button(str(gettext_lazy("Copy as a template")), event_address(event, "event-copy"), "word")
    return [copy, *(_button(event, name, "word") for name in possible(grants, event, today) if name in _RARE)]


def possible(grants: Grants, event: Event, today: dt.date) -> list[str]:
    """The acts that are possible now, in the order of their buttons."""
    names = possible_acts(grants, event, today)
    return [name for name in _ACTS if name in names]


def _main(event: Event, today: dt.date) -> str:
    """What is due: to report what began, else the next step towards it."""
    if event.is_past(today) or event.is_running(today):
        return "report-held"
    return {EventStatus.PLANNED: "announce", EventStatus.ANNOUNCED: "confirm"}.get(EventStatus(event.status), "")


def _button(event: Event, name: str, kind: str) -> Button:
    url_name, label = _ACTS[name]
    return Button(str(label), event_address(event, url_name), kind)
