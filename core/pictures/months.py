"""Months side by side in a fluid picture, and the contacts in them by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from core.pictures.shapes import NARROW, WIDE, Rect, Text, percent, text_width

SIZE = 12
GAP = 6
FULL = 9  # months from which on columns fill their slots
SHARE = 0.76  # of its slot that a column fills


@dataclass(frozen=True)
class MonthSlots:
    """The slots of the months, all alike; `slot` is the width of one in per cent."""

    slot: float
    names: tuple[Text, ...]
    years: tuple[Text, ...]

    def middle(self, number: int) -> float:
        """Where the middle of a slot stands."""
        return round((number + 0.5) * self.slot, 2)

    @property
    def column(self) -> float:
        return round(min(self.slot, 100 / FULL) * SHARE, 2)

    def left(self, number: int) -> float:
        """Where a column begins that stands in the middle of its slot."""
        return round((number + 0.5) * self.slot - self.column / 2, 2)


def month_slots(
    months: Sequence[date],
    *,
    narrow: float,
    wide: float,
    month_label: Callable[[date], str],
    year_label: Callable[[date], str],
) -> MonthSlots:
    """Lay out the months for a place `narrow` pixels wide, with more names from `wide` on.

    The last month always keeps its name, since it is what a reader looks for.
    """
    slot = percent(1, len(months))
    widest = max((text_width(month_label(month), SIZE) for month in months), default=0) + GAP
    many, every = (max(1, ceil(widest / (width * slot / 100))) if months else 1 for width in (wide, narrow))
    few = ceil(every / many) * many  # so that the narrow place leaves out every second or third of the wide one's
    last = len(months) - 1
    names = [
        Text(round((at + 0.5) * slot, 2), month_label(month), wide_only=bool((last - at) % few))
        for at, month in enumerate(months)
        if (last - at) % many == 0
    ]
    return MonthSlots(slot, tuple(names), tuple(_years(months, slot, narrow, year_label)))


def _years(months: Sequence[date], slot: float, narrow: float, label: Callable[[date], str]) -> list[Text]:
    """Each year once, where it has room before the next one."""
    begins = [at for at, month in enumerate(months) if at == 0 or month.month == 1]
    found = []
    for at, after in zip(begins, [*begins[1:], len(months)], strict=True):
        if (after - at) * slot / 100 * narrow >= text_width(label(months[at]), SIZE, bold=True) + GAP:
            found.append(Text(round(at * slot, 2), label(months[at])))
    return found


HALF = 84  # pixels above and below the line
NUMBER = 16  # room for a number beyond the longest bar
MIDDLE = HALF + NUMBER
HEIGHT = 2 * MIDDLE + 36
SIZE = 12
SIDE_ROOM = 92  # pixels beside the columns, for what is above and below


@dataclass(frozen=True)
class ContactMonth:
    """How many contacts each side began in a month, and at how many both sat together."""

    first: date
    eu: int
    counterpart: int
    together: int


@dataclass(frozen=True)
class ContactMonths:
    """Everything that the template prints."""

    height: int
    middle: int
    side_room: int
    bars: tuple[Rect, ...]
    numbers: tuple[Text, ...]
    months: MonthSlots


def contact_months(
    months: Sequence[ContactMonth], *, month_label: Callable[[date], str], year_label: Callable[[date], str]
) -> ContactMonths | None:
    """Lay out the months; None where no month has a contact.

    A column is as tall above the line as the EU side had contacts, and below it as the other side had: those that both
    had together stand next to the line, on both of its sides.
    """
    most = max((max(month.eu, month.counterpart) + month.together for month in months), default=0)
    if not most:
        return None
    narrow, wide = NARROW - SIDE_ROOM, WIDE - SIDE_ROOM
    slots = month_slots(
        [month.first for month in months], narrow=narrow, wide=wide, month_label=month_label, year_label=year_label
    )
    unit = HALF / most
    bars: list[Rect] = []
    numbers: list[Text] = []
    for at, month in enumerate(months):
        x, both = slots.left(at), month.together * unit
        for kind, own, up in (("eu", month.eu, True), ("counterpart", month.counterpart, False)):
            pieces = (("together", 0.0, both), (kind, both, own * unit))
            for piece, away, tall in pieces:
                if tall:
                    y = MIDDLE - away - tall if up else MIDDLE + away
                    bars.append(Rect(x, round(y, 1), slots.column, round(tall, 1), piece))
            if total := own + month.together:
                reach = both + own * unit
                y = MIDDLE - reach - 5 if up else MIDDLE + reach + 13
                fits = text_width(str(total), SIZE, bold=True) + 2 <= slots.slot / 100 * narrow
                numbers.append(Text(slots.middle(at), str(total), round(y, 1), wide_only=not fits))
    return ContactMonths(
        height=HEIGHT,
        middle=MIDDLE,
        side_room=SIDE_ROOM,
        bars=tuple(bars),
        numbers=tuple(numbers),
        months=slots,
    )
