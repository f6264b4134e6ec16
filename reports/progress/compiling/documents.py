"""The documents that a report may name: those of the strand alone, because the whole strand reads what is issued."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef

from partnerships.enums import Audience
from partnerships.models import Document, DocumentVersion
from reports.progress.compiling.plain import Plain, both, ref

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from partnerships.models import Strand
    from reports.progress.compiling.plain import Plain
    from reports.progress.compiling.scope import Scope


@dataclass(frozen=True, slots=True)
class Documents:
    """Codes such as `busan-barcelona/document-7`, by the record that a document hangs on, and by its number."""

    by_record: Mapping[tuple[int, int], Sequence[str]]
    by_number: Mapping[int, str]

    def on(self, record: Model) -> list[str]:
        kind = ContentType.objects.get_for_model(record)
        return list(self.by_record.get((kind.pk, record.pk), ()))

    def code(self, number: int | None) -> str:
        """The code of one; nothing where there is none, or where the report may not name it."""
        return self.by_number.get(number, "") if number else ""


def documents_of(scope: Scope) -> Documents:
    """Those of a scope that stand and have a file, in one query. What sides keep to themselves is in no report."""
    pairings = {pairing.pk: pairing.code for pairing in scope.pairings}
    by_record: dict[tuple[int, int], list[str]] = defaultdict(list)
    by_number: dict[int, str] = {}
    rows = Document.objects.active().filter(pairing__in=scope.pairings, audience=Audience.STRAND)
    rows = rows.filter(Exists(DocumentVersion.objects.filter(document=OuterRef("pk"))))
    rows = rows.order_by("pairing__code", "created_at", "pk")
    for number, pairing, code, kind, record in rows.values_list("pk", "pairing", "code", "record_type", "record_id"):
        by_number[number] = f"{pairings[pairing]}/{code}"
        by_record[kind, record].append(by_number[number])
    return Documents(by_record, by_number)


def record_ref(kind: str, row: Any, documents: Documents, day: str | None = None) -> Plain:
    """A reference to a record of a pairing that has a code and a title."""
    name, url, pairing = both(row, "title"), row.get_absolute_url(), row.pairing.code
    return ref(kind, row.code, name, url, pairing=pairing, day=day, documents=documents.on(row))


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
    """Whether an object has a list of documents, as `plain.ref` gives one."""
    return isinstance(data.get("documents"), list | tuple)


def _document_key(reference: Mapping[str, Any], code: str) -> Key:
    """The pairing and the code of a document that a reference names, whether or not it names the pairing too."""
    pairing, _slash, own = code.rpartition("/")
    return pairing or str(reference.get("pairing") or ""), own


def keys_in(data: Any) -> set[Key]:
    """The documents that some data name."""
    return {_document_key(row, code) for row in _references_in(data) for code in row["documents"]}


def named_documents(strand: Strand, data: Any) -> Plain:
    """Those named in the data that still stand and that everybody who reads the strand may see, by `pairing/code`."""
    wanted = keys_in(data)
    rows = _rows(strand, wanted).filter(withdrawn_at=None, audience=Audience.STRAND)
    rows = rows.select_related("pairing__strand").prefetch_related("versions").order_by("pairing__code", "code")
    return {f"{row.pairing.code}/{row.code}": _document(row) for row in rows if (row.pairing.code, row.code) in wanted}


def without_hidden(strand: Strand, data: Any) -> Any:
    """The data without the codes of documents that a side, or both, keep to themselves: the strand reads a snapshot."""
    rows = _rows(strand, keys_in(data)).exclude(audience=Audience.STRAND)
    secret = set(rows.values_list("pairing__code", "code"))
    return _without(data, secret) if secret else data


def _rows(strand: Strand, keys: Iterable[Key]) -> QuerySet[Document]:
    found = set(keys)
    rows: QuerySet[Document] = Document.objects.filter(
        pairing__strand=strand,
        pairing__code__in={pairing for pairing, _code in found},
        code__in={code for _pairing, code in found},
    )
    return rows


def _document(row: Document) -> Plain:
    return {
        "title": row.title,
        "pairing": row.pairing.code,
        "code": row.code,
        "url": row.get_absolute_url(),
        "versions": [
            {
                "number": one.number,
                "name": one.name,
                "sha256": one.sha256,
                "size": one.size,
            }
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
