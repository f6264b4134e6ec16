"""The records that acts are told of by their present name and address, also those of apps further right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q

from core.parts import parts
from partnerships.models import Pairing, text_models

if TYPE_CHECKING:
    from core.access import Grants
    from core.models import AuditEntry


def outside_programme(grants: Grants) -> Q:
    """The acts in strands where the reader is neither programme staff nor contracting authority, nor administrator."""
    return Q(pk__in=[]) if grants.is_administrator else ~Q(strand_id__in=grants.staff | grants.authority)


def named_models() -> dict[str, Any]:
    """The models whose acts are told by the record, by how the log writes them: those that say what a record's name and
    address read of other tables (`NAMED_WITH`), and texts that have a code.

    `str()` is the name and `get_absolute_url()` the address, or both are what `get_log_name` gives.
    """
    coded = {model for model in text_models() if model.named_by_code()}
    found = [model for model in apps.get_models() if hasattr(model, "NAMED_WITH") or model in coded]
    return {model._meta.label_lower: model for model in found}


def related_of(model: Any) -> tuple[str, ...]:
    """What name and address of its records read of other tables."""
    return getattr(model, "NAMED_WITH", ())


def hidden_acts(grants: Grants, pairing: Pairing | None = None) -> Q:
    """The acts of other apps that are not the reader's to know, in the whole portal or in one pairing: those on
    records that the reader may not see, and what is told to fewer.
    """
    found = Q(pk__in=[])
    for label, model in named_models().items():
        if model._meta.app_label == Pairing._meta.app_label:
            continue
        rows = model._default_manager.visible_to(grants).order_by()
        if pairing is not None and any(field.name == "pairing" for field in model._meta.fields):
            rows = rows.filter(Q(pairing=pairing) | Q(pairing=None))
        seen = Q(object_id__in=rows.values("pk"))
        if pairing is not None and hasattr(rows, "acted_in"):
            # An act that was done in the pairing stays its own, also where the record has left it since.
            seen &= Q(pairing_id=pairing.pk) | Q(object_id__in=rows.acted_in(pairing).values("pk"))
        found |= Q(object_type=label) & ~seen
    for condition in parts().hidden_acts:
        found |= condition(grants)
    return found


def find_named(entries: Iterable[AuditEntry]) -> dict[tuple[str, int], Any]:
    """The records that some acts are about, by kind and number; a query for each kind that they are about."""
    keys: dict[str, set[int]] = {}
    for entry in entries:
        if entry.object_id:
            keys.setdefault(entry.object_type, set()).add(entry.object_id)
    found: dict[tuple[str, int], Any] = {}
    for label, model in named_models().items():
        if wanted := keys.get(label):
            rows = model._default_manager.all()
            rows = rows.select_related(*related) if (related := related_of(model)) else rows
            found |= {(label, key): row for key, row in rows.in_bulk(wanted).items()}
    return found


def told(record: Any, pairing: Pairing) -> tuple[str, str]:
    """A record's name and address, in the pairing in which it is told of."""
    if getattr(record, "pairing_id", None) == pairing.pk:  # what is of the whole strand stays so
        record.pairing = pairing
    if hasattr(record, "get_log_name"):
        name: tuple[str, str] = record.get_log_name()
        return name
    return str(record), record.get_absolute_url()
