"""What is odd about an agenda: what overlaps, far places without a transfer, times out of order, days outside.

Pure: lines in, warnings out. Nothing of it is refused, since an agenda grows piece by piece.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import format_number
from events.agendas.lines import in_order_of_days
from events.agendas.times import moments
from events.enums import AgendaKind
from partnerships.hours.common_hours import NoSuchTime

if TYPE_CHECKING:
    from core.periods import Period
    from events.agendas.lines import AgendaLine, Named

# Places farther apart than this, in kilometres along the globe, need a transfer between them: half an hour's ride. The
# districts of one city lie within it, Suwon and Seoul (30 km) do not.
FAR_KM = 20
# Where people are then is their own affair.
NOWHERE = (AgendaKind.TRANSFER, AgendaKind.FREE)
EARTH_KM = 6371

type Place = tuple[float, float]
OVERLAP, FAR, ORDER, OUTSIDE, NO_SUCH_TIME = "overlap", "far", "order", "outside", "no-such-time"


@dataclass(frozen=True, slots=True)
class AgendaWarning:
    """One thing that is odd, about one item or two; `km` is how far apart two places are, else nought."""

    kind: str
    first: AgendaLine
    second: AgendaLine | None = None
    km: int = 0

    @property
    def sentence(self) -> str:
        """What is odd and what mends it, in the reader's language."""
        return _sentence(self)


def warnings_of(
    lines: Sequence[AgendaLine], *, places: Mapping[str, Place], period: Period | None = None, home: Named | None = None
) -> list[AgendaWarning]:
    """What is odd about lines in the agenda's order, in the order of the days.

    `places` gives latitude and longitude by city code; `period` is the event's own, `home` its first city, where the
    items are that name none. What has no day, or no time, is judged by what it has.
    """
    if home:
        lines = [line if line.city or line.kind in NOWHERE else replace(line, city=home) for line in lines]
    ordered = in_order_of_days(lines)
    return [
        *_overlaps(ordered),
        *_far_apart(ordered, places),
        *_out_of_order(ordered),
        *(AgendaWarning(OUTSIDE, line) for line in ordered if period and line.date and period.excludes(line.date)),
        *(AgendaWarning(NO_SUCH_TIME, line) for line in ordered if _is_never(line)),
    ]


def kilometres(one: Place, other: Place) -> float:
    """How far two places are apart along the globe (haversine)."""
    (lat1, lon1), (lat2, lon2) = ((radians(one[0]), radians(one[1])), (radians(other[0]), radians(other[1])))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def _span(line: AgendaLine) -> tuple[dt.datetime, dt.datetime] | None:
    day = line.known_day
    if day is None:
        return None
    try:
        return moments(line, day)
    except NoSuchTime:
        return None


def _overlaps(lines: Sequence[AgendaLine]) -> list[AgendaWarning]:
    timed = [(line, span) for line in lines if (span := _span(line))]
    return [
        AgendaWarning(OVERLAP, one, other)
        for (one, first), (other, second) in combinations(timed, 2)
        if _meet(first, second)
    ]


def _meet(first: tuple[dt.datetime, dt.datetime], second: tuple[dt.datetime, dt.datetime]) -> bool:
    """Whether two spans share time; one without an end is met where it starts."""
    if first[0] == second[0]:
        return True
    early, late = sorted((first, second))
    return late[0] < early[1]


def _far_apart(lines: Sequence[AgendaLine], places: Mapping[str, Place]) -> list[AgendaWarning]:
    """Items with known days that follow each other in far places, neither of them a transfer nor one between."""
    found = []
    for before, after in pairwise(_along_the_way(lines, places)):
        if AgendaKind.TRANSFER in (before.kind, after.kind):
            continue
        km = kilometres(places[before.city.code], places[after.city.code])
        if km > FAR_KM:
            found.append(AgendaWarning(FAR, before, after, round(km)))
    return found


def _along_the_way(lines: Sequence[AgendaLine], places: Mapping[str, Place]) -> list[AgendaLine]:
    """What tells where people are: transfers, and items in a city that the map knows, by day and time."""
    way: list[AgendaLine] = []
    for line in lines:
        if line.known_day is None:
            continue
        if line.kind == AgendaKind.TRANSFER or line.city.code in places:
            way.append(line)
    by_time = sorted(enumerate(way), key=lambda row: (row[1].day, row[1].start or _before(way, row[0]), row[0]))
    return [line for _place, line in by_time]


def _before(way: Sequence[AgendaLine], place: int) -> str:
    """An item without a time follows the one before it on its day."""
    day = way[place].day
    return next((line.start for line in reversed(way[:place]) if line.day == day and line.start), "")


def _out_of_order(lines: Sequence[AgendaLine]) -> list[AgendaWarning]:
    """Items of one day that stand before one that starts earlier."""
    timed = [line for line in lines if line.day and line.start]
    return [
        AgendaWarning(ORDER, before, after)
        for before, after in pairwise(timed)
        if before.day == after.day and before.zone == after.zone and after.start < before.start
    ]


def _is_never(line: AgendaLine) -> bool:
    day = line.known_day
    if day is None:
        return False
    try:
        moments(line, day)
    except NoSuchTime:
        return True
    return False


def _sentence(warning: AgendaWarning) -> str:
    names = {"first": warning.first.title, "second": warning.second.title if warning.second else ""}
    if warning.kind == FAR and warning.second:
        places = {"from": warning.first.city.name, "to": warning.second.city.name}
        text = ngettext(
            "From %(from)s to %(to)s it is %(km)s km, without a transfer between “%(first)s” and “%(second)s”.",
            "From %(from)s to %(to)s it is %(km)s km, without a transfer between “%(first)s” and “%(second)s”.",
            warning.km,
        )
        return text % {**names, **places, "km": format_number(warning.km)}
    return _SENTENCES[warning.kind]() % names


_SENTENCES = {
    OVERLAP: lambda: _("“%(first)s” and “%(second)s” overlap."),
    ORDER: lambda: _("“%(second)s” starts earlier than “%(first)s”, which stands before it."),
    OUTSIDE: lambda: _("“%(first)s” is not on one of the days of the event. Move it, or move the event."),
    NO_SUCH_TIME: lambda: _("“%(first)s”: the clocks go forward that night, and this time is left out."),
}
