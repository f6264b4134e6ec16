"""From tables of text to rows of values: every cell by itself, then every reference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.pack.cells import CellFault, Reference, References, referred_codes
from core.pack.reading import RawTable
from core.pack.records import Load, Row
from core.pack.tables import Table


def parse_tables(raw: dict[str, RawTable], tables: Iterable[Table], load: Load) -> None:
    """Read every cell of the known tables into ``load.rows``; other tables are faults."""
    known = {table.name: table for table in tables}
    for name, raw_table in raw.items():
        if name in known:
            load.rows[name] = _parse(raw_table, known[name], load)
        else:
            load.faults.add(name, None, "", name, _("A pack has no table of this name."))
    for table in known.values():
        if table.root:
            _find_root(table, load)


def _parse(raw: RawTable, table: Table, load: Load) -> list[Row]:
    columns = {column.name: column for column in table.columns}
    for name in raw.columns:
        if name and name not in columns:
            load.faults.add(table.name, 1, name, name, _("This table has no column of this name."))
    for column in columns.values():
        if column.required and column.name not in raw.columns:
            load.faults.add(table.name, 1, column.name, "", _("This column is missing."))
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for raw_row in raw.rows:
        row = Row(raw_row.number, {})
        for column in columns.values():
            text = raw_row.cells.get(column.name)
            if not text:
                if column.required and column.name in raw.columns:
                    row.broken.add(column.name)
                    # A cell that could not be read at all has its own fault already.
                    if text is None:
                        load.faults.add(table.name, row.number, column.name, "", _("This cell must be filled."))
                continue
            try:
                row.values[column.name] = column.cell.parse(text)
            except CellFault as fault:
                row.broken.add(column.name)
                load.faults.add(table.name, row.number, column.name, text, str(fault))
        if all(name in row.values for name in table.store.key):
            row.label = table.store.label(row.values)
            first = seen.setdefault(row.label, row.number)
            if first != row.number:
                load.faults.add(
                    table.name,
                    row.number,
                    table.store.key[-1],
                    row.label,
                    _("Row %(row)d has the same key.") % {"row": first},
                )
                row.label = ""
        rows.append(row)
    return rows


def _find_root(table: Table, load: Load) -> None:
    rows = load.rows.get(table.name, [])
    if len(rows) == 1:
        load.root_code = rows[0].label
    elif rows:
        for row in rows[1:]:
            load.faults.add(
                table.name, row.number, "code", row.values.get("code", ""), _("A pack holds exactly one strand.")
            )
    else:
        load.faults.add(table.name, None, "", "", _("A pack holds exactly one strand; there is none."))


def wanted_labels(tables: Iterable[Table], load: Load) -> dict[str, set[str]]:
    """The labels of each kind that rows of the pack have or refer to."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for table in tables:
        for row in load.rows.get(table.name, []):
            if row.label:
                wanted[table.store.name].add(row.label)
            for column in table.columns:
                if column.name in row.values and isinstance(getattr(column.cell, "table", None), str):
                    wanted[column.cell.table].update(  # type: ignore[attr-defined]
                        referred_codes(column.cell, row.values[column.name])
                    )
    return wanted


def check_references(tables: list[Table], load: Load) -> None:
    """Add a fault for every code that neither the pack nor the portal knows."""
    root = next(table.store.name for table in tables if table.root)
    own: dict[str, set[str]] = {
        table.store.name: {row.label for row in load.rows.get(table.name, []) if row.label} for table in tables
    }
    for table in tables:
        for row in load.rows.get(table.name, []):
            for column in table.columns:
                if column.name not in row.values:
                    continue
                target = getattr(column.cell, "table", "")
                for code in referred_codes(column.cell, row.values[column.name]):
                    if target == root and isinstance(column.cell, Reference):
                        known = code == load.root_code
                        reason = _("This is not the strand of the pack.")
                    else:
                        known = code in own[target] or code in load.records[target]
                        reason = _("There is no such code in the table %(table)s.") % {"table": target}
                    if not known:
                        row.broken.add(column.name)
                        load.faults.add(table.name, row.number, column.name, code, reason)


def follow_merged(tables: list[Table], load: Load) -> None:
    """Let rows refer to what a code became, where its record was merged into another one; each once in a list."""
    became = {
        store.name: {
            label: own for label, record in load.records[store.name].items() if (own := store.label_of(record)) != label
        }
        for store in load.stores.values()
        if store.shared
    }
    if not any(became.values()):
        return
    for table in tables:
        for row in load.rows.get(table.name, []):
            for column in table.columns:
                labels = became.get(getattr(column.cell, "table", ""), {})
                if not labels or column.name not in row.values:
                    continue
                value = row.values[column.name]
                if isinstance(column.cell, References):
                    row.values[column.name] = tuple(dict.fromkeys(labels.get(code, code) for code in value))
                elif isinstance(column.cell, Reference):
                    row.values[column.name] = labels.get(value, value)
