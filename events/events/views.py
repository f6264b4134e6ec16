"""The list of a strand's events and missions, the tab of a pairing's, the page of one, and the one that moves it."""

import datetime as dt
from collections.abc import Collection, Sequence
from copy import copy
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
from django.views.generic import TemplateView

from core import clock
from core.access import Grants
from core.actions import Button, buttons_on
from core.kept import Kept
from core.periods import Period
from core.plain_text import message_text
from events.agendas.cards import agenda_section
from events.enums import ORGANISER, EventStatus
from events.events import cards, selectors
from events.events.actions import FURTHER_STEPS, STEPS, AddEvent
from events.events.cards import add_url, marked
from events.events.move_actions import EventPreview
from events.events.pages import InEvent
from events.events.querysets import LAST_DAY, shared_lists
from events.events.state_actions import AnnounceEvent, ConfirmEvent, ReportEventHeld
from events.events.tables import EVENT_COLUMNS, EVENT_FILTERS
from events.models import Event
from events.trips.selectors import papers_at
from events.visits.selectors import has_begun_anywhere
from partnerships.documents.selectors import attached, attached_in_strand, is_attachable
from partnerships.fields import codes_in
from partnerships.history.services import history_link
from partnerships.lists import ListPage
from partnerships.models import Milestone, Strand
from partnerships.organisations.selectors import parts_by_code
from partnerships.pairings.pages import InPairing, tabs
from partnerships.plan.pages import PreviewedMove


class EventList(ListPage):
    """The events of a strand by their days; a mission's parts stand below it while the list is in its own order."""

    template_name = "events/events/event_list.html"
    name = "events"
    title = gettext_lazy("Events")
    columns = EVENT_COLUMNS
    filters = EVENT_FILTERS
    section = "events"

    def get_events(self, strand: Strand) -> QuerySet[Event]:
        return Event.objects.visible_to(self.grants).filter(strand=strand)

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        return self.get_events(strand).select_related("strand", "part_of").by_mission()  # type: ignore[attr-defined]

    def name_rows(self, strand: Strand, rows: Sequence[Any]) -> None:
        del strand
        prefetch_related_objects([*rows, *self.apart], *shared_lists(Event), "head_counts")

    @cached_property
    def apart(self) -> list[Any]:
        """Events that stand beside the list."""
        return []

    def get_add_url(self, strand: Strand) -> str:
        may_add = AddEvent.button_on(strand, self.grants)
        return may_add.url if may_add else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = kwargs["page"].object_list
        offs = selectors.holidays_of([*rows, *self.apart])
        marked(rows, nest=not kwargs["sort"], offs=offs)
        add_url = self.get_add_url(kwargs["strand"])
        return super().get_context_data(add_url=add_url, apart=marked(self.apart, offs=offs), **kwargs)


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

    @cached_property
    def apart(self) -> list[Any]:
        """Some that wait to be reported, and the next one."""
        rows, today = Event.objects.visible_to(self.grants).of_pairing(self.pairing), clock.today()
        coming = rows.coming(today).in_order()[:1].values("pk")
        to_report = rows.to_report(today).in_order()[: MOST if self.pairing.is_open else 0].values("pk")
        found = Event.objects.filter(Q(pk__in=coming) | Q(pk__in=to_report)).annotate(last_day=LAST_DAY)
        return list(found.select_related("strand", "part_of").in_order())

    def get_add_url(self, strand: Strand) -> str:
        del strand
        return add_url(self.grants, self.pairing)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, today = super().get_context_data(**kwargs), clock.today()
        return found | {
            "pairing": self.pairing,
            "tabs": tabs(self.pairing, "events", self.grants),
            "to_report": [row for row in found["apart"] if row.last_day < today],
            "next": [row for row in found["apart"] if row.last_day >= today],
        }


MOST_TO_ADD = 20  # pairings for each of which the menu offers a visit note, or minutes: no other page leads to these


