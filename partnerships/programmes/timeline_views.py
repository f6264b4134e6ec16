"""The timeline of a strand: its picture, large, and the table of the same dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import pgettext_lazy

from core import clock
from partnerships.lists import ListPage
from partnerships.models import Milestone, Pairing
from partnerships.pairings.cards import side_labels
from partnerships.pairings.journeys import read_journeys
from partnerships.programmes.tables import DATE_COLUMNS, DATE_FILTERS, with_dates
from partnerships.programmes.timelines import page_timeline

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import Strand


class TimelinePage(ListPage):
    """All pairings on one axis, and every milestone with baseline, forecast, actual and the reason of its move."""

    template_name = "partnerships/programmes/timeline.html"
    name = "dates"
    title = pgettext_lazy("strand", "Timeline")
    columns = DATE_COLUMNS
    filters = DATE_FILTERS
    section = "strand"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """By pairing, then in the journey's order."""
        return with_dates(Milestone.objects.visible_to(self.grants).filter(pairing__strand=strand))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the picture, of one pairing alone where the list is narrowed to it."""
        strand = kwargs["strand"]
        pairings = Pairing.objects.visible_to(self.grants).filter(strand=strand).with_names()
        if chosen := next(choice["value"] for choice in kwargs["filters"] if choice["key"] == "pairing"):
            pairings = pairings.filter(code=chosen)
        journeys = read_journeys(list(pairings), clock.today())
        return super().get_context_data(
            timeline=page_timeline(journeys, is_large=True),
            **(side_labels(journeys[0]) if journeys else {}),
            **kwargs,
        )
