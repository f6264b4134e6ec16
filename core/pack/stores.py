"""How the records of one kind are found, compared with the rows of a pack, and filled from them."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import pgettext_lazy

from core.pack.cells import Cell, Codes, Country, Number, Reference, Text
from core.pack.reading import Faults
from core.parts import parts

if TYPE_CHECKING:
    from accounts.models import User


_CHUNK = 500


@dataclass(frozen=True)
class PackColumn:
    """A column of a pack's table, and where the record keeps it.

    ``attribute`` may name a part of a period (``baseline.start``); it is empty for the strand's
    own code, which no record keeps as text. ``code_path`` leads from the record to the code of
    the one that it refers to. ``verbatim`` takes an empty cell as empty instead of as unsaid.
    """

    name: str
    cell: Cell
    required: bool = False
    verbatim: bool = False
    attribute: str | None = None
    code_path: str = ""

    @property
    def kept_in(self) -> str:
        """The attribute that keeps the value."""
        return self.name if self.attribute is None else self.attribute

    def read(self, record: Any) -> Any:
        """Give the record's value in the form that a parsed cell has."""
        if isinstance(self.cell, Reference):
            if getattr(record, f"{self.kept_in}_id") is None:
                return ""
            return attrgetter(self.code_path or f"{self.kept_in}.code")(record)
        value = attrgetter(self.kept_in)(record)
        if isinstance(self.cell, Codes):
            return tuple(value.split(";")) if value else ()
        if isinstance(self.cell, Country):
            return str(getattr(value, "code", value) or "")
        if isinstance(self.cell, Text):
            # A browser's form sends its own line ends; a pack has one kind.
            return (value or "").replace("\r\n", "\n").strip()
        return value

    def put(self, load: Load, record: Any, value: Any) -> None:
        """Set the record's value from a parsed cell."""
        if isinstance(self.cell, Reference):
            setattr(record, self.kept_in, load.records[self.cell.table][value] if value else None)
        elif isinstance(self.cell, Codes):
            setattr(record, self.kept_in, ";".join(value))
        elif "." in self.kept_in:
            period, part = self.kept_in.split(".")
            setattr(record, period, dataclasses.replace(getattr(record, period), **{part: value}))
        else:
            setattr(record, self.kept_in, value)


# A through table that repeats an ordered list of codes as rows: the column, the table, its keys to owner and target.
type Link = tuple[str, type[models.Model], str, str]


