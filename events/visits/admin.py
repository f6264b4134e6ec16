"""Visit notes, interests and minutes in the administration, to be looked at: both sides write them on their pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin, ReadOnlyAdmin
from core.templatetags.portal import text
from events.models import Minutes, MinutesObjection, NotedInterest, VisitNote
from events.visits.actions import EditVisitNote
from partnerships.admin.shown import shown_side
from partnerships.confirmations.models import in_order

_PAIRING = ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")


@admin.register(VisitNote)
class VisitNoteAdmin(EditedAdmin):
    """What was seen and discussed."""

    edit = EditVisitNote
    list_display = ["what", "pairing", "event", "side_shown", "author_label", "withdrawn_at"]
    list_filter = ["side", "pairing__strand"]
    side_shown = shown_side(_("side that wrote it"), "pairing.strand")
    search_fields = ["search_text", "pairing__search_text"]
    related = (*_PAIRING, "event")
    fields = [
        "event",
        "pairing",
        "code",
        "item",
        "topic",
        "what_en",
        "what_ko",
        "side_shown",
        "author_label",
        "withdrawn_at",
        "withdrawn_reason",
    ]

    @admin.display(description=_("what was seen or discussed"), ordering="search_text")
    def what(self, row: VisitNote) -> Any:
        """In the reader's language, else marked as the other one."""
        return text(row, "what")


@admin.register(NotedInterest)
class NotedInterestAdmin(ReadOnlyAdmin):
    """Which side is interested in a note, and what became of it."""

    list_display = ["what", "side_shown", "outcome", "project", "decided_label", "decided_at"]
    list_filter = ["outcome", "side", "note__pairing__strand"]
    side_shown = shown_side(_("side"), "note.pairing.strand")
    search_fields = ["note__search_text"]
    related = ("note__pairing__strand", "project__pairing")
    fields = ["what", "side_shown", "outcome", "project", "reason", "decided_label", "decided_at"]

    @admin.display(description=_("visit note"), ordering="note__search_text")
    def what(self, row: NotedInterest) -> Any:
        """The note in the reader's language, else marked as the other one."""
        return text(row.note, "what")


@admin.register(Minutes)
class MinutesAdmin(ReadOnlyAdmin):
    """What was said and decided, item by item."""

    list_display = ["event", "pairing", "edition"]
    list_filter = ["pairing__strand"]
    search_fields = ["event__search_text", "pairing__search_text"]
    related = (*_PAIRING, "event")
    fields = ["event", "pairing", "edition", "summary_en", "summary_ko", "lines"]

    @admin.display(description=_("items"))
    def lines(self, row: Minutes) -> SafeString:
        """Each item with all its words, each marked with its language."""
        items = ((item.words, *item.more.values()) for item in Minutes.lines_of("items", row.items))
        words = ((pair for texts in item for pair in in_order(texts)) for item in items)
        marked = ((format_html_join(" · ", '<span lang="{}">{}</span>', pairs),) for pairs in words)
        return format_html_join("", "<p>{}</p>", marked)


@admin.register(MinutesObjection)
class MinutesObjectionAdmin(ReadOnlyAdmin):
    """What a side says against an edition."""

    list_display = ["minutes", "edition", "side_shown", "by_label", "at", "withdrawn_at"]
    list_filter = ["side", "minutes__pairing__strand"]
    side_shown = shown_side(_("side"), "minutes.event.strand")
    search_fields = ["minutes__event__search_text"]
    related = ("minutes__event__strand",)
    fields = ["minutes", "edition", "side_shown", "text", "by_label", "at", "withdrawn_at"]
