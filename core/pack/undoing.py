"""Taking a load back: what it changed becomes what it was, what it added goes, unless anybody has built on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from core.errors import DomainError
from core.formats import join_names
from core.pack.cells import EVERY
from core.pack.loading import save_links
from core.pack.stores import Fate, Load, Plan, Row, Store
from core.parts import parts

if TYPE_CHECKING:
    from accounts.models import User

type Keys = dict[type[models.Model], set[int]]

REASON = "pack-undone"
_BATCH = 500
_NAMED = 3  # of those in the way


def undo_load(*, entry: UUID, root: Any, by: User | None) -> None:
    """Take back the load that the entry of the log tells of, in the caller's act.

    Raises DomainError, which names what was changed since and what others have added to it.
    """
    added, changed = _read_versions(entry)
    stores = {store.model: store for table in parts().pack_tables for store in table.stores}
    for model, pairs in changed.items():
        _restore(model, pairs, stores.get(model), root, by)
    keys = {model: {version.id for version in versions} for model, versions in added.items()}
    for model, some in keys.items():
        _check_unused(model, some, keys)
    for model in _referring_first(keys):
        _delete(model, keys[model])


@cache
def _historied() -> tuple[type[models.Model], ...]:
    return tuple(model for model in apps.get_models() if hasattr(model, "history") and hasattr(model, "version"))


def _read_versions(entry: UUID) -> tuple[dict[Any, list[Any]], dict[Any, list[tuple[Any, Any]]]]:
    """The rows that the act added, with their last version; those it changed, each as it was saved and before."""
    added: dict[Any, list[Any]] = {}
    changed: dict[Any, list[tuple[Any, Any]]] = {}
    in_the_way: list[str] = []
    for model in _historied():
        history: Any = model.history  # type: ignore[attr-defined]
        first: dict[int, Any] = {}
        last: dict[int, Any] = {}
        for version in history.filter(entry=entry).order_by("history_id"):
            first.setdefault(version.id, version)
            last[version.id] = version
        in_the_way += _changed_since(model, last)
        new = [last[key] for key, version in first.items() if version.history_type == "+"]
        if new:
            added[model] = new
        if old := {key: version for key, version in first.items() if version.history_type == "~"}:
            changed[model] = [(last[key], before) for key, before in _before(history, old)]
    if in_the_way:
        message = _("Somebody has worked on this since, so the import stays: %(names)s.")
        raise DomainError(message % {"names": _some(in_the_way)})
    return added, changed


def _changed_since(model: type[models.Model], last: dict[int, Any]) -> Iterator[str]:
    """Whatever was saved since, or is gone."""
    for some in _batches(last):
        rows: Any = model._base_manager.select_for_update().filter(pk__in=some).order_by("pk")
        found = {row.pk: row for row in rows}
        for key in some:
            row = found.get(key)
            if row is None or row.version != last[key].version:
                yield _named(row or last[key].instance)


def _before(history: Any, first: dict[int, Any]) -> Iterator[tuple[int, Any]]:
    """The version before that of the act, for each row."""
    for some in _batches(first):
        earlier: dict[int, Any] = {}
        for version in history.filter(id__in=some).order_by("history_id"):
            if version.history_id < first[version.id].history_id:
                earlier[version.id] = version
        for key in some:
            if key not in earlier:
                message = _("Nothing tells how “%(name)s” was before, so the import stays.")
                raise DomainError(message % {"name": first[key].instance})
            yield key, earlier[key]


def _restore(
    model: type[models.Model], pairs: list[tuple[Any, Any]], store: Store | None, root: Any, by: User | None
) -> None:
    """Save rows as they were before, with their lists; a row that stood as loaded stands so again."""
    rows: dict[int, Any] = model._base_manager.in_bulk([now.id for now, _before in pairs])
    kept = {field.name for field in model.history.model._meta.concrete_fields} - {"version", model._meta.pk.name}  # type: ignore[attr-defined]
    tracked = [field for field in model._meta.concrete_fields if field.name in kept]
    moved: set[str] = {"version"}
    for now, before in pairs:
        row = rows[now.id]
        for field in tracked:
            if (value := getattr(before, field.attname)) != getattr(row, field.attname):
                setattr(row, field.attname, value)
                moved.add(field.name)
        row.version += 1
        if getattr(before, "loaded_version", None) == before.version:
            row.loaded_version = row.version
            moved.add("loaded_version")
    if store is not None and store.order in moved:
        store.free_order(list(rows.values()), root)
    bulk_update_with_history(
        list(rows.values()), model, sorted(moved), batch_size=200, default_user=by, default_change_reason=REASON
    )
    if store is not None and store.links:
        _restore_lists(store, list(rows.values()), root, by)


def _restore_lists(store: Store, rows: list[Any], root: Any, by: User | None) -> None:
    """The rows of lists follow the codes that stand on the record."""
    load = Load(by=by, overwrite=True, root=root)
    load.stores = {one.name: one for table in parts().pack_tables for one in table.stores}
    values = {row.pk: store.read(row) for row in rows}
    for name, *_link in store.links:
        table = next(column.cell.table for column in store.columns if column.name == name)  # type: ignore[attr-defined]
        wanted = {code for one in values.values() for code in one[name] if code != EVERY}
        target = load.stores[table]
        load.records[table] = {target.label_of(record): record for record in target.existing(load, wanted)}
    for row in rows:
        lists = {name: values[row.pk][name] for name, *_link in store.links}
        load.plans[store.name][str(row.pk)] = Plan(Row(0, {}), row, Fate.CHANGED, lists, values[row.pk])
    for link in store.links:
        save_links(store, link, load)


def _check_unused(model: type[models.Model], keys: set[int], added: Keys) -> None:
    """Refuse where a row that the load did not bring refers to one that it did. Raises DomainError."""
    users: list[str] = []
    for relation in _relations(model, models.CASCADE, models.PROTECT):
        users += _users(relation.related_model, relation.field.name, keys, added)
    for other in apps.get_models():
        for field in other._meta.private_fields:
            if isinstance(field, GenericForeignKey):
                kind = ContentType.objects.get_for_model(model)
                for some in _batches(keys):
                    where = {field.ct_field: kind, f"{field.fk_field}__in": some}
                    users += [_named(row) for row in other._base_manager.filter(**where)[:_NAMED]]
    if users:
        message = _("Somebody has built on it since, so the import stays. In use by: %(names)s.")
        raise DomainError(message % {"names": _some(users)})


def _users(other: Any, field: str, keys: set[int], added: Keys) -> Iterator[str]:
    owners = [
        one
        for one in other._meta.concrete_fields
        if isinstance(one, models.ForeignKey) and one.remote_field.on_delete is models.CASCADE
    ]
    for some in _batches(keys):
        for row in other._base_manager.filter(**{f"{field}__in": some}):
            own = [(one.related_model, getattr(row, one.attname)) for one in owners]
            # A row of a list goes with the record that it belongs to.
            goes = own and all(key is None or key in added.get(owner, ()) for owner, key in own)
            if not goes and row.pk not in added.get(other, ()):
                yield _named(row)


def _referring_first(added: Keys) -> Iterator[type[models.Model]]:
    """Those that refer to others, themselves or by their lists, before these."""
    left = list(added)
    while left:
        referred = {target for model in left for target in _targets(model) if target is not model}
        model = next((one for one in left if one not in referred), left[-1])
        left.remove(model)
        yield model


def _targets(model: type[models.Model]) -> Iterator[Any]:
    for one in (model, *(relation.related_model for relation in _relations(model, models.CASCADE))):
        yield from (field.related_model for field in one._meta.concrete_fields if isinstance(field, models.ForeignKey))


def _relations(model: type[models.Model], *rules: Any) -> list[Any]:
    """What refers to a model and is deleted with it, or forbids that."""
    every: list[Any] = model._meta.get_fields(include_hidden=True)
    return [one for one in every if getattr(one, "on_delete", None) in rules]


def _delete(model: type[models.Model], keys: set[int]) -> None:
    """Delete rows; of those that refer to others of their kind, the referring ones first."""
    own = [
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is model
    ]
    left = set(keys)
    while left:
        rows = model._base_manager.filter(pk__in=left)
        referred = {key for name in own for key in rows.values_list(name, flat=True)} & left
        for some in _batches(left - referred or left):
            model._base_manager.filter(pk__in=some).delete()
        left = referred if left - referred else set()


def _batches(keys: Collection[int]) -> Iterator[list[int]]:
    listed = sorted(keys)
    return (listed[start : start + _BATCH] for start in range(0, len(listed), _BATCH))


def _named(row: Any) -> str:
    return f"{row._meta.verbose_name} “{row}”"


def _some(names: Iterable[str]) -> str:
    different = list(dict.fromkeys(names))
    more = [_("%(count)s more") % {"count": len(different) - _NAMED}] if len(different) > _NAMED else []
    return join_names([*different[:_NAMED], *more])
