"""Papers of journeys in the administration, edited as on their own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin
from events.models import TripPaper
from events.trips.actions import EditTripPaper

if TYPE_CHECKING:
    from events.models import Delegation


@admin.register(TripPaper)
class TripPaperAdmin(EditedAdmin):
    """What was written in plans and reports; the people who travelled stand in no column."""

    edit = EditTripPaper
    list_display = ["journey", "kind", "finished_at"]
    list_filter = ["kind", "delegation__event__strand"]
    search_fields = ["delegation__event__search_text", "delegation__participation__partner__search_text"]
    related = ("delegation__event__strand", "delegation__participation__partner")
    fields = [
        "delegation",
        "kind",
        "purpose_en",
        "purpose_ko",
        "outline_en",
        "outline_ko",
        "implications_en",
        "implications_ko",
        "finished_at",
        "finished_label",
    ]

    @admin.display(description=_("delegation"), ordering="delegation")
    def journey(self, row: TripPaper) -> Delegation:
        return row.delegation