def _with_parts(event: Event) -> list[tuple[Any, str]]:
    """The organisations that take part, each with its part in the strand as a whole."""
    parts, rows = parts_by_code(event.strand), event.joining.select_related("organisation").order_by("position")
    return [(row.organisation, parts.get(row.organisation.code, "")) for row in rows]


class EventPage(Kept, InEvent, TemplateView):
    """One event: when and where, its parts, who comes, what is on the agenda, what was seen, and what is left to do."""

    template_name = "events/events/event.html"

    @cached_property
    def events(self) -> list[Any]:
        """The event of the address with its parts in the order of their plan, marked."""
        rows = Event.objects.visible_to(self.grants).filter(strand__code=self.kwargs["strand"])
        rows = rows.filter(Q(code=self.kwargs["event"]) | Q(part_of__code=self.kwargs["event"]))
        found = list(rows.with_names().in_plan_order())
        selectors.share_partners(found)
        return sorted(marked(found), key=lambda row: row.code != self.kwargs["event"])

    @cached_property
    def event(self) -> Event:
        """The event of the address, else 404."""
        if not self.events or self.events[0].code != self.kwargs["event"]:
            raise Http404
        found: Event = self.events[0]
        found.is_parallel = False
        for part in self.events[1:]:
            part.strand = found.strand
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries."""
        event, grants, today = self.event, self.grants, clock.today()
        parts = self.events[1:]
        works = ORGANISER in event.actors(grants) and selectors.is_workable(event)
        completed = _milestones(event)
        # What was withdrawn is for whoever can bring it back.
        counts = event.head_counts.order_by("number")
        # What hangs on an event that serves one pairing alone is theirs.
        is_theirs = event.pairing_id is not None and is_attachable(event)
        theirs = attached(grants, [event])[Event, event.pk] if is_theirs else None
        hanging = theirs or attached_in_strand(grants, event, event.strand)
        begun = any(has_begun_anywhere(one) for one in (event, *parts))
        agenda = agenda_section(grants, event, parts, today)
        places = cards.delegations(grants, event, today)
        notes = cards.visit_notes(grants, event, parts) if begun else {}
        minutes = cards.minutes(grants, event, parts) if begun else {}
        to_note, to_write = notes.get("add", [])[:MOST_TO_ADD], minutes.get("missing", [])[:MOST_TO_ADD]
        naming = [(_("Nominate delegates"), places["name_url"])] if places["name_url"] else []
        buttons, further = _buttons(event, grants, today, works=works, next_steps=[*naming, *to_note, *to_write])
        has_moved = event.moved or event.baseline != event.forecast
        state = f"{event.when}: {event.state_text}"
        part_url = f"{event.strand.address_of('events:event-add')}?part_of={event.code}"
        return super().get_context_data(
            crumbs=self.event_crumbs(),
            works=works,
            buttons=buttons,
            add=[
                (_("Add a part"), part_url if works and event.is_mission else ""),
                *([agenda["add"]._replace(label=_("Add an agenda item"))] if agenda["add"] else ()),
                *naming,
                *to_note,
                *to_write,
                *hanging["add"],
                (_("Add a head count"), event.address_of("events:head-count-add") if works else ""),
            ],
            more=[
                *further,
                (_("All delegations"), places["part_url"]),
                (_("Places and deadline"), places["quota_url"]),
                (_("Lists of the event's people"), places["lists_url"]),
                *_calendar_links(event),
                history_link(event),
            ],
            parts=parts,
            parts_label=_parts_label(parts),
            to_decide=notes.get("open", 0),
            others=_with_parts(event) if event.organisation_codes else (),
            completed=completed,
            conflicts=_conflicts(event, [row for _title, milestones in completed for row in milestones]),
            changes=event.date_changes.select_related("by").order_by("-at", "-pk") if has_moved else (),
            head_counts=list(counts if works else counts.active()),
            attached=hanging,
            message=message_text([event.title, state, event.place], event.get_absolute_url()),
            agenda=agenda,
            coordinators=cards.coordinators(grants, event, today),
            visit_notes=notes,
            delegations=places,
            minutes=minutes,
            trips=papers_at(grants, event, places["all"]),
            **kwargs,
        )


def _buttons(
    event: Event, grants: Grants, today: dt.date, *, works: bool, next_steps: Sequence[tuple[str, str]]
) -> tuple[list[Button], list[Button]]:
    """Those beside the title and those of its menu.

    What is due is the main one: to report what began, else the next step towards it, else to name delegates, to note
    what was seen, or to write the minutes.
    """
    begun = event.is_past(today) or event.is_running(today)
    towards = {EventStatus.PLANNED: AnnounceEvent, EventStatus.ANNOUNCED: ConfirmEvent}
    due = ReportEventHeld if begun else towards.get(EventStatus(event.status))
    main = due.button_on(event, grants) if works and due else None
    if main is None and next_steps:
        main = Button(*next_steps[0])
    others = buttons_on(event, (step for step in STEPS if step is not due), grants) if works else []
    shown = [main._replace(kind="main"), *others] if main else others
    return shown, buttons_on(event, FURTHER_STEPS, grants) if works else []


def _calendar_links(event: Event) -> list[tuple[str, str]]:
    """An event in the reader's own calendar, once its days are known."""
    if not (event.shown_period and event.shown_period.days_known):
        return []
    feed = f"{reverse('events:feed-add')}?strand={event.strand.code}&event={event.code}"
    return [(_("Calendar file"), event.address_of("events:event-calendar")), (_("Subscribe"), feed)]


