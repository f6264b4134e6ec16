"""The tables of the exchange format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from core.pack.records import Fate, Load, Row
from core.pack.stores import PackColumn, Store
from core.parts import parts


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
