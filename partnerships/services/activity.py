"""When the two sides of a pairing last did something in the portal, and who has been silent how long.

An act is an entry of the audit by a coordinator of a side, or by who stands in for one. Taking a list along is no act.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Max, Min
from django.db.models.functions import TruncDate

from core import clock
from core.models import AuditEntry
from partnerships.audit_actions import LIST_EXPORTED
from partnerships.enums import Side
from partnerships.models import Deputy, Membership

if TYPE_CHECKING:
    from partnerships.models import Pairing

# Acts that change nothing between the two sides.
NO_ACTS = (LIST_EXPORTED,)


@dataclass(frozen=True, slots=True)
class Silence:
    """How long a pairing has been silent on a day.

    `days` counts from the last act of either side or, where there was none yet (`never`), from the
    day the pairing or its strand began; None where not even that is known. `side` is the one that
    has been silent longer: `eu`, `counterpart`, or empty where both are alike. `last` holds the day
    of each side's last act.
    """

    days: int | None
    side: str = ""
    never: bool = False
    last: dict[str, dt.date] = field(default_factory=dict)


type People = dict[tuple[int, int], str]


def silence(pairings: Sequence[Pairing], now: dt.datetime, *, people: People | None = None) -> dict[int, Silence]:
    """The silence of each pairing by its key, in three queries however many they are; one, where `people` are known."""
    today = clock.day_of(now)
    sides = people_of_sides(pairings) if people is None else people
    last: dict[int, dict[str, dt.date]] = defaultdict(dict)
    first: dict[int, dt.date] = {}
    acts = (
        AuditEntry.objects.filter(pairing_id__in=[pairing.pk for pairing in pairings], at__lte=now)
        .exclude(action__in=NO_ACTS)
        .order_by()
        .values_list("pairing_id", "actor_id")
        .annotate(last=Max("at"), first=Min("at"))
    )
    for pairing_id, actor_id, newest, oldest in acts:
        first[pairing_id] = min(clock.day_of(oldest), first.get(pairing_id, dt.date.max))
        side = sides.get((pairing_id, actor_id))
        if side:
            last[pairing_id][side] = max(clock.day_of(newest), last[pairing_id].get(side, dt.date.min))
    return {
        pairing.pk: _silence(pairing, last.get(pairing.pk, {}), first.get(pairing.pk), today) for pairing in pairings
    }


def active_days(
    pairings: Sequence[Pairing], today: dt.date, *, days: int, people: People
) -> dict[int, dict[str, list[dt.date]]]:
    """By pairing and side, the days among the last `days` on which the side did something; one query."""
    begins = clock.end_of(today - dt.timedelta(days=days))
    acts = (
        AuditEntry.objects.filter(
            pairing_id__in=[pairing.pk for pairing in pairings], at__gt=begins, at__lte=clock.end_of(today)
        )
        .exclude(action__in=NO_ACTS)
        .order_by()
        .annotate(day=TruncDate("at", tzinfo=clock.STRAND_ZONE))
        .values_list("pairing_id", "actor_id", "day")
        .distinct()
    )
    found: dict[int, dict[str, list[dt.date]]] = {pairing.pk: {} for pairing in pairings}
    for pairing_id, actor_id, day in acts:
        if pairing_id is not None and (side := people.get((pairing_id, actor_id))):
            found[pairing_id].setdefault(side, []).append(day)
    return found


def people_of_sides(pairings: Sequence[Pairing]) -> People:
    """Who acts for which side of which pairing, also of those who no longer do: the side by pairing and person."""
    places: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for pairing in pairings:
        places[pairing.eu_id].append((pairing.pk, Side.EU.value))
        places[pairing.counterpart_id].append((pairing.pk, Side.COUNTERPART.value))
    people = [
        *Membership.objects.filter(participation__in=places).values_list("user_id", "participation_id"),
        *Deputy.objects.filter(membership__participation__in=places).values_list(
            "user_id", "membership__participation_id"
        ),
    ]
    return {
        (pairing_id, user_id): side
        for user_id, participation_id in people
        for pairing_id, side in places[participation_id]
    }


def _silence(pairing: Pairing, last: dict[str, dt.date], first: dt.date | None, today: dt.date) -> Silence:
    if last:
        never = dt.date.min
        eu, counterpart = last.get(Side.EU, never), last.get(Side.COUNTERPART, never)
        side = "" if eu == counterpart else Side.EU.value if eu < counterpart else Side.COUNTERPART.value
        return Silence((today - max(eu, counterpart)).days, side, last=last)
    began = first or pairing.strand.starts_on
    days = (today - began).days if began and began <= today else None
    return Silence(days, never=True)
