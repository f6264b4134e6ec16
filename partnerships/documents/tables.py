"""The columns of a pairing's documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.columns import Column, Filter
from core.parts import parts
from partnerships.enums import Audience
from partnerships.models import Document, Pairing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import DocumentVersion

WITHDRAWN = "withdrawn"
STANDING = "standing"
NEITHER = "programme"
_STATES = {
    STANDING: pgettext_lazy("document", "Available"),
    WITHDRAWN: pgettext_lazy("document", "Withdrawn"),
}


def _kinds() -> dict[str, Any]:
    """The models that documents hang on, by name."""
    models = [kind.model for kind in parts().record_kinds if getattr(kind.model, "TAKES_DOCUMENTS", False)]
    return {model._meta.model_name: model for model in models}


def newest(row: Document) -> DocumentVersion | None:
    """The newest file, from versions that were read with the row."""
    return next(iter(row.versions.all()), None)


def record_of(row: Document) -> Any:
    """What a document hangs on, knowing its pairing; None where it is gone."""
    record = row.record
    if isinstance(record, Pairing):
        return row.pairing
    if record is not None:
        record.pairing = row.pairing
    return record


def _kind(row: Document) -> str:
    record = record_of(row)
    return capfirst(str(record._meta.verbose_name)) if record else ""


def name_of(record: Any) -> str:
    """What a record is called; a pairing by its two partners."""
    return "" if record is None else str(record.name if isinstance(record, Pairing) else record)


def _audience(row: Document) -> str:
    if row.audience == Audience.OWN_SIDE:
        return str(dict(row.pairing.partners)[row.side].name)
    return str(row.get_audience_display())


def brought_by(row: Document) -> str:
    """The name of the side that brought it, else the programme's."""
    return str(dict(row.pairing.partners)[row.side].name) if row.side else str(_("Programme"))


def _of_kind(rows: QuerySet[Document], name: str) -> QuerySet[Document]:
    return rows.filter(record_type=ContentType.objects.get_for_model(_kinds()[name]))


def _sides(pairing: Pairing) -> list[tuple[str, Any]]:
    return [*((side, partner.name) for side, partner in pairing.partners), (NEITHER, _("Programme"))]


DOCUMENT_COLUMNS = [
    Column(
        "document",
        _("Document"),
        lambda row: row.title,
        order=("search_text", "pk"),
        link=lambda row: row.get_absolute_url(),
    ),
    Column(
        "kind", pgettext_lazy("of a document", "Belongs to"), _kind, order=("record_type__model", "search_text", "pk")
    ),
    Column("record", _("Record"), lambda row: name_of(record_of(row))),
    Column("file", _("File name"), lambda row: file.name if (file := newest(row)) else ""),
    Column("size", _("Size in bytes"), lambda row: file.size if (file := newest(row)) else None),
    Column("version", _("Version"), lambda row: file.number if (file := newest(row)) else None),
    Column("audience", _("Who may see it"), _audience, order=("audience", "side", "search_text", "pk")),
    Column("side", _("Brought by"), brought_by, order=("side", "search_text", "pk")),
    Column("added", _("Added on"), lambda row: row.created_at, order=("created_at", "pk")),
    Column(
        "state", pgettext_lazy("table head", "State"), lambda row: _STATES[WITHDRAWN if row.withdrawn_at else STANDING]
    ),
    Column("reason", _("Reason"), lambda row: row.withdrawn_reason),
    Column("description", _("Description"), lambda row: row.description),
]

DOCUMENT_FILTERS = [
    Filter(
        "kind",
        pgettext_lazy("of a document", "Belongs to"),
        lambda _pairing: [(name, capfirst(model._meta.verbose_name)) for name, model in _kinds().items()],
        _of_kind,
    ),
    Filter(
        "audience",
        _("Who may see it"),
        lambda _pairing: Audience.choices,
        lambda rows, audience: rows.filter(audience=audience),
    ),
    Filter("side", _("Brought by"), _sides, lambda rows, side: rows.filter(side="" if side == NEITHER else side)),
    Filter(
        "state",
        pgettext_lazy("table head", "State"),
        lambda _pairing: list(_STATES.items()),
        lambda rows, state: rows.filter(withdrawn_at__isnull=state == STANDING),
    ),
]
