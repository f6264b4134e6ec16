"""What a snapshot is compiled of: its scope, records as plain data that JSON can say, the documents that it names.

In a snapshot a text is an object with `en` and `ko`, of which one may be empty, and `stale`, the language that is older
than the other, or nothing. A date is its ISO 8601 form, which is its precision: `2017-03-14`, `2017-03`, `2017`. A span
has `start` and `end`, each a date or null. A reference leads to a record: its kind, code, name, address within the
portal, a day, and the codes of the documents that prove it. A date that is known by month or year only stays one:
nothing here makes a day of it that anybody would read.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import translation

from core import clock
from core.periods import DAY, PartialDate, Period
from core.texts import LANGUAGES, other_language, writer_language
from partnerships.enums import Audience, BuiltIn, Side
from partnerships.indicators.selectors import Reading, read_counts
from partnerships.models import Document, DocumentVersion, Pairing, Strand
from reports.models import ReportingPeriod

type Plain = dict[str, Any]
_BETWEEN = {"en": "-", "ko": "·"}


@dataclass(frozen=True)
class Scope:
    """A period of a strand, of all its pairings or of one; read at the moment `as_of`.

    `pairings` are those in it, with names, in the order of their codes; `previous` is the snapshot of the report on
    the period before in the same scope, or None.
    """

    strand: Strand
    period: ReportingPeriod
    pairings: tuple[Pairing, ...]
    as_of: dt.datetime
    pairing: Pairing | None = None
    previous: Mapping[str, Any] | None = None
    _known: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def read[Found](self, what: Callable[[Scope], Found]) -> Found:
        """What several sections read of the scope, which is read once: none of them changes it."""
        if what not in self._known:
            self._known[what] = what(self)
        found: Found = self._known[what]
        return found

    @cached_property
    def counts(self) -> dict[int | None, dict[BuiltIn, Reading]]:
        """What the portal counts as of the last day: of the whole scope under None, of each pairing under its key."""
        return read_counts(strand=self.strand, pairing=self.pairing, today=self.last_day)

    @property
    def first_day(self) -> dt.date:
        return self.period.starts_on

    @property
    def last_day(self) -> dt.date:
        """The last day that is reported: that of the period, or the day of reading where the period still runs.

        Every figure is as of it: what is dated later is told by the report on the next period.
        """
        return self.period.last_day_given(clock.day_of(self.as_of))

    @property
    def until(self) -> dt.datetime:
        return min(clock.end_of(self.last_day), self.as_of)

    def of_projects(self, path: str = "") -> Q:
        """The projects in it, of a whole strand also those outside of pairings; `path` leads to one, ends with `__`."""
        found = Q(**{f"{path}pairing__in": self.pairings})
        return found if self.pairing else found | Q(**{f"{path}pairing": None, f"{path}strand": self.strand})

    def covers(self, day: dt.date | None) -> bool:
        return self.period.covers(day, self.last_day)

    @cached_property
    def _documents(self) -> tuple[dict[tuple[int, int], list[str]], dict[int, str]]:
        """Codes such as `busan-barcelona/document-7`, by the record that a document hangs on, and by its number.

        Those of a scope that stand and have a file, in one query: the strand's alone, because the whole strand reads
        what is issued.
        """
        pairings = {pairing.pk: pairing.code for pairing in self.pairings}
        by_record: dict[tuple[int, int], list[str]] = defaultdict(list)
        by_number: dict[int, str] = {}
        rows = Document.objects.active().filter(pairing__in=self.pairings, audience=Audience.STRAND)
        rows = rows.filter(Exists(DocumentVersion.objects.filter(document=OuterRef("pk"))))
        rows = rows.order_by("pairing__code", "created_at", "pk")
        for number, pairing, code, *record in rows.values_list("pk", "pairing", "code", "record_type", "record_id"):
            by_number[number] = f"{pairings[pairing]}/{code}"
            by_record[record[0], record[1]].append(by_number[number])
        return by_record, by_number

    def documents_on(self, record: Model) -> list[str]:
        kind = ContentType.objects.get_for_model(record)
        return list(self._documents[0].get((kind.pk, record.pk), ()))

    def document(self, number: int | None) -> str:
        """The code of one; nothing where there is none, or where the report may not name it."""
        return self._documents[1].get(number, "") if number else ""

    def proof(self, row: Any) -> list[str]:
        """The document that a row names as its proof."""
        return [code] if row and (code := self.document(row.document_id)) else []

    def named_documents(self, data: Any) -> Plain:
        """Those that the data name, that still stand, and that whoever reads the strand may see, by `pairing/code`."""
        wanted = keys_in(data)
        rows = _documents_of(self.strand, wanted).filter(withdrawn_at=None, audience=Audience.STRAND)
        rows = rows.select_related("pairing__strand").prefetch_related("versions").order_by("pairing__code", "code")
        named = (row for row in rows if (row.pairing.code, row.code) in wanted)
        return {f"{row.pairing.code}/{row.code}": _document(row) for row in named}

    def without_hidden(self, data: Any) -> Any:
        """The data without the codes of documents that a side, or both, keep: the strand reads a snapshot."""
        rows = _documents_of(self.strand, keys_in(data)).exclude(audience=Audience.STRAND)
        secret = set(rows.values_list("pairing__code", "code"))
        return _without(data, secret) if secret else data

    def ref_to(self, kind: str, row: Any, day: str | None = None) -> Plain:
        """A reference to a record that has a code and a title, with its pairing where it lies in one."""
        name, url, pairing = both(row, "title"), row.get_absolute_url(), row.pairing.code if row.pairing else ""
        return ref(kind, row.code, name, url, pairing=pairing, day=day, documents=self.documents_on(row))

    def end_of(self, period: Period) -> dt.date | None:
        return day_of_end(period, self.strand)

    def holds(self, period: Period, *, until: dt.date | None = None) -> bool:
        """Whether it ended, or ends, in its days; `until` is the last of them, if another."""
        day = self.end_of(period)
        return day is not None and self.first_day <= day <= (until or self.last_day)

    def frame(self, *more: str) -> Plain:
        """What a section has of it: whether it is of one pairing, the pairings; `more` are today, period, sides."""
        found = {
            "today": iso(self.last_day),
            "period": {"start": iso(self.first_day), "end": iso(self.last_day)},
            "sides": sides_of(self.strand),
        }
        pairings = [
            {
                **fields(pairing, "code", "status", "url"),
                "name": pairing_name(pairing),
                **{side: both(partner, "name") for side, partner in pairing.partners},
            }
            for pairing in self.pairings
        ]
        return {"of_pairing": self.pairing is not None, "pairings": pairings, **{name: found[name] for name in more}}


def day_of_end(period: Period, strand: Strand) -> dt.date | None:
    """The one day by which a period of time is placed: its last possible day.

    Where it is known by month or year only, no later than the strand ends, so that reporting periods that follow each
    other through the strand tell it once.
    """
    edge = period.end or period.start
    if edge is None or edge.precision == DAY:
        return edge.last_day if edge else None
    day = edge.last_day
    if strand.ends_on_date and edge.first_day <= strand.ends_on_date.last_day < day:
        day = strand.ends_on_date.last_day
    return day


# Records as plain data.


def both(row: Any, name: str) -> Plain:
    stale = set(getattr(row, "stale_texts", "").split())
    old = next((language for language in LANGUAGES if f"{name}_{language}" in stale), "")
    return {"en": getattr(row, f"{name}_en"), "ko": getattr(row, f"{name}_ko"), "stale": old}


def free(text: str, other: str = "") -> Plain:
    """A text in its writer's language, such as a reason, and in the `other` one where somebody has added that."""
    if not text:
        return {}
    language = writer_language(text)
    return {language: text, "free": True} | ({other_language(language): other} if other else {})


