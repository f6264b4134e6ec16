"""An item of an agenda as it is shown, compared and released: all that is in it, and no contact of a person.

The draft is made of these from its items, a released version from what it stored, so that both read alike; what is
another between two versions follows from their lines alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.formats import format_date, format_times, join_names
from core.periods import PartialDate
from core.texts import TwoLanguageText
from events.agendas.languages import language_names
from events.enums import AgendaKind
from events.models import AgendaItem
from partnerships.codes import codes_in


@dataclass(frozen=True, slots=True)
class Named:
    """What an item names in both languages, such as a city, a topic or an organisation; `code` is empty for none."""

    code: str = ""
    name_en: str = ""
    name_ko: str = ""

    name = TwoLanguageText()

    def __bool__(self) -> bool:
        return bool(self.code)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, record: Any) -> Self:
        """The names of a record, or of none."""
        return cls(record.code, record.name_en, record.name_ko) if record else cls()


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One item. Its times are by the clock of `zone`; `day` is an ISO day or month, empty where nobody knows it.

    `key` is the item's own number, by which two versions are compared; `languages` are codes in their order.
    """

    key: int
    kind: str
    title_en: str = ""
    title_ko: str = ""
    day: str = ""
    start: str = ""
    end: str = ""
    zone: str = ""
    city: Named = Named()
    place: str = ""
    topic: Named = Named()
    organisations: tuple[Named, ...] = ()
    host: Named = Named()
    languages: tuple[str, ...] = ()
    interpretation: str = ""
    capacity: int | None = None

    title = TwoLanguageText()

    def __str__(self) -> str:
        return self.title

    @property
    def date(self) -> PartialDate | None:
        """Its day, as exact as it is known."""
        return PartialDate.parse(self.day) if self.day else None

    @property
    def known_day(self) -> dt.date | None:
        """Its day where it is known to the day."""
        return dt.date.fromisoformat(self.day) if len(self.day) == len("2017-03-14") else None

    @property
    def starts_at(self) -> dt.time | None:
        return dt.time.fromisoformat(self.start) if self.start else None

    @property
    def ends_at(self) -> dt.time | None:
        return dt.time.fromisoformat(self.end) if self.end else None

    @property
    def clock(self) -> ZoneInfo:
        """The clock of its place; a zone that this machine does not know reads as Brussels."""
        try:
            return ZoneInfo(self.zone) if self.zone else clock.STRAND_ZONE
        except ZoneInfoNotFoundError:
            return clock.STRAND_ZONE

    @property
    def kind_text(self) -> str:
        return str(AgendaKind(self.kind).label)

    @classmethod
    def of(cls, item: AgendaItem) -> Self:
        """An item as it stands; reads city, topic, host and `joining__organisation`, and its event's cities."""
        return cls(
            key=item.pk,
            kind=item.kind,
            title_en=item.title_en,
            title_ko=item.title_ko,
            day=item.on_date.iso() if item.on_date else "",
            start=_time(item.starts_at),
            end=_time(item.ends_at),
            zone=item.zone.key,
            city=Named.of(item.city),
            place=item.place,
            topic=Named.of(item.topic),
            organisations=tuple(Named.of(row.organisation) for row in item.joining.all()),
            host=Named.of(item.host),
            languages=tuple(codes_in(item.languages)),
            interpretation=item.interpretation,
            capacity=item.capacity,
        )

    def stored(self) -> dict[str, Any]:
        """As a released version keeps it."""
        return asdict(self)

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """What a released version kept; a field that it did not know yet is empty."""
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        for name in ("city", "topic", "host"):
            known[name] = Named(**known.get(name) or {})
        known["organisations"] = tuple(Named(**one) for one in known.get("organisations") or ())
        known["languages"] = tuple(known.get("languages") or ())
        return cls(**known)


