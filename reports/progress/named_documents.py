"""The documents that the references of a snapshot name: with the SHA-256 of each version, those of the strand alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from partnerships.enums import Audience
from partnerships.models import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import Strand
    from reports.progress.compiling.plain import Plain

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