def remark(row: Any) -> Plain:
    """The remark on a record that is known from published sources, as public as they are; of another one nothing."""
    return free(row.note, row.note_other) if row.from_sources else {}


def same(text: str) -> Plain:
    """A name that is written alike in both languages, such as one of a file."""
    return {"en": text, "ko": text, "stale": ""}


def iso(value: PartialDate | dt.date | None) -> str | None:
    """A date as exact as it is known."""
    if value is None:
        return None
    return value.isoformat() if isinstance(value, dt.date) else value.iso()


def span(period: Period | None) -> Plain:
    """A period, each edge as exact as it is known."""
    return {"start": iso(period.start) if period else None, "end": iso(period.end) if period else None}


def fields(row: Any, *names: str) -> Plain:
    """Fields of a record by their names, each as plain as it is: a text in both languages, a date, a span, a value."""
    return {name: _field(row, name) for name in names}


def _field(row: Any, name: str) -> Any:
    if name == "url":
        return row.get_absolute_url()
    if hasattr(row, f"{name}_en"):
        return both(row, name)
    match getattr(row, name):
        case Period() as period:
            return span(period)
        case PartialDate() | dt.date() as day:
            return iso(day)
        case value:
            return value


def ref(
    kind: str,
    code: str,
    name: Mapping[str, Any],
    url: str,
    *,
    pairing: str = "",
    day: str | None = None,
    documents: Sequence[str] = (),
) -> Plain:
    """A reference to a record; `kind` is its model, such as `milestone`, `pairing` the code of its pairing."""
    return {
        "kind": kind,
        "code": code,
        "pairing": pairing,
        "name": dict(name),
        "url": url,
        "day": day,
        "documents": list(documents),
    }


