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


WITHDRAWN = "withdrawn"
AVAILABLE = "standing"
NEITHER = "programme"
_STATES = {
    AVAILABLE: pgettext_lazy("document", "Available"),
    WITHDRAWN: pgettext_lazy("document", "Withdrawn"),
}


def _kinds() -> dict[str, Any]:
    """The models that documents hang on, by name."""
    models = [kind.model for kind in parts().record_kinds if getattr(kind.model, "TAKES_DOCUMENTS", False)]
    return {model._meta.model_name: model for model in models}


def _newest(row: Document, name: str) -> Any:
    return getattr(row.newest, name, None)


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
        "kind",
        pgettext_lazy("of a document", "Belongs to"),
        lambda row: row.target_label,
        order=("record_type__model", "search_text", "pk"),
    ),
    Column("record", _("Record"), lambda row: row.target_name),
    Column("file", _("File name"), lambda row: _newest(row, "name") or ""),
    Column("size", _("Size in bytes"), lambda row: _newest(row, "size")),
    Column("version", _("Version"), lambda row: _newest(row, "number")),
    Column(
        "audience", _("Who may see it"), lambda row: row.audience_name, order=("audience", "side", "search_text", "pk")
    ),
    Column(
        "side",
        _("Brought by"),
        lambda row: str(row.brought_by.name if row.brought_by else _("Programme")),
        order=("side", "search_text", "pk"),
    ),
    Column("added", _("Added on"), lambda row: row.created_at, order=("created_at", "pk")),
    Column(
        "state", pgettext_lazy("table head", "State"), lambda row: _STATES[WITHDRAWN if row.withdrawn_at else AVAILABLE]
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
        lambda rows, state: rows.filter(withdrawn_at__isnull=state == AVAILABLE),
    ),
]
