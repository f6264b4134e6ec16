"""The list of a strand's events and missions, and the tab of a pairing's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext

from core import clock
from events.events.selectors import is_workable, lines_of
from events.events.tables import EVENT_COLUMNS, EVENT_FILTERS
from events.models import Event
from events.rules import may_add_event, may_add_event_of
from partnerships.lists import ListPage
from partnerships.pairings.pages import InPairing, tabs
from partnerships.programmes.pages import crumbs

if TYPE_CHECKING:
    from django.db.models import QuerySet

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
