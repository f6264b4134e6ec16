"""What the acts inside a block wrote, by their keys: log entries, saved versions and typed changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps

from core.models import OfAct


@contextmanager
def acted() -> Iterator[dict[Any, set[str]]]:
    """Gives for each key the kinds of the rows that have it, once the block has ended; None is the key of no act."""
    before = _rows()
    written: dict[Any, set[str]] = defaultdict(set)
    yield written
    for (kind, _row), key in _rows().items() - before.items():
        written[key].add(kind)


def _rows() -> dict[tuple[str, Any], Any]:
    models = [model for model in apps.get_models() if issubclass(model, OfAct)]
    return {(model.__name__, pk): key for model in models for pk, key in model.objects.values_list("pk", "act_key")}
