"""Organisations: which ones the records of a strand may name; and merging two that are one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models
from django.utils.translation import gettext as _

from accounts.models import User
from core.access import Grants
from core.errors import DomainError, NotAllowed, check_reason
from core.models import Versioned, lock, one_act, write_audit
from partnerships.audit_actions import ORGANISATION_MERGED, ORGANISATION_REPLACED
from partnerships.fields import codes_of
from partnerships.models import Organisation, Strand
from partnerships.rules import may_edit_plan


def check_current(organisation: Organisation, *, field: str = "") -> None:
    """Raise DomainError, on a field if there is one, for an organisation that was merged into another."""
    if organisation.merged_into is not None:
        names = {"name": organisation, "kept": organisation.merged_into}
        raise DomainError(_("“%(name)s” was merged into “%(kept)s”.") % names, field=field)


def check_directory(*, strand: Strand, organisations: Sequence[Organisation]) -> None:
    """Raise DomainError where a strand's directory would lack one that the strand names, or hold a merged one."""
    kept = {row.pk for row in organisations}
    for row in Organisation.objects.used_in(strand).exclude(pk__in=kept).order_by("search_text", "pk")[:1]:
        raise DomainError(
            _("“%(name)s” takes part in this strand and stays in its directory.") % {"name": row}, field="organisations"
        )
    for row in organisations:
        check_current(row, field="organisations")


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
            refusal = _("“%(organisation)s” was merged into another one. Choose that one.")
        elif organisation.pk not in known:
            refusal = _("“%(organisation)s” is not in this strand's directory. Add it there first.")
        else:
            continue
        raise DomainError(refusal % {"organisation": organisation}, field=field)


# Merging: what points to an organisation.

# What a list's row says of the organisation: its part in a project, a strand's own sources and note.
OWN_TEXTS = ("part", "source", "note")
# What the kept one takes over where its own cell is empty.
FILLED = ("name_ko", "city", "home_strand")
MOST_NAMES = 200  # of links in one entry of the log, so that an entry stays readable


class UnmovableLink(Exception):
    """A relation to organisations that merging cannot move: a programming error, found by a test."""


