"""What strands themselves say of a record that they share: each its own sources and note."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.access import Grants
    from partnerships.models import DirectoryEntry, Strand


def said_of(record: Any, *, strand: Strand, grants: Grants) -> dict[str, list[tuple[Any, str]]]:
    """The `notes` and the `sources` of all strands on a record, each with whose it is; one query.

    This strand's own come first and need no name; another says what has not been said yet, and is named to whoever
    may know of it.
    """
    notes: dict[str, str] = {}
    sources: dict[str, str] = {}
    for entry in _own_first(record.entries.select_related("strand"), strand):
        whose = _whose(entry, strand, grants)
        if entry.note:
            notes.setdefault(entry.note, whose)
        for address in entry.addresses:
            sources.setdefault(address, whose)
    by_strand = groupby(sources, key=lambda address: sources[address])
    return {"notes": list(notes.items()), "sources": [(list(texts), whose) for whose, texts in by_strand]}


def sources_of(record: Any, strand: Strand) -> str:
    """The web addresses that strands give for a record, each once, as one text; without a query for fetched entries."""
    entries = _own_first(record.entries.all(), strand)
    return " ; ".join(dict.fromkeys(address for entry in entries for address in entry.addresses))


def _own_first(rows: Iterable[DirectoryEntry], strand: Strand) -> list[DirectoryEntry]:
    return sorted(rows, key=lambda entry: (entry.strand_id != strand.pk, entry.pk))


def _whose(entry: DirectoryEntry, strand: Strand, grants: Grants) -> str:
    if entry.strand_id == strand.pk:
        return ""
    may_know = grants.is_administrator or entry.strand_id in grants.strands
    return str(entry.strand) if may_know else _("another strand")
