"""Loading a pack into the portal: all of it or nothing, and the same twice changes nothing.

What is planned is saved in bulk, with versions and histories, in the order of references.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import DataError, IntegrityError, models, transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from core.folding import FoldedField
from core.models import one_act, write_audit
from core.pack.cells import CellFault, Reference, References, referred_codes
from core.pack.reading import PackRefused, RawTable, read_pack
from core.pack.stores import Difference, Fate, Link, Load, PackColumn, Plan, Row, Store, Table
from core.parts import parts
from core.periods import Period
from core.texts import NOTHING_WRITTEN, BilingualTexts, OneLanguageTexts

if TYPE_CHECKING:
    from accounts.models import User


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
                load.faults.add(table.name, plan.row.number, last, shown, _("The end is before the start."))
        for first, second in table.texts:
            if first in values and not broken & {first, second} and not values[first] and not values[second]:
                load.faults.add(table.name, plan.row.number, first, "", str(NOTHING_WRITTEN))


def parse_tables(raw: dict[str, RawTable], tables: Iterable[Table], load: Load) -> None:
    """Read every cell of the known tables into ``load.rows``; other tables are faults."""
    known = {table.name: table for table in tables}
    for name, raw_table in raw.items():
        if name in known:
            load.rows[name] = _parse(raw_table, known[name], load)
        else:
            load.faults.add(name, None, "", name, _("A pack has no table of this name."))
    for table in known.values():
        if table.root and not load.root_code:
            _find_root(table, load)


def _parse(raw: RawTable, table: Table, load: Load) -> list[Row]:
    columns = {column.name: column for column in table.columns}
    named, raw_rows = raw
    for name in named:
        if name and name not in columns:
            load.faults.add(table.name, 1, name, name, _("This table has no column of this name."))
    for column in columns.values():
        if column.required and column.name not in named:
            load.faults.add(table.name, 1, column.name, "", _("This column is missing."))
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, cells in raw_rows:
        row = Row(number, {})
        for column in columns.values():
            text = cells.get(column.name)
            if not text:
                if column.required and column.name in named:
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
                twice = _("Row %(row)d is about the same record. Keep one of them.") % {"row": first}
                load.faults.add(table.name, row.number, table.store.key[-1], row.label, twice)
                row.label = ""
        rows.append(row)
    return rows


def _find_root(table: Table, load: Load) -> None:
    rows = load.rows.get(table.name, [])
    if len(rows) == 1:
        load.root_code = rows[0].label
    for row in rows[1:]:
        code = row.values.get("code", "")
        load.faults.add(table.name, row.number, "code", code, _("A pack holds exactly one strand."))
    if not rows:
        load.faults.add(table.name, None, "", "", _("A pack holds exactly one strand; there is none."))


def _references(tables: Iterable[Table], load: Load) -> Iterator[tuple[Table, Row, PackColumn, str]]:
    """Each filled cell that refers to records, with the kind of these."""
    for table in tables:
        columns = [(column, target) for column in table.columns if (target := getattr(column.cell, "table", ""))]
        for row in load.rows.get(table.name, []):
            for column, target in columns:
                if column.name in row.values:
                    yield table, row, column, target


def check_references(tables: list[Table], load: Load) -> None:
    """Add a fault for every code that neither the pack nor the portal knows."""
    root = next(table.store.name for table in tables if table.root)
    own = {table.store.name: {row.label for row in load.rows.get(table.name, []) if row.label} for table in tables}
    for table, row, column, target in _references(tables, load):
        for code in referred_codes(column.cell, row.values[column.name]):
            if target == root and isinstance(column.cell, Reference):
                known, reason = code == load.root_code, _("This is not the strand of the pack.")
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
    for _table, row, column, target in _references(tables, load) if any(became.values()) else ():
        if labels := became.get(target):
            value = row.values[column.name]
            if isinstance(column.cell, References):
                row.values[column.name] = tuple(dict.fromkeys(labels.get(code, code) for code in value))
            elif isinstance(column.cell, Reference):
                row.values[column.name] = labels.get(value, value)


def load_pack(path: Path, *, by: User | None, overwrite: bool = False, check: bool = False) -> Load:
    """Load the pack at ``path``; raises PackRefused with every fault, and then keeps nothing.

    ``overwrite`` takes the pack's row also where people changed the record since its last load.
    ``check`` does everything and takes it back.
    """
    load = Load(by=by, overwrite=overwrite)
    return load_tables(read_pack(path, load.faults), load, check=check)


def plan_tables(raw: dict[str, RawTable], load: Load) -> None:
    """Put into `load` what would become of every row, and every fault; in a transaction, and nothing is saved.

    A load that knows its `root_code` already adds to that strand, and its tables need no strand.
    """
    everything = list(parts().pack_tables)
    load.stores = {store.name: store for table in everything for store in table.stores}
    parse_tables(raw, everything, load)
    _find(everything, load)
    check_references(everything, load)
    follow_merged(everything, load)
    compare(everything, load)


def load_tables(
    raw: dict[str, RawTable],
    load: Load,
    *,
    check: bool = False,
    look: Callable[[Load], object] = lambda _load: None,
) -> Load:
    """Load tables that were read already, as `load_pack`; `look` sees what is planned before any of it is saved."""
    everything = list(parts().pack_tables)
    try:
        with one_act():
            plan_tables(raw, load)
            look(load)
            if load.faults:
                raise PackRefused(load.faults)
            save(everything, load)
            for table in everything:
                fates = Counter(table.fates(load))
                load.tables[table.name] = {fate.value: fates[fate] for fate in Fate}
            if check:
                transaction.set_rollback(True)
            else:
                write_audit(
                    action=REASON,
                    by=load.by,
                    record=load.about or load.root,
                    strand_id=load.root.pk,
                    added=load.total(Fate.ADDED),
                    changed=load.total(Fate.CHANGED) + load.total(Fate.FILLED),
                    conflicts=load.total(Fate.CONFLICT),
                    overwrite=load.overwrite,
                )
    except (IntegrityError, DataError) as error:
        # What no check foresaw; the database has the last word and nothing is kept.
        load.faults.add("", None, "", error, _("The database refused the pack."))
        raise PackRefused(load.faults) from error
    return load


def _find(everything: list[Table], load: Load) -> None:
    """Read the portal's records that the pack may meet: those that its rows are or refer to."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for table in everything:
        wanted[table.store.name].update(row.label for row in load.rows.get(table.name, []) if row.label)
    for _table, row, column, target in _references(everything, load):
        wanted[target].update(referred_codes(column.cell, row.values[column.name]))
    root = next(table.store for table in everything if table.root)
    load.root = root.model._default_manager.select_for_update().filter(code=load.root_code).first()
    if load.root is not None:
        load.records[root.name][load.root_code] = load.root
    for store in load.stores.values():
        if store is not root:
            for record in store.existing(load, wanted[store.name]):
                load.records[store.name][store.label_of(record)] = record


