"""What the acts inside a block wrote: each entry with what points to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps

from core.models import AuditEntry, OfAct


@contextmanager
def acted() -> Iterator[list[tuple[AuditEntry, set[str]]]]:
    """Gives the new entries, once the block has ended, each with the kinds of the rows that point to it."""
    last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    written: list[tuple[AuditEntry, set[str]]] = []
    yield written
    models = [model for model in apps.get_models() if issubclass(model, OfAct)]
    written += [
        (entry, {model.__name__ for model in models if model.objects.filter(entry=entry).exists()})
        for entry in AuditEntry.objects.filter(pk__gt=last).order_by("pk")
    ]
