"""What publicity adds to the pages further left: the way to it, its histories, what search finds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from core.folding import matching
from core.formats import format_date
from core.parts import MOST_RESULTS, SearchGroup, SearchResult, StrandLink
from core.texts import writer_language
from partnerships.services.named_records import Named
from partnerships.services.record_kinds import Kind
from reports.models import PublicityItem
from reports.rules import may_edit_publicity
from reports.services.publicity import edit_publicity
from reports.views.places import publicity_place

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Strand

KIND = Kind(
    "publicity-item",
    PublicityItem,
    "item",
    edit_publicity,
    may_edit_publicity,
    ("title", "outlet", "published_by"),
    ("strand", "pairing"),
    above=lambda item: [publicity_place(item.strand)],
)
NAMED = Named(PublicityItem, ("strand",))


def to_publicity(*, strand: Strand) -> Iterable[StrandLink]:
    """The strand's publicity among the links of its page."""
    yield StrandLink("publicity", _("Publicity"), reverse("reports:publicity", args=[strand.code]), place="more")


def found(*, grants: Grants, query: str) -> Iterable[SearchGroup]:
    """Publicity by title and outlet, the newest first."""
    rows = PublicityItem.objects.visible_to(grants).standing().filter(matching(query)).select_related("strand")
    results = [
        SearchResult(
            row.title,
            row.title_language or writer_language(row.title),
            row.get_absolute_url(),
            note=f"{row.outlet}, {format_date(row.published_on)}, {row.strand}",
        )
        for row in rows.in_order()[: MOST_RESULTS + 1]
    ]
    yield SearchGroup.of(_("Publicity"), results)
