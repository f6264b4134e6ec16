"""The events of a pairing: its tab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import pgettext

from core import clock
from events.columns.events import EVENT_FILTERS
from events.models import Event
from events.rules import may_add_event_of
from events.services.event_lines import lines_of
from events.views.events import EventList
from partnerships.pairings.pages import InPairing
from partnerships.views.strands import crumbs
from partnerships.views.tabs import tabs

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import Strand

MOST = 5  # events to report that the page names above the list


class PairingEvents(InPairing, EventList):
    """Those that serve the pairing, alone or among all of its strand; what is to be reported stands above."""

    template_name = "events/pairing_events.html"
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
