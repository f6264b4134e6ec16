"""What is another between two versions of an agenda. Pure: lines in, changes out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.formats import format_date, format_times, join_names
from events.agendas.languages import language_names

if TYPE_CHECKING:
    from events.agendas.lines import AgendaLine

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
_KINDS = {
    ADDED: pgettext_lazy("agenda item", "New"),
    REMOVED: pgettext_lazy("agenda item", "Taken out"),
    CHANGED: pgettext_lazy("agenda item", "Changed"),
    MOVED: pgettext_lazy("agenda item", "At another place"),
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing that an item says otherwise now, in the reader's words; empty where it said or says nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AgendaChange:
    """What became of one item: added, removed, changed in some fields, or moved to another place in the order."""

    kind: str
    line: AgendaLine
    before: AgendaLine | None = None

    @property
    def kind_text(self) -> str:
        """What became of it, in the reader's language."""
        return str(_KINDS[self.kind])

    @property
    def fields(self) -> list[FieldChange]:
        """What it says otherwise, in the order of the form."""
        if self.kind != CHANGED or self.before is None:
            return []
        old, new = self.before, self.line
        return [
            FieldChange(str(label), show(old), show(new)) for label, read, show in _FIELDS if read(old) != read(new)
        ]


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


def _time(line: AgendaLine) -> str:
    return format_times(line.start, line.end)


def _names(line: AgendaLine) -> str:
    return join_names([one.name for one in line.organisations])


def _same(read: Callable[[AgendaLine], Any]) -> tuple[Callable[[AgendaLine], Any], Callable[[AgendaLine], str]]:
    """A value that is shown as it is."""
    return read, lambda line: str(read(line) or "")


_FIELDS: tuple[tuple[Any, Callable[[AgendaLine], Any], Callable[[AgendaLine], str]], ...] = (
    (_("Day"), lambda line: line.day, lambda line: format_date(line.date)),
    # The same time by another clock is another time.
    (pgettext_lazy("agenda", "Time"), lambda line: (line.start, line.end, line.start and line.zone), _time),
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
