"""The list of a strand's events and missions, the tab of a pairing's, the page of one, and the one that moves it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.generic import TemplateView

from core import clock
from core.actions import Button, buttons_on
from core.formats import join_names
from core.kept import Kept
from core.message_text import message_text
from events.agendas.cards import agenda_section
from events.enums import ORGANISER, EventStatus
from events.events import cards
from events.events.actions import FURTHER_STEPS, STEPS, AddEvent
from events.events.cards import add_url, marked
from events.events.move_actions import EventPreview
from events.events.pages import InEvent
from events.events.selectors import is_workable, named_milestones, read_conflicts
from events.events.state_actions import AnnounceEvent, ConfirmEvent, ReportEventHeld
from events.events.tables import EVENT_COLUMNS, EVENT_FILTERS
from events.models import Event, EventDateChange, EventOrganisation, HeadCount, NotedInterest
from events.trips.selectors import papers_at
from partnerships.codes import codes_in
from partnerships.documents.selectors import attached, is_attachable
from partnerships.history.selectors import timeline
from partnerships.lists import ListPage
from partnerships.pairings.pages import InPairing, tabs
from partnerships.plan.pages import PreviewedMove

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.models import QuerySet

    from core.access import Grants
    from core.periods import Period
    from partnerships.models import Milestone, Strand
    from partnerships.plan.forms import MoveForm

# The columns of the page; the files have all.
SHOWN = ("event", "where", "when", "status")


class EventList(ListPage):
    """The events of a strand by their days; a mission's parts stand below it while the list is in its own order."""

    template_name = "events/events/event_list.html"
    name = "events"
    title = gettext_lazy("Events")
    columns = EVENT_COLUMNS
    filters = EVENT_FILTERS
    section = "events"
    guests_label = gettext_lazy("Host, guest")

    def get_events(self, strand: Strand) -> QuerySet[Event]:
        return Event.objects.visible_to(self.grants).filter(strand=strand)

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        return self.get_events(strand).with_names().prefetch_related("head_counts").by_mission()  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        strand = kwargs["strand"]
        in_order = not kwargs["sort"]
        heads = {column.key: head for head, column in zip(kwargs["heads"], self.columns, strict=True)}
        kwargs["heads"] = [heads[key] for key in SHOWN]
        kwargs["heads"].insert(2, {"label": self.guests_label})
        may_add = AddEvent.button_on(strand, self.grants)
        return super().get_context_data(
            events=marked(kwargs["page"], nest=in_order),
            nest=in_order,
            counts=True,
            country=strand.side_letters("counterpart"),
            add_url=may_add.url if may_add else "",
            **kwargs,
        )


MOST = 5  # events to report that the tab of a pairing names above the list


