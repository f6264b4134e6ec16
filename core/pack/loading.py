"""Loading a pack into the portal: all of it or nothing, and the same twice changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from core.models import one_act, write_audit
from core.pack.comparing import compare
from core.pack.faults import PackRefused
from core.pack.parsing import check_references, follow_merged, parse_tables, wanted_labels
from core.pack.reading import read_pack
from core.pack.records import Difference, Fate, Load
from core.pack.saving import save
from core.pack.tables import Table
from core.parts import parts

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(slots=True)
class Outcome:
    """What a load did, or would do where it only checked."""

    strand: str
    saved: bool
    tables: dict[str, dict[str, int]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def total(self, fate: str) -> int:
        """Count the records of one fate over all tables."""
        return sum(counts.get(fate, 0) for counts in self.tables.values())


def load_pack(path: Path, *, by: User | None, overwrite: bool = False, check: bool = False) -> Outcome:
    """Load the pack at ``path``; raises PackRefused with every fault, and then keeps nothing.

    ``overwrite`` takes the pack's row also where people changed the record since its last load.
    ``check`` does everything and takes it back.
    """
    load = Load(by=by, overwrite=overwrite)
    everything = list(parts().pack_tables)
    load.stores = {store.name: store for table in everything for store in table.stores}
    parse_tables(read_pack(path, load.faults), everything, load)
    try:
        with one_act():
            _find(everything, load)
            check_references(everything, load)
            follow_merged(everything, load)
            compare(everything, load)
            if load.faults:
                raise PackRefused(load.faults)
            save(everything, load)
            outcome = _outcome(everything, load, saved=not check)
            if check:
                transaction.set_rollback(True)
            else:
                _audit(outcome, load)
    except (IntegrityError, DataError) as error:
        # What no check foresaw; the database has the last word and nothing is kept.
        load.faults.add("", None, "", error, _("The database refused the pack."))
        raise PackRefused(load.faults) from error
    return outcome


def _find(everything: list[Table], load: Load) -> None:
    """Read the portal's records that the pack may meet."""
    wanted = wanted_labels(everything, load)
    root = next(table.store for table in everything if table.root)
    load.root = root.model._default_manager.select_for_update().filter(code=load.root_code).first()
    if load.root is not None:
        load.records[root.name][load.root_code] = load.root
    for store in load.stores.values():
        if store is not root:
            for record in store.existing(load, wanted[store.name]):
                load.records[store.name][store.label_of(record)] = record


def _outcome(everything: list[Table], load: Load, *, saved: bool) -> Outcome:
    outcome = Outcome(load.root_code, saved, differences=load.differences)
    for table in everything:
        fates = Counter(table.fates(load))
        outcome.tables[table.name] = {fate.value: fates[fate] for fate in Fate}
    return outcome


def _audit(outcome: Outcome, load: Load) -> None:
    write_audit(
        action="pack-loaded",
        by=load.by,
        record=load.root,
        added=outcome.total(Fate.ADDED.value),
        changed=outcome.total(Fate.CHANGED.value) + outcome.total(Fate.FILLED.value),
        conflicts=outcome.total(Fate.CONFLICT.value),
        overwrite=load.overwrite,
    )
