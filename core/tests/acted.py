"""What the acts inside a block wrote: each entry with what points to it, and that each lies where its record does."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db.models import BigIntegerField, CharField, QuerySet, Value

from core.flat_rows import Given, read_rows
from core.log import OfAct, place_of
from core.models import AuditEntry
from core.tests.arranged import logged


@contextmanager
def acted() -> Iterator[list[tuple[AuditEntry, set[str]]]]:
    """Gives the new entries, once the block has ended, each with the kinds of the rows that point to it."""
    last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    written: list[tuple[AuditEntry, set[str]]] = []
    yield written
    pointing: dict[AuditEntry, set[str]] = {entry: set() for entry in logged().filter(pk__gt=last).order_by("pk")}
    found = defaultdict(list)
    for label, key in read_rows(_written_since, last=last):
        found[label].append(key)
    for label, keys in found.items():
        for row in apps.get_model(label).objects.filter(pk__in=keys).select_related("entry"):
            if row.entry in pointing:
                pointing[row.entry].add(type(row).__name__)
                assert not (wrong := misplaced(row)), wrong
    written += pointing.items()


def _written_since() -> Iterator[QuerySet[Any, Any]]:
    """The kind and the key of each row that points to an entry after some other."""
    for model in _kinds():
        rows = model.objects.filter(entry__pk__gt=Given("last", BigIntegerField())).order_by()
        yield rows.values_list(Value(model._meta.label, CharField()), "pk")


def _kinds() -> list[Any]:
    """The models whose rows point to entries."""
    return [model for model in apps.get_models() if issubclass(model, OfAct)]


def misplaced(row: OfAct, places: dict[Any, Any] | None = None) -> str:
    """What is wrong with the place of the entry that a row points to; empty where nothing is.

    `places` keeps where each record lies, for whoever asks of all of its rows.
    """
    model, key = row.acted_on()
    entry, known = row.entry, {} if places is None else places
    if entry.action.startswith("arranged-"):
        return ""
    if (model, key) not in known:
        record = model._base_manager.filter(pk=key).first()
        known[model, key] = record and (record, place_of(record))
    if known[model, key] is None:
        return ""
    record, (strand_id, pairing_id) = known[model, key]
    is_own = (entry.object_type, entry.object_id) == (model._meta.label_lower, key)
    if is_own and strand_id and (entry.strand_id, entry.pairing_id) != (strand_id, pairing_id):
        return f"{entry.action} of {record} lies in {entry.strand_id}, {entry.pairing_id}"
    if strand_id and entry.strand_id not in {strand_id, None}:
        return f"{record} points to {entry.action} of another strand"
    return ""


def all_misplaced() -> list[str]:
    """What is wrong with the places of all entries."""
    places: dict[Any, Any] = {}
    rows = (row for model in _kinds() for row in model.objects.select_related("entry"))
    return [words for row in rows if (words := misplaced(row, places))]
