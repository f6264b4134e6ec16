"""The records of events in the administration: edited or read as on the portal's pages.

What delegates themselves wrote, their links and what they agreed to is not registered: nobody reads it here.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from accounts.enums import Language
from core.admin.lists import FieldFilter, ReadOnlyAdmin, column_of
from core.admin.records import EditedAdmin, WithHistory
from core.formats import join_names
from events import models
from events.agendas.actions import EditItem
from events.agendas.selectors import language_names
from events.delegates import services as delegates
from events.delegations.actions import EditDelegate, RecordAttendance
from events.events.actions import EditEvent, EditHeadCount
from events.trips.actions import EditTripPaper
from events.visits.actions import EditVisitNote
from partnerships.admin.shown import shown_names
from partnerships.confirmations.models import in_order
from partnerships.fields import codes_in

ERASED = {
    delegates.NEEDS: pgettext_lazy("erased", "needs"),
    delegates.JOURNEYS: pgettext_lazy("erased", "journeys"),
    delegates.EMERGENCY: pgettext_lazy("erased", "emergency contacts"),
    delegates.ON_THE_DAY: pgettext_lazy("erased", "contacts on the day"),
    delegates.LINKS: pgettext_lazy("erased", "personal links"),
    delegates.ADDRESSES: pgettext_lazy("erased", "e-mail addresses"),
    delegates.GENDERS: pgettext_lazy("erased", "genders"),
    delegates.ANSWERS: pgettext_lazy("erased", "answers on consent"),
}

admin.site.register([models.EventDateChange, models.MinutesObjection], ReadOnlyAdmin)
admin.site.register(models.Delegation, EditedAdmin, edit=RecordAttendance)
admin.site.register(
    models.Delegate,
    EditedAdmin,
    edit=EditDelegate,
    list_display=["__str__", "delegation", "role", "status", "attended"],
    list_filter=["role", "status", "delegation__event__strand"],
    left_out=("gender", "nominated_by", "replaces"),
)
admin.site.register(
    models.NotedInterest,
    ReadOnlyAdmin,
    list_display=["note", "side", "outcome", "project", "reason", "decided_label", "decided_at"],
)
admin.site.register(models.Quota, ReadOnlyAdmin, list_display=["event", "side", "participation", "places", "reason"])
admin.site.register(models.TripPaper, EditedAdmin, edit=EditTripPaper)
admin.site.register(models.VisitNote, EditedAdmin, edit=EditVisitNote)
admin.site.register(
    models.Event,
    EditedAdmin,
    edit=EditEvent,
    asked_too=("city_codes", "host_codes", "pairing_codes", "organisation_codes", "milestone_codes"),
    ordering=("strand", "forecast_start", "pk"),
    list_display=["title", "strand", "kind", "status", "forecast", "actual", "nominate_until", "code"],
    **shown_names(models.Event),
)


@admin.register(models.HeadCount)
class HeadCountAdmin(WithHistory, EditedAdmin):
    """What sources count at an event; no other page has the history of one."""

    edit = EditHeadCount
    list_display = ["event", "number", "least", "most", "whom", "side", "withdrawn_at"]
    side_shown = staticmethod(column_of(models.HeadCount, "side"))


class AgendaItemAdmin(EditedAdmin):
    """One thing on an agenda. The contact on the day is in no column: whoever edits the item reads it in the form."""

    edit = EditItem
    list_display = ["title", "event", "on", "starts_at", "kind", "answer", "removed_at"]
    asked_too = ("on", "organisation_codes")
    left_out = ("contact_on_day", "answer_note")

    @admin.display(description=_("languages"))
    def languages_shown(self, row: models.AgendaItem) -> str:
        return join_names(language_names(codes_in(row.languages)))


admin.site.register(models.AgendaItem, AgendaItemAdmin, **shown_names(models.AgendaItem))


@admin.register(models.AgendaRelease)
class AgendaReleaseAdmin(ReadOnlyAdmin):
    """The versions of agendas that were released."""

    list_display = ["event", "number", "at", "by_label"]

    @admin.display(description=_("items"))
    def items_shown(self, row: models.AgendaRelease) -> int:
        return len(row.items)


class LanguageFilter(FieldFilter):
    """The languages that a letter is written in."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [choice for choice in Language.choices if choice[0]]


@admin.register(models.InvitationLetter)
class InvitationLetterAdmin(ReadOnlyAdmin):
    """Which letters were issued for whom, without names; the letters themselves are on the portal's pages."""

    list_display = ["__str__", "strand_number", "language", "at", "by_label"]
    list_filter = [LanguageFilter, "event__strand"]
    search_fields = ["strand_number", "event__search_text", "delegate__delegation__participation__partner__search_text"]
    ordering = ("-at",)
    left_out = ("number",)

    @admin.display(description=_("delegate"))
    def delegate_shown(self, row: models.InvitationLetter) -> str:
        """By the number in the delegation."""
        return row.delegate.label


@admin.register(models.DestructionRecord)
class DestructionRecordAdmin(ReadOnlyAdmin):
    """When personal data of an event was erased, and how much of what."""

    list_display = ["event", "at", "kept_days", "counts"]

    @admin.display(description=_("erased"))
    def counts_shown(self, row: models.DestructionRecord) -> str:
        """How many records of which kind."""
        return ", ".join(f"{ERASED.get(kind, kind)} {count}" for kind, count in sorted(row.counts.items()))


@admin.register(models.Minutes)
class MinutesAdmin(ReadOnlyAdmin):
    """What was said and decided, item by item."""

    @admin.display(description=_("items"))
    def items_shown(self, row: models.Minutes) -> SafeString:
        """Each item with all its words, each marked with its language."""
        items = ((item.words, *item.more.values()) for item in models.Minutes.lines_of("items", row.items))
        words = ((pair for texts in item for pair in in_order(texts)) for item in items)
        marked = ((format_html_join(" · ", '<span lang="{}">{}</span>', pairs),) for pairs in words)
        return format_html_join("", "<p>{}</p>", marked)
