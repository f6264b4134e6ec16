"""Events that the own pairings were served by: held with the own delegation, moved, planned."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import npgettext, pgettext

from core import clock
from core.formats import format_period, join_names
from events.enums import OPEN_EVENT, PLACED_DELEGATE, EventStatus
from events.models import Delegate, Event, EventDateChange, EventPairing
from reports.enums import Question
from reports.updates.drafting.desk import Desk, Line, delay_label, line, reason_label, with_more

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def read_events(desk: Desk) -> list[Event]:
    """What was held in the period, or is to come, for the own pairings; those of a mission once, three queries."""
    served = EventPairing.objects.filter(pairing__in=list(desk.pairings)).order_by().values("event")
    of_us = Event.objects.filter(Q(all_pairings=True) | Q(pk__in=served), strand=desk.participation.strand_id)
    held = Event.objects.held().values("pk")
    rows = of_us.filter(Q(pk__in=held) | Q(part_of=None, status__in=OPEN_EVENT)).select_related("strand", "part_of")
    rows = rows.prefetch_related("visiting__city", "serving").in_order()
    return [row for row in rows if _is_held(desk, row) or row.is_open]


def completed_by(desk: Desk, events: Iterable[Event]) -> set[tuple[int, str]]:
    """The milestones (pairing, code) of which these events tell that they are done, or planned."""
    return {
        (pairing, code)
        for row in events
        if _is_held(desk, row) or desk.comes_next(row.forecast)
        for pairing in _served(desk, row)
        for code in row.milestone_codes.split(";")
        if code
    }


def event_lines(desk: Desk, events: Sequence[Event]) -> Iterator[Line]:
    """Held, moved, to come; two queries."""
    changes: dict[int, list[EventDateChange]] = defaultdict(list)
    for change in EventDateChange.objects.filter(event__in=[row.pk for row in events]).order_by("at", "id"):
        changes[change.event_id].append(change)
    came = _delegations(desk, [row for row in events if not row.is_open])
    for row in events:
        if row.is_open:
            yield from _moved(desk, row, changes[row.pk])
            yield from _planned(desk, row)
        else:
            yield _held(row, changes[row.pk], came)


def _is_held(desk: Desk, row: Event) -> bool:
    return row.status == EventStatus.HELD and desk.covers(row.shown_period.last_day)


def _served(desk: Desk, row: Event) -> list[int]:
    named = {serving.pairing_id for serving in row.serving.all()}
    return [key for key in desk.pairings if row.all_pairings or key in named]


def _delegations(desk: Desk, events: Iterable[Event]) -> Mapping[int, int]:
    """By event, how many of the own delegation came; those with a place where nobody has said who came."""
    keys = {key for row in events for key in (row.pk, row.part_of_id) if key}
    mine = Delegate.objects.filter(
        delegation__event__in=keys, delegation__participation=desk.participation.pk, status__in=PLACED_DELEGATE
    )
    counted = mine.order_by().values_list("delegation__event", "attended").annotate(number=Count("pk"))
    rows = list(counted)
    said = {event for event, attended, _number in rows if attended is not None}
    found: Counter[int] = Counter()
    for event, attended, number in rows:
        if attended or event not in said:
            found[event] += number
    return found


def _held(row: Event, moves: Sequence[EventDateChange], came: Mapping[int, int]) -> Line:
    days = row.shown_period.days_after(row.baseline)
    reason = row.reason or _reasons(moves)
    number = came.get(row.pk) or came.get(row.part_of_id or 0, 0)

    def text() -> str:
        words = pgettext("line of a city update", "%(what)s: held, %(when)s") % {
            "what": _placed(row),
            "when": format_period(row.shown_period),
        }
        return with_more(words, _delegation_label(number), *delay_label(days, reason))

    return line(f"event-{row.pk}-held", Question.ACHIEVED, text, row.get_absolute_url())


def _delegation_label(number: int) -> str:
    if not number:
        return ""
    words = npgettext(
        "line of a city update", "own delegation: %(number)s person", "own delegation: %(number)s people", number
    )
    return words % {"number": number}


def _moved(desk: Desk, row: Event, moves: Sequence[EventDateChange]) -> Iterator[Line]:
    recent = [move for move in moves if desk.covers(clock.day_of(move.at))]
    if not recent or recent[0].old.iso() == recent[-1].new.iso():
        return

    def text() -> str:
        facts = {
            "what": _placed(row),
            "old": format_period(recent[0].old),
            "new": format_period(recent[-1].new),
        }
        words = pgettext("line of a city update", "%(what)s: moved from %(old)s to %(new)s") % facts
        return with_more(words, reason_label(_reasons(recent)))

    yield line(f"event-{row.pk}-moved", Question.DIFFICULT, text, row.get_absolute_url())


def _planned(desk: Desk, row: Event) -> Iterator[Line]:
    if not desk.comes_next(row.forecast):
        return

    def text() -> str:
        facts = {"what": _placed(row), "when": format_period(row.forecast)}
        return pgettext("line of a city update", "%(what)s: planned for %(when)s") % facts

    yield line(f"event-{row.pk}-next", Question.NEXT, text, row.get_absolute_url())


def _placed(row: Event) -> str:
    """The title with the cities, but for those that the title names."""
    cities = [visit.city.name for visit in row.visiting.all()]
    more = join_names(name for name in cities if name not in row.title)
    return with_more(row.title, more)


def _reasons(moves: Sequence[EventDateChange]) -> str:
    return "; ".join(dict.fromkeys(move.reason.strip() for move in moves))