class Store:
    """The records of one kind. A store's ``name`` is what references call it.

    A ``shared`` record belongs to the strand whose pack brought it first (``home_strand``).
    """

    name: str
    table: str
    # A PackRecord; its other fields are the app's own, and this app does not know them.
    model: Any
    key: tuple[str, ...] = ("code",)
    shared: bool = False
    links: tuple[Link, ...] = ()
    related: tuple[str, ...] = ()
    # A field that is unique in the strand, so that changes of it go through free values.
    order: str = ""
    columns: tuple[PackColumn, ...] = ()

    def __init__(self, columns: Iterable[PackColumn]) -> None:
        self.columns = tuple(self._fitted(column) for column in columns)

    def _fitted(self, column: PackColumn) -> PackColumn:
        """Give texts and numbers the limits of their field, so that no database cuts or rounds them."""
        if type(column.cell) not in {Text, Number}:
            return column
        try:
            field = self.model._meta.get_field(column.kept_in)
        except FieldDoesNotExist:
            return column
        cell: Any = copy(column.cell)
        if type(cell) is Text:
            cell.longest = getattr(field, "max_length", None)
        else:
            cell.places = getattr(field, "decimal_places", None)
        return dataclasses.replace(column, cell=cell)

    @property
    def kept(self) -> Iterator[PackColumn]:
        """The columns that the record keeps."""
        return (column for column in self.columns if column.kept_in)

    def rows_in(self, root: Any) -> models.QuerySet[Any]:
        """The records that belong to a strand."""
        return self.model._default_manager.filter(strand=root)

    def existing(self, load: Load, labels: set[str]) -> Iterable[Any]:
        """The portal's records that this load may meet, locked against others until it ends."""
        if self.shared:
            wanted = sorted(labels)
            for start in range(0, len(wanted), _CHUNK):
                chunk = self.model._default_manager.filter(code__in=wanted[start : start + _CHUNK])
                yield from self._locked(chunk)
        elif load.root is not None:
            yield from self._locked(self.rows_in(load.root))

    def _locked(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return self.joined(rows).select_for_update(of=("self",))

    def joined(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """The rows in the order in which they came, with the records that they refer to."""
        return (rows.select_related(*self.related) if self.related else rows).order_by("pk")

    def read(self, record: Any) -> dict[str, Any]:
        """Give a record's values by column."""
        return {column.name: column.read(record) for column in self.kept}

    def label(self, values: dict[str, Any]) -> str:
        """The name of a record within its strand, from its key columns."""
        return "/".join(str(values[name]) for name in self.key)

    def label_of(self, record: Any) -> str:
        """The same name, read from a record."""
        columns = {column.name: column for column in self.columns}
        return "/".join(str(columns[name].read(record)) for name in self.key)

    def fresh(self, load: Load, plan: Plan) -> Any:
        """A new record that is not saved yet."""
        return self.model(**{"home_strand" if self.shared else "strand": load.root})

    def put(self, load: Load, record: Any, plan: Plan) -> None:
        """Set what the row changes."""
        for column in self.kept:
            if column.name in plan.changes:
                column.put(load, record, plan.changes[column.name])

    def settled(self, record: Any) -> frozenset[str]:
        """The columns of a record that no pack changes any more, not even one that overwrites; nothing by default."""
        del record
        return frozenset()

    def refuse(self, load: Load, plan: Plan, column: str, reason: str) -> None:
        """A fault in a cell of a row that is to be stored."""
        load.faults.add(self.table, plan.row.number, column, plan.merged[column], reason)

    def check(self, load: Load) -> None:
        """Add the faults that show only beside other rows; nothing by default."""

    def free_order(self, records: list[Any], root: Any) -> None:
        """Move a unique order through free values, so that no two rows ever hold the same one."""
        final = [getattr(record, self.order) for record in records]
        held = [getattr(record, self.order) for record in self.rows_in(root).only(self.order)]
        free = max([*final, *held]) + 1
        for index, record in enumerate(records):
            setattr(record, self.order, free + index)
        self.model._default_manager.bulk_update(records, [self.order], batch_size=200)
        for record, position in zip(records, final, strict=True):
            setattr(record, self.order, position)

    def waves(self, plans: Iterable[Plan]) -> Iterable[list[Plan]]:
        """The order of saving: a record that others of its kind refer to comes in an earlier wave."""
        yield list(plans)


class Table:
    """A table of the pack: its columns, its key, and the store that keeps its rows.

    ``spans`` names pairs of columns that must be in order, ``texts`` pairs of which one must be
    filled. The ``root`` is the table that has exactly one row: the strand itself.
    """

    def __init__(
        self,
        store: Store,
        *,
        root: bool = False,
        spans: tuple[tuple[str, str], ...] = (),
        texts: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.name = store.table
        self.store = store
        self.root = root
        self.spans = spans
        self.texts = texts

    @property
    def columns(self) -> tuple[PackColumn, ...]:
        """The columns of the file."""
        return self.store.columns

    @property
    def stores(self) -> tuple[Store, ...]:
        """Every store that keeps records of this table, in the order of saving."""
        return (self.store,)

    def divide(self, load: Load) -> Iterator[tuple[Store, Iterable[Row]]]:
        """Give each store the rows that are its records."""
        yield self.store, load.rows.get(self.name, [])

    def fates(self, load: Load) -> Iterator[Fate]:
        """What the load does with each record of the table."""
        return (plan.fate for store in self.stores for plan in load.plans[store.name].values())

    def exported(self, root: Any) -> Iterator[dict[str, Any]]:
        """Give the rows of a strand, each as values by column."""
        for record in self.records_of(root):
            yield self.store.read(record)

    def records_of(self, root: Any) -> Iterable[Any]:
        """The records of a strand in the order of the file."""
        return self.store.joined(self.store.rows_in(root))

    def finish(self, load: Load) -> None:
        """Do what remains when every table is saved; nothing by default."""


def root_table() -> Table:
    """The table of the strand itself."""
    return next(table for table in parts().pack_tables if table.root)


@dataclass(slots=True)
class Row:
    """One row that was read: the values of its filled cells, and the columns that are faulty."""

    number: int
    values: dict[str, Any]
    broken: set[str] = field(default_factory=set)
    label: str = ""


class Fate(models.TextChoices):
    """What a load does with the record that a row describes."""

    ADDED = "added", pgettext_lazy("records of a pack", "added")
    CHANGED = "changed", pgettext_lazy("records of a pack", "changed")
    UNCHANGED = "unchanged", pgettext_lazy("records of a pack", "unchanged")
    FILLED = "filled", pgettext_lazy("records of a pack", "filled")
    CONFLICT = "conflict", pgettext_lazy("records of a pack", "in conflict")


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
    # What it did, or would do where it only checked: by table, how many records have which fate.
    tables: dict[str, dict[str, int]] = field(default_factory=dict)

    def total(self, fate: str) -> int:
        """Count the records of one fate over all tables."""
        return sum(counts[fate] for counts in self.tables.values())

    def known(self, store: str) -> Iterable[str]:
        """The labels of all records of a kind: those of the pack, then the portal's others."""
        return {**self.plans[store], **self.records[store]}

    def merged(self, store: str, label: str) -> dict[str, Any] | None:
        """A record's values as they will stand after this load, or None where there is none."""
        if label in self.plans[store]:
            return self.plans[store][label].merged
        record = self.records[store].get(label)
        return None if record is None else self.stores[store].read(record)
