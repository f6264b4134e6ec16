"""What others did in the reader's pairings since the reader last looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from core.audit import Kind
from core.models import AuditEntry
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
from partnerships.services.history import names_written
from partnerships.services.named_records import find_named, hidden_acts, told
from partnerships.services.waiting import text_url

if TYPE_CHECKING:
    from core.access import Grants

MOST = 12
_OF_PEOPLE = [model._meta.label_lower for model in (Invitation, Membership, StrandRole)]


@dataclass(frozen=True, slots=True)
class Change:
    """One act of another person: in which pairing, what it is about in the reader's language, where that is read.

    `who` is the person as the reader's page writes names.
    """

    entry: AuditEntry
    pairing: Pairing
    name: str
    url: str
    who: str


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
        "changes": _told(shown, pairings, grants),
        "more": len(entries) > MOST,
        "since": since,
        "until": now,
    }


def _told(entries: Sequence[AuditEntry], pairings: Mapping[int, Pairing], grants: Grants) -> list[Change]:
    """Each entry with its record's name and address; the pairing's own where it has none, or is gone."""
    together = find_named(entries)
    # An entry names a document by its number; its title is for those who may see it now.
    papers = Document.objects.visible_to(grants).in_bulk(_keys(entries, Document))
    together |= {(Document._meta.label_lower, key): row for key, row in papers.items()}
    slugs = dict(TextEdition.objects.filter(pk__in=_keys(entries, TextEdition)).values_list("pk", "slug"))
    texts = {model._meta.label_lower: model.TEXT_KIND for model in text_models() if not model.named_by_code()}
    asked = dict(Confirmation.objects.filter(pk__in=_keys(entries, Confirmation)).values_list("pk", "text__slug"))
    people = names_written((entry.actor_id, entry.actor_label) for entry in entries)
    found = []
    for entry in entries:
        pairing = pairings[entry.pairing_id or 0]
        name, url = entry.object_label or pairing.name, pairing.get_absolute_url()
        kind, key = entry.object_type, entry.object_id or 0
        slug = texts.get(kind, "")
        if kind == TextEdition._meta.label_lower:
            slug = slugs.get(key, "")
        elif kind == Confirmation._meta.label_lower:
            slug = asked.get(key, "")
        if (kind, key) in together:
            name, url = told(together[kind, key], pairing)
        elif kind == Pairing._meta.label_lower:
            name = pairing.name
        elif slug:
            name, url = _text_name(slug) or name, text_url(pairing, slug)
        who = people.get((entry.actor_id, entry.actor_label), entry.actor_label)
        found.append(Change(entry, pairing, str(name), url, who))
    return found


def _text_name(slug: str) -> str:
    """The kind of text, where it is one that a pairing has once."""
    model = text_model(slug)
    return model.kind_name() if model and not model.named_by_code() else ""


def _keys(entries: Iterable[AuditEntry], model: Any) -> list[int]:
    kind = model._meta.label_lower
    return [entry.object_id for entry in entries if entry.object_type == kind and entry.object_id]
