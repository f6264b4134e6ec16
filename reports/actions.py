"""What all actions on a record have alike that its strand is yet to get."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from core.actions import Action
from core.errors import StaleRecord
from partnerships.models import Strand

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from core.access import Grants


class NewInStrand(Action):
    """An action whose row is perhaps not saved yet: one at a time in the strand that its address names.

    It begins in a list of the strand, whose page is `listed_at` and called `listed_as`, and goes back there.
    """

    listed_at: ClassVar[str]
    listed_as: ClassVar[Any]

    @classmethod
    def row_in(cls, strand: Strand) -> Any:
        """The row to come."""
        return cls.on(strand=strand)

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        strand = _first(Strand.objects.visible_to(grants).filter(code=words["strand"]), locked=locked)
        return cls.row_in(strand) if strand else None

    @classmethod
    def locked(cls, row: Any) -> Any:
        strand = _first(Strand.objects.filter(pk=row.strand_id), locked=True)
        if strand is None:
            raise StaleRecord
        return cls.row_in(strand)

    @property
    def url(self) -> str:
        return str(self.row.strand.address_of(f"reports:{self.key}"))

    def get_done_url(self) -> str:
        return self.get_back_url()

    def get_back_url(self) -> str:
        return str(self.row.strand.address_of(self.listed_at))

    def get_crumbs(self) -> list[tuple[str, str]]:
        listed = str(self.listed_as), self.get_back_url()
        return [*self.row.strand.get_crumbs(), listed, (str(self.title), "")]

    def get_context(self) -> dict[str, Any]:
        return {"section": "reports"}


def _first(strands: QuerySet[Any], *, locked: bool) -> Strand | None:
    rows = strands.select_for_update(of=("self",), no_key=True) if locked else strands
    found: Strand | None = rows.order_by("pk").first()
    return found