# What the histories say: the name of the registered action, which pages put into words.
REASON = "pack-loaded"
_BATCH = 200
_TO_SAVE = {Fate.CHANGED, Fate.FILLED}


def save(tables: Iterable[Table], load: Load) -> None:
    """Save every planned record, the strand first, then the lists that refer to them all."""
    ordered = sorted(tables, key=lambda table: not table.root)
    for table in ordered:
        for store in table.stores:
            for wave in store.waves(load.plans[store.name].values()):
                _save_wave(store, wave, load)
        if table.root:
            load.root = load.records[table.store.name][load.root_code]
    for table in ordered:
        for store in table.stores:
            for link in store.links:
                save_links(store, link, load)
    for table in ordered:
        table.finish(load)


def _save_wave(store: Store, plans: list[Plan], load: Load) -> None:
    kept: dict[str, Any] = {"batch_size": _BATCH, "default_user": load.by, "default_change_reason": REASON}
    # Changes come before additions: what a changed record gives up, a new one may take.
    changed = [plan for plan in plans if plan.fate in _TO_SAVE]
    fields: set[str] = {"version", "loaded_version"}
    for plan in changed:
        fields |= _change(store, plan, load)
    records = [plan.record for plan in changed]
    if records:
        if store.order in fields:
            store.free_order(records, load.root)
        bulk_update_with_history(records, store.model, sorted(fields), **kept)
        for record in records:
            _remember(record)
    added = [plan for plan in plans if plan.fate is Fate.ADDED]
    for plan in added:
        plan.record = store.fresh(load, plan)
        store.put(load, plan.record, plan)
        plan.record.version = plan.record.loaded_version = 1
        prepare(plan.record)
    for start in range(0, len(added), _BATCH):
        batch = added[start : start + _BATCH]
        bulk_create_with_history([plan.record for plan in batch], store.model, **kept)
    for plan in added:
        load.records[store.name][plan.row.label] = plan.record
        _remember(plan.record)


