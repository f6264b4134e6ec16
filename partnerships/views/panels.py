"""The parts that apps further right add to the pages of strands, partners, pairings and milestones."""

from __future__ import annotations

from typing import Any

from core import clock
from core.parts import Panel, collect


def panels(place: str, **facts: Any) -> dict[str, list[Panel]]:
    """The panels of a page by where they stand (`head`, `below`, `aside`), in the order of their providers.

    `place` is `strand`, `partner`, `pairing`, `milestone` or `programme`. A provider gets `grants`, `today`
    (the day in Brussels) and the page's record, if it has one: `strand`, `participation`, `pairing` or `milestone`.
    """
    found: list[Panel] = collect(place, today=clock.today(), **facts)
    return {where: [one for one in found if one.place == where] for where in ("head", "below", "aside")}
