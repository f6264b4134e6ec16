"""Letters of invitation and destruction records in the administration, to be looked at.

What delegates told, their links and what they agreed to is not registered: nobody reads it here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import Language
from core.admin import ReadOnlyAdmin
from core.admin.lists import FieldFilter
from events.delegates import erasure
from events.models import DestructionRecord, InvitationLetter

if TYPE_CHECKING:
    from django.http import HttpRequest

ERASED = {
    erasure.NEEDS: pgettext_lazy("erased", "needs"),
    erasure.JOURNEYS: pgettext_lazy("erased", "journeys"),
    erasure.EMERGENCY: pgettext_lazy("erased", "emergency contacts"),
    erasure.ON_THE_DAY: pgettext_lazy("erased", "contacts on the day"),
    erasure.LINKS: pgettext_lazy("erased", "personal links"),
    erasure.ADDRESSES: pgettext_lazy("erased", "e-mail addresses"),
    erasure.GENDERS: pgettext_lazy("erased", "genders"),
    erasure.ANSWERS: pgettext_lazy("erased", "answers on consent"),
}


class LanguageFilter(FieldFilter):
    """The languages that a letter is written in."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Those that can be chosen for a letter."""
        return [choice for choice in Language.choices if choice[0]]


@admin.register(InvitationLetter)
class InvitationLetterAdmin(ReadOnlyAdmin):
    """Which letters were issued for whom, without names; the letters themselves are on the portal's pages."""

    list_display = ["__str__", "strand_number", "language", "at", "by_label"]
    list_filter = [LanguageFilter, "event__strand"]
    search_fields = ["strand_number", "event__search_text", "delegate__delegation__participation__partner__search_text"]
    ordering = ("-at",)
    related = ("event__strand", "delegate__delegation__participation__partner")
    fields = ["whom", "event", "strand_number", "language", "sha256", "by_label", "at"]

    @admin.display(description=_("delegate"))
    def whom(self, row: InvitationLetter) -> str:
        """By the number in the delegation."""
        return row.delegate.label


@admin.register(DestructionRecord)
class DestructionRecordAdmin(ReadOnlyAdmin):
    """When personal data of an event was erased, and how much of what."""

    list_display = ["event", "at", "kept_days", "erased"]
    list_filter = ["event__strand"]
    search_fields = ["event__search_text"]
    related = ("event__strand",)
    fields = ["event", "at", "kept_days", "erased", "by_label"]

    @admin.display(description=_("erased"))
    def erased(self, row: DestructionRecord) -> str:
        """How many records of which kind."""
        return ", ".join(f"{ERASED.get(kind, kind)} {count}" for kind, count in sorted(row.counts.items()))
