"""Merging two organisations that are one: previewed link by link, then carried out as previewed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from core.errors import DomainError, NotAllowed, StaleRecord
from core.labels import label_of
from core.models import lock, one_act, write_audit
from partnerships.audit_actions.organisations import ORGANISATION_MERGED, ORGANISATION_REPLACED
from partnerships.models import Organisation, Strand
from partnerships.rules import may_merge_organisations
from partnerships.services.organisation_links import Link, links_to, move, repeated_in
from partnerships.services.transitions import check_reason

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

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
    if not may_merge_organisations(grants, strand):
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
    _tell_strands(merge, touched, by, reason)
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


def _tell_strands(merge: Merge, touched: dict[int, list[Link]], by: User, reason: str) -> None:
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
