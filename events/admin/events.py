"""Events in the administration, to be looked at: they are written, moved and reported on the portal's pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin
from core.formats import format_period
from core.templatetags.portal import say
from events.models import Event, EventDateChange, HeadCount

_EVENT = ("event__strand",)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Events and missions with where they stand, their days and their lists in order."""

    list_display = ["shown_title", "kind", "shown_days", "status", "code", "strand"]
    list_filter = ["status", "kind", "strand"]
    search_fields = ["search_text", "code"]
    related = ("strand", "part_of")
    fields = [
        "strand",
        "code",
        "part_of",
        "kind",
        "title_en",
        "title_ko",
        "objectives_en",
        "objectives_ko",
        "city_codes",
        "host_codes",
        "all_pairings",
        "pairing_codes",
        "organisation_codes",
        "milestone_codes",
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
        """In the reader's language, else marked as the other one."""
        return say(row, "title")

    @admin.display(description=_("days"), ordering="forecast_start")
    def shown_days(self, row: Event) -> str:
        """What happened, else the plan, as exact as it is known."""
        return format_period(row.shown_period)

    @admin.display(description=_("first plan"))
    def first_plan(self, row: Event) -> str:
        """The baseline."""
        return format_period(row.baseline)

    @admin.display(description=_("plan now"))
    def plan_now(self, row: Event) -> str:
        """The forecast."""
        return format_period(row.forecast)

    @admin.display(description=_("held on"))
    def held_on(self, row: Event) -> str:
        """The actual days."""
        return format_period(row.actual)


@admin.register(EventDateChange)
class EventDateChangeAdmin(ReadOnlyAdmin):
    """Every move of an event, with its reason."""

    list_display = ["event", "shown_old", "shown_new", "reason", "by_label", "at"]
    list_filter = ["event__strand"]
    search_fields = ["event__search_text", "reason"]
    related = _EVENT
    fields = ["event", "shown_old", "shown_new", "reason", "by_label", "at"]

    @admin.display(description=_("before"))
    def shown_old(self, row: EventDateChange) -> str:
        """As exact as it was known."""
        return format_period(row.old)

    @admin.display(description=_("after"))
    def shown_new(self, row: EventDateChange) -> str:
        """As exact as it is known."""
        return format_period(row.new)


@admin.register(HeadCount)
class HeadCountAdmin(ReadOnlyAdmin):
    """What sources count."""

    list_display = ["event", "least", "most", "whom_en", "whom_ko", "side", "withdrawn_at"]
    list_filter = ["side", "event__strand"]
    search_fields = ["event__search_text", "whom_en", "whom_ko"]
    related = _EVENT
    fields = ["event", "least", "most", "whom_en", "whom_ko", "side", "source", "withdrawn_at"]