def digest_of(lines: Iterable[AgendaLine]) -> str:
    """A word for exactly these lines in this order: whoever releases them has seen them."""
    told = json.dumps([line.stored() for line in lines], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def in_order_of_days(lines: Iterable[AgendaLine]) -> list[AgendaLine]:
    """By day: known days first, then those known by month, then those without; within each as the agenda has them."""
    return sorted(lines, key=lambda line: (not line.day, len(line.day) < len("2017-03-14"), line.day))


def _time(time: dt.time | None) -> str:
    return time.strftime("%H:%M") if time else ""


# What is another between two versions.

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
_KINDS = {
    ADDED: pgettext_lazy("agenda item", "New"),
    REMOVED: pgettext_lazy("agenda item", "Taken out"),
    CHANGED: pgettext_lazy("agenda item", "Changed"),
    MOVED: pgettext_lazy("agenda item", "At another place"),
}


@dataclass(frozen=True, slots=True)
class AgendaChange:
    """What became of one item: added, removed, changed in some fields, or moved to another place in the order."""

    kind: str
    line: AgendaLine
    before: AgendaLine | None = None

    @property
    def kind_text(self) -> str:
        return str(_KINDS[self.kind])

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """What it says otherwise, in the order of the form and the reader's words: label, before and after."""
        if self.kind != CHANGED or self.before is None:
            return []
        old, new = self.before, self.line
        return [(str(label), show(old), show(new)) for label, read, show in _FIELDS if read(old) != read(new)]


def compare(old: Sequence[AgendaLine], new: Sequence[AgendaLine]) -> list[AgendaChange]:
    """From an older version to a newer one, in the newer one's order; what was removed comes last.

    An item is moved where it stands at another place among those that both have, and is as before otherwise.
    """
    before = {line.key: line for line in old}
    after = {line.key for line in new}
    places = {line.key: place for place, line in enumerate(old)}
    staying = _staying([places[line.key] for line in new if line.key in before])
    found = []
    for line in new:
        earlier = before.get(line.key)
        if earlier is None:
            found.append(AgendaChange(ADDED, line))
        elif earlier != line:
            found.append(AgendaChange(CHANGED, line, earlier))
        elif places[line.key] not in staying:
            found.append(AgendaChange(MOVED, line, earlier))
    return [*found, *(AgendaChange(REMOVED, line) for line in old if line.key not in after)]


def _staying(places: Sequence[int]) -> set[int]:
    """The longest run of places that are still in their order: whatever is not in it was moved."""
    ends: list[int] = []
    tails: list[int] = []
    before: list[int] = []
    for number, place in enumerate(places):
        at = bisect_left(ends, place)
        before.append(tails[at - 1] if at else -1)
        ends[at : at + 1] = [place]
        tails[at : at + 1] = [number]
    found, number = set(), tails[-1] if tails else -1
    while number >= 0:
        found.add(places[number])
        number = before[number]
    return found


def _times(line: AgendaLine) -> str:
    return format_times(line.start, line.end)


def _names(line: AgendaLine) -> str:
    return join_names([one.name for one in line.organisations])


def _same(read: Callable[[AgendaLine], Any]) -> tuple[Callable[[AgendaLine], Any], Callable[[AgendaLine], str]]:
    """A value that is shown as it is."""
    return read, lambda line: str(read(line) or "")


_FIELDS: tuple[tuple[Any, Callable[[AgendaLine], Any], Callable[[AgendaLine], str]], ...] = (
    (_("Day"), lambda line: line.day, lambda line: format_date(line.date)),
    # The same time by another clock is another time.
    (pgettext_lazy("agenda", "Time"), lambda line: (line.start, line.end, line.start and line.zone), _times),
    (pgettext_lazy("table head", "Kind"), lambda line: line.kind, lambda line: line.kind_text),
    (_("Title in English"), *_same(lambda line: line.title_en)),
    (_("Title in Korean"), *_same(lambda line: line.title_ko)),
    (_("City"), *_same(lambda line: line.city)),
    (pgettext_lazy("agenda", "Place"), *_same(lambda line: line.place)),
    (_("Topic"), *_same(lambda line: line.topic)),
    (pgettext_lazy("agenda", "Host"), *_same(lambda line: line.host)),
    (_("Organisations"), lambda line: line.organisations, _names),
    (_("Languages"), lambda line: line.languages, lambda line: join_names(language_names(line.languages))),
    (_("Interpretation"), *_same(lambda line: line.interpretation)),
    (_("Capacity"), *_same(lambda line: line.capacity)),
)
