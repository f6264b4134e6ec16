"""Events in the administration, edited as on their own pages, where they are moved and reported.

What sources count at them is written here too.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin, ReadOnlyAdmin
from core.admin.records import ThroughServices
from core.templatetags.portal import text, wcperiod
from events.events.actions import AddHeadCount, EditEvent, EditHeadCount
from events.models import Event, EventDateChange, HeadCount
from partnerships.admin.shown import shown_names, shown_period, shown_side
from partnerships.admin.sides import SideForm

_EVENT = ("event__strand",)


@admin.register(Event)
class EventAdmin(EditedAdmin):
    """Events and missions with where they stand, their days and their lists in order."""

    edit = EditEvent
    asked_too = ("cities_shown", "hosts_shown", "pairings_shown", "organisations_shown", "milestones_shown")
    list_display = ["shown_title", "kind", "shown_days", "status", "code", "strand"]
    list_filter = ["status", "kind", "strand"]
    ordering = ("strand", "forecast_start", "pk")
    search_fields = ["search_text", "code"]
    related = ("strand", "part_of")
    cities_shown = shown_names("city_codes", _("cities"))
    hosts_shown = shown_names("host_codes", _("hosts"))
    pairings_shown = shown_names("pairing_codes", _("pairings"))
    organisations_shown = shown_names("organisation_codes", _("others that take part"))
    milestones_shown = shown_names("milestone_codes", _("milestones it completes"))
    first_plan = shown_period("baseline", _("first plan"))
    plan_now = shown_period("forecast", _("plan now"))
    held_on = shown_period("actual", _("held on"))
    fields = [
        "strand",
        "code",
        "part_of",
        "kind",
        "title_en",
        "title_ko",
        "objectives_en",
        "objectives_ko",
        "cities_shown",
        "hosts_shown",
        "all_pairings",
        "pairings_shown",
        "organisations_shown",
        "milestones_shown",
        "first_plan",
        "plan_now",
        "held_on",
        "planned_days",
        "status",
        "reason",
        "venue",
        "meeting_url",
        "nominate_until",
        "source",
        "note",
        "from_sources",
    ]

    @admin.display(description=_("event"), ordering="search_text")
    def shown_title(self, row: Event) -> Any:
        return text(row, "title")

    @admin.display(description=_("days"), ordering=Coalesce("actual_start", "forecast_start"))
    def shown_days(self, row: Event) -> str:
        return wcperiod(row.shown_period)


@admin.register(EventDateChange)
class EventDateChangeAdmin(ReadOnlyAdmin):
    """Every move of an event, with its reason."""

    list_display = ["event", "shown_old", "shown_new", "reason", "by_label", "at"]
    list_filter = ["event__strand"]
    search_fields = ["event__search_text", "reason"]
    related = _EVENT
    shown_old = shown_period("old", _("before"))
    shown_new = shown_period("new", _("after"))
    fields = ["event", "shown_old", "shown_new", "reason", "by_label", "at"]


class HeadCountForm(SideForm):
    """What a source counts at an event."""

    side_field = "side"
    strand_path = "event.strand"


@admin.register(HeadCount)
class HeadCountAdmin(ThroughServices):
    """What sources count; withdrawn, and brought back, on the portal's pages."""

    form = HeadCountForm
    list_display = ["event", "number", "least", "most", "whom_en", "whom_ko", "side_shown", "withdrawn_at"]
    list_filter = ["side", "event__strand"]
    side_shown = shown_side(_("side"), "event.strand")
    search_fields = ["event__search_text", "whom_en", "whom_ko"]
    related = _EVENT
    fixed = ("event",)
    autocomplete_fields = ["event"]
    fields = ["event", "whom_en", "whom_ko", "least", "most", "side", "source"]

    def add(self, row: HeadCount, *, values: dict[str, Any], **facts: Any) -> HeadCount:
        added: HeadCount = AddHeadCount.do(values.pop("event"), **facts, values=values)
        return added

    def edit(self, row: HeadCount, **facts: Any) -> None:
        EditHeadCount.do(row, **facts)
