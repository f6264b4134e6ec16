"""Merging two organisations that are one: previewed link by link, then carried out as previewed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models
from django.utils.translation import gettext as _

from core.errors import DomainError, NotAllowed, StaleRecord, check_reason
from core.labels import label_of
from core.models import Versioned, lock, one_act, write_audit
from partnerships.audit_actions import ORGANISATION_MERGED, ORGANISATION_REPLACED
from partnerships.codes import codes_of
from partnerships.models import Organisation, Strand
from partnerships.rules.places import may_edit_plan

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

# What a list's row says of the organisation: its part in a project, a strand's own sources and note.
WORDS = ("part", "source", "note")


class UnknownLink(Exception):
    """A relation to organisations that merging cannot move: a programming error, found by a test."""


@dataclass(frozen=True)
class Link:
    """One row that points to the organisation to be merged.

    `owner` is the record that people know: the project, not the row of its list. `twin` says that the owner has the
    kept one already, so that this row is dropped.
    """

    kind: str
    row: Any
    owner: Any
    field: str
    twin: Any = None

    @property
    def key(self) -> str:
        """By which the same link is known again."""
        return f"{self.row._meta.label_lower}-{self.row.pk}-{self.field}{'-twice' if self.twin else ''}"


def relations() -> Iterator[tuple[Any, str]]:
    """Every model with a foreign key to organisations, and the key's name; not the histories, which tell of the past.

    A list without a table of its own has one all the same, with such a key. Raises UnknownLink.
    """
    for found in Organisation._meta.get_fields(include_hidden=True):
        relation: Any = found
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue  # its own fields; a list's keys come by themselves
        model: Any = relation.related_model
        if hasattr(model, "history_object"):
            continue
        through_list = repeated_in(model)[0] or model._meta.auto_created
        movable = issubclass(model, Versioned) and not _is_alone(model, relation.field.name)
        if relation.one_to_one or not (through_list or movable):
            message = f"merging does not know how to move {model._meta.label}.{relation.field.name}"
            raise UnknownLink(message)
        yield model, relation.field.name


def repeated_in(model: Any) -> tuple[str, str]:
    """For the row of a list: its key to the record that holds it, and the text that repeats the codes, if one does."""
    found: tuple[str, str] = getattr(model, "REPEATED_IN", ("", ""))
    return found


def _is_alone(model: Any, name: str) -> bool:
    """Whether no two rows may name the same organisation alike: moved, two of them would have to become one."""
    unique = [one.fields for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    return any(name in fields for fields in unique)


def pointers() -> Iterator[tuple[Any, GenericForeignKey]]:
    """Every model that points to any record by kind and number, and the pointer."""
    for model in apps.get_models():
        for field in model._meta.private_fields:
            if isinstance(field, GenericForeignKey):
                yield model, field


def links_to(organisation: Organisation, *, kept: Organisation) -> list[Link]:
    """All that points to `organisation`, kind by kind; what would then stand twice with `kept` says so."""
    found: list[Link] = []
    for model, name in relations():
        rows = model._base_manager.filter(**{name: organisation}).order_by("pk")
        if owner := _owner(model):
            twins = _twins(model, name, owner, kept)
            found += [
                Link(_kind(getattr(row, owner)), row, getattr(row, owner), name, twins.get(getattr(row, f"{owner}_id")))
                for row in rows.select_related(owner)
            ]
        else:
            found += [Link(_kind(row), row, row, name) for row in rows]
    kind = ContentType.objects.get_for_model(Organisation)
    for model, pointer in pointers():
        rows = model._base_manager.filter(**{pointer.ct_field: kind, pointer.fk_field: organisation.pk})
        found += [Link(_kind(row), row, row, pointer.name) for row in rows.order_by("pk")]
    return found


def move(link: Link, *, kept: Organisation, by: User) -> None:
    """Let the link point to the kept one, or drop it where that stands there already.

    A list's row keeps its place; a word about the merged one there goes to the kept one that had none.
    """
    model: Any = type(link.row)
    # Read afresh: a record may point twice, and its first move made it newer.
    row = model._base_manager.get(pk=link.row.pk)
    signed = {"by": by} if issubclass(model, Versioned) else {}
    if link.twin is not None:
        lacking = [name for name in WORDS if getattr(row, name, "") and not getattr(link.twin, name)]
        for name in lacking:
            setattr(link.twin, name, getattr(row, name))
        if lacking:
            link.twin.save(**signed)
        row.delete()
    else:
        setattr(row, link.field, kept)
        row.save(**signed)
    if repeated_in(model)[1]:
        _write_codes(link, by)


def _write_codes(link: Link, by: User) -> None:
    """Repeat the list on its record, as a new version of it."""
    model: Any = type(link.row)
    owner_name, codes = model.REPEATED_IN
    owner: Any = type(link.owner)._base_manager.get(pk=link.owner.pk)
    rows = model._base_manager.filter(**{owner_name: owner}).select_related(link.field).order_by("position")
    setattr(owner, codes, codes_of(getattr(row, link.field) for row in rows))
    owner.save(by=by)


def _owner(model: Any) -> str:
    """The key of a list's row to the record that holds the list; empty for what is no list."""
    if owner := repeated_in(model)[0]:
        return owner
    if not model._meta.auto_created:
        return ""
    keys = [field.name for field in model._meta.fields if field.is_relation and field.related_model is not Organisation]
    return str(keys[0])


