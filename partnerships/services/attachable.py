"""The records of a pairing that documents and notes hang on: how each is found and called.

What hangs on a kind of record its model says: `TAKES_DOCUMENTS` is false where there are notes only, such as on the
texts that are confirmed, because what both sides confirm is the text itself. Where it says `OF_DEALINGS`, those alone
read it who see what passes between the two sides, so that what hangs on it is never for the whole strand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import capfirst

from partnerships.models import Pairing
from partnerships.services.record_kinds import kind_named, kind_of

if TYPE_CHECKING:
    from django.db import models

    from core.access import Grants


def is_attachable(record: models.Model) -> bool:
    """Whether anything hangs on records of this kind."""
    return hasattr(record, "TAKES_DOCUMENTS")


def takes_documents(record: models.Model) -> bool:
    """Whether files hang on records of this kind."""
    return getattr(record, "TAKES_DOCUMENTS", False)


def slug_of(record: models.Model) -> str:
    """How addresses name the kind of a record."""
    kind = kind_of(record)
    return kind.slug if kind else ""


def kind_label(record: models.Model) -> str:
    """The kind of a record in the reader's words."""
    return capfirst(str(record._meta.verbose_name))


def pairing_of(record: models.Model) -> Pairing:
    """The pairing that a record is, or lies in."""
    found: Pairing = record if isinstance(record, Pairing) else record.pairing  # type: ignore[attr-defined]
    return found


def find_attachable(*, grants: Grants, pairing: Pairing, slug: str, pk: int) -> models.Model | None:
    """The record of the pairing that the reader may see; None for an unknown kind and for all others."""
    kind = kind_named(slug)
    if kind is None or not is_attachable(kind.model):
        return None
    rows = kind.model._default_manager.visible_to(grants)
    if kind.model is Pairing:
        return pairing if pk == pairing.pk and rows.filter(pk=pk).exists() else None
    # An event may serve several: it is theirs where it serves them alone.
    rows = rows.serving_alone(pairing) if hasattr(rows, "serving_alone") else rows.filter(pairing=pairing)
    record: models.Model | None = rows.filter(pk=pk).first()
    if record is not None:
        record.pairing = pairing  # type: ignore[attr-defined]
    return record
