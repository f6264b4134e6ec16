"""Organisations: add, take into a directory, edit; which ones a new name resembles, and which may be named."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from core.texts import name_in_both
from partnerships.audit_actions import ORGANISATION_ADDED, ORGANISATION_EDITED, ORGANISATION_TAKEN_UP
from partnerships.enums import Sector
from partnerships.models import City, DirectoryOrganisation, Organisation, Strand
from partnerships.organisations.selectors import Named, resembling
from partnerships.places.services import free_code
from partnerships.rules.together import may_add_organisation, may_edit_entry, may_edit_organisation
from partnerships.translations.selectors import check_length, check_sources, fill, what_differs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from accounts.models import User
    from core.access import Grants
    from partnerships.models import DirectoryEntry

EDITABLE = frozenset({"name_en", "name_ko", "sector", "city"})
# What a strand itself says of one.
OF_STRAND = frozenset({"source", "note"})


class Resembles(DomainError):
    """The new name resembles those of `organisations`; nothing was saved."""

    def __init__(self, organisations: Sequence[Organisation]) -> None:
        super().__init__(
            gettext_lazy(
                "Organisations with a similar name are known already. Use one of them, or add yours all the same."
            )
        )
        self.organisations = organisations


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


@one_act()
def add_organisation(
    *, by: User, grants: Grants, strand: Strand, values: dict[str, Any], despite: Collection[str] = ()
) -> Organisation:
    """Add one to all strands' organisations and to this strand's directory, which keeps it from then on.

    `values` holds name_en and sector, and perhaps name_ko, city, source, note. Raises NotAllowed, DomainError with
    the field at fault, and Resembles where a similar name is known whose code is not among those that the user has
    seen and adds it `despite`.
    """
    # One at a time in a strand: two who add the same one see each other's.
    row = Strand.objects.select_for_update(no_key=True).get(pk=strand.pk)
    if not may_add_organisation(grants, row):
        raise NotAllowed
    organisation, entry = Organisation(home_strand=row), DirectoryOrganisation(strand=row)
    _fill(organisation, {name: value for name, value in values.items() if name not in OF_STRAND})
    _fill_entry(entry, {name: value for name, value in values.items() if name in OF_STRAND})
    found = resembling_organisations(name_en=organisation.name_en, name_ko=organisation.name_ko)
    if not {row.code for row in found} <= set(despite):
        raise Resembles(found)
    organisation.code = free_code(
        proposal=organisation.name_en,
        kind="organisation",
        taken=Organisation.objects.values_list("code", flat=True),
    )
    try:
        organisation.save(by=by)
    except IntegrityError as taken:
        # Another strand has given the same code meanwhile.
        raise DomainError(_("Someone else saved at the same moment. Nothing was saved; save again.")) from taken
    entry.organisation = organisation
    entry.save(by=by)
    write_audit(action=ORGANISATION_ADDED, by=by, record=organisation, strand_id=row.pk, strand=name_in_both(row))
    return organisation


@one_act()
def take_up_organisation(*, by: User, grants: Grants, strand: Strand, organisation: Organisation) -> Organisation:
    """Take an existing one into the strand's directory; one that was merged stands for what it became.

    Raises NotAllowed, and AlreadyDone where the directory has it.
    """
    row = Strand.objects.select_for_update(no_key=True).get(pk=strand.pk)
    if not may_add_organisation(grants, row):
        raise NotAllowed
    kept = Organisation.objects.get(pk=organisation.merged_into_id or organisation.pk)
    if row.organisations.filter(pk=kept.pk).exists():
        raise AlreadyDone(_("“%(name)s” stands in this directory already.") % {"name": kept})
    DirectoryOrganisation(strand=row, organisation=kept).save(by=by)
    write_audit(action=ORGANISATION_TAKEN_UP, by=by, record=kept, strand_id=row.pk, strand=name_in_both(row))
    return kept


@one_act()
def edit_organisation(
    *, by: User, grants: Grants, organisation: Organisation, version: int, changes: dict[str, Any]
) -> Organisation:
    """Change names, sector or city, for all strands that have it.

    Raises StaleRecord, NotAllowed, AlreadyDone, DomainError; what was merged is not edited any more.
    """
    row = lock(organisation, version=version)
    if not may_edit_organisation(grants, row):
        raise NotAllowed
    check_standing(row)
    changed = what_differs(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    _fill(row, changed)
    row.save(by=by)
    write_audit(
        action=ORGANISATION_EDITED,
        by=by,
        record=row,
        strand_id=row.home_strand_id,
        fields=", ".join(sorted(changed)),
    )
    return row


@one_act()
def edit_entry(
    *, by: User, grants: Grants, entry: DirectoryOrganisation, version: int, changes: dict[str, Any]
) -> DirectoryOrganisation:
    """Change the sources or the note of one strand. Raises StaleRecord, NotAllowed, AlreadyDone, DomainError."""
    row = lock(entry, version=version)
    if not may_edit_entry(grants, row):
        raise NotAllowed
    changed = what_differs(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    _fill_entry(row, changed)
    row.save(by=by)
    write_audit(
        action=ORGANISATION_EDITED, by=by, record=row, strand_id=row.strand_id, fields=", ".join(sorted(changed))
    )
    return row


def check_standing(organisation: Organisation) -> None:
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


def _fill_entry(row: DirectoryOrganisation, values: dict[str, Any]) -> None:
    fill(row, values, fields=OF_STRAND)
    check_sources(row.source)


def _fill(row: Organisation, values: dict[str, Any]) -> None:
    """Set what is written down, with the checks of each field; names lose their outer blanks."""
    fill(row, values, fields=EDITABLE)
    if not row.name_en:
        raise DomainError(_("Give the name in English; packs and other strands know it by that."), field="name_en")
    if row.sector not in Sector.values:
        raise DomainError(_("Choose a sector."), field="sector")
    for name in EDITABLE & values.keys() - {"city", "sector"}:
        field: Any = row._meta.get_field(name)
        try:
            field.clean(getattr(row, name), row)
        except ValidationError as refused:
            raise DomainError(refused.messages[0], field=name) from refused


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


LONGEST_PART = 120


def check_parts(*, strand: Strand, organisations: Sequence[tuple[Organisation, str]]) -> list[tuple[Organisation, str]]:
    """The organisations with their parts, trimmed; refused as `check_in_directory`, and where a part is too long.

    Raises DomainError on the field `organisations`.
    """
    check_in_directory(strand=strand, organisations=[one for one, _part in organisations], field="organisations")
    found = [(organisation, part.strip()) for organisation, part in organisations]
    for _organisation, part in found:
        check_length("organisations", part, LONGEST_PART)
    return found


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
