"""What the reader can do to an event now, as buttons: the one that is due first, the rare ones as words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.actions import Button
from core.formats import join_names
from core.message_text import message_text
from events.enums import EventStatus
from events.events.panels import agenda, calendar, delegations, minutes, trips, visit_notes
from events.events.selectors import is_workable, lines_of
from events.events.sheets import about, head_counts_of, held_among, parts_of, to_decide
from events.events.states import possible_acts
from events.events.tables import state_text, was_label, when_label, where_label
from events.events.views import InEvent, event_address
from events.models import Event
from events.rules import may_edit_event
from partnerships.documents.selectors import attached, is_attachable
from partnerships.history.selectors import timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Grants
    from partnerships.documents.selectors import Attached

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


# The page of one event or mission.

RECENT = 8  # acts of the history that the page shows
SECTIONS = {
    "agenda": agenda,
    "visit_notes": visit_notes,
    "delegations": delegations,
    "minutes": minutes,
    "trips": trips,
    "calendar": calendar,
}


class EventPage(InEvent, TemplateView):
    """One event: when and where, its parts, who comes, what is on the agenda, what was seen, and what is left to do."""

    template_name = "events/events/event.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries."""
        event, today = self.event, clock.today()
        parts = parts_of(self.grants, event)
        works = may_edit_event(self.grants, event) and is_workable(event)
        return super().get_context_data(
            crumbs=self.event_crumbs(),
            line=lines_of([event], today)[0],
            works=works,
            buttons=head_buttons(self.grants, event, today) if works else [],
            further_buttons=further_buttons(self.grants, event, today) if works else [],
            add_part_url=self._add_part_url() if works and event.is_mission else "",
            was=was_label(event),
            lines=lines_of(parts, today),
            parts_words=_parts_label(parts),
            places=join_names(dict.fromkeys(row.city.name for part in parts for row in part.visiting.all())),
            to_decide=to_decide(self.grants, event, parts),
            hosts=[row.participation for row in event.hosting.all()],
            pairings=[row.pairing for row in event.serving.all()],
            about=about(event),
            head_counts=head_counts_of(event, with_withdrawn=works),
            attached=_attached(self.grants, event),
            entries=timeline(event, limit=RECENT),
            versions_url=_versions_url(event),
            message=_message(event, state_text(event, today)),
            **{name: module.section(self.grants, event, today) for name, module in SECTIONS.items()},
            **kwargs,
        )

    def _add_part_url(self) -> str:
        event = self.event
        return f"{reverse('events:event-add', args=[event.strand.code])}?part_of={event.code}"


def _attached(grants: Grants, event: Event) -> Attached | None:
    """What hangs on an event that serves one pairing alone: it is theirs. None for any other."""
    if event.pairing_id is None or not is_attachable(event):
        return None
    return attached(grants, [event])[Event, event.pk]


def _versions_url(event: Event) -> str:
    """Where its versions are compared."""
    return reverse("partnerships:record-history", args=[event.strand.code, "event", event.pk])


def _parts_label(parts: Sequence[Event]) -> str:
    """How many parts it has, and how many of them were held."""
    if not parts:
        return ""
    words = ngettext("%(parts)s part", "%(parts)s parts", len(parts)) % {"parts": len(parts)}
    held = held_among(parts)
    return _("%(parts)s, %(held)s held") % {"parts": words, "held": held} if held else words


def _message(event: Event, state: str) -> str:
    """The lines that people copy into a messenger: what, when and how it stands, where."""
    return message_text([event.title, f"{when_label(event)}: {state}", where_label(event)], event.get_absolute_url())
