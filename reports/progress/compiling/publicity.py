"""The section of publicity: what was published about the cooperation in the period, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.texts import LANGUAGES
from reports.models import PublicityItem
from reports.progress.compiling.plain import Plain, fields, figure, iso, ref, same
from reports.progress.compiling.scope import frame

if TYPE_CHECKING:
    from reports.progress.compiling.scope import Scope


def items_of(scope: Scope) -> list[PublicityItem]:
    """The items of the period that stand, in the order of their days; of a pairing's report its own alone."""
    rows = PublicityItem.objects.active().filter(
        strand=scope.strand, published_on__gte=scope.first_day, published_on__lte=scope.last_day
    )
    if scope.pairing is not None:
        rows = rows.filter(pairing=scope.pairing)
    found = list(rows.order_by("published_on", "number"))
    for row in found:
        row.strand = scope.strand
    return found


def compile_publicity(scope: Scope) -> dict[str, Any]:
    """The items with outlet, title as printed, language and link; one query."""
    codes = {pairing.pk: pairing.code for pairing in scope.pairings}
    items = items_of(scope)
    return {
        **frame(scope, "sides"),
        "items": [_item(row, codes) for row in items],
        "figures": [figure("publicity-items", [_item_ref(row, codes) for row in items])],
    }


def _item(row: PublicityItem, codes: dict[int, str]) -> Plain:
    return {
        **fields(row, "number", "outlet", "title", "language", "link", "published_by", "side", "url"),
        "on": iso(row.published_on),
        "pairing": codes.get(row.pairing_id or 0, ""),
    }


def _item_ref(row: PublicityItem, codes: dict[int, str]) -> Plain:
    """An item as a row behind a figure, by its title as printed."""
    written = {row.language: row.title, "free": True} if row.language in LANGUAGES else same(row.title)
    pairing = codes.get(row.pairing_id or 0, "")
    url = row.get_absolute_url()
    found = ref("publicity", str(row.number), written, url, pairing=pairing, day=iso(row.published_on))
    return found | {"source": row.link}
