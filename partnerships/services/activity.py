"""When the two sides of a pairing were last in touch, who has been silent how long, and whose turn it is.

A sign of life is a contact on its day, a side's own confirmation, or a move of a project from one level to another.
What else is written in the portal is work, and may be done by one side for months without a word to the other.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Max, Min, QuerySet
from django.db.models.functions import TruncDate

from core import clock
from core.models import AuditEntry
from partnerships.enums import AT_ONE_HOUR, ConfirmationState, Side
from partnerships.models import Confirmation, Contact, LevelChange

if TYPE_CHECKING:
    from partnerships.models import Pairing

_BOTH = (Side.EU.value, Side.COUNTERPART.value)


@dataclass(frozen=True, slots=True)
class Silence:
    """How long the two sides of a pairing have not been in touch, on a day.

    `days` counts from the last sign of life of either side or, where there was none yet (`never`), from the
    day the pairing or its strand began; None where not even that is known. `side` is the one that
    has been silent longer: `eu`, `counterpart`, or empty where both are alike. `last` holds the day
    of each side's last sign.
    """

    days: int | None
    side: str = ""
    never: bool = False
    last: dict[str, dt.date] = field(default_factory=dict)


def silence(pairings: Sequence[Pairing], now: dt.datetime) -> dict[int, Silence]:
    """The silence of each pairing by its key, in four queries however many they are."""
    today = clock.day_of(now)
    last: dict[int, dict[str, dt.date]] = defaultdict(dict)
    for pairing_id, side, day in _last_days(pairings, today):
        last[pairing_id][side] = max(day, last[pairing_id].get(side, dt.date.min))
    traces = AuditEntry.objects.filter(pairing_id__in=[pairing.pk for pairing in pairings], at__lte=now)
    first = dict(traces.order_by().values_list("pairing_id").annotate(first=Min("at")))
    return {
        pairing.pk: _silence(pairing, last.get(pairing.pk, {}), first.get(pairing.pk), today) for pairing in pairings
    }


def contact_days(pairings: Sequence[Pairing], today: dt.date, *, days: int) -> dict[int, dict[str, set[dt.date]]]:
    """By pairing and side, the days among the last `days` on which there was a sign of life; three queries."""
    since = today - dt.timedelta(days=days - 1)
    contacts, words, levels = _signs(pairings, today)
    found: dict[int, dict[str, set[dt.date]]] = {pairing.pk: defaultdict(set) for pairing in pairings}
    told = [
        *(row for row in contacts.filter(on__gte=since).values_list("pairing_id", "side", "kind", "on").distinct()),
        *(
            (pairing_id, side, "", day)
            for pairing_id, side, day in words.annotate(day=TruncDate("confirmed_at", tzinfo=clock.STRAND_ZONE))
            .filter(day__gte=since)
            .values_list("text__pairing_id", "side", "day")
            .distinct()
        ),
        *(
            (pairing_id, "", "", day)
            for pairing_id, day in levels.filter(on__gte=since).values_list("project__pairing_id", "on").distinct()
        ),
    ]
    for pairing_id, side, kind, day in told:
        for one in _sides(side, kind):
            found[pairing_id][one].add(min(day, today))
    return found


def whose_turn(quiet: Silence, owing: Collection[str]) -> str:
    """The side that is to write now: the one that owes the other something, else the one that has been silent longer.

    Empty where that is both, or neither: then either side may begin.
    """
    (only,) = owing if len(owing) == 1 else ("",)
    return only or quiet.side


def _signs(
    pairings: Sequence[Pairing], today: dt.date
) -> tuple[QuerySet[Contact], QuerySet[Confirmation], QuerySet[LevelChange]]:
    """The signs of life of some pairings until a day; in the east the next day may have begun by then.

    A confirmation that staff gave for a side is no word of the side.
    """
    keys, until = [pairing.pk for pairing in pairings], today + dt.timedelta(days=1)
    return (
        Contact.objects.standing().filter(pairing__in=keys, on__lte=until).order_by(),
        Confirmation.objects.filter(
            text__pairing__in=keys,
            state=ConfirmationState.CONFIRMED,
            on_behalf=False,
            confirmed_at__lte=clock.end_of(today),
        ).order_by(),
        LevelChange.objects.filter(project__pairing__in=keys, on__lte=until).order_by(),
    )


def _last_days(pairings: Sequence[Pairing], today: dt.date) -> Iterator[tuple[int, str, dt.date]]:
    """Pairing, side and day of the last sign of each kind."""
    contacts, words, levels = _signs(pairings, today)
    for pairing_id, side, kind, day in contacts.values_list("pairing_id", "side", "kind").annotate(last=Max("on")):
        for one in _sides(side, kind):
            yield pairing_id, one, min(day, today)
    for pairing_id, side, moment in words.values_list("text__pairing_id", "side").annotate(last=Max("confirmed_at")):
        yield pairing_id, side, clock.day_of(moment)
    for pairing_id, day in levels.values_list("project__pairing_id").annotate(last=Max("on")):
        for one in _BOTH:
            yield pairing_id, one, min(day, today)


def _sides(side: str, kind: str) -> tuple[str, ...]:
    """Whose sign of life it is: both talked at a call or a meeting, and a level is moved for both."""
    return (side,) if side and kind not in AT_ONE_HOUR else _BOTH


def _silence(pairing: Pairing, last: dict[str, dt.date], first: dt.datetime | None, today: dt.date) -> Silence:
    if last:
        never = dt.date.min
        eu, counterpart = last.get(Side.EU, never), last.get(Side.COUNTERPART, never)
        side = "" if eu == counterpart else Side.EU.value if eu < counterpart else Side.COUNTERPART.value
        return Silence((today - max(eu, counterpart)).days, side, last=last)
    began = clock.day_of(first) if first else pairing.strand.starts_on
    days = (today - began).days if began and began <= today else None
    return Silence(days, never=True)
