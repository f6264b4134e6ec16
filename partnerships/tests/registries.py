"""What tests of the registries share: what was registered is taken away again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core import contributions
from partnerships.columns import documents as document_columns
from partnerships.services import (
    activity,
    attachable,
    counts,
    facets,
    follow_up_origins,
    integrity,
    named_records,
    pairing_history,
    record_kinds,
    streams,
)
from partnerships.views import tabs, text_acts

REGISTRIES: tuple[Any, ...] = (
    activity._SIGNS,
    attachable.ATTACHABLE,
    attachable._BY_MODEL,
    contributions._PROVIDERS,
    counts.COUNTS,
    document_columns._KINDS,
    facets._LISTS,
    follow_up_origins.ORIGINS,
    integrity._CHECKS,
    named_records._HIDDEN,
    named_records._REGISTERED,
    pairing_history.KINDS_OF_ACT,
    record_kinds.BY_MODEL,
    record_kinds.KINDS,
    streams._KINDS,
    tabs._REGISTERED,
    text_acts.EDITING,
)


def as_before() -> Iterator[None]:
    """Every registry as it was before the test."""
    before = [registry.copy() for registry in REGISTRIES]
    providers = {place: list(found) for place, found in contributions._PROVIDERS.items()}
    yield
    for registry, kept in zip(REGISTRIES, before, strict=True):
        registry.clear()
        registry.extend(kept) if isinstance(registry, list) else registry.update(kept)
    contributions._PROVIDERS.clear()
    contributions._PROVIDERS.update(providers)
