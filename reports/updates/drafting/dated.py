"""What has a day: milestones and events that were done or held, moved, are late or to come; promises that were kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.translation import npgettext, pgettext

from core import clock
from core.formats import format_date, format_period, join_names
from events.enums import OPEN_EVENT, PLACED_DELEGATE, EventStatus
from events.models import Delegate, Event, EventDateChange, EventPairing
from partnerships.enums import FollowUpState, MilestoneStatus, Responsible
from partnerships.models import DateChange, FollowUp, Milestone
from reports.enums import Question
from reports.updates.drafting.draft import Draft, Line, cut, delay_label, line, reason_label, with_more

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.periods import Period


def _moved(draft: Draft, record: str, url: str, what: Callable[[], str], moves: Sequence[Any]) -> Iterator[Line]:
    """That a date moved in the period, from where it was to where it is, and why."""
    recent = [move for move in moves if draft.covers(clock.day_of(move.at))]
    if not recent or recent[0].old.iso() == recent[-1].new.iso():
        return

    def text() -> str:
        facts = {"what": what(), "old": format_period(recent[0].old), "new": format_period(recent[-1].new)}
        words = pgettext("line of a city update", "%(what)s: moved from %(old)s to %(new)s") % facts
        return with_more(words, reason_label(_reasons(recent)))

    yield line(f"{record}-moved", Question.DIFFICULT, text, url)


def _planned(record: str, url: str, what: Callable[[], str], forecast: Period) -> Line:
    def text() -> str:
        facts = {"what": what(), "when": format_period(forecast)}
        return pgettext("line of a city update", "%(what)s: planned for %(when)s") % facts

    return line(f"{record}-next", Question.NEXT, text, url)


def _reasons(moves: Sequence[Any]) -> str:
    """The reasons of several moves, each once."""
    return "; ".join(dict.fromkeys(move.reason.strip() for move in moves))


def read_milestones(draft: Draft) -> list[Milestone]:
    """The milestones that the own side answers for, alone or with the other; one query."""
    mine = Milestone.objects.filter(
        pairing__in=list(draft.pairings), responsible__in=[draft.side, Responsible.BOTH]
    ).in_order()
    found = list(mine)
    for row in found:
        row.pairing = draft.pairings[row.pairing_id]
    return found


def _named(draft: Draft, row: Milestone) -> str:
    return draft.named(row.title, row.pairing)


def milestone_lines(
    draft: Draft, milestones: Sequence[Milestone], recorded: Collection[tuple[int, str]]
) -> Iterator[Line]:
    """Done, moved, late, to come; one query. Of those in `recorded` (pairing, code) an event says that they are done,
    or planned.
    """
    changes: dict[int, list[DateChange]] = defaultdict(list)
    for change in DateChange.objects.filter(milestone__in=[row.pk for row in milestones]).order_by("at", "id"):
        changes[change.milestone_id or 0].append(change)
    for row in milestones:
        moves = changes[row.pk]
        if row.status == MilestoneStatus.DONE:
            yield from _done(draft, row, moves, is_on_record=(row.pairing_id, row.code) in recorded)
        elif row.status == MilestoneStatus.PLANNED:
            what, url = partial(_named, draft, row), row.get_absolute_url()
            yield from _moved(draft, f"milestone-{row.pk}", url, what, moves)
            yield from _open(draft, row, is_on_record=(row.pairing_id, row.code) in recorded)


def _done(draft: Draft, row: Milestone, moves: Sequence[DateChange], *, is_on_record: bool) -> Iterator[Line]:
    if not draft.covers(row.actual.last_day):
        return
    days = row.actual.days_after(row.baseline)
    if is_on_record and days <= 0:
        return
    reason = row.reason or _reasons(moves)

    def text() -> str:
        facts = {"what": _named(draft, row), "when": format_period(row.actual)}
        return with_more(
            pgettext("line of a city update", "%(what)s: done, %(when)s") % facts, *delay_label(days, reason)
        )

    yield line(
        f"milestone-{row.pk}-done",
        Question.ACHIEVED,
        text,
        row.get_absolute_url(),
        is_unexplained=days > 0 and not reason,
    )


def _open(draft: Draft, row: Milestone, *, is_on_record: bool) -> Iterator[Line]:
    last = row.forecast.last_day
    if last is not None and last <= draft.period.ends_on:
        if row.is_overdue(draft.today):
            late = partial(_late_label, draft, row)
            yield line(f"milestone-{row.pk}-late", Question.DIFFICULT, late, row.get_absolute_url(), is_late=True)
    elif draft.comes_next(row.forecast) and not is_on_record:
        yield _planned(f"milestone-{row.pk}", row.get_absolute_url(), partial(_named, draft, row), row.forecast)


def _late_label(draft: Draft, row: Milestone) -> str:
    days = row.days_over(draft.today)
    words = npgettext(
        "line of a city update",
        "%(what)s: planned for %(when)s and not done, %(days)s day late",
        "%(what)s: planned for %(when)s and not done, %(days)s days late",
        days,
    )
    return words % {"what": _named(draft, row), "when": format_period(row.forecast), "days": days}


def follow_up_lines(draft: Draft) -> Iterator[Line]:
    """What the own side had promised: done in the period, or late at its end; one query."""
    rows = FollowUp.objects.filter(pairing__in=list(draft.pairings), side=draft.side).order_by("due_on", "pk")
    for row in rows:
        row.pairing = draft.pairings[row.pairing_id]
        if row.state == FollowUpState.DONE and draft.covers(row.closed_on):
            yield _kept_promise(draft, row)
        elif row.is_late(draft.today) and row.due_on <= draft.period.ends_on:
            yield _late_promise(draft, row)


def _kept_promise(draft: Draft, row: FollowUp) -> Line:
    def text() -> str:
        facts: Mapping[str, str] = {"what": draft.named(row.what, row.pairing), "when": format_date(row.closed_on)}
        return with_more(pgettext("line of a city update", "%(what)s: done, %(when)s") % facts, cut(row.result))

    return line(f"followup-{row.pk}-done", Question.ACHIEVED, text, row.get_absolute_url())


def _late_promise(draft: Draft, row: FollowUp) -> Line:
    def text() -> str:
        days = row.days_over(draft.today)
        words = npgettext(
            "line of a city update",
            "%(what)s: promised by %(day)s and not done, %(days)s day late",
            "%(what)s: promised by %(day)s and not done, %(days)s days late",
            days,
        )
        return words % {"what": draft.named(row.what, row.pairing), "day": format_date(row.due_on), "days": days}

    return line(f"followup-{row.pk}-late", Question.DIFFICULT, text, row.get_absolute_url())


def read_events(draft: Draft) -> list[Event]:
    """What was held in the period, or is to come, for the own pairings; those of a mission once, three queries."""
    served = EventPairing.objects.filter(pairing__in=list(draft.pairings)).order_by().values("event")
    of_us = Event.objects.filter(Q(all_pairings=True) | Q(pk__in=served), strand=draft.participation.strand_id)
    held = Event.objects.held().values("pk")
    rows = of_us.filter(Q(pk__in=held) | Q(part_of=None, status__in=OPEN_EVENT)).select_related("strand", "part_of")
    rows = rows.prefetch_related("visiting__city", "serving").in_order()
    return [row for row in rows if _is_held(draft, row) or row.is_open]


def completed_by(draft: Draft, events: Iterable[Event]) -> set[tuple[int, str]]:
    """The milestones (pairing, code) of which these events tell that they are done, or planned."""
    return {
        (pairing, code)
        for row in events
        if _is_held(draft, row) or draft.comes_next(row.forecast)
        for pairing in _served(draft, row)
        for code in row.milestone_codes.split(";")
        if code
    }


def event_lines(draft: Draft, events: Sequence[Event]) -> Iterator[Line]:
    """Held, moved, to come; two queries."""
    changes: dict[int, list[EventDateChange]] = defaultdict(list)
    for change in EventDateChange.objects.filter(event__in=[row.pk for row in events]).order_by("at", "id"):
        changes[change.event_id].append(change)
    came = _delegations(draft, [row for row in events if not row.is_open])
    for row in events:
        if row.is_open:
            record, url, what = f"event-{row.pk}", row.get_absolute_url(), partial(_placed, row)
            yield from _moved(draft, record, url, what, changes[row.pk])
            if draft.comes_next(row.forecast):
                yield _planned(record, url, what, row.forecast)
        else:
            yield _held(row, changes[row.pk], came)


def _is_held(draft: Draft, row: Event) -> bool:
    return row.status == EventStatus.HELD and draft.covers(row.shown_period.last_day)


def _served(draft: Draft, row: Event) -> list[int]:
    named = {serving.pairing_id for serving in row.serving.all()}
    return [key for key in draft.pairings if row.all_pairings or key in named]


def _delegations(draft: Draft, events: Iterable[Event]) -> Mapping[int, int]:
    """By event, how many of the own delegation came; those with a place where nobody has said who came."""
    keys = {key for row in events for key in (row.pk, row.part_of_id) if key}
    mine = Delegate.objects.filter(
        delegation__event__in=keys, delegation__participation=draft.participation.pk, status__in=PLACED_DELEGATE
    )
    counted = mine.order_by().values_list("delegation__event", "attended").annotate(number=Count("pk"))
    rows = list(counted)
    known = {event for event, attended, _number in rows if attended is not None}
    found: Counter[int] = Counter()
    for event, attended, number in rows:
        if attended or event not in known:
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


def _placed(row: Event) -> str:
    """The title with the cities, but for those that the title names."""
    cities = [visit.city.name for visit in row.visiting.all()]
    more = join_names(name for name in cities if name not in row.title)
    return with_more(row.title, more)
