"""The history of one record: who did what when and why, out of the log and the versions that point to it."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _, gettext_lazy

from core.formats import format_date, format_moment, format_period, format_signer
from core.log import RAISING
from core.meanwhile import SILENT_FIELDS
from core.models import AuditEntry
from core.periods import PartialDate, Period, dates_of
from core.texts import Piece, after, before, compare_texts, label_of, reader_language
from partnerships.audit_actions import OWN_SIDE_CHANGED
from partnerships.confirmations.models import TextLine, in_order, line_of
from partnerships.enums import Side
from partnerships.models import (
    City,
    Closing,
    Confirmed,
    Indicator,
    Milestone,
    Organisation,
    Pairing,
    Partner,
    Strand,
    Theme,
)

# What names the record, what the portal keeps for itself, and what the list of acts tells better.
HIDDEN = SILENT_FIELDS | {
    "id",
    "code",
    "strand",
    "pairing",
    "from_sources",
    "created_at",
    "author",
    "author_label",
    "reported_by",
    "reported_at",
    "origin_type",
    "origin_id",
}
# Fields that hold the codes of other records in order, and whose they are.
_LISTS: dict[str, Any] = {
    name: model for model in (City, Partner, Pairing, Milestone, Theme, Organisation) for name in model.LISTED_IN
}
_SHORT = 80  # characters of a value in a timeline
_OF_CLOSING = {
    "take_aways_en": gettext_lazy("take-aways in English"),
    "take_aways_ko": gettext_lazy("take-aways in Korean"),
    "prospects_en": gettext_lazy("prospects in English"),
    "prospects_ko": gettext_lazy("prospects in Korean"),
}


class FieldChange:
    """What a field, date or period `name` was and what it became, as the reader reads it."""

    def __init__(self, name: str, label: str, old: str, new: str) -> None:
        self.name, self.label, self.old, self.new = name, label, old, new

    @cached_property
    def pieces(self) -> list[Piece]:
        """The difference word by word."""
        return compare_texts(self.old, self.new)

    @property
    def short(self) -> tuple[str, str]:
        """Old and new value in few words: of a long text that was changed, the changed words alone."""
        old, new = self.old, self.new
        if old and new and max(len(old), len(new)) > _SHORT:
            shown = [(kind, words) for kind, text in self.pieces if (words := text.strip())]
            old, new = (" … ".join(text for of, text in shown if of == kind) for kind in ("removed", "added"))
        return Truncator(old).chars(_SHORT), Truncator(new).chars(_SHORT)

    @property
    def before(self) -> list[Piece]:
        """The older value, with what was removed marked."""
        return before(self.pieces)

    @property
    def after(self) -> list[Piece]:
        """The newer value, with what was added marked."""
        return after(self.pieces)


class VersionReader:
    """Reads versions of one kind of record: what they hold, by name, in the reader's language.

    The names of other records are read once for all versions given: a query for each field that changed.
    What is named by `without` is not told.
    """

    def __init__(
        self, model: type[models.Model], strand: Strand, rows: Sequence[Any], *, without: Collection[str] = ()
    ) -> None:
        self.model, self.strand = model, strand
        self.facets = {name: field for name, field in _facets_of(model).items() if name not in without}
        self._names = {name: self._names_in(name, rows) for name in self.facets}

    def changes(self, old: Any, new: Any) -> list[FieldChange]:
        """What differs from one version to the other, in the order of the record's fields."""
        return [
            FieldChange(name, _label(self.model, name, self.strand), self.shown(name, old), self.shown(name, new))
            for name in self.facets
            if self.value(name, old) != self.value(name, new)
        ]

    def value(self, name: str, row: Any) -> Any:
        """What a version holds: a Period, a key, or the field's own value."""
        field = self.facets[name]
        if field is None:
            # A period is read under its own name, a date under that of its column with `_date`.
            found = (vars(self.model).get(f"{name}_date") or getattr(self.model, name)).__get__(row)
            return Period(found) if isinstance(found, PartialDate) else found
        return getattr(row, field.attname)

    def shown(self, name: str, row: Any) -> str:
        """The value as people read it; empty where there is none."""
        value, field = self.value(name, row), self.facets[name]
        if isinstance(value, Period):
            return format_period(value)
        if value in (None, "", []):
            return ""
        if isinstance(field, models.JSONField):
            return self._items(name, value)
        names = self._names[name]
        if name in _LISTS:
            return ", ".join(names.get(code, code) for code in value.split(";"))
        if field.choices and value in Side.values:
            return str(self.strand.side_name(value))
        return str(names.get(value, "") if field.is_relation else "") or _plain(field, value)

    def _items(self, name: str, items: Sequence[Any]) -> str:
        """A list line by line; of a text that is confirmed as it says itself."""
        told = self.model.lines_of(name, items) if issubclass(self.model, Confirmed) else map(line_of, items)
        return "\n".join(self._line(line) for line in told)

    def _line(self, line: TextLine) -> str:
        """A line of a list: what, which side, until when, and what else is said of it."""
        side = self.strand.side_name(line.side) if line.side in Side.values else ""
        more = [in_order(words)[0][1] for words in line.more.values()]
        return ", ".join(str(part) for part in (line.text, side, _date(line.until), *more) if part)

    def _names_in(self, name: str, rows: Sequence[Any]) -> dict[Any, str]:
        field = self.facets[name]
        if field is None or not (field.is_relation or name in _LISTS):
            return {}
        keys = {self.value(name, row) for row in rows}
        if len(keys) < 2:
            return {}
        if name in _LISTS:
            return names_of_codes(name, {code for listed in keys for code in listed.split(";")}, self.strand)
        others = field.related_model._default_manager.all()
        if hasattr(others, "with_names"):
            others = others.with_names()
        return {key: str(other) for key, other in others.in_bulk(keys - {None}).items()}


