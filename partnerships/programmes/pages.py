"""What pages below a strand have alike: how they find it, and where they lie."""

from typing import Any

from django.db.models import CharField, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from core.access import Access
from core.flat_rows import prepared
from core.log import SHARED, numbers_of, scope_in
from partnerships.models import Strand

# How the addresses of pages begin.
STRAND = "strands/<slug:strand>"
PAIRING = f"{STRAND}/pairings/<slug:pairing>"
MILESTONE = f"{PAIRING}/milestones/<slug:milestone>"


@prepared(strand=CharField())
def _numbers_in(strand: str) -> QuerySet[Any, tuple[str, int]]:
    return numbers_of(SHARED, scope_in(Strand.objects.filter(code=strand), "strand"))


class InStrand(Access):
    """A page below a strand: finds the strand among those the reader may see."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render the page; the codes of its address are looked up, not shown."""
        page: TemplateView = self  # type: ignore[assignment]
        return page.render_to_response(page.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the strand, unless the page names a row of its own, and the letters of the partner country's side."""
        strand = kwargs.get("strand") or self.strand
        places = {"strand": strand, "country": strand.side_letters("counterpart")}
        return super().get_context_data(**places | kwargs)  # type: ignore[misc]

    def read_scopes(self) -> dict[str, int]:
        """The counters of what a kept page of it may show: the whole strand."""
        return dict(_numbers_in(strand=self.kwargs["strand"]))

    @cached_property
    def strand(self) -> Strand:
        """The strand of the address, else 404."""
        return self.get_strand()

    def get_strand(self) -> Strand:
        """The strand of the address, else 404; among those that the header reads as well."""
        for strand in self.request.strands:
            if strand.code == self.kwargs["strand"]:
                return strand
        raise Http404


def crumbs(strand: Strand, *below: tuple[str, str]) -> list[tuple[str, str]]:
    """Where a page lies: from the strand down to the page itself."""
    return [(str(strand), strand.get_absolute_url()), *below]
