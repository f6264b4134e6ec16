"""Contacts month by month: what the EU side began above the line, what the other began below, together on both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from core.pictures.fluid import NARROW, WIDE
from core.pictures.labels import text_width
from core.pictures.months import MonthSlots, month_slots

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
class ContactBar:
    """A piece of a column; `kind` is a side, or `together`."""

    x: float
    y: float
    height: float
    kind: str


@dataclass(frozen=True)
class ContactNumber:
    """How many a side had in a month, beyond its bar."""

    x: float
    y: float
    text: str
    wide_only: bool


@dataclass(frozen=True)
class ContactMonths:
    """Everything that the template prints."""

    height: int
    middle: int
    half: int
    width: float
    side_room: int
    bars: tuple[ContactBar, ...]
    numbers: tuple[ContactNumber, ...]
    months: MonthSlots

    @property
    def upper_y(self) -> float:
        """The line of the upper side's name."""
        return self.middle - self.half / 2

    @property
    def lower_y(self) -> float:
        """The line of the lower side's name."""
        return self.middle + self.half / 2 + 9

    @property
    def months_y(self) -> int:
        """The line of the months' names."""
        return self.height - 20

    @property
    def years_y(self) -> int:
        """The line of the years."""
        return self.height - 3


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
    bars: list[ContactBar] = []
    numbers: list[ContactNumber] = []
    for at, month in enumerate(months):
        x, both = slots.left(at), month.together * unit
        for kind, own, up in (("eu", month.eu, True), ("counterpart", month.counterpart, False)):
            pieces = (("together", 0.0, both), (kind, both, own * unit))
            for piece, away, tall in pieces:
                if tall:
                    y = MIDDLE - away - tall if up else MIDDLE + away
                    bars.append(ContactBar(x, round(y, 1), round(tall, 1), piece))
            if total := own + month.together:
                reach = both + own * unit
                y = MIDDLE - reach - 5 if up else MIDDLE + reach + 13
                fits = text_width(str(total), SIZE, bold=True) + 2 <= slots.slot / 100 * narrow
                numbers.append(ContactNumber(slots.middle(at), round(y, 1), str(total), wide_only=not fits))
    return ContactMonths(
        height=HEIGHT,
        middle=MIDDLE,
        half=HALF,
        width=slots.column,
        side_room=SIDE_ROOM,
        bars=tuple(bars),
        numbers=tuple(numbers),
        months=slots,
    )