def names_of_codes(name: str, codes: Collection[str], strand: Strand) -> dict[Any, str]:
    """The names behind codes of the field `name`; what other strands share has its codes once in the portal."""
    model = _LISTS[name]
    rows = model._default_manager.filter(code__in=codes)
    fields = {field.name for field in model._meta.fields}
    if "strand" in fields:
        rows = rows.filter(strand=strand)
    elif "pairing" in fields:
        rows = rows.filter(pairing__strand=strand)
    if hasattr(rows, "with_names"):
        rows = rows.with_names()
    return {row.code: getattr(row, "name", "") or str(row) for row in rows.order_by("pk")}


def _facets_of(model: type[models.Model]) -> dict[str, Any]:
    """What of a record can be told apart, by name in the order of its fields: the field, or None for what several
    columns hold. A date or period stands where its first column does.
    """
    dates = {column: dates.name for column, dates in dates_of(model).items()}
    found: dict[str, Any] = {}
    # What versions do not keep, such as a person's number, is not told apart.
    kept = {field.name for field in model.history.model._meta.fields} if hasattr(model, "history") else None
    for field in model._meta.concrete_fields:
        name = dates.get(field.name, field.name)
        if (kept is None or field.name in kept) and name not in HIDDEN:
            found.setdefault(name, None if field.name in dates else field)
    # The number of the edition says that a confirmed text changed: the text itself comes first.
    if "edition" in found:
        found["edition"] = found.pop("edition")
    return found


def _label(model: type[models.Model], name: str, strand: Strand) -> str:
    side, _underscore, rest = name.partition("_")
    if model is Closing and side in Side.values:
        return f"{strand.side_name(side)}: {_OF_CLOSING[rest]}"
    return label_of(model, name)


def _plain(field: Any, value: Any) -> str:
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.datetime):
        return format_moment(timezone.localtime(value))
    return format_date(value) if isinstance(value, dt.date) else str(value)


def _date(text: str) -> str:
    try:
        return format_period(Period.parse(text)) if text else ""
    except ValueError:
        return text


MOST = 500  # acts, moves and versions of one record that a page reads, the newest ones
# Acts of which the changes themselves say more.
_PLAIN = {"record-changed", OWN_SIDE_CHANGED}


class HistoryEntry:
    """One act as the reader reads it, with what it changed.

    `for_side` is the side it was done for by somebody else; `row` the saved version it led to, if any;
    `name` and `url` say which record it is about, where a page tells of several.
    """

    def __init__(self, act: AuditEntry) -> None:
        self.at, self.what, self.action = act.at, act.sentence, act.action
        self.who, self.actor_id = act.actor_label or _("The portal itself"), act.actor_id
        self.reason, self.for_side = act.reason, act.parameters.get("on_behalf", "")
        self.moved = "forecast" if {"old", "new"} <= act.parameters.keys() else ""
        self.changes: list[FieldChange] = []
        self.row: Any = None
        self.name = self.url = ""

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
    pairing = pairing_of(record)
    for_partner = {side: partner.name for side, partner in pairing.partners} if pairing else {}
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