class PairingEvents(InPairing, EventList):
    """Those that serve the pairing, alone or among all of its strand; what is to be reported stands above."""

    template_name = "events/events/pairing_events.html"
    section = "strand"
    filters = [one for one in EVENT_FILTERS if one.key != "pairing"]

    def get_events(self, strand: Strand) -> QuerySet[Event]:
        del strand
        return Event.objects.visible_to(self.grants).of_pairing(self.pairing)

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        del strand
        return [*self.pairing.get_crumbs(), (pgettext("tab", "Events"), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pairing, today = self.pairing, clock.today()
        rows = Event.objects.visible_to(self.grants).of_pairing(pairing)
        found = super().get_context_data(**kwargs)
        to_report = rows.to_report(today).in_order().with_names()[:MOST] if pairing.is_open else ()
        return found | {
            "pairing": pairing,
            "tabs": tabs(pairing, "events", self.grants),
            "to_report": marked(to_report),
            "next": marked(rows.coming(today).in_order().with_names()[:1]),
            "add_url": add_url(self.grants, pairing),
        }


RECENT = 8  # acts of the history that the page shows


class EventPage(Kept, InEvent, TemplateView):
    """One event: when and where, its parts, who comes, what is on the agenda, what was seen, and what is left to do."""

    template_name = "events/events/event.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries."""
        event, grants, today = self.event, self.grants, clock.today()
        rows = Event.objects.visible_to(grants).filter(part_of=event).with_names().in_plan_order()
        parts = marked(rows)
        for part in parts:
            part.strand = event.strand
        works = ORGANISER in event.actors(grants) and is_workable(event)
        marked([event])
        completed = _milestones(event)
        of_event = [event.pk, *(part.pk for part in parts)]
        # What was withdrawn is for whoever can bring it back.
        counts = HeadCount.objects.filter(event=event).order_by("number")
        # What hangs on an event that serves one pairing alone is theirs.
        is_theirs = event.pairing_id is not None and is_attachable(event)
        state = f"{event.when}: {event.state_text}"
        return super().get_context_data(
            crumbs=self.event_crumbs(),
            works=works,
            buttons=_head_buttons(event, grants, today) if works else [],
            further_buttons=buttons_on(event, FURTHER_STEPS, grants) if works else [],
            add_part_url=f"{event.strand.address_of('events:event-add')}?part_of={event.code}"
            if works and event.is_mission
            else "",
            parts=parts,
            parts_label=_parts_label(parts),
            places=join_names(dict.fromkeys(row.city.name for part in parts for row in part.visiting.all())),
            to_decide=NotedInterest.objects.visible_to(grants).open().filter(note__event__in=of_event).count(),
            others=EventOrganisation.objects.filter(event=event).select_related("organisation").order_by("position"),
            completed=completed,
            conflicts=_conflicts(event, [row for _title, milestones in completed for row in milestones]),
            changes=list(EventDateChange.objects.filter(event=event).select_related("by").order_by("-at", "-pk")),
            head_counts=list(counts if works else counts.active()),
            attached=attached(grants, [event])[Event, event.pk] if is_theirs else None,
            entries=timeline(event, limit=RECENT),
            versions_url=reverse("partnerships:record-history", args=[event.strand.code, "event", event.pk]),
            message=message_text([event.title, state, event.place], event.get_absolute_url()),
            agenda=agenda_section(grants, event, parts, today),
            visit_notes=cards.visit_notes(grants, event),
            delegations=cards.delegations(grants, event, today),
            minutes=cards.minutes(grants, event),
            trips=papers_at(grants, event),
            **kwargs,
        )


def _head_buttons(event: Event, grants: Grants, today: dt.date) -> list[Button]:
    """Those beside the title; what is due is the main one: to report what began, else the next step towards it."""
    begun = event.is_past(today) or event.is_running(today)
    towards = {EventStatus.PLANNED: AnnounceEvent, EventStatus.ANNOUNCED: ConfirmEvent}
    due = ReportEventHeld if begun else towards.get(EventStatus(event.status))
    main = due.button_on(event, grants) if due else None
    others = buttons_on(event, (step for step in STEPS if step is not due), grants)
    return [main._replace(kind="main"), *others] if main else others


def _parts_label(parts: Sequence[Event]) -> str:
    """How many parts it has, and how many of them were held."""
    if not parts:
        return ""
    text = ngettext("%(parts)s part", "%(parts)s parts", len(parts)) % {"parts": len(parts)}
    held = sum(part.status == EventStatus.HELD for part in parts)
    return _("%(parts)s, %(held)s held") % {"parts": text, "held": held} if held else text


def _milestones(event: Event) -> list[tuple[str, list[Milestone]]]:
    """Those that it completes, by title, in each pairing that has them."""
    rows = named_milestones(event).select_related(
        "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
    )
    by_code: dict[str, list[Milestone]] = {}
    for row in rows.order_by("pairing__code", "pk"):
        by_code.setdefault(row.code, []).append(row)
    return [(by_code[code][0].title, by_code[code]) for code in codes_in(event.milestone_codes) if code in by_code]


def _conflicts(event: Event, milestones: Sequence[Milestone]) -> list[list[Milestone]]:
    """Those of them that are on other days, the pairings together that have the same."""
    found: dict[tuple[str, Period], list[Milestone]] = {}
    for row, other in read_conflicts(milestones):
        if other == event:
            found.setdefault((row.code, row.shown_period), []).append(row)
    return list(found.values())


class EventMove(PreviewedMove):
    """Moves an event, once its reader has seen on the same page what moves along."""

    def preview(self, form: MoveForm) -> EventPreview:
        return EventPreview(self.grants, self.record, form.forecast)

    def get_ticked(self, form: MoveForm, preview: EventPreview | None) -> Collection[str]:
        """At first what lies in the mission goes along, unless it is unticked."""
        if preview is None or form.data.get("seen_preview"):
            return self.ticked
        return {part["key"] for part in preview.parts if not part["why"]}
