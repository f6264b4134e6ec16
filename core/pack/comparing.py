"""The pack beside the portal: what each row would change, and what must not be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from core.pack.records import Difference, Fate, Load, Plan, Row
from core.pack.stores import Store
from core.pack.tables import Table
from core.periods import Period


def compare(tables: Iterable[Table], load: Load) -> None:
    """Plan every record of the pack, then look for what only shows between rows."""
    for table in tables:
        for store, rows in table.divide(load):
            for row in rows:
                if row.label:
                    load.plans[store.name][row.label] = _plan(store, row, load)
            _check_rows(table, store, load)
    for table in tables:
        for store in table.stores:
            store.check(load)


def _plan(store: Store, row: Row, load: Load) -> Plan:
    record = load.records[store.name].get(row.label)
    said: dict[str, Any] = {}
    for column in store.kept:
        if column.name in row.values:
            said[column.name] = row.values[column.name]
        elif column.verbatim and column.name not in row.broken:
            said[column.name] = column.cell.empty
    if record is None:
        nothing = {column.name: column.cell.empty for column in store.kept}
        return Plan(row, None, Fate.ADDED, said, nothing | said)
    current = store.read(record)
    if store.label_of(record) != row.label:
        # Its own record was merged into this one: references follow, the row itself says nothing of the other.
        return Plan(row, record, Fate.UNCHANGED, {}, current)
    changes = {name: value for name, value in said.items() if current[name] != value}
    if settled := {name: changes.pop(name) for name in store.settled(record) if name in changes}:
        _leave("conflict", store, row, load, current, settled)
    fate = Fate.CHANGED if changes else Fate.UNCHANGED
    if store.shared:
        fate, changes = _share(store, row, load, record, current, changes)
    if fate is Fate.CHANGED and record.changed_by_people and not load.overwrite:
        fate = Fate.CONFLICT
        _leave("conflict", store, row, load, current, changes)
        changes = {}
    return Plan(row, record, fate, changes, current | changes)


def _share(
    store: Store, row: Row, load: Load, record: Any, current: dict[str, Any], changes: dict[str, Any]
) -> tuple[Fate, dict[str, Any]]:
    """A shared record is changed by its home strand; another one only fills its empty cells."""
    if record.home_strand_id is None:
        # Nobody's so far, such as one made by hand: this strand's pack is the first to bring it.
        return Fate.CHANGED if changes else Fate.FILLED, changes
    if load.root is not None and record.home_strand_id == load.root.pk:
        return Fate.CHANGED if changes else Fate.UNCHANGED, changes
    empty = {column.name: column.cell.empty for column in store.kept}
    filled = {name: value for name, value in changes.items() if current[name] == empty[name]}
    _leave("shared", store, row, load, current, {k: v for k, v in changes.items() if k not in filled})
    return Fate.FILLED if filled else Fate.UNCHANGED, filled


def _leave(why: str, store: Store, row: Row, load: Load, current: dict[str, Any], changes: dict[str, Any]) -> None:
    cells = {column.name: column.cell for column in store.kept}
    for name, value in changes.items():
        pack, kept = (str(cells[name].write(each)) for each in (value, current[name]))
        load.differences.append(Difference(why, store.table, row.number, row.label, name, pack, kept))


def _check_rows(table: Table, store: Store, load: Load) -> None:
    for plan in load.plans[store.name].values():
        values, broken = plan.merged, plan.row.broken
        for first, last in table.spans:
            if first not in values or broken & {first, last}:
                continue
            if not Period(values[first], values[last]).in_order():
                shown = f"{values[first].iso()} – {values[last].iso()}"
                load.faults.add(table.name, plan.row.number, last, shown, _("The end lies before the start."))
        for first, second in table.texts:
            if first in values and not broken & {first, second} and not values[first] and not values[second]:
                load.faults.add(
                    table.name,
                    plan.row.number,
                    first,
                    "",
                    _("One of %(first)s and %(second)s must be filled.") % {"first": first, "second": second},
                )
