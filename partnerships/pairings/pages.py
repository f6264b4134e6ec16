"""What the pages and acts below a pairing have alike: how they find it, and its tabs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property

from core.acts import ActPage
from core.parts import parts
from partnerships.models import Pairing
from partnerships.programmes.views import InStrand, crumbs
from partnerships.rules.journey import may_edit_pairing

if TYPE_CHECKING:
    from core.access import Grants


class InPairing(InStrand):
    """A page below a pairing: finds it among those the reader may see."""

    @cached_property
    def pairing(self) -> Pairing:
        """The pairing of the address, else 404."""
        return self.get_or_404(
            Pairing.objects.visible_to(self.grants).for_page(),
            strand__code=self.kwargs["strand"],
            code=self.kwargs["pairing"],
        )


class OfPairing(ActPage, InPairing):
    """An act below a pairing, with the way back to it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        pairing = self.pairing
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            crumbs=crumbs(pairing.strand, (pairing.name, pairing.get_absolute_url()), *self.get_places()),
            **kwargs,
        )

    def get_places(self) -> list[tuple[str, str]]:
        """What lies between the pairing and the act, and the act itself."""
        return [(str(self.title), "")]


class AddsToPairing(ActPage, InPairing):
    """An act that adds a record to a pairing: for whoever may edit the pairing, while it goes on."""

    rule: ClassVar[Any] = may_edit_pairing

    def get_record(self) -> Pairing:
        """The pairing that gets it, by which it is judged who may add."""
        return self.pairing

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {"pairing": self.pairing}

    def get_refusal(self) -> str:
        """A pairing that is over gets none."""
        return self.pairing.ended_because


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
