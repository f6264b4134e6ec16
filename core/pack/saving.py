"""Saving what a load decided: in bulk, with versions and histories, in the order of references."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from core.folding import FoldedField
from core.pack.cells import referred_codes
from core.pack.records import Fate, Load, Plan
from core.pack.stores import Link, Store, Table
from core.texts import BilingualTexts, OneLanguageTexts

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
    # Changes come before additions: what a changed record gives up, a new one may take.
    changed = [plan for plan in plans if plan.fate in _TO_SAVE]
    fields: set[str] = {"version", "loaded_version"}
    for plan in changed:
        fields |= _change(store, plan, load)
    records = [plan.record for plan in changed]
    if records:
        if store.order in fields:
            store.free_order(records, load.root)
        bulk_update_with_history(
            records,
            store.model,
            sorted(fields),
            batch_size=_BATCH,
            default_user=load.by,
            default_change_reason=REASON,
        )
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
        bulk_create_with_history(
            [plan.record for plan in batch],
            store.model,
            batch_size=_BATCH,
            default_user=load.by,
            default_change_reason=REASON,
        )
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
    record.version += 1
    # Another strand that fills an empty cell does not hide that people changed the record.
    if plan.fate is Fate.CHANGED or stood_as_loaded:
        record.loaded_version = record.version
    moved = {name for name, value in _field_values(record).items() if before[name] != value}
    return moved | record.moved_in_bulk(moved)


def _field_values(record: models.Model) -> dict[str, Any]:
    return {field.name: getattr(record, field.attname) for field in record._meta.concrete_fields}


def prepare(record: models.Model) -> None:
    """Do what the record's own save would do: stale texts, translations of other words, and folded texts."""
    if isinstance(record, BilingualTexts):
        record.mark_stale_texts()
    if isinstance(record, OneLanguageTexts):
        record.move_translations()
    for field in record._meta.concrete_fields:
        if isinstance(field, FoldedField):
            field.pre_save(record, add=False)


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
