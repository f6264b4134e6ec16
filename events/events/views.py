"""The list of a strand's events and missions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core import clock
from core.acts import ActPage
from events.enums import EventStatus
from events.events.selectors import is_workable, lines_of, serves
from events.events.tables import EVENT_COLUMNS, EVENT_FILTERS
from events.models import Event, Minutes, VisitNote
from events.rules import event_actors, may_add_event, may_add_event_of
from events.workflow import EVENT
from partnerships.lists import ListPage
from partnerships.models import Pairing
from partnerships.pairings.pages import InPairing, tabs
from partnerships.programmes.views import InStrand, crumbs

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from events.models import Delegate
    from partnerships.models import Strand

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
        """Those that the list is about."""
        return Event.objects.visible_to(self.grants).filter(strand=strand)

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """By mission and day."""
        return self.get_events(strand).with_names().prefetch_related("head_counts").by_mission()  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows as lines, and the way to add one."""
        strand = kwargs["strand"]
        in_order = not kwargs["sort"]
        heads = {column.key: head for head, column in zip(kwargs["heads"], self.columns, strict=True)}
        kwargs["heads"] = [heads[key] for key in SHOWN]
        kwargs["heads"].insert(2, {"label": self.guests_label})
        may_add = may_add_event(self.grants, strand) and is_workable(Event(strand=strand, all_pairings=True))
        return super().get_context_data(
            lines=lines_of(kwargs["page"], clock.today(), nest=in_order, head_counts=True),
            country=strand.side_letters("counterpart"),
            add_url=reverse("events:event-add", args=[strand.code]) if may_add else "",
            **kwargs,
        )


# The events of a pairing: its tab.

MOST = 5  # events to report that the page names above the list


class PairingEvents(InPairing, EventList):
    """Those that serve the pairing, alone or among all of its strand; what is to be reported stands above."""

    template_name = "events/events/pairing_events.html"
    section = "strand"
    filters = [one for one in EVENT_FILTERS if one.key != "pairing"]

    def get_events(self, strand: Strand) -> QuerySet[Event]:
        """Those of the pairing."""
        del strand
        return Event.objects.visible_to(self.grants).of_pairing(self.pairing)

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        """Below the pairing."""
        pairing = self.pairing
        return crumbs(strand, (pairing.name, pairing.get_absolute_url()), (pgettext("tab", "Events"), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the tabs, what is next, and what nobody has reported."""
        pairing, today = self.pairing, clock.today()
        rows = Event.objects.visible_to(self.grants).of_pairing(pairing)
        found = super().get_context_data(**kwargs)
        adding = urlencode({"pairing": pairing.code})
        url = reverse("events:event-add", args=[pairing.strand.code])
        works = pairing.is_open and may_add_event_of(self.grants, pairing)
        return found | {
            "pairing": pairing,
            "tabs": tabs(pairing, "events", self.grants),
            "to_report": lines_of(rows.to_report(today).in_order().for_lines()[:MOST], today)
            if pairing.is_open
            else [],
            "next": lines_of(rows.coming(today).in_order().for_lines()[:1], today),
            "add_url": f"{url}?{adding}" if works else "",
        }


# What the pages and acts below an event have alike: where they lie, their addresses, why an act is refused.


class InEvent(InStrand):
    """A page below an event: finds it among those the reader may see."""

    @cached_property
    def event(self) -> Event:
        """The event of the address with what rules read of it, else 404."""
        rows = Event.objects.visible_to(self.grants).with_names()
        row: Event = self.get_or_404(rows, strand__code=self.kwargs["strand"], code=self.kwargs["event"])
        if row.part_of:
            row.part_of.strand = row.strand
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        event = self.event
        facts = {
            "strand": event.strand,
            "event": event,
            "section": "events",
            "country": event.strand.side_letters("counterpart"),
        }
        page: Any = super()
        context: dict[str, Any] = page.get_context_data(**facts | kwargs)
        return context

    def offers_reopening(self) -> bool:
        """Whether the event is cancelled and the reader can take it up again, for pages that say why they are shut."""
        return self.event.status == EventStatus.CANCELLED and self.can_reopen()

    def can_reopen(self) -> bool:
        """Whether the reader can take the event up again."""
        event = self.event
        return EVENT["reopen"].allows(event.status, event_actors(self.grants, event)) and is_workable(event)

    def event_crumbs(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """From the strand over the events, and the mission it is part of, to the event and down to the page."""
        event = self.event
        mission = [(event.part_of.title, event.part_of.get_absolute_url())] if event.part_of else []
        here = (event.title, event.get_absolute_url() if below else "")
        return crumbs(event.strand, events_place(event.strand), *mission, here, *below)

    def delegations_place(self) -> tuple[str, str]:
        """The delegations of the event, for the way back."""
        return _("Delegations"), self.address("delegation-list")

    def address(self, name: str, *more: object) -> str:
        """An address below the event."""
        return event_address(self.event, name, *more)


class OfEvent(ActPage, InEvent):
    """An act below an event, with the way back to it; `proposes_reopening` where one that was held refuses it, too."""

    template_name = "events/events/event_act.html"
    refused_page = "events/events/event_refused.html"
    given_as = "event"
    proposes_reopening: ClassVar[bool] = False

    def get_record(self) -> Any:
        """The event, unless the act is about something below it."""
        return self.event

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way to the act, and what can be done first where it is refused."""
        reopens = "refusal" in kwargs and (self.can_reopen() if self.proposes_reopening else self.offers_reopening())
        return super().get_context_data(crumbs=self.event_crumbs(*self.get_places()), reopens=reopens, **kwargs)

    def get_places(self) -> list[tuple[str, str]]:
        """What lies between the event and the act, and the act itself."""
        return [(str(self.title), "")]

    def get_done_url(self) -> str:
        """The event's page."""
        return str(self.event.get_absolute_url())


def event_address(event: Event, name: str, *more: object) -> str:
    """An address below an event: its strand, its code, and what lies below."""
    return reverse(f"events:{name}", args=[event.strand.code, event.code, *more])


def delegate_address(delegate: Delegate, name: str) -> str:
    """An address below a delegate: that of the event, the partner, and the number in the delegation."""
    delegation = delegate.delegation
    return event_address(delegation.event, name, delegation.participation.partner.code, delegate.number)


def events_place(strand: Strand) -> tuple[str, str]:
    """The strand's list of events, for the way back."""
    return _("Events"), reverse("events:event-list", args=[strand.code])


# What the pages and acts about one pairing at an event have alike: visit notes and minutes.


class InEventPairing(InEvent):
    """A page of one pairing that the event serves: for those who see what passes between its sides."""

    @cached_property
    def pairing(self) -> Pairing:
        """The pairing of the address, else 404; one that was taken out of the event keeps what was written."""
        pairing: Pairing = self.get_or_404(
            Pairing.objects.with_dealings_for(self.grants).for_page(),
            strand__code=self.kwargs["strand"],
            code=self.kwargs["pairing"],
        )
        event = self.event
        if serves(event, pairing):
            return pairing
        written = any(model.objects.filter(event=event, pairing=pairing).exists() for model in (VisitNote, Minutes))
        if not written:
            raise Http404
        return pairing

    def of_pairing(self, name: str, *more: object) -> str:
        """An address of the pairing below the event."""
        return self.address(name, self.pairing.code, *more)


class OfEventPairing(OfEvent, InEventPairing):
    """An act of one pairing below an event, with the way back."""
