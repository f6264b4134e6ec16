"""Organisations: which ones a new name resembles, which may be named, and what strands say of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from partnerships.models import City, Organisation, Strand
from partnerships.organisations.selectors import Named, resembling

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.access import Grants
    from partnerships.models import DirectoryEntry


def resembling_organisations(*, name_en: str, name_ko: str, without: int | None = None) -> list[Organisation]:
    """The organisations of the whole portal that one of the two names resembles, the most alike first.

    Organisations are shared, so those of other strands count too, and the names of those that were merged stand
    for what they became. `without` leaves one out. Three queries.
    """
    rows = Organisation.objects.order_by("pk").values_list("pk", "merged_into_id", "name_en", "name_ko", "code")
    existing = [
        Named(merged or pk, (english, korean, code.replace("-", " "))) for pk, merged, english, korean, code in rows
    ]
    places = [name for names in City.objects.values_list("name_en", "name_ko", "name_local") for name in names if name]
    found = resembling((name_en, name_ko), (row for row in existing if row.key != without), places=places)
    by_key = Organisation.objects.select_related("city").in_bulk([one.key for one in found])
    return [by_key[one.key] for one in found]


def check_current(organisation: Organisation) -> None:
    """Raise DomainError for an organisation that was merged into another."""
    if organisation.merged_into is not None:
        raise DomainError(
            _("“%(name)s” was merged into “%(kept)s”.") % {"name": organisation, "kept": organisation.merged_into}
        )


def check_directory(*, strand: Strand, organisations: Sequence[Organisation]) -> None:
    """Raise DomainError where a strand's directory would lack one that the strand names, or hold a merged one."""
    kept = {row.pk for row in organisations}
    for row in Organisation.objects.used_in(strand).exclude(pk__in=kept).order_by("search_text", "pk")[:1]:
        raise DomainError(
            _("“%(name)s” takes part in this strand and stays in its directory.") % {"name": row}, field="organisations"
        )
    for row in organisations:
        if row.merged_into_id is not None:
            raise DomainError(
                _("“%(name)s” was merged into “%(kept)s”.") % {"name": row, "kept": row.merged_into},
                field="organisations",
            )


def description_of(record: Any, *, strand: Strand, grants: Grants) -> dict[str, list[tuple[Any, str]]]:
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


def check_in_directory(*, strand: Strand, organisations: Sequence[Organisation], field: str) -> None:
    """Refuse one that is chosen twice, merged, or outside the strand's directory. Raises DomainError on the field.

    Nobody merges them until the transaction ends.
    """
    keys = [organisation.pk for organisation in organisations]
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    merged = {row.pk for row in rows if row.merged_into_id is not None}
    if len(set(keys)) != len(keys):
        raise DomainError(_("An organisation is chosen twice."), field=field)
    known = set(strand.organisations.filter(pk__in=keys).values_list("pk", flat=True))
    for organisation in organisations:
        if organisation.pk in merged:
            raise DomainError(
                _("“%(organisation)s” was merged into another one. Choose that one.") % {"organisation": organisation},
                field=field,
            )
        if organisation.pk not in known:
            raise DomainError(
                _("“%(organisation)s” is not in this strand's directory. Add it there first.")
                % {"organisation": organisation},
                field=field,
            )
