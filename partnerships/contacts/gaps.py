"""For each pairing under way the days on which its two sides were in touch, and how long they have not been."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from core import clock
from core.formats import month_label
from core.periods import PartialDate, Period, months_between
from core.pictures.fluid import NARROW, WIDE, percent, pixels
from core.pictures.labels import text_width
from core.pictures.shapes import Rect, Text
from partnerships.contacts.silence import Silence, contact_days, silence, silence_state
from partnerships.enums import PairingStatus
from partnerships.models import Pairing
from partnerships.rules.journey import may_see_dealings
from partnerships.tasks.selectors import partner_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Grants
    from partnerships.models import Strand


SIDES = ("eu", "counterpart")
TALL = 12
CLEAR = 2  # between the middle line and a tick
MIDDLE = 18
HEIGHT = 54
SIZE = 12
ROOM = 8


@dataclass(frozen=True)
class Gap:
    """Days between two signs of life, or from the last one to today."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days


@dataclass(frozen=True)
class GapPicture:
    """Everything that the template prints: ticks, the running gap as x and width, where the limit is passed."""

    height: int
    middle: int
    ticks: tuple[Rect, ...]
    gap: tuple[float, float] | None
    label_x: float | None
    limit_x: float | None
    months: tuple[Text, ...]
    longest: Gap | None


def gap_picture(
    days: Mapping[str, Collection[date]],
    today: date,
    *,
    span: int,
    limit: int,
    gap_label: str,
    month_label: Callable[[date], str],
) -> GapPicture:
    """Lay out the last `span` days up to today; days outside of them are left out.

    `limit` is the number of days without contact that a strand allows; it is marked where the running gap passed it.
    `longest` is the longest gap in the span, the running one included; None where there was no day of contact.
    """
    first = today - timedelta(days=span - 1)

    def x_of(day: date) -> float:
        return percent((day - first).days + 0.5, span)

    known = {side: sorted({day for day in days.get(side, ()) if first <= day <= today}) for side in SIDES}
    ticks = [
        Rect(x_of(day), MIDDLE - CLEAR - TALL if side == "eu" else MIDDLE + CLEAR, 2.5, TALL, side)
        for side in SIDES
        for day in known[side]
    ]
    every = sorted({day for some in known.values() for day in some})
    gaps = [Gap(before, after) for before, after in pairwise([*every, today])]
    running = Gap(every[-1], today) if every and every[-1] < today else None
    start = x_of(running.first) if running else 100.0
    limit_x = x_of(running.first + timedelta(days=limit)) if running and running.days >= limit else None
    return GapPicture(
        height=HEIGHT,
        middle=MIDDLE,
        ticks=tuple(ticks),
        gap=(start, round(100 - start, 2)) if running else None,
        label_x=_label_x(start, limit_x, gap_label) if running else None,
        limit_x=limit_x,
        months=tuple(_months(first, today, x_of, month_label)),
        longest=max(gaps, key=lambda gap: gap.days, default=None),
    )


def _label_x(start: float, limit_x: float | None, label: str) -> float | None:
    """The middle of the gap, or of the wider part of it where the limit parts it; None where it has no room there."""
    edges = [start, 100.0] if limit_x is None else [start, limit_x, 100.0]
    left, right = max(pairwise(edges), key=lambda part: part[1] - part[0])
    fits = pixels(right - left) >= text_width(label, SIZE, bold=True) + ROOM
    return round((left + right) / 2, 2) if fits else None


def _months(first: date, today: date, x_of: Callable[[date], float], month_label: Callable[[date], str]) -> list[Text]:
    found: list[Text] = []
    narrow_end = wide_end = 0.0
    for day in months_between(first, today):
        if day < first:
            continue
        label, x = month_label(day), x_of(day)
        length = text_width(label, SIZE) + ROOM
        in_narrow = pixels(x) >= narrow_end and pixels(x) + length <= NARROW
        in_wide = pixels(x, WIDE) >= wide_end and pixels(x, WIDE) + length <= WIDE
        if in_narrow:
            narrow_end = pixels(x) + length
        if in_narrow or in_wide:
            wide_end = pixels(x, WIDE) + length
        found.append(Text(x, label if in_narrow or in_wide else "", wide_only=not in_narrow))
    return found


DAYS = 183  # that the picture shows, half a year up to today


@dataclass(frozen=True, slots=True)
class GapRow:
    """A pairing with its silence, in words and as a picture; `turn` is the partner that has been silent longer."""

    pairing: Pairing
    silence: Silence
    state: str
    words: str
    turn: str
    picture: GapPicture

    @property
    def longest(self) -> Period | None:
        """The longest gap that the picture shows; None where it shows no day of contact."""
        gap = self.picture.longest
        return Period(PartialDate(gap.first), PartialDate(gap.last)) if gap and gap.days else None

    @property
    def longest_label(self) -> str:
        """How long that was."""
        return _days_label(self.picture.longest.days) if self.picture.longest else ""


def contact_gaps(*, grants: Grants, strand: Strand, today: dt.date) -> list[GapRow]:
    """The pairings under way of which the reader may see signals, the longest silent first; three queries."""
    active = Pairing.objects.filter(strand=strand, status=PairingStatus.ACTIVE).with_names()
    found = read_gaps([row for row in active if may_see_dealings(grants, row)], today)
    return sorted(found, key=lambda row: -(row.silence.days or 0))


def read_gaps(pairings: Sequence[Pairing], today: dt.date) -> list[GapRow]:
    """The row of each pairing (read with its strand and names), in their order; two queries."""
    if not pairings:
        return []
    silences, days = silence(pairings, clock.end_of(today)), contact_days(pairings, today, days=DAYS)
    return [_row(pairing, silences[pairing.pk], days[pairing.pk], today) for pairing in pairings]


def _row(pairing: Pairing, quiet: Silence, days: dict[str, set[dt.date]], today: dt.date) -> GapRow:
    words, limit = _days_label(quiet.days or 0), pairing.strand.silence_days
    return GapRow(
        pairing=pairing,
        silence=quiet,
        state=silence_state(quiet.days, limit),
        words=words,
        turn=partner_name(pairing, quiet.side) if quiet.side else "",
        picture=gap_picture(days, today, span=DAYS, limit=limit, gap_label=words, month_label=month_label),
    )


def _days_label(days: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
