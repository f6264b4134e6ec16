"""Needs, offers and good practices in the administration; a need or an offer is edited as on its partner's page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin, ReadOnlyAdmin
from core.templatetags.portal import text
from partnerships.matching.actions import EditInterest
from partnerships.models import GoodPractice, Interest

_INTEREST = ("participation__partner", "participation__strand", "topic")


@admin.register(Interest)
class InterestAdmin(EditedAdmin):
    """What partners look for and offer."""

    edit = EditInterest
    list_display = ["shown_topic", "kind", "participation", "weight", "withdrawn_on"]
    list_filter = ["kind", "participation__strand", "withdrawn_on"]
    search_fields = ["topic__search_text", "participation__partner__search_text"]
    related = _INTEREST
    fields = ["participation", "topic", "kind", "weight", "note_en", "note_ko", "withdrawn_on", "source"]

    @admin.display(description=_("topic"), ordering="topic__search_text")
    def shown_topic(self, row: Interest) -> Any:
        """In the reader's language, else marked as the other one."""
        return text(row.topic, "name")


@admin.register(GoodPractice)
class GoodPracticeAdmin(ReadOnlyAdmin):
    """The worked examples behind offers."""

    list_display = ["shown_title", "interest"]
    list_filter = ["interest__participation__strand"]
    search_fields = ["search_text", "interest__participation__partner__search_text"]
    related = tuple(f"interest__{name}" for name in _INTEREST)
    fields = [
        "interest",
        *(f"{name}_{language}" for name in GoodPractice.BILINGUAL for language in ("en", "ko")),
        "contact",
        "source",
    ]

    @admin.display(description=_("good practice"), ordering="search_text")
    def shown_title(self, row: GoodPractice) -> Any:
        """In the reader's language, else marked as the other one."""
        return text(row, "title")