def relations() -> Iterator[tuple[Any, str]]:
    """Every model with a foreign key to organisations, and the key's name; not the histories, which tell of the past.

    A list without a table of its own has one all the same, with such a key. Raises UnmovableLink.
    """
    for found in Organisation._meta.get_fields(include_hidden=True):
        relation: Any = found
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue  # its own fields; a list's keys come by themselves
        model: Any = relation.related_model
        if hasattr(model, "history_object"):
            continue
        name = relation.field.name
        # Where no two rows may name the same one alike, two of them would have to become one.
        unique = [one.fields for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
        is_list = repeated_in(model)[0] or model._meta.auto_created
        movable = issubclass(model, Versioned) and not any(name in fields for fields in unique)
        if relation.one_to_one or not (is_list or movable):
            message = f"merging does not know how to move {model._meta.label}.{name}"
            raise UnmovableLink(message)
        yield model, name


def repeated_in(model: Any) -> tuple[str, str]:
    """For the row of a list: its key to the record that holds it, and the text that repeats the codes, if one does."""
    found: tuple[str, str] = getattr(model, "REPEATED_IN", ("", ""))
    return found


def pointers() -> Iterator[tuple[Any, GenericForeignKey]]:
    """Every model that points to any record by kind and number, and the pointer."""
    for model in apps.get_models():
        for field in model._meta.private_fields:
            if isinstance(field, GenericForeignKey):
                yield model, field


def _links_to(organisation: Organisation) -> Iterator[tuple[Any, Any, str]]:
    """Each row that points to it, the record that people know (the project, not the row of its list), and the key."""
    for model, name in relations():
        owner = _owner(model)
        for row in model._base_manager.filter(**{name: organisation}).select_related(owner or None).order_by("pk"):
            yield row, getattr(row, owner) if owner else row, name
    kind = ContentType.objects.get_for_model(Organisation)
    for model, pointer in pointers():
        rows = model._base_manager.filter(**{pointer.ct_field: kind, pointer.fk_field: organisation.pk})
        yield from ((row, row, pointer.name) for row in rows.order_by("pk"))


def count_links(organisation: Organisation) -> list[tuple[str, int]]:
    """What points to it, by the kinds of record that people know."""
    return list(Counter(str(owner._meta.verbose_name_plural) for _row, owner, _name in _links_to(organisation)).items())


def _owner(model: Any) -> str:
    """The key of a list's row to the record that holds the list; empty for what is no list."""
    if (owner := repeated_in(model)[0]) or not model._meta.auto_created:
        return owner
    keys = [field.name for field in model._meta.fields if field.is_relation and field.related_model is not Organisation]
    return str(keys[0])


def check_merge(*, grants: Grants, strand: Strand, kept: Organisation, other: Organisation) -> None:
    """Refuse two that cannot be merged, or not by the reader. Raises NotAllowed, DomainError.

    `strand` is where it is done: staff merge what their own strands alone have in their directories or keep; what
    another strand has too, an administrator merges, since it moves that strand's links.
    """
    if not may_edit_plan(grants, strand):
        raise NotAllowed
    if kept.pk == other.pk:
        raise DomainError(_("An organisation cannot be merged into itself. Choose another one."), field="other")
    for row in (kept, other):
        if row.merged_into is not None:
            raise DomainError(
                _("“%(name)s” was merged into “%(kept)s” already. Choose that one.")
                % {"name": row, "kept": row.merged_into},
                field="other",
            )
    if not grants.is_administrator and not _strands_of(kept, other) <= grants.staff:
        raise DomainError(
            _("Strands that you do not look after have one of the two as well. Ask an administrator to merge them."),
            field="other",
        )


def _strands_of(*rows: Organisation) -> set[int]:
    """The strands that have one of them in their directory, or keep it."""
    found = set(Strand.objects.filter(organisations__in=rows).values_list("pk", flat=True))
    return found | {row.home_strand_id for row in rows if row.home_strand_id}


@one_act()
def merge_organisations(
    *, by: User, grants: Grants, strand: Strand, kept: Organisation, other: Organisation, version: int, reason: str
) -> Organisation:
    """Merge `other` into `kept`: every link moves, empty cells are filled, `other` keeps its code and its history.

    `version` is that of `kept`. Projects and agreements of closed pairings move too, since their organisation is still
    the same one. Each touched record and each touched strand has an entry in the log that names the links; nothing
    takes a merge back by itself. Raises NotAllowed, StaleRecord, DomainError.
    """
    first, second = sorted((kept, other), key=lambda row: row.pk)
    versions = {other.pk: other.version, kept.pk: version}
    locked = {row.pk: lock(row, version=versions[row.pk]) for row in (first, second)}
    check_reason(reason)
    kept, other = locked[kept.pk], locked[other.pk]
    check_merge(grants=grants, strand=strand, kept=kept, other=other)
    reason = reason.strip()
    touched: dict[int, list[str]] = {key: [] for key in {strand.pk} | _strands_of(kept, other)}
    for row, owner, name in list(_links_to(other)):
        kind = owner._meta.verbose_name_plural
        if (key := _strand_of(owner)) is not None:
            touched.setdefault(key, []).append(f"{kind}: {owner}")
        try:
            _move(row, owner, name, kept=kept, by=by)
        except IntegrityError as refused:
            raise DomainError(
                _("The %(kind)s have a record that cannot have the kept one twice. Take it out there first.")
                % {"kind": kind}
            ) from refused
        if repeated_in(type(row))[1]:
            # A record that repeats its list tells in its own history why that changed.
            write_audit(
                action=ORGANISATION_REPLACED,
                by=by,
                record=owner,
                strand_id=key,
                pairing_id=getattr(owner, "pairing_id", None),
                reason=reason,
                organisation=str(kept),
                other=str(other),
            )
    if lacking := [name for name in FILLED if not getattr(kept, name) and getattr(other, name)]:
        for name in lacking:
            setattr(kept, name, getattr(other, name))
        kept.save(by=by)
    other.merged_into = kept
    other.save(by=by)
    for key, links in touched.items():
        write_audit(
            action=ORGANISATION_MERGED,
            by=by,
            record=kept,
            strand_id=key,
            reason=reason,
            other=f"{other} ({other.code})",
            links=len(links),
            moved="; ".join(links[:MOST_NAMES]) or "–",
        )
    return kept


def _strand_of(record: Any) -> int | None:
    if isinstance(record, Strand):
        return record.pk
    key: int | None = getattr(record, "strand_id", None) or getattr(record, "home_strand_id", None)
    return key


def _move(row: Any, owner: Any, name: str, *, kept: Organisation, by: User) -> None:
    """Let the row point to the kept one, or drop it where that is in the list already.

    A list's row keeps its place; a word about the merged one there goes to the kept one that had none. The record that
    holds the list repeats it, in a new version.
    """
    model: Any = type(row)
    # Read afresh: a record may point twice, and its first move made it newer.
    row = model._base_manager.get(pk=row.pk)
    signed = {"by": by} if issubclass(model, Versioned) else {}
    holder, codes = _owner(model), repeated_in(model)[1]
    if holder and (twin := model._base_manager.filter(**{name: kept, holder: owner}).first()):
        if lacking := [text for text in OWN_TEXTS if getattr(row, text, "") and not getattr(twin, text)]:
            for text in lacking:
                setattr(twin, text, getattr(row, text))
            twin.save(**signed)
        row.delete()
    else:
        setattr(row, name, kept)
        row.save(**signed)
    if codes:
        owner = type(owner)._base_manager.get(pk=owner.pk)
        rows = model._base_manager.filter(**{holder: owner}).select_related(name).order_by("position")
        setattr(owner, codes, codes_of(getattr(each, name) for each in rows))
        owner.save(by=by)