def _parts_label(parts: Sequence[Event]) -> str:
    """How many parts it has, and how many of them were held."""
    if not parts:
        return ""
    text = ngettext("%(parts)s part", "%(parts)s parts", len(parts)) % {"parts": len(parts)}
    held = sum(part.status == EventStatus.HELD for part in parts)
    return _("%(parts)s, %(held)s held") % {"parts": text, "held": held} if held else text


def _milestones(event: Event) -> list[tuple[str, list[Milestone]]]:
    """Those that it completes, by title, in each pairing that has them."""
    pairings = {pairing.pk: pairing for pairing in selectors.served_pairings(event)}
    by_code: dict[str, list[Milestone]] = {}
    for row in selectors.named_milestones(event).order_by("pairing__code", "pk"):
        row.pairing = pairings[row.pairing_id]
        row.pairing.strand = event.strand
        by_code.setdefault(row.code, []).append(row)
    return [(by_code[code][0].title, by_code[code]) for code in codes_in(event.milestone_codes) if code in by_code]


def _conflicts(event: Event, milestones: Sequence[Milestone]) -> list[list[Milestone]]:
    """Those of them that are on other days, the pairings together that have the same."""
    found: dict[tuple[str, Period], list[Milestone]] = {}
    for row, other in selectors.read_conflicts(row for row in milestones if selectors.conflicting(row, [event])):
        if other == event:
            found.setdefault((row.code, row.shown_period), []).append(row)
    return list(found.values())


class EventMove(PreviewedMove):
    """Moves an event, once its reader has seen on the same page what moves along."""

    def preview(self, form: Any) -> EventPreview:
        return EventPreview(self.grants, self.record, form.forecast)

    def get_ticked(self, form: Any, preview: EventPreview | None) -> Collection[str]:
        """At first what lies in the mission goes along, unless it is unticked."""
        if preview is None or form.data.get("seen_preview"):
            return self.ticked
        return {part["key"] for part in preview.parts if not part["why"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the days off of hosts among the new days."""
        found = super().get_context_data(**kwargs)
        if found["preview"] is None:
            return found
        then = copy(self.record)
        then.forecast = found["preview"].new
        return found | {"off": marked([then])[0].off}
