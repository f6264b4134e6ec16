"""The records that acts are told of by their present name and address, also those of apps further right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q

from core.audit import Kind
from core.models import AuditEntry
from core.parts import parts
from partnerships.history.selectors import names_written
from partnerships.models import (
    Confirmation,
    Document,
    Invitation,
    Membership,
    Pairing,
    StrandRole,
    TextEdition,
    text_model,
    text_models,
)
from partnerships.tasks.selectors import text_url

if TYPE_CHECKING:
    from core.access import Grants


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


def name_and_address(record: Any, pairing: Pairing) -> tuple[str, str]:
    """A record's name and address, in the pairing in which it is told of."""
    if getattr(record, "pairing_id", None) == pairing.pk:  # what is of the whole strand stays so
        record.pairing = pairing
    if hasattr(record, "get_log_name"):
        name: tuple[str, str] = record.get_log_name()
        return name
    return str(record), record.get_absolute_url()


# What others did in the reader's pairings since the reader last looked.

MOST = 12
_OF_PEOPLE = [model._meta.label_lower for model in (Invitation, Membership, StrandRole)]


def read_changes(*, grants: Grants, since: dt.datetime, now: dt.datetime) -> dict[str, Any]:
    """The newest acts of others after `since` in the pairings whose dealings the reader looks after, and until when.

    Those are the own pairings of a coordinator, and all of the strands of staff and authority. `more`
    says that there were more than a page bears.
    """
    mine = Q(pk__in=[])
    if grants.participations:
        mine |= Q(eu__in=grants.participations) | Q(counterpart__in=grants.participations)
    if office := grants.staff | grants.authority:
        mine |= Q(strand__in=office)
    entries = list(
        AuditEntry.objects.filter(pairing_id__in=Pairing.objects.filter(mine).order_by().values("pk"))
        .filter(at__gt=since, at__lte=now)
        .exclude(actor_id=grants.user_id)
        .exclude(kind__in=[Kind.LOOK, Kind.OWN])
        .exclude(object_type__in=_OF_PEOPLE)
        .exclude(hidden_acts(grants))
        .order_by("-at", "-id")[: MOST + 1]
    )
    shown = entries[:MOST]
    pairings = Pairing.objects.with_names().in_bulk({entry.pairing_id for entry in shown})
    return {
        "changes": _described(shown, pairings, grants),
        "more": len(entries) > MOST,
        "since": since,
        "until": now,
    }


def _described(entries: Sequence[AuditEntry], pairings: Mapping[int, Pairing], grants: Grants) -> list[Any]:
    """Each entry with its pairing, its record's name and address, and `who` did it as the page writes names.

    Of a record that has none, or is gone, those of the pairing.
    """
    together = find_named(entries)
    # An entry names a document by its number; its title is for those who may see it now.
    papers = Document.objects.visible_to(grants).in_bulk(_keys(entries, Document))
    together |= {(Document._meta.label_lower, key): row for key, row in papers.items()}
    slugs = dict(TextEdition.objects.filter(pk__in=_keys(entries, TextEdition)).values_list("pk", "slug"))
    texts = {model._meta.label_lower: model.TEXT_KIND for model in text_models() if not model.named_by_code()}
    asked = dict(Confirmation.objects.filter(pk__in=_keys(entries, Confirmation)).values_list("pk", "text__slug"))
    people = names_written((entry.actor_id, entry.actor_label) for entry in entries)
    found: list[Any] = list(entries)
    for entry in found:
        pairing = pairings[entry.pairing_id or 0]
        name, url = entry.object_label or pairing.name, pairing.get_absolute_url()
        kind, key = entry.object_type, entry.object_id or 0
        slug = texts.get(kind, "")
        if kind == TextEdition._meta.label_lower:
            slug = slugs.get(key, "")
        elif kind == Confirmation._meta.label_lower:
            slug = asked.get(key, "")
        if (kind, key) in together:
            name, url = name_and_address(together[kind, key], pairing)
        elif kind == Pairing._meta.label_lower:
            name = pairing.name
        elif slug:
            name, url = _text_name(slug) or name, text_url(pairing, slug)
        entry.pairing, entry.name, entry.url = pairing, str(name), url
        entry.who = people.get((entry.actor_id, entry.actor_label), entry.actor_label)
    return found


def _text_name(slug: str) -> str:
    """The kind of text, where it is one that a pairing has once."""
    model = text_model(slug)
    return model.kind_name() if model and not model.named_by_code() else ""


def _keys(entries: Iterable[AuditEntry], model: Any) -> list[int]:
    kind = model._meta.label_lower
    return [entry.object_id for entry in entries if entry.object_type == kind and entry.object_id]
