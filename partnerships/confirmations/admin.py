"""Texts, their editions and confirmations in the administration, to be looked at."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin
from core.templatetags.portal import written
from partnerships.admin.shown import shown_names, shown_side
from partnerships.models import ActionPlan, AgreedThemes, Closing, Confirmation, TextEdition

_PAIRING = ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")


class TextAdmin(ReadOnlyAdmin):
    """A text that a pairing has once; it is written and confirmed on its own page."""

    list_display = ["pairing", "edition"]
    list_filter = ["pairing__strand"]
    search_fields = ["pairing__search_text"]
    related = _PAIRING


@admin.register(AgreedThemes)
class AgreedThemesAdmin(TextAdmin):
    """Which themes, and who agreed them."""

    themes_shown = shown_names("theme_codes", _("themes"))
    fields = ["pairing", "edition", "themes_shown", "agreed_by_en", "agreed_by_ko"]


@admin.register(ActionPlan)
class ActionPlanAdmin(TextAdmin):
    """Vision and objectives; its steps are frozen with each edition."""

    fields = ["pairing", "edition", "vision_en", "vision_ko", "objectives_en", "objectives_ko"]


@admin.register(Closing)
class ClosingAdmin(TextAdmin):
    """Take-aways and prospects of both sides."""

    fields = ["pairing", "edition", *Closing.CONFIRMED_FIELDS]


@admin.register(TextEdition)
class TextEditionAdmin(ReadOnlyAdmin):
    """The exact texts that were asked for, with their hashes."""

    list_display = ["name", "pairing", "edition", "requested_at", "requested_by_label"]
    list_filter = ["pairing__strand"]
    search_fields = ["slug", "sha256", "pairing__search_text"]
    related = _PAIRING
    fields = ["name", "pairing", "edition", "requested_at", "requested_by_label", "sha256", "exact_text"]

    @admin.display(description=_("text"), ordering="slug")
    def name(self, edition: TextEdition) -> str:
        """Its record's title, or the kind of text."""
        return written(edition.title[0])

    @admin.display(description=_("exact text"))
    def exact_text(self, edition: TextEdition) -> SafeString:
        """As it is hashed: its frame is English, whatever language it holds."""
        return format_html('<pre lang="en">{}</pre>', edition.canonical)


@admin.register(Confirmation)
class ConfirmationAdmin(ReadOnlyAdmin):
    """Each side's word under an edition."""

    list_display = ["text", "side_shown", "state", "asked_at", "confirmed_at", "by_label", "on_behalf"]
    list_filter = ["state", "side", "on_behalf", "text__pairing__strand"]
    side_shown = shown_side(_("side"), "text.pairing.strand")
    search_fields = ["text__slug", "by_label"]
    related = tuple(f"text__{name}" for name in _PAIRING)
    fields = [
        "text",
        "side_shown",
        "state",
        "asked_at",
        "confirmed_at",
        "withdrawn_at",
        "by_label",
        "on_behalf",
        "reason",
        "approval_until",
        "approver_function",
        "approver_document",
        "sha256",
    ]