def _change(store: Store, plan: Plan, load: Load) -> set[str]:
    """Bring the row into the record; gives the names of the fields that moved."""
    record = plan.record
    before = _field_values(record)
    stood_as_loaded = not record.changed_by_people
    store.put(load, record, plan)
    if store.shared and record.home_strand_id is None:
        record.home_strand = load.root
        stood_as_loaded = True
    prepare(record)
    _set_translations(record, plan)
    record.version += 1
    # Another strand that fills an empty cell does not hide that people changed the record.
    if plan.fate is Fate.CHANGED or stood_as_loaded:
        record.loaded_version = record.version
    moved = {name for name, value in _field_values(record).items() if before[name] != value}
    return moved | record.moved_in_bulk(moved)


def _set_translations(record: models.Model, plan: Plan) -> None:
    """What a row says itself in the other language holds beside the words that it brings."""
    for name in getattr(record, "WRITTEN_ONCE", ()):
        if name in plan.changes and (said := plan.row.values.get(f"{name}_other")):
            setattr(record, f"{name}_other", said)


def _field_values(record: models.Model) -> dict[str, Any]:
    return {field.name: getattr(record, field.attname) for field in record._meta.concrete_fields}


def prepare(record: models.Model) -> None:
    """Do what the record's own save would do: stale texts, translations of other words, and folded texts."""
    if isinstance(record, BilingualTexts):
        record.mark_stale_texts()
    if isinstance(record, OneLanguageTexts):
        record.move_translations()
    for one in record._meta.concrete_fields:
        if isinstance(one, FoldedField):
            one.pre_save(record, add=False)


def _remember(record: models.Model) -> None:
    if isinstance(record, BilingualTexts):
        record._remember_texts()  # noqa: SLF001 - this is the other save


def save_links(store: Store, link: Link, load: Load) -> None:
    """Write the rows of one list of every record that changes it."""
    name, through, owner, target = link
    column = next(column for column in store.columns if column.name == name)
    plans = [
        plan
        for plan in load.plans[store.name].values()
        if name in plan.changes and plan.fate in {Fate.ADDED, *_TO_SAVE}
    ]
    targets = load.records[column.cell.table]  # type: ignore[attr-defined]
    for start in range(0, len(plans), _BATCH):
        batch = plans[start : start + _BATCH]
        owners = [plan.record for plan in batch]
        through._default_manager.filter(**{f"{owner}__in": owners}).delete()
        through._default_manager.bulk_create(
            through(**{owner: plan.record, target: targets[code], "position": position})
            for plan in batch
            # A flag on the record says that it means all of them; no row repeats that.
            for position, code in enumerate(referred_codes(column.cell, plan.changes[name]), start=1)
        )
