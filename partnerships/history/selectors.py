"""The history of one record: who did what when and why, out of the log and the versions that point to it."""

from collections.abc import Collection, Iterable
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from core.formats import format_signer
from core.log import RAISING
from core.models import AuditEntry
from core.texts import reader_language
from partnerships.audit_actions import OWN_SIDE_CHANGED
from partnerships.history.facets import FieldChange, VersionReader
from partnerships.models import Indicator, Organisation, Pairing, Strand

MOST = 500  # acts, moves and versions of one record that a page reads, the newest ones
# Acts of which the changes themselves say more.
_PLAIN = {"record-changed", OWN_SIDE_CHANGED}


class HistoryEntry:
    """One act as the reader reads it, with what it changed.

    `for_side` is the side it was done for by somebody else; `row` the saved version it led to, if any;
    `name` and `url` say which record it is about, where a page tells of several; `times` how often in a row it
    was done, which the page tells in one line.
    """

    def __init__(self, act: AuditEntry) -> None:
        self.at, self.what, self.action = act.at, act.sentence, act.action
        self.who, self.actor_id = act.actor_label or _("The portal itself"), act.actor_id
        self.reason, self.for_side = act.reason, act.parameters.get("on_behalf", "")
        self.moved = "forecast" if {"old", "new"} <= act.parameters.keys() else ""
        self.changes: list[FieldChange] = []
        self.row: Any = None
        self.name = self.url = ""
        self.times = 1

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
    return getattr(record, "pairing", None)


def last_reason(record: Any) -> str:
    """The reason that was given last for a change of a record; one query."""
    acts = AuditEntry.objects.filter(object_type=record._meta.label_lower, object_id=record.pk, kind__in=RAISING)
    found = acts.exclude(names__reason="").order_by("-at", "-id").values_list("names__reason", flat=True).first()
    return str(found or "")


def timeline(record: Any, *, limit: int | None = None, without: Collection[str] = ()) -> list[HistoryEntry]:
    """The newest acts on a record first, `limit` of them: those about it, and those that saved it along with another.

    A constant number of queries. Of the facets `without` names no entry tells how they changed.
    """
    most = (limit or MOST) * 2
    kind = record._meta.label_lower
    acts = AuditEntry.objects.filter(object_type=kind, object_id=record.pk, kind__in=RAISING).order_by("-at", "-id")
    entries = {act.key: HistoryEntry(act) for act in acts[:most]}
    versions = list(record.history.select_related("entry__names").order_by("-history_id")[: most + 1])
    before: dict[UUID, Any] = {}
    is_loaded = getattr(record, "from_sources", False) or getattr(record, "loaded_version", None)
    for row, older in zip_longest(versions[:most], versions[1:]):
        entry = entries.get(row.entry_id)
        if entry is None:
            entry = entries[row.entry_id] = HistoryEntry(row.entry)
            is_about = (row.entry.object_type, row.entry.object_id) == (kind, record.pk)
            entry.name = "" if is_about else row.entry.object_label
        # An act may save a record twice.
        entry.row = entry.row or row
        before[row.entry_id] = older
        if is_loaded and not row.entry.actor_label and (entry.name or older is None):
            entry.who = _("recorded from sources")
    reading = VersionReader(type(record), strand_of(record), versions, without=without)
    for key, older in before.items():
        entry = entries[key]
        if older is not None:
            entry.changes = [one for one in reading.changes(older, entry.row) if one.name != entry.moved]
        if entry.action in _PLAIN:
            entry.what = _("Changed") if older is not None else _("Added")
    for_partner = _partners(record)
    for entry in entries.values():
        entry.for_side = for_partner.get(entry.for_side, "")
    shown = [entry for key, entry in entries.items() if not entry.name or entry.changes or before[key] is None]
    shown.sort(key=lambda entry: (entry.at, entry.version or 0), reverse=True)
    return named(shown[:limit])


def named(entries: list[HistoryEntry]) -> list[HistoryEntry]:
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


def _partners(record: Any) -> dict[str, str]:
    pairing = pairing_of(record)
    return {side: partner.name for side, partner in pairing.partners} if pairing else {}
