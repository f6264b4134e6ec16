"""What the pages and acts below a pairing have alike: how they find it, its tabs, what is added to it."""

from typing import Any

from django.db.models import CharField, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from core.access import Grants
from core.actions import ACTIONS, Button
from core.flat_rows import prepared
from core.log import AROUND, SHARED, numbers_of, scope_in
from core.parts import collect, parts
from partnerships.models import Pairing
from partnerships.programmes.pages import InStrand


@prepared(strand=CharField(), pairing=CharField())
def _numbers_in(strand: str, pairing: str) -> QuerySet[Any, tuple[str, int]]:
    found = Pairing.objects.filter(strand__code=strand, code=pairing)
    return numbers_of(SHARED, scope_in(found, "strand", "strand_id", AROUND), scope_in(found, "pairing"))


class InPairing(InStrand):
    """A page below a pairing: finds it among those the reader may see."""

    def read_scopes(self) -> dict[str, int]:
        """The counters of what a kept page of it may show: the pairing, and what lies in no pairing."""
        return dict(_numbers_in(strand=self.kwargs["strand"], pairing=self.kwargs["pairing"]))

    @cached_property
    def pairing(self) -> Pairing:
        row: Pairing = self.get_or_404(
            Pairing.objects.visible_to(self.grants).with_names(),
            strand__code=self.kwargs["strand"],
            code=self.kwargs["pairing"],
        )
        row.eu.strand = row.counterpart.strand = row.strand  # known already: no address reads it again
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the pairing and its strand."""
        return super().get_context_data(**{"strand": self.pairing.strand, "pairing": self.pairing} | kwargs)


def tabs(pairing: Pairing, current: str, grants: Grants) -> list[dict[str, Any]]:
    """The tabs of what the reader may see, in the same order for everybody; no query.

    Each leads to its first page; the current one has its pages as `pages`, where it has several.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    codes = [pairing.strand.code, pairing.code]
    for group, name, label, url_name, *rules in parts().tabs:
        if all(may(grants, pairing) for may in rules):
            page = {"label": label, "url": reverse(url_name, args=codes), "current": name == current}
            groups.setdefault(str(group), []).append(page)
    return [
        {
            "label": label,
            "url": pages[0]["url"],
            "current": (here := any(page["current"] for page in pages)),
            "pages": pages if here and len(pages) > 1 else [],
        }
        for label, pages in groups.items()
    ]


def to_add(pairing: Pairing, grants: Grants) -> list[Button]:
    """What the reader may add to the pairing now."""
    if not (pairing.is_open and pairing.actors(grants)):
        return []
    own = [
        Button(str(ACTIONS[key].title), pairing.address_of(f"partnerships:{key}"))
        for key in ("milestone-add", "project-add", "agreement-add", "follow-up-add")
    ]
    place = [pairing.strand.code, pairing.code, "pairing", pairing.pk]
    document = Button(str(ACTIONS["document-add"].title), reverse("partnerships:document-add", args=place))
    return [*own, *collect("pairing", grants=grants, pairing=pairing), document]
