"""Milestones and follow-ups: what was done, what moved and why, what is late, what is planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import npgettext, pgettext

from core import clock
from core.formats import format_date, format_period
from partnerships.enums import FollowUpState, MilestoneStatus, Responsible
from partnerships.models import DateChange, FollowUp, Milestone
from reports.enums import Question
from reports.updates.drafting.desk import Desk, Line, cut, delay_label, line, reason_label, with_more

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def read_milestones(desk: Desk) -> list[Milestone]:
    """The milestones that the own side answers for, alone or with the other; one query."""
    mine = Milestone.objects.filter(
        pairing__in=list(desk.pairings), responsible__in=[desk.side, Responsible.BOTH]
    ).in_order()
    found = list(mine)
    for row in found:
        row.pairing = desk.pairings[row.pairing_id]
    return found


def milestone_lines(desk: Desk, milestones: Sequence[Milestone], told: Collection[tuple[int, str]]) -> Iterator[Line]:
    """Done, moved, late, to come; one query. Of those in `told` (pairing, code) an event says that they are done, or
    planned.
    """
    changes: dict[int, list[DateChange]] = defaultdict(list)
    for change in DateChange.objects.filter(milestone__in=[row.pk for row in milestones]).order_by("at", "id"):
        changes[change.milestone_id or 0].append(change)
    for row in milestones:
        moves = changes[row.pk]
        if row.status == MilestoneStatus.DONE:
            yield from _done(desk, row, moves, is_on_record=(row.pairing_id, row.code) in told)
        elif row.status == MilestoneStatus.PLANNED:
            yield from _moved(desk, row, moves)
            yield from _open(desk, row, is_on_record=(row.pairing_id, row.code) in told)


def _done(desk: Desk, row: Milestone, moves: Sequence[DateChange], *, is_on_record: bool) -> Iterator[Line]:
    if not desk.covers(row.actual.last_day):
        return
    days = row.actual.days_after(row.baseline)
    if is_on_record and days <= 0:
        return
    reason = row.reason or _reasons(moves)

    def text() -> str:
        facts = {"what": desk.named(row.title, row.pairing), "when": format_period(row.actual)}
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


def _moved(desk: Desk, row: Milestone, moves: Sequence[DateChange]) -> Iterator[Line]:
    recent = [move for move in moves if desk.covers(clock.day_of(move.at))]
    if not recent or recent[0].old.iso() == recent[-1].new.iso():
        return

    def text() -> str:
        facts = {
            "what": desk.named(row.title, row.pairing),
            "old": format_period(recent[0].old),
            "new": format_period(recent[-1].new),
        }
        words = pgettext("line of a city update", "%(what)s: moved from %(old)s to %(new)s") % facts
        return with_more(words, reason_label(_reasons(recent)))

    yield line(f"milestone-{row.pk}-moved", Question.DIFFICULT, text, row.get_absolute_url())


def _open(desk: Desk, row: Milestone, *, is_on_record: bool) -> Iterator[Line]:
    last = row.forecast.last_day
    if last is not None and last <= desk.period.ends_on:
        if row.is_overdue(desk.today):
            late = partial(_late_label, desk, row)
            yield line(f"milestone-{row.pk}-late", Question.DIFFICULT, late, row.get_absolute_url(), is_late=True)
    elif desk.comes_next(row.forecast) and not is_on_record:

        def text() -> str:
            facts = {"what": desk.named(row.title, row.pairing), "when": format_period(row.forecast)}
            return pgettext("line of a city update", "%(what)s: planned for %(when)s") % facts

        yield line(f"milestone-{row.pk}-next", Question.NEXT, text, row.get_absolute_url())


def _late_label(desk: Desk, row: Milestone) -> str:
    days = row.days_over(desk.today)
    words = npgettext(
        "line of a city update",
        "%(what)s: planned for %(when)s and not done, %(days)s day late",
        "%(what)s: planned for %(when)s and not done, %(days)s days late",
        days,
    )
    return words % {"what": desk.named(row.title, row.pairing), "when": format_period(row.forecast), "days": days}


def _reasons(moves: Sequence[DateChange]) -> str:
    """The reasons of several moves, each once."""
    return "; ".join(dict.fromkeys(move.reason.strip() for move in moves))


def follow_up_lines(desk: Desk) -> Iterator[Line]:
    """What the own side had promised: done in the period, or late at its end; one query."""
    rows = FollowUp.objects.filter(pairing__in=list(desk.pairings), side=desk.side).order_by("due_on", "pk")
    for row in rows:
        row.pairing = desk.pairings[row.pairing_id]
        if row.state == FollowUpState.DONE and desk.covers(row.closed_on):
            yield _kept_promise(desk, row)
        elif row.is_late(desk.today) and row.due_on <= desk.period.ends_on:
            yield _late_promise(desk, row)


def _kept_promise(desk: Desk, row: FollowUp) -> Line:
    def text() -> str:
        facts: Mapping[str, str] = {"what": desk.named(row.what, row.pairing), "when": format_date(row.closed_on)}
        return with_more(pgettext("line of a city update", "%(what)s: done, %(when)s") % facts, cut(row.result))

    return line(f"followup-{row.pk}-done", Question.ACHIEVED, text, row.get_absolute_url())


def _late_promise(desk: Desk, row: FollowUp) -> Line:
    def text() -> str:
        days = row.days_over(desk.today)
        words = npgettext(
            "line of a city update",
            "%(what)s: promised by %(day)s and not done, %(days)s day late",
            "%(what)s: promised by %(day)s and not done, %(days)s days late",
            days,
        )
        return words % {"what": desk.named(row.what, row.pairing), "day": format_date(row.due_on), "days": days}

    return line(f"followup-{row.pk}-late", Question.DIFFICULT, text, row.get_absolute_url())
