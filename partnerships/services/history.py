"""The history of one record: who did what when and why, out of acts, moves of dates and saved versions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from core.formats import format_period, format_signer
from core.models import AuditEntry
from core.texts import reader_language
from partnerships.audit_actions import LIST_EXPORTED, SIDE_REMINDED
from partnerships.models import DateChange, Indicator, Organisation, Pairing
from partnerships.services.facets import Change, Reading

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from uuid import UUID

    from partnerships.models import Strand

MOST = 500  # acts, moves and versions of one record that a page reads, the newest ones
_MOVED = {"milestone": "milestone", "stage": "stage", "planitem": "plan_item"}
_CHANGED = "record-changed"
_RESTORED = "record-restored"


@dataclass(slots=True)
class Entry:
    """One act as the reader reads it, with what it changed.

    `for_side` is the side it was done for by somebody else; `row` the saved version it led to, if any;
    `name` and `url` say which record it is about, where a page tells of several; `times` how often in a row it
    was done, which the page tells in one line.
    """

    at: dt.datetime
    what: str
    who: str
    actor_id: int | None = None
    reason: str = ""
    for_side: str = ""
    changes: list[Change] = field(default_factory=list)
    row: Any = None
    name: str = ""
    url: str = ""
    action: str = ""
    moved: str = ""
    names_fields: bool = False
    times: int = 1
    act_key: UUID | None = None

    @property
    def version(self) -> int | None:
        """The number of the saved version, by which two are compared."""
        return self.row.version if self.row else None


def strand_of(record: Any) -> Strand:
    """The strand that a record lies in."""
    if isinstance(record, Organisation):
        # Strands share it; the one that keeps it, else the first that has it.
        kept_by: Strand = record.home_strand or record.strands.order_by("pk")[0]
        return kept_by
    if isinstance(record, Indicator):
        # The strands of a programme share it; it reads the same in each of them.
        return record.programme.strands.order_by("pk")[0]
    strand: Strand = record.strand if hasattr(record, "strand") else record.pairing.strand
    return strand


def pairing_of(record: Any) -> Pairing | None:
    """The pairing that a record is or lies in; None for what lies in the strand."""
    return record if isinstance(record, Pairing) else getattr(record, "pairing", None)


def timeline(record: Any, *, limit: int | None = None, without: Collection[str] = ()) -> list[Entry]:
    """The newest acts of a record first, `limit` of them; a constant number of queries.

    Of the facets `without` names no entry tells how they changed.
    """
    most = (limit or MOST) * 2
    versions = _read_versions(record, most=most + 1)
    reading = Reading(type(record), strand_of(record), versions, without=without)
    entries = _acts(record, most)
    # A move stands in the log too, with the same reason.
    told = {entry.act_key for entry in entries if entry.act_key}
    entries += [move for move in _moves(record, most) if move.act_key not in told]
    entries += _saved(record, versions[:most], entries)
    older = _older(versions)
    for entry in entries:
        if entry.row is not None and (before := older.get(entry.row.history_id)) is not None:
            entry.changes = [one for one in reading.changes(before, entry.row) if one.facet.name != entry.moved]
    for_partner = _partners(record)
    for entry in entries:
        entry.for_side = for_partner.get(entry.for_side, "")
    shown = [entry for entry in entries if entry.action or entry.changes or not older.get(_key(entry))]
    shown.sort(key=lambda entry: (entry.at, entry.version or 0), reverse=True)
    return named(shown[:limit])


def named(entries: list[Entry]) -> list[Entry]:
    """The entries with their people as the page writes them elsewhere."""
    written = names_written((entry.actor_id, entry.who) for entry in entries)
    for entry in entries:
        entry.who = written.get((entry.actor_id, entry.who), entry.who)
    return entries


def names_written(kept: Iterable[tuple[int | None, str]]) -> dict[tuple[int | None, str], str]:
    """How a Korean page writes those who acted, by their keys and the names that were kept; one query.

    In English the kept name is the one that is written anyway.
    """
    if reader_language() != "ko":
        return {}
    acted = set(kept)
    people = get_user_model().objects.in_bulk({key for key, _name in acted if key})
    return {(key, name): format_signer(people.get(key), name) for key, name in acted}


def _read_versions(record: Any, *, most: int = MOST) -> list[Any]:
    """The saved versions of a record, the newest first."""
    return list(record.history.select_related("history_user").order_by("-history_id")[:most])


def _older(versions: Sequence[Any]) -> dict[int | None, Any]:
    """What stood before the act that led to a version, by the number of its row; an act may save a record twice."""
    older: dict[int | None, Any] = {}
    for row, before in reversed(list(pairwise(versions))):
        is_one_act = row.act_key is not None and row.act_key == before.act_key
        older[row.history_id] = older.get(before.history_id) if is_one_act else before
    return older


def _key(entry: Entry) -> int | None:
    return entry.row.history_id if entry.row else None


def _partners(record: Any) -> dict[str, str]:
    pairing = pairing_of(record)
    return {side: partner.name for side, partner in pairing.partners} if pairing else {}


def entry_of(act: AuditEntry) -> Entry:
    """An act out of the log."""
    return Entry(
        at=act.at,
        what=act.sentence,
        who=act.actor_label or _("The portal itself"),
        actor_id=act.actor_id,
        reason=act.reason,
        for_side=act.parameters.get("on_behalf", ""),
        action=act.action,
        names_fields="fields" in act.parameters or act.action == _RESTORED,
        moved="forecast" if {"old", "new"} <= act.parameters.keys() else "",
        act_key=act.act_key,
    )


def _acts(record: Any, most: int) -> list[Entry]:
    acts = AuditEntry.objects.filter(object_type=record._meta.label_lower, object_id=record.pk)
    # A list that somebody took along, or a mail to the sides, changes nothing about the record it is of.
    acts = acts.exclude(action__in=[LIST_EXPORTED, SIDE_REMINDED])
    entries = [entry_of(act) for act in acts.order_by("-at", "-id")[:most]]
    restored = {entry.act_key: entry for entry in entries if entry.action == _RESTORED and entry.act_key}
    kept = []
    for entry in entries:
        # A restoring stands in the log as an edit too: it is told once, with the reason.
        if entry.act_key in restored and entry.action.endswith(("-changed", "-edited", "-edit")):
            twin = restored[entry.act_key]
            twin.reason, twin.for_side = twin.reason or entry.reason, twin.for_side or entry.for_side
        else:
            kept.append(entry)
    return kept


def _moves(record: Any, most: int) -> list[Entry]:
    noun = _MOVED.get(record._meta.model_name)
    if noun is None:
        return []
    return [
        Entry(
            at=change.at,
            what=_("Moved from %(old)s to %(new)s")
            % {"old": format_period(change.old) or "–", "new": format_period(change.new) or "–"},
            who=change.by_label or _("The portal itself"),
            actor_id=change.by_id,
            reason=change.reason,
            action="moved",
            moved="forecast",
            act_key=change.act_key,
        )
        for change in DateChange.objects.filter(**{noun: record}).order_by("-at", "-id")[:most]
    ]


def _saved(record: Any, versions: Iterable[Any], entries: Iterable[Entry]) -> list[Entry]:
    """Give each act the version it led to; returns entries for the versions that no act tells of."""
    acts: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.act_key:
            acts[entry.act_key].append(entry)
    rest: list[Entry] = []
    for row in versions:
        told = acts[row.act_key] if row.act_key else []
        if not told:
            told.append(_of_version(record, row))
            rest += told
            continue
        # Of the entries of one act, the one that names what it changed led to the version; else the first one.
        act = min(reversed(told), key=lambda one: not (one.names_fields or one.moved))
        act.row = act.row or row
        if act.action in {"", _CHANGED}:
            act.what = _added_or_changed(row)
    return rest


def _of_version(record: Any, row: Any) -> Entry:
    from_sources = getattr(record, "from_sources", False) or getattr(record, "loaded_version", None)
    nobody = _("recorded from sources") if from_sources else _("The portal itself")
    return Entry(
        at=row.history_date,
        what=_added_or_changed(row),
        who=row.history_user.kept_name if row.history_user else nobody,
        actor_id=row.history_user_id,
        row=row,
    )


def _added_or_changed(row: Any) -> str:
    return _("Added") if row.history_type == "+" else _("Changed")
