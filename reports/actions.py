"""What actions on periods and publicity have alike: a record that its strand is yet to get, and what it takes."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.access import Grants
from core.actions import Action
from core.errors import DomainError, StaleRecord
from core.periods import YEARS
from partnerships.models import Strand


class NewInStrand(Action):
    """An action whose row is perhaps not saved yet: one at a time in the strand that its address names.

    It begins in a list of the strand, whose page is `listed_at` and called `listed_as`, and goes back there.
    """

    listed_at: str
    listed_as: Any

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


def check_fields(row: Any, names: Iterable[str]) -> None:
    """Refuse what these fields of a record do not take, and days in years that no calendar here knows.

    Raises DomainError on the first field at fault.
    """
    names = list(names)
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields} - set(names))
    except ValidationError as refused:
        name, messages = next(iter(refused.message_dict.items()))
        # Two validators of a link say the same.
        raise DomainError(" ".join(dict.fromkeys(messages)), field=name) from refused
    years = {"first": YEARS.start, "last": YEARS.stop - 1}
    for name in names:
        if isinstance(day := getattr(row, name), dt.date) and day.year not in YEARS:
            raise DomainError(_("Write a date between the years %(first)s and %(last)s.") % years, field=name)


def _first(strands: QuerySet[Any], *, locked: bool) -> Strand | None:
    rows = strands.select_for_update(of=("self",), no_key=True) if locked else strands
    found: Strand | None = rows.order_by("pk").first()
    return found
