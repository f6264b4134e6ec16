"""The kinds of records that documents and notes hang on: how each is named in addresses, found and called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst

from partnerships.columns.documents import add_document_kind
from partnerships.models import (
    ActionPlan,
    AgreedThemes,
    Agreement,
    Closing,
    Contact,
    Document,
    FollowUp,
    Milestone,
    Pairing,
    Project,
)

if TYPE_CHECKING:
    from django.db import models

    from core.access import Grants


@dataclass(frozen=True, slots=True)
class Attachable:
    """One kind of record of a pairing. `slug` stands in addresses.

    `documents` tells whether files hang on it: on a document, and on the texts that are confirmed, there are notes
    only, because what both sides confirm is the text itself. `between_sides` tells that only those read it who see
    what passes between the two sides, so that what hangs on it is never for the whole strand. `within` narrows its
    rows to those of a pairing, where they have no field `pairing`.
    """

    slug: str
    model: Any
    documents: bool = True
    between_sides: bool = False
    within: Callable[[models.QuerySet[Any], Pairing], models.QuerySet[Any]] | None = None

    @property
    def label(self) -> str:
        """The kind in the reader's words."""
        return capfirst(str(self.model._meta.verbose_name))


ATTACHABLE = {
    kind.slug: kind
    for kind in (
        Attachable("pairing", Pairing),
        Attachable("milestone", Milestone),
        Attachable("project", Project),
        Attachable("agreement", Agreement),
        Attachable("contact", Contact, between_sides=True),
        Attachable("follow-up", FollowUp, between_sides=True),
        Attachable("document", Document, documents=False, between_sides=True),
        Attachable(AgreedThemes.TEXT_KIND, AgreedThemes, documents=False),
        Attachable(ActionPlan.TEXT_KIND, ActionPlan, documents=False),
        Attachable(Closing.TEXT_KIND, Closing, documents=False),
    )
}
_BY_MODEL = {kind.model: kind for kind in ATTACHABLE.values()}


def register_attachable(kind: Attachable) -> None:
    """Let documents and notes hang on a kind of record of another app: one with a `pairing` and a page of its own.

    Its default manager has `visible_to(grants)`.
    """
    ATTACHABLE[kind.slug] = _BY_MODEL[kind.model] = kind
    if kind.documents:
        add_document_kind(kind.model)


def is_attachable(record: models.Model) -> bool:
    """Whether anything hangs on records of this kind."""
    return type(record) in _BY_MODEL


def attachable_of(record: models.Model) -> Attachable:
    """The kind of a record; raises KeyError for one that nothing hangs on."""
    return _BY_MODEL[type(record)]


def pairing_of(record: models.Model) -> Pairing:
    """The pairing that a record is, or lies in."""
    found: Pairing = record if isinstance(record, Pairing) else record.pairing  # type: ignore[attr-defined]
    return found


def find_attachable(*, grants: Grants, pairing: Pairing, slug: str, pk: int) -> models.Model | None:
    """The record of the pairing that the reader may see; None for an unknown kind and for all others."""
    kind = ATTACHABLE.get(slug)
    if kind is None:
        return None
    rows = kind.model._default_manager.visible_to(grants)
    if kind.model is Pairing:
        return pairing if pk == pairing.pk and rows.filter(pk=pk).exists() else None
    rows = kind.within(rows, pairing) if kind.within else rows.filter(pairing=pairing)
    record: models.Model | None = rows.filter(pk=pk).first()
    if record is not None:
        record.pairing = pairing  # type: ignore[attr-defined]
    return record
