"""The page of one event or mission, with what the reader can do to it now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
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
from events.events.labels import state_text, was_label, when_label, where_label
from events.events.milestones import named_milestones, read_conflicts
from events.events.pages import InEvent, event_address
from events.events.sections import agenda, calendar, delegations, minutes, trips, visit_notes
from events.events.selectors import is_workable, lines_of
from events.events.states import possible_acts
from events.models import Event, EventDateChange, EventOrganisation, HeadCount, NotedInterest
from events.rules import may_edit_event
from partnerships.codes import codes_in
from partnerships.documents.selectors import attached, is_attachable
from partnerships.history.selectors import timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Grants
    from core.periods import Period
    from partnerships.documents.selectors import Attached
    from partnerships.models import Milestone, Organisation


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


def parts_of(grants: Grants, event: Event) -> list[Event]:
    """The parts of a mission in order, with their own names."""
    parts = list(Event.objects.visible_to(grants).filter(part_of=event).with_names().in_plan_order())
    for part in parts:
        part.strand = event.strand
    return parts


def held_among(parts: Sequence[Event]) -> int:
    """How many of them were held."""
    return sum(part.status == EventStatus.HELD for part in parts)


def to_decide(grants: Grants, event: Event, parts: Sequence[Event]) -> int:
    """How many interests noted at it or its parts nobody has decided, of those the reader may see."""
    keys = [event.pk, *(part.pk for part in parts)]
    return int(NotedInterest.objects.visible_to(grants).open().filter(note__event__in=keys).count())


@dataclass(frozen=True, slots=True)
class About:
    """What else is known of an event: who takes part beside the partners, what it completes, how its plan moved.

    `conflicts` are those of the milestones that are on other days, the pairings together that have the same.
    """

    others: list[Organisation]
    milestones: list[tuple[str, list[Milestone]]]
    conflicts: list[list[Milestone]]
    changes: list[EventDateChange]


def about(event: Event) -> About:
    """Read in five queries; `milestones` are those it completes, by title, in each pairing that has them."""
    others = EventOrganisation.objects.filter(event=event).select_related("organisation").order_by("position")
    milestones = _milestones(event)
    return About(
        others=[row.organisation for row in others],
        milestones=milestones,
        conflicts=_conflicts(event, [row for _title, rows in milestones for row in rows]),
        changes=list(EventDateChange.objects.filter(event=event).select_related("by").order_by("-at", "-pk")),
    )


def head_counts_of(event: Event, *, with_withdrawn: bool) -> list[HeadCount]:
    """Its head counts; those withdrawn only for whoever can bring them back."""
    rows = HeadCount.objects.filter(event=event).order_by("number")
    return list(rows if with_withdrawn else rows.standing())


def _milestones(event: Event) -> list[tuple[str, list[Milestone]]]:
    rows = named_milestones(event).select_related(
        "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
    )
    by_code: dict[str, list[Milestone]] = {}
    for row in rows.order_by("pairing__code", "pk"):
        by_code.setdefault(row.code, []).append(row)
    return [(by_code[code][0].title, by_code[code]) for code in codes_in(event.milestone_codes) if code in by_code]


def _conflicts(event: Event, milestones: Sequence[Milestone]) -> list[list[Milestone]]:
    found: dict[tuple[str, Period], list[Milestone]] = {}
    for row, other in read_conflicts(milestones):
        if other == event:
            found.setdefault((row.code, row.shown_period), []).append(row)
    return list(found.values())
