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
    """Helix and link of a strand, and of each of its pairings, as triples; two queries."""
    found: dict[int, Helix] = helixes(pairings=pairings)
    return {
        "helix": helix_of(Project.objects.filter(strand=strand)),
        "rows_url": _rows_url(strand, "projects", "with"),
        "pairings": [(row, found[row.pk], _rows_url(strand, "pairing", row.code)) for row in pairings],
    }
