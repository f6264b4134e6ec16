"""What the pages and acts below a pairing have alike: how they find it, and its tabs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import cached_property

from core.log import SHARED, around_pairings
from core.parts import parts
from partnerships.models import Pairing
from partnerships.programmes.pages import InStrand

if TYPE_CHECKING:
    from core.access import Grants


class InPairing(InStrand):
    """A page below a pairing: finds it among those the reader may see."""

    def get_scopes(self) -> list[str]:
        """What a kept page of it may show: the pairing, and what lies in no pairing."""
        found = Pairing.objects.filter(strand__code=self.kwargs["strand"], code=self.kwargs["pairing"])
        keys = found.values_list("strand_id", "pk")
        return [SHARED, *(scope for strand, key in keys for scope in (around_pairings(strand), f"pairing-{key}"))]

    @cached_property
    def pairing(self) -> Pairing:
        return self.get_or_404(
            Pairing.objects.visible_to(self.grants).for_page(),
            strand__code=self.kwargs["strand"],
            code=self.kwargs["pairing"],
        )


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
