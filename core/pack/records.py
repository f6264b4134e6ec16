"""What one load knows: the rows of the pack, the records they meet, and what becomes of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from core.pack.reading import Faults

if TYPE_CHECKING:
    from accounts.models import User
    from core.pack.stores import Store


@dataclass(slots=True)
class Row:
    """One row that was read: the values of its filled cells, and the columns that are faulty."""

    number: int
    values: dict[str, Any]
    broken: set[str] = field(default_factory=set)
    label: str = ""


class Fate(Enum):
    """What a load does with the record that a row describes."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FILLED = "filled"
    CONFLICT = "conflict"


@dataclass(slots=True)
class Plan:
    """One record of the pack beside the portal's: what differs, and what is to be done."""

    row: Row
    record: Any
    fate: Fate
    changes: dict[str, Any]
    merged: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that the load left as it stands in the portal.

    ``why`` is ``conflict`` where people changed the record since its last load, ``shared``
    where another strand keeps it.
    """

    why: str
    table: str
    row: int
    record: str
    column: str
    value: str
    kept: str


@dataclass
class Load:
    """The state of one load. ``root`` is the strand of the pack; None until it is saved.

    The log tells of it at the record that it is ``about``, else at the strand.
    """

    by: User | None
    overwrite: bool
    faults: Faults = field(default_factory=Faults)
    root: Any = None
    root_code: str = ""
    about: Any = None
    rows: dict[str, list[Row]] = field(default_factory=dict)
    stores: dict[str, Store] = field(default_factory=dict)
    records: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    plans: dict[str, dict[str, Plan]] = field(default_factory=lambda: defaultdict(dict))
    differences: list[Difference] = field(default_factory=list)

    def known(self, store: str) -> Iterable[str]:
        """The labels of all records of a kind: those of the pack, then the portal's others."""
        return {**self.plans[store], **self.records[store]}

    def merged(self, store: str, label: str) -> dict[str, Any] | None:
        """A record's values as they will stand after this load, or None where there is none."""
        if label in self.plans[store]:
            return self.plans[store][label].merged
        record = self.records[store].get(label)
        return None if record is None else self.stores[store].read(record)
