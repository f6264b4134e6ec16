"""Moving a forecast: which new date is possible, and the typed row that keeps each move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError
from core.formats import format_period
from core.periods import YEARS
from partnerships.models import DateChange, Milestone, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from core.periods import Period
    from partnerships.models import PlanItem


def check_period(period: Period, *, field: str) -> None:
    """Refuse a period without a start, or one that ends before it starts. Raises DomainError on `field`."""
    if period.start is None:
        raise DomainError(_("Give the day, the month or the year on which it starts."), field=field)
    if not period.in_order():
        raise DomainError(_("The end lies before the start."), field=field)
    if any(edge.day.year not in YEARS for edge in (period.start, period.end) if edge):
        years = {"first": YEARS.start, "last": YEARS.stop - 1}
        raise DomainError(_("Write a date between the years %(first)s and %(last)s.") % years, field=field)


def check_move(*, old: Period, new: Period, hint: str = "") -> None:
    """Refuse to move what is open to where it already is, or into the past; `hint` says what to do instead.

    Raises AlreadyDone for the same dates, DomainError on `forecast` for all else.
    """
    check_period(new, field="forecast")
    if new == old:
        raise AlreadyDone(_("It stands at %(period)s already.") % {"period": format_period(old)})
    last = new.last_day
    if last is not None and last < clock.today():
        refusal = _("%(period)s is past: what is open cannot be moved to the past.") % {"period": format_period(new)}
        raise DomainError(f"{refusal} {hint}".strip(), field="forecast")


def last_moves(milestones: Iterable[Milestone]) -> dict[int, DateChange]:
    """The newest move of each milestone that was ever moved, by its key; one query."""
    rows = DateChange.objects.filter(milestone__in=[row.pk for row in milestones]).select_related("by")
    return {row.milestone_id: row for row in rows.order_by("at", "pk") if row.milestone_id is not None}


def own_moves(item: PlanItem) -> tuple[list[DateChange], bool]:
    """The moves that an item made by itself, and whether it also moved along with its stage, which says why."""
    moves = list(item.date_changes.all())
    own = [move for move in moves if not move.entry.parameters.get("along")]
    return own, len(own) < len(moves)


def write_date_change(
    *,
    by: User | None,
    record: Milestone | PlanItem | Stage,
    old: Period,
    new: Period,
    reason: str,
) -> DateChange:
    """Keep a move of a forecast as the row that reports count, in the act of the move."""
    noun = "milestone" if isinstance(record, Milestone) else "stage" if isinstance(record, Stage) else "plan_item"
    change = DateChange(reason=reason.strip(), by=by, by_label=by.kept_name if by else "", **{noun: record})
    change.old, change.new = old, new
    change.save()
    return change
