"""Documents in the administration, to be looked at; what one side keeps for itself is not there, nor are notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin
from core.formats import format_size
from core.templatetags.portal import written
from partnerships.admin.shown import shown_side
from partnerships.enums import Audience
from partnerships.models import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """What both sides, or the whole strand, may see; files are downloaded on the document's own page."""

    list_display = ["name", "pairing", "audience", "side_shown", "created_at", "withdrawn_at", "code"]
    list_filter = ["side", "pairing__strand"]
    side_shown = shown_side(_("side"), "pairing.strand")
    search_fields = ["search_text", "code", "pairing__search_text"]
    related = ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
    fields = [
        "pairing",
        "code",
        "name",
        "description",
        "audience",
        "side_shown",
        "created_at",
        "files",
        "withdrawn_at",
        "withdrawn_reason",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Not what is one side's own: an administrator belongs to neither."""
        return super().get_queryset(request).exclude(audience=Audience.OWN_SIDE)

    @admin.display(description=_("title"), ordering="search_text")
    def name(self, row: Document) -> Any:
        """Marked with its language."""
        return written(row.title)

    @admin.display(description=_("versions of documents"))
    def files(self, row: Document) -> SafeString:
        """Each version by its file's name and size."""
        versions = row.versions.order_by("-number")
        lines = ((one.number, written(one.name), format_size(one.size)) for one in versions)
        return format_html_join("", "<div>{}. {} ({})</div>", lines)