def figure(key: str, rows: Iterable[Plain], *, value: float | None = None) -> Plain:
    """A figure with the rows behind it; its value is how many they are, unless it is another sum of them."""
    found = list(rows)
    return {"key": key, "value": len(found) if value is None else value, "rows": found}


def day_of(period: Period) -> str | None:
    """The day by which a reference places a period."""
    return iso(period.end or period.start)


def plain_number(value: Decimal | float | None) -> int | float | None:
    """A number without noughts behind the point; what nobody reported stays nothing, which is no zero."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def in_both(words: Callable[[], Any]) -> Plain:
    """What `words` gives in each language, such as a label or a sentence."""
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(words())
    return {**said, "stale": ""}


def pairing_name(pairing: Pairing) -> Plain:
    """Both partners' names, counterpart first, as the portal writes them; needs both partners."""
    partners = (pairing.counterpart.partner, pairing.eu.partner)
    said = {
        language: _BETWEEN[language].join(
            getattr(partner, f"name_{language}") or partner.name_en or partner.name_ko for partner in partners
        )
        for language in LANGUAGES
    }
    return {**said, "stale": ""}


def sides_of(strand: Strand) -> Plain:
    return {
        side: {"letters": strand.side_code(side), "name": in_both(partial(strand.side_name, side))}
        for side in Side.values
    }


# The documents that a snapshot names: with the SHA-256 of each version, those of the strand alone.


type Key = tuple[str, str]


def _references_in(data: Any) -> Iterator[Mapping[str, Any]]:
    """Every row or reference anywhere in some data that names documents."""
    if isinstance(data, Mapping):
        if _is_reference(data):
            yield data
        for value in data.values():
            yield from _references_in(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _references_in(value)


def _is_reference(data: Mapping[str, Any]) -> bool:
    """Whether an object has a list of documents, as `ref` gives one."""
    return isinstance(data.get("documents"), list | tuple)


def _document_key(reference: Mapping[str, Any], code: str) -> Key:
    """The pairing and the code of a document that a reference names, whether or not it names the pairing too."""
    pairing, _slash, own = code.rpartition("/")
    return pairing or str(reference.get("pairing") or ""), own


def keys_in(data: Any) -> set[Key]:
    """The documents that some data name."""
    return {_document_key(row, code) for row in _references_in(data) for code in row["documents"]}


def _documents_of(strand: Strand, keys: Iterable[Key]) -> QuerySet[Any]:
    found = set(keys)
    rows: QuerySet[Any] = Document.objects.filter(
        pairing__strand=strand,
        pairing__code__in={pairing for pairing, _code in found},
        code__in={code for _pairing, code in found},
    )
    return rows


def _document(row: Any) -> Plain:
    return {
        **fields(row, "title", "code", "url"),
        "pairing": row.pairing.code,
        "versions": [
            fields(one, "number", "name", "sha256", "size")
            for one in sorted(row.versions.all(), key=lambda one: one.number)
        ],
    }


def _without(data: Any, secret: set[Key]) -> Any:
    if isinstance(data, Mapping):
        kept = {name: _without(value, secret) for name, value in data.items()}
        if _is_reference(data):
            kept["documents"] = [code for code in data["documents"] if _document_key(data, code) not in secret]
        return kept
    if isinstance(data, list | tuple):
        return [_without(value, secret) for value in data]
    return data