def _twins(model: Any, name: str, owner: str, kept: Organisation) -> dict[int, Any]:
    """The rows of the kept one by their owner."""
    return {getattr(row, f"{owner}_id"): row for row in model._base_manager.filter(**{name: kept})}


def _kind(record: Any) -> str:
    return str(record._meta.verbose_name_plural)


# What the kept one takes over where its own cell is empty.
FILLED = ("name_ko", "city", "home_strand")
MOST_NAMES = 200  # of links in one entry of the log, so that an entry stays readable


@dataclass(frozen=True)
class LinksOfKind:
    """The links of one kind of record: how many move, and which; how many are dropped because both stand there."""

    kind: str
    links: list[Link]

    @property
    def moving(self) -> list[Link]:
        """Those that point to the kept one afterwards."""
        return [link for link in self.links if link.twin is None]

    @property
    def dropped(self) -> list[Link]:
        """Those of records that have both."""
        return [link for link in self.links if link.twin is not None]


@dataclass(frozen=True)
class Merge:
    """What merging `other` into `kept` brings about, and `digest`, by which the same preview is known again."""

    kept: Organisation
    other: Organisation
    links: list[Link]
    filled: list[tuple[str, str]]

    @property
    def kinds(self) -> list[LinksOfKind]:
        """The links by kind of record."""
        by_kind: dict[str, list[Link]] = defaultdict(list)
        for link in self.links:
            by_kind[link.kind].append(link)
        return [LinksOfKind(kind, links) for kind, links in by_kind.items()]

    @property
    def digest(self) -> str:
        """A hash of both versions and of every link as it was shown."""
        parts = [f"{row.pk} {row.version}" for row in (self.kept, self.other)]
        parts += sorted(link.key for link in self.links)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def preview_merge(*, grants: Grants, strand: Strand, kept: Organisation, other: Organisation) -> Merge:
    """What would move. Raises NotAllowed, and DomainError for two that cannot be merged, or not by the reader."""
    _check_merge(grants=grants, strand=strand, kept=kept, other=other)
    links = links_to(other, kept=kept)
    filled = [
        (label_of(Organisation, name), str(getattr(other, name)))
        for name in FILLED
        if not getattr(kept, name) and getattr(other, name)
    ]
    return Merge(kept, other, links, filled)


