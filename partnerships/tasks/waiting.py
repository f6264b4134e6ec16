"""What waits in some pairings on a day, and for a reader outside of them: read at once, told apart by its kind."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import BigIntegerField, DateField, DateTimeField, QuerySet

from core import clock
from core.access import Grants
from core.flat_rows import Given, GivenKeys, as_record, read_flat
from core.parts import parts
from partnerships.models import Pairing

# What every noun's rows may be narrowed by (`Parts.waiting`).
PAIRINGS, STRANDS = GivenKeys("pairings"), GivenKeys("strands")  # of the open ones asked about
PARTNERS = GivenKeys("partners")  # both sides of these, and the reader's own
PARTICIPATIONS = GivenKeys("participations")  # the reader's own
COORDINATES, STAFF = GivenKeys("coordinates"), GivenKeys("staff")  # the strands in which the reader is either
READER = Given("reader", BigIntegerField())
TODAY, NEAR = Given("today", DateField()), Given("near", DateField())  # until the longest days before a deadline
NOW = Given("now", DateTimeField())


def _rows() -> Iterator[QuerySet[Any, Any]]:
    for rows in parts().waiting:
        yield from rows()


class Waiting:
    """The rows that wait in the open ones among `pairings` and, where `grants` are given, for the reader; one query."""

    def __init__(self, pairings: Iterable[Pairing], today: dt.date, grants: Grants | None = None) -> None:
        self.today, self.grants = today, grants or Grants()
        self.pairings = {row.pk: row for row in pairings if row.is_open}
        sides = ((row.eu_id, row.counterpart_id) for row in self.pairings.values())
        self.near = self.until("deadline_days")
        self._found = read_flat(
            _rows,
            pairings=self.pairings,
            strands={row.strand_id for row in self.pairings.values()},
            partners=self.grants.participations.union(*sides),
            participations=self.grants.participations,
            coordinates=self.grants.coordinates,
            staff=self.grants.staff,
            reader=self.grants.user_id or 0,
            today=today,
            near=self.near,
            stages_until=self.until("stage_days"),
            unmoved_since=today - min((row.strand.level_days for row in self.pairings.values()), default=0) * _DAY,
            now=clock.now(),
        )
        self.silences: dict[int, Any] | None = None  # once they are read, by the pairing's key

    def until(self, name: str) -> dt.date:
        """The last day of the longest of the strands' thresholds."""
        return self.today + max((getattr(row.strand, name) for row in self.pairings.values()), default=0) * _DAY

    def rows(self, kind: str) -> list[tuple[int, Any]]:
        """Of one kind, the pairing's key and what is read of each."""
        return self._found[kind]

    def records(self, kind: str, model: Any) -> list[Any]:
        """Of one kind, as records with the fields that were read."""
        return [as_record(model, facts) for _pairing, facts in self._found[kind]]


_DAY = dt.timedelta(days=1)
