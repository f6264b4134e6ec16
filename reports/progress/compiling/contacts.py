"""The section of contacts: how many, by pairing, month, side and kind, and the longest silence; never what was said."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from core.periods import months_between
from events.events.querysets import DAYS_KNOWN
from events.models import Event
from partnerships.contacts.selectors import contact_days
from partnerships.enums import AT_ONE_HOUR, ContactKind, Side
from partnerships.models import Contact
from reports.progress.compiling.plain import Plain, figure, pairing_name, ref
from reports.progress.compiling.scope import frame

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.periods import Period
    from partnerships.models import Pairing
    from reports.progress.compiling.scope import Scope

# Where both sides talked at one hour, or neither alone wrote: no contact of one side.
TOGETHER = "together"
_WHOSE = (*Side.values, TOGETHER)
# The pairing, the kind, whose it is, and the day.
type _Row = tuple[int, str, str, dt.date]


def contacts_of(scope: Scope) -> QuerySet[Contact]:
    days = {"on__gte": scope.first_day, "on__lte": scope.last_day}
    found: QuerySet[Contact] = Contact.objects.active().filter(pairing__in=scope.pairings, **days)
    return found


def compile_contacts(scope: Scope) -> dict[str, Any]:
    """Numbers alone, and the longest time between signs of life; three queries, however many pairings there are."""
    rows = [
        (pairing, kind, side if side and kind not in AT_ONE_HOUR else TOGETHER, on)
        for pairing, kind, side, on in contacts_of(scope)
        .order_by("on", "created_at", "pk")
        .values_list("pairing", "kind", "side", "on")
    ]
    by_pairing: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        by_pairing[row[0]].append(row)
    signs, undated = _signs(scope), _undated(scope)
    shared = frame(scope, "period", "sides")
    return {
        **shared,
        **_counted(rows),
        "pairings": [
            told
            | _counted(by_pairing[pairing.pk])
            | {"months": _months(by_pairing[pairing.pk], scope), "silence": _silence(pairing, signs, undated, scope)}
            for told, pairing in zip(shared["pairings"], scope.pairings, strict=True)
        ],
        "months": _months(rows, scope),
        "figures": [figure("contacts", contact_refs(scope, Counter(row[0] for row in rows)), value=len(rows))],
    }


def _counted(rows: Sequence[_Row]) -> Plain:
    whose, kinds = Counter(whose for _, _, whose, _ in rows), Counter(kind for _, kind, _, _ in rows)
    return {
        "total": len(rows),
        "by_side": {one: whose[one] for one in _WHOSE},
        "by_kind": {kind: kinds[kind] for kind in ContactKind.values},
    }


def _months(rows: Sequence[_Row], scope: Scope) -> list[Plain]:
    """Every month of the period with its numbers, also those without any."""
    numbers = Counter((on.year, on.month, whose) for _, _, whose, on in rows)
    return [
        {"month": f"{first:%Y-%m}", **{one: numbers[first.year, first.month, one] for one in _WHOSE}}
        for first in months_between(scope.first_day, scope.last_day)
    ]


def _signs(scope: Scope) -> dict[int, list[dt.date]]:
    """The days of each pairing on which there was a sign of life in the period; one query."""
    days = (scope.last_day - scope.first_day).days + 1
    if days < 1:
        return {}
    found = contact_days(scope.pairings, scope.last_day, days=days)
    return {key: sorted(set().union(*by_side.values())) for key, by_side in found.items()}


def _undated(scope: Scope) -> dict[int, list[Period]]:
    """The events held of each pairing of which the days are not known, and which are thus no sign of a day."""
    found: dict[int, list[Period]] = defaultdict(list)
    held: QuerySet[Any] = Event.objects.filter(strand=scope.strand).held().exclude(DAYS_KNOWN)
    rows: QuerySet[Any] = held.per_pairing("in_pairing")  # type: ignore[attr-defined]
    for row in rows.filter(in_pairing__in=[pairing.pk for pairing in scope.pairings]):
        found[row.in_pairing].append(row.actual)
    return found


def _silence(
    pairing: Pairing, signs: Mapping[int, list[dt.date]], undated: Mapping[int, list[Period]], scope: Scope
) -> Plain:
    """How long the longest time between two signs of life was; on which days there were any is told by no report.

    It counts from the first day reported, and to the last one while the pairing is open. Without any sign nothing is
    known of it (`days` is null): what was not recorded is no silence. `undated` counts the events held in it of which
    nobody recorded the day.
    """
    days = signs.get(pairing.pk, [])
    edges = [scope.first_day, *days, *([scope.last_day] if pairing.is_open else [])]
    gaps = [(after - before, before, after) for before, after in pairwise(edges)]
    if not days or not gaps:
        return {"days": None, "signs": len(days), "undated": 0}
    length, start, end = max(gaps, key=lambda gap: gap[0])
    within = sum(_lies_between(period, start, end) for period in undated.get(pairing.pk, ()))
    return {"days": length.days, "signs": len(days), "undated": within}


def _lies_between(period: Period, start: dt.date, end: dt.date) -> bool:
    first, last = period.first_day, period.last_day
    return first is not None and last is not None and start < first and last < end


def contact_refs(scope: Scope, numbers: Mapping[int, int]) -> list[Plain]:
    """How many each pairing has that has any.

    What passes between two sides is theirs: whoever reads the strand reads how many contacts there are, no more, and
    reads every issued report.
    """
    found = []
    for pairing in scope.pairings:
        if number := numbers.get(pairing.pk):
            url = reverse("partnerships:contact-list", args=[pairing.strand.code, pairing.code])
            row = ref("pairing", pairing.code, pairing_name(pairing), url, pairing=pairing.code)
            found.append(row | {"amount": number})
    return found
