"""What other pages show of projects: the triple helix, how many stand on each level, and those of a partner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Case, Count, Q, When
from django.urls import reverse
from django.utils.translation import gettext as _

from core.folding import ByName
from core.page_blocks import inline_drawing
from core.pictures.steps import NARROW, steps_drawing
from partnerships.enums import ProjectLevel
from partnerships.models import Project
from partnerships.projects.selectors import helix_of, helixes, levels_of, square_of
from partnerships.projects.tables import LEVEL_ORDER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Grants
    from partnerships.models import Pairing, Participation, Strand
    from partnerships.projects.selectors import Helix


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
    sectors = [row["sector"] for row in whole.rows]
    return {
        "helix": whole,
        "rows_url": url,
        "by_pairing": {
            "columns": [row["label"] for row in whole.rows],
            "rows": [
                (pairing, _cells(found[pairing.pk], sectors, _rows_url(strand, "pairing", pairing.code)))
                for pairing in pairings
            ],
            "totals": _cells(whole, sectors, url),
        },
    }


def _cells(helix: Helix, sectors: Sequence[str], url: str) -> list[tuple[int, str]]:
    return [(helix.get(sector, 0), f"{url}&sector={sector}") for sector in sectors]


FEW = 5  # projects that a pairing's page shows
MOST = 12  # projects that a partner's page shows


def projects_of_pairing(pairing: Pairing, grants: Grants) -> dict[str, Any]:
    """Those that have come furthest, the number of all with those not pursued, and their list; two queries."""
    rows = Project.objects.visible_to(grants).filter(pairing=pairing)
    pursued = rows.exclude(level=ProjectLevel.NOT_PURSUED).annotate(level_order=LEVEL_ORDER)
    shown = pursued.order_by("-level_order", ByName(), "pk")[:FEW]
    for row in shown:
        row.pairing = pairing
    return {"rows": shown, "total": rows.count(), "url": _list_url(pairing)}


def strand_levels(strand: Strand, grants: Grants) -> dict[str, Any]:
    """The projects of a strand by level, each number with its rows; one query."""
    rows = Project.objects.visible_to(grants).filter(strand=strand)
    return levels_of(rows, list_url=reverse("partnerships:project-list", args=[strand.code]))


def level_steps(levels: dict[str, Any]) -> dict[str, Any]:
    """The levels as stairs, and what a square of them is."""
    steps = [(str(row["label"]), row["count"]) for row in levels["rows"]]
    drawing = steps_drawing(steps, width=NARROW)
    return {"drawing": inline_drawing(drawing, _("Projects by level")), "square": square_of(steps)}


def levels_of_pairings(levels: dict[str, Any], pairings: Sequence[Pairing]) -> dict[str, Any]:
    """How many projects of each pairing are on each level, for `components/pairing_counts.html`; one query."""
    rows = Project.objects.filter(pairing__in=[pairing.pk for pairing in pairings]).order_by()
    counted = rows.values_list("pairing", "level").annotate(number=Count("pk"))
    counts = {(pairing, level): number for pairing, level, number in counted}
    order = [row["level"] for row in levels["rows"]]
    return {
        "columns": [row["label"] for row in levels["rows"]],
        "rows": [
            (pairing, [(counts.get((pairing.pk, level), 0), f"{_list_url(pairing)}?level={level}") for level in order])
            for pairing in pairings
        ],
        "totals": [(row["count"], row["url"]) for row in levels["rows"]],
    }


def _list_url(pairing: Pairing) -> str:
    return pairing.address_of("partnerships:pairing-projects")


def projects_of_partner(participation: Participation, grants: Grants) -> dict[str, Any]:
    """Those in which a partner takes part, as a side of the pairing or beside its two (`is_further`); two queries."""
    own = Q(pairing__eu=participation) | Q(pairing__counterpart=participation)
    rows = Project.objects.visible_to(grants).filter(strand=participation.strand_id).touching(participation.pk)
    shown = rows.with_names().annotate(
        level_order=LEVEL_ORDER, is_further=Case(When(own | Q(pairing=None), then=False), default=True)
    )
    shown = list(shown.order_by("-level_order", ByName(), "pk")[:MOST])
    address = reverse("partnerships:project-list", args=[participation.strand.code])
    url = f"{address}?{urlencode({'partner': participation.partner.code})}"
    return {"rows": shown, "total": rows.count() if len(shown) == MOST else len(shown), "url": url}
