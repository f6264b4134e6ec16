"""The list of a strand's events and missions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from core import clock
from events.columns.events import EVENT_COLUMNS, EVENT_FILTERS
from events.models import Event
from events.rules import may_add_event
from events.services.event_lines import lines_of
from events.services.event_places import is_workable
from partnerships.views.lists import ListPage

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import Strand

# The columns of the page; the files have all.
SHOWN = ("event", "where", "when", "status")


class EventList(ListPage):
    """The events of a strand by their days; a mission's parts stand below it while the list is in its own order."""

    template_name = "events/event_list.html"
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
