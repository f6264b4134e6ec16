"""What pages show of the triple helix: of a pairing, and of a strand with each of its pairings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from partnerships.models import Project
from partnerships.services.helix import helix_of, helixes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerships.models import Pairing, Strand
    from partnerships.services.helix import Helix


def _rows_url(strand: Strand, key: str, value: str) -> str:
    """The list of organisations, narrowed as the figures are."""
    return f"{reverse('partnerships:organisation-list', args=[strand.code])}?{key}={value}"


def pairing_helix(pairing: Pairing) -> dict[str, Any]:
    """Helix and link of a pairing; one query."""
    return {
        "helix": helix_of(Project.objects.filter(pairing=pairing)),
        "rows_url": _rows_url(pairing.strand, "pairing", pairing.code),
    }


def strand_helix(strand: Strand, pairings: Sequence[Pairing]) -> dict[str, Any]:
    """Helix and link of a strand, and the sectors of some of its pairings as `by_pairing`; two queries.

    `by_pairing` is for `components/pairing_counts.html`; the sector "other" has a column only where there is one.
    """
    found: dict[int, Helix] = helixes(pairings=pairings)
    whole, url = helix_of(Project.objects.filter(strand=strand)), _rows_url(strand, "projects", "with")
    sectors = [row.sector for row in whole.rows]
    return {
        "helix": whole,
        "rows_url": url,
        "by_pairing": {
            "columns": [row.label for row in whole.rows],
            "rows": [
                (pairing, _cells(found[pairing.pk], sectors, _rows_url(strand, "pairing", pairing.code)))
                for pairing in pairings
            ],
            "totals": _cells(whole, sectors, url),
        },
    }


def _cells(helix: Helix, sectors: Sequence[str], url: str) -> list[tuple[int, str]]:
    return [(helix.counts.get(sector, 0), f"{url}&sector={sector}") for sector in sectors]
