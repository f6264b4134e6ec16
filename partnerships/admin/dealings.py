"""What both sides do on the portal's pages, to be looked at: texts with their confirmations, follow-ups, deputies."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin
from core.templatetags.portal import say, written
from partnerships.admin.shown import shown_names, shown_side
from partnerships.models import ActionPlan, AgreedThemes, Closing, Confirmation, Deputy, FollowUp, TextEdition

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


@admin.register(FollowUp)
class FollowUpAdmin(ReadOnlyAdmin):
    """Promises; they are kept in the list of their pairing."""

    list_display = ["promise", "pairing", "side_shown", "due_on", "state", "code"]
    list_filter = ["state", "side", "pairing__strand"]
    side_shown = shown_side(_("side"), "pairing.strand")
    search_fields = ["search_text", "code", "pairing__search_text"]
    related = (*_PAIRING, "owner")
    fields = ["pairing", "code", "what_en", "what_ko", "side_shown", "owner", "due_on", "state", "closed_on", "result"]

    @admin.display(description=_("follow-up"), ordering="search_text")
    def promise(self, row: FollowUp) -> Any:
        """In the reader's language, else marked as the other one."""
        return say(row, "what")


@admin.register(Deputy)
class DeputyAdmin(ReadOnlyAdmin):
    """Who stands in for whom."""

    list_display = ["user", "coordinator", "starts_on", "ends_on"]
    list_filter = ["membership__participation__strand", "starts_on"]
    search_fields = ["user__search_text", "membership__user__search_text"]
    related = ("user", "membership__user", "membership__participation__partner", "membership__participation__strand")
    fields = ["user", "coordinator", "starts_on", "ends_on"]

    @admin.display(description=_("coordinator"))
    def coordinator(self, deputy: Deputy) -> Any:
        """For whom, with the partner; the person as the reader's language writes the name."""
        return f"{deputy.membership.user}: {deputy.membership.participation}"
