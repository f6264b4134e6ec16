"""What others did in the reader's pairings since the reader last looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from core.models import AuditEntry
from partnerships.models import (
    ActionPlan,
    AgreedThemes,
    Closing,
    Confirmation,
    FollowUp,
    Invitation,
    Membership,
    Milestone,
    Pairing,
    StrandRole,
    TextEdition,
)
from partnerships.services.activity import NO_ACTS

if TYPE_CHECKING:
    from core.access import Grants

MOST = 12
_OF_PEOPLE = [model._meta.label_lower for model in (Invitation, Membership, StrandRole)]
_TEXTS = {model._meta.label_lower: model.TEXT_KIND for model in (AgreedThemes, ActionPlan, Closing)}


@dataclass(frozen=True, slots=True)
class Change:
    """One act of another person: in which pairing, and where its record is read."""

    entry: AuditEntry
    pairing: Pairing
    url: str


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
        .exclude(action__in=NO_ACTS)
        .exclude(object_type__in=_OF_PEOPLE)
        .order_by("-at", "-id")[: MOST + 1]
    )
    shown = entries[:MOST]
    pairings = Pairing.objects.with_names().in_bulk({entry.pairing_id for entry in shown})
    urls = _urls(shown, pairings)
    return {
        "changes": [Change(entry, pairings[entry.pairing_id], urls[entry.pk]) for entry in shown],
        "more": len(entries) > MOST,
        "since": since,
        "until": now,
    }


def _urls(entries: Sequence[AuditEntry], pairings: Mapping[int, Pairing]) -> dict[int, str]:
    """Where each entry's record is read; the pairing's page where it has none of its own."""
    codes = dict(Milestone.objects.filter(pk__in=_keys(entries, Milestone)).values_list("pk", "code"))
    slugs = dict(TextEdition.objects.filter(pk__in=_keys(entries, TextEdition)).values_list("pk", "slug"))
    asked = dict(Confirmation.objects.filter(pk__in=_keys(entries, Confirmation)).values_list("pk", "text__slug"))
    found = {}
    for entry in entries:
        pairing = pairings[entry.pairing_id or 0]
        place = [pairing.strand.code, pairing.code]
        kind, key = entry.object_type, entry.object_id
        text = _TEXTS.get(kind) or {
            TextEdition._meta.label_lower: slugs,
            Confirmation._meta.label_lower: asked,
        }.get(kind, {}).get(key)
        if kind == Milestone._meta.label_lower and key in codes:
            found[entry.pk] = reverse("partnerships:milestone", args=[*place, codes[key]])
        elif text:
            found[entry.pk] = reverse("partnerships:text", args=[*place, text])
        elif kind == FollowUp._meta.label_lower:
            found[entry.pk] = reverse("partnerships:follow-up-list", args=place)
        else:
            found[entry.pk] = pairing.get_absolute_url()
    return found


def _keys(entries: Iterable[AuditEntry], model: Any) -> list[int]:
    kind = model._meta.label_lower
    return [entry.object_id for entry in entries if entry.object_type == kind and entry.object_id]
