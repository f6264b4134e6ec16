"""When the two sides of a pairing were last in touch, who has been silent how long, and whose turn it is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Max, Min, QuerySet, Value
from django.db.models.functions import TruncDate

from core import clock
from core.audit import Kind
from core.models import AuditEntry
from core.parts import parts
from partnerships.enums import AT_ONE_HOUR, ConfirmationState, Side
from partnerships.models import Confirmation, Contact, LevelChange, Pairing

# A side's sign of life is a contact that it began, or at which both talked, on its day and whoever recorded it; its own
# confirmation; a project that its own people moved from one level to another. What else is written in the portal is
# work, and may be done by one side for months without a word to the other.

_BEGAN = "began"  # the kind of the row that holds a pairing's first trace
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
    """The silence of each pairing by its key, in one query however many they are."""
    today = clock.day_of(now)
    last: dict[int, dict[str, dt.date]] = defaultdict(dict)
    first: dict[int, dt.date] = {}
    traces = AuditEntry.objects.filter(pairing_id__in=[pairing.pk for pairing in pairings], at__lte=now)
    traces = traces.exclude(kind=Kind.OWN).order_by()
    signs = [
        rows.values_list("sign_pairing", "sign_side", "sign_kind").annotate(day=Max("sign_day"))
        for rows in _signs(pairings, today)
    ]
    began = traces.annotate(sign_side=Value(""), sign_kind=Value(_BEGAN)).values_list(
        "pairing_id", "sign_side", "sign_kind"
    )
    for pairing_id, side, kind, day in began.annotate(day=Min(_day_of("at"))).union(*signs, all=True).order_by():
        if kind == _BEGAN:
            first[pairing_id] = day
            continue
        for one in _sides(side, kind):
            last[pairing_id][one] = max(min(day, today), last[pairing_id].get(one, dt.date.min))
    return {
        pairing.pk: _silence(pairing, last.get(pairing.pk, {}), first.get(pairing.pk), today) for pairing in pairings
    }


def contact_days(pairings: Sequence[Pairing], today: dt.date, *, days: int) -> dict[int, dict[str, set[dt.date]]]:
    """By pairing and side, the days among the last `days` on which there was a sign of life; one query."""
    since = today - dt.timedelta(days=days - 1)
    found: dict[int, dict[str, set[dt.date]]] = {pairing.pk: defaultdict(set) for pairing in pairings}
    contacts, *others = (
        rows.filter(sign_day__gte=since).values_list("sign_pairing", "sign_side", "sign_kind", "sign_day")
        for rows in _signs(pairings, today)
    )
    for pairing_id, side, kind, day in contacts.union(*others).order_by():
        for one in _sides(side, kind):
            found[pairing_id][one].add(min(day, today))
    return found


def silence_state(days: int | None, limit: int) -> str:
    """How bad so many days without contact are: `watch` from the strand's limit on, `at-risk` from twice as many."""
    if days is None or days < limit:
        return "on-track"
    return "at-risk" if days >= 2 * limit else "watch"


def whose_turn(quiet: Silence, owing: Collection[str]) -> str:
    """The side that is to write now: the one that owes the other something, else the one that has been silent longer.

    Empty where that is both, or neither: then either side may begin.
    """
    (only,) = owing if len(owing) == 1 else ("",)
    return only or quiet.side


def _signs(pairings: Sequence[Pairing], today: dt.date) -> tuple[QuerySet[Any], ...]:
    """The signs of life of some pairings until a day, each with pairing, side, kind of contact and day.

    In the east the next day may have begun by then. What staff did or confirmed for a side is no word of the side.
    """
    keys, until = [pairing.pk for pairing in pairings], today + dt.timedelta(days=1)
    contacts = Contact.objects.standing().filter(pairing__in=keys, on__lte=until)
    words = Confirmation.objects.filter(
        text__pairing__in=keys,
        state=ConfirmationState.CONFIRMED,
        on_behalf=False,
        confirmed_at__lte=clock.end_of(today),
    )
    levels = LevelChange.objects.filter(project__pairing__in=keys, on__lte=until).exclude(side="")
    others = (signs(keys, until).order_by() for signs in parts().signs)
    return (
        contacts.order_by().annotate(
            sign_pairing=F("pairing_id"), sign_side=F("side"), sign_kind=F("kind"), sign_day=F("on")
        ),
        words.order_by().annotate(
            sign_pairing=F("text__pairing_id"),
            sign_side=F("side"),
            sign_kind=Value(""),
            sign_day=_day_of("confirmed_at"),
        ),
        levels.order_by().annotate(
            sign_pairing=F("project__pairing_id"), sign_side=F("side"), sign_kind=Value(""), sign_day=F("on")
        ),
        *others,
    )


def _day_of(name: str) -> TruncDate:
    """The strand's day of a moment."""
    return TruncDate(name, tzinfo=clock.STRAND_ZONE)


def _sides(side: str, kind: str) -> tuple[str, ...]:
    """Whose sign of life it is: at a call or a meeting both talked."""
    return (side,) if side and kind not in AT_ONE_HOUR else _BOTH


def _silence(pairing: Pairing, last: dict[str, dt.date], first: dt.date | None, today: dt.date) -> Silence:
    if last:
        never = dt.date.min
        eu, counterpart = last.get(Side.EU, never), last.get(Side.COUNTERPART, never)
        side = "" if eu == counterpart else Side.EU.value if eu < counterpart else Side.COUNTERPART.value
        return Silence((today - max(eu, counterpart)).days, side, last=last)
    began = first or pairing.strand.starts_on
    days = (today - began).days if began and began <= today else None
    return Silence(days, never=True)
