"""The documents that a report may name: those of the strand alone, because the whole strand reads what is issued."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef

from partnerships.enums import Audience
from partnerships.models import Document, DocumentVersion
from reports.progress.compiling.plain import Plain, both, ref

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

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


def named_documents(scope: Scope) -> QuerySet[Document]:
    """Those that stand and have a file. What one side, or both, keep to themselves is in no report."""
    rows = Document.objects.standing().filter(pairing__in=scope.pairings, audience=Audience.STRAND)
    return rows.filter(Exists(DocumentVersion.objects.filter(document=OuterRef("pk"))))


def documents_of(scope: Scope) -> Documents:
    """All of a scope, in one query."""
    pairings = {pairing.pk: pairing.code for pairing in scope.pairings}
    by_record: dict[tuple[int, int], list[str]] = defaultdict(list)
    by_number: dict[int, str] = {}
    rows = named_documents(scope).order_by("pairing__code", "created_at", "pk")
    for number, pairing, code, kind, record in rows.values_list("pk", "pairing", "code", "record_type", "record_id"):
        by_number[number] = f"{pairings[pairing]}/{code}"
        by_record[kind, record].append(by_number[number])
    return Documents(by_record, by_number)


def record_ref(kind: str, row: Any, documents: Documents, day: str | None = None) -> Plain:
    """A reference to a record of a pairing that has a code and a title."""
    name, url, pairing = both(row, "title"), row.get_absolute_url(), row.pairing.code
    return ref(kind, row.code, name, url, pairing=pairing, day=day, documents=documents.on(row))