def _check_merge(*, grants: Grants, strand: Strand, kept: Organisation, other: Organisation) -> None:
    """Who may merge which two; `strand` is where it is done.

    Staff merge what their own strands alone have in their directories or keep; what another strand has too, an
    administrator merges, since it moves that strand's links. Raises NotAllowed, DomainError.
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
    both = [kept.pk, other.pk]
    touched = set(Strand.objects.filter(organisations__in=both).values_list("pk", flat=True))
    touched |= {row.home_strand_id for row in (kept, other) if row.home_strand_id}
    if not grants.is_administrator and not touched <= grants.staff:
        raise DomainError(
            _("Strands that you do not look after have one of the two as well. Ask an administrator to merge them."),
            field="other",
        )


@one_act()
def merge_organisations(
    *,
    by: User,
    grants: Grants,
    strand: Strand,
    kept: Organisation,
    other: Organisation,
    version: int,
    digest: str,
    reason: str,
) -> Organisation:
    """Merge `other` into `kept`: every link moves, empty cells are filled, `other` keeps its code and its history.

    `version` is that of `kept`; `digest` that of the preview: what was shown is carried out, or nothing. Projects
    and agreements of closed pairings move too, since their organisation is still the same one. Each touched record
    and each touched strand has an entry in the log that names the links; nothing takes a merge back by itself.
    Raises NotAllowed, StaleRecord, DomainError.
    """
    first, second = sorted((kept, other), key=lambda row: row.pk)
    versions = {kept.pk: version, other.pk: other.version}
    locked = {row.pk: lock(row, version=versions[row.pk]) for row in (first, second)}
    check_reason(reason)
    merge = preview_merge(grants=grants, strand=strand, kept=locked[kept.pk], other=locked[other.pk])
    if merge.digest != digest:
        raise StaleRecord
    kept, other = merge.kept, merge.other
    touched = _touched(merge, strand)
    for link in merge.links:
        try:
            move(link, kept=kept, by=by)
        except IntegrityError as refused:
            raise DomainError(
                _("The %(kind)s have a record that cannot have the kept one twice. Take it out there first.")
                % {"kind": link.kind}
            ) from refused
        _write_on_owner(link, merge, by, reason)
    _fill(merge, by)
    other.merged_into = kept
    other.save(by=by)
    _notify_strands(merge, touched, by, reason)
    return kept


def _touched(merge: Merge, strand: Strand) -> dict[int, list[Link]]:
    """The links by strand: that of each record, those that keep the two, and the one where the merging is done."""
    rows = (merge.kept, merge.other)
    found: dict[int, list[Link]] = {strand.pk: []}
    found |= {row.home_strand_id: [] for row in rows if row.home_strand_id}
    found |= {key: [] for key in Strand.objects.filter(organisations__in=rows).values_list("pk", flat=True)}
    for link in merge.links:
        if (key := _strand_of(link.owner)) is not None:
            found.setdefault(key, []).append(link)
    return found


def _strand_of(record: Any) -> int | None:
    if isinstance(record, Strand):
        return record.pk
    key: int | None = getattr(record, "strand_id", None) or getattr(record, "home_strand_id", None)
    return key


def _notify_strands(merge: Merge, touched: dict[int, list[Link]], by: User, reason: str) -> None:
    """Each touched strand's log names what moved there, the first few by name."""
    for strand, links in touched.items():
        write_audit(
            action=ORGANISATION_MERGED,
            by=by,
            record=merge.kept,
            strand_id=strand,
            reason=reason.strip(),
            other=f"{merge.other} ({merge.other.code})",
            links=len(links),
            moved="; ".join(f"{link.kind}: {link.owner}" for link in links[:MOST_NAMES]) or "–",
        )


def _write_on_owner(link: Link, merge: Merge, by: User, reason: str) -> None:
    """A record that repeats its list tells in its own history why that changed."""
    if not repeated_in(type(link.row))[1]:
        return
    write_audit(
        action=ORGANISATION_REPLACED,
        by=by,
        record=link.owner,
        strand_id=_strand_of(link.owner),
        pairing_id=getattr(link.owner, "pairing_id", None),
        reason=reason.strip(),
        organisation=str(merge.kept),
        other=str(merge.other),
    )


def _fill(merge: Merge, by: User) -> None:
    """Give the kept one what it lacks."""
    lacking = [name for name in FILLED if not getattr(merge.kept, name) and getattr(merge.other, name)]
    for name in lacking:
        setattr(merge.kept, name, getattr(merge.other, name))
    if lacking:
        merge.kept.save(by=by)
