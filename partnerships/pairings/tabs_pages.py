"""The parts that apps further right add to the pages of strands, partners, pairings and milestones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from core import clock
from core.parts import Panel, collect, parts
from partnerships.models import FollowUp

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing


def panels(place: str, **facts: Any) -> dict[str, list[Panel]]:
    """The panels of a page by where they stand (`head`, `below`, `aside`), in the order of their providers.

    `place` is `strand`, `partner`, `pairing`, `milestone` or `programme`. A provider gets `grants`, `today`
    (the day in Brussels) and the page's record, if it has one: `strand`, `participation`, `pairing` or `milestone`.
    """
    found: list[Panel] = collect(place, today=clock.today(), **facts)
    return {where: [one for one in found if one.place == where] for where in ("head", "below", "aside")}


# The tabs of a pairing's pages, each with what waits behind it.


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of a pairing. `url_name` takes the codes of strand and pairing.

    `rule` says who has the tab, `count` how much is open behind it, in one query.
    """

    name: str
    label: Any
    url_name: str
    rule: Callable[[Grants, Pairing], bool] | None = None
    count: Callable[[Grants, Pairing], int] | None = None


def open_follow_ups(_grants: Grants, pairing: Pairing) -> int:
    return FollowUp.objects.open().filter(pairing=pairing).count()


def tabs(pairing: Pairing, current: str, grants: Grants) -> list[dict[str, Any]]:
    """The parts of a pairing that the reader may see, in the same order for everybody; a query for each count."""
    return [
        {
            "label": str(tab.label),
            "url": reverse(tab.url_name, args=[pairing.strand.code, pairing.code]),
            "current": tab.name == current,
            "count": tab.count(grants, pairing) if tab.count else None,
        }
        for tab in parts().tabs
        if tab.rule is None or tab.rule(grants, pairing)
    ]
