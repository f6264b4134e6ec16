"""What the acts inside a block wrote: each entry with what points to it, and that each lies where its record does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps

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
    for model in apps.get_models():
        if issubclass(model, OfAct):
            for row in model.objects.filter(entry__in=[entry.key for entry in pointing]).select_related("entry"):
                pointing[row.entry].add(model.__name__)
                assert not misplaced(row)
    written += pointing.items()


def misplaced(row: OfAct) -> str:
    """What is wrong with the place of the entry that a row points to; empty where nothing is."""
    model, key = row.acted_on()
    record = model._base_manager.filter(pk=key).first()
    if record is None or row.entry.action.startswith("arranged-"):
        return ""
    strand_id, pairing_id = place_of(record)
    entry = row.entry
    is_own = (entry.object_type, entry.object_id) == (model._meta.label_lower, key)
    if is_own and strand_id and (entry.strand_id, entry.pairing_id) != (strand_id, pairing_id):
        return f"{entry.action} of {record} lies in {entry.strand_id}, {entry.pairing_id}"
    if strand_id and entry.strand_id not in {strand_id, None}:
        return f"{record} points to {entry.action} of another strand"
    return ""


def all_misplaced() -> list[str]:
    """What is wrong with the places of all entries."""
    rows = [
        row for model in apps.get_models() if issubclass(model, OfAct) for row in model.objects.select_related("entry")
    ]
    return [words for row in rows if (words := misplaced(row))]
