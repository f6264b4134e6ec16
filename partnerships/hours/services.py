"""What is set of an office: its hours, whose holidays it keeps, and its closing days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from core.periods import YEARS, PartialDate, Period
from partnerships.audit_actions import CLOSING_DAY_ADDED, CLOSING_DAY_REMOVED, HOURS_CHANGED
from partnerships.hours.holidays import regions_of
from partnerships.models import ClosingDay, Participation
from partnerships.rules.together import may_edit_participation
from partnerships.translations.selectors import check_length, fill, what_differs

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

EDITABLE = frozenset({"opens_at", "closes_at", "holiday_region"})
MOST_DAYS = 60
LONGEST_NAME = 120


@one_act()
def edit_hours(
    *, by: User, grants: Grants, participation: Participation, version: int, changes: dict[str, Any]
) -> Participation:
    """Change when a partner's office opens and closes, and whose holidays it keeps.

    Raises StaleRecord, NotAllowed, AlreadyDone, or DomainError with the field at fault: it closes before it opens, or
    the country has no such region.
    """
    row = lock(participation, version=version)
    if not may_edit_participation(grants, row):
        raise NotAllowed
    changed = what_differs(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    fill(row, changed, fields=EDITABLE)
    if row.opens_at >= row.closes_at:
        raise DomainError(_("The office closes before it opens."), field="closes_at")
    if "holiday_region" in changed:
        _check_region(row)
    row.save(by=by)
    write_audit(action=HOURS_CHANGED, record=row, by=by, fields=", ".join(sorted(changed)))
    return row


@one_act()
def add_closing_day(
    *, by: User, grants: Grants, participation: Participation, starts_on: dt.date, ends_on: dt.date | None, name: str
) -> ClosingDay:
    """Say that a partner's office is closed from one day to another, both included, and why.

    Raises NotAllowed, or DomainError with the field at fault: no reason or a long one, the end before the start, more
    days than MOST_DAYS (then it is no closing day but a mistyped year), or the same days once more.
    """
    if not may_edit_participation(grants, participation):
        raise NotAllowed
    row = ClosingDay(participation=participation, starts_on=starts_on, ends_on=ends_on or starts_on, name=name.strip())
    if not row.name:
        raise DomainError(_("Say why the office is closed."), field="name")
    check_length("name", row.name, LONGEST_NAME)
    if row.starts_on.year not in YEARS:
        raise DomainError(
            _("Write a date between the years %(first)s and %(last)s.")
            % {"first": YEARS.start, "last": YEARS.stop - 1},
            field="starts_on",
        )
    if row.ends_on < row.starts_on:
        raise DomainError(_("The end lies before the start."), field="ends_on")
    if (row.ends_on - row.starts_on).days >= MOST_DAYS:
        raise DomainError(
            _("These are too many days: at most %(most)s at once.") % {"most": MOST_DAYS}, field="ends_on"
        )
    # Two of the same at once are harmless: one of them can be removed.
    if ClosingDay.objects.filter(
        participation=participation, starts_on__lte=row.starts_on, ends_on__gte=row.ends_on
    ).exists():
        raise DomainError(_("The office is closed on these days already."), field="starts_on")
    row.save(by=by)
    write_audit(action=CLOSING_DAY_ADDED, record=row, by=by, new=_days(row), whose=row.participation_id)
    return row


@one_act()
def remove_closing_day(*, by: User, grants: Grants, closing_day: ClosingDay, version: int) -> None:
    """Take closing days away: the office is open. The history of acts keeps them. Raises StaleRecord, NotAllowed."""
    row = lock(closing_day, version=version)
    if not may_edit_participation(grants, row.participation):
        raise NotAllowed
    write_audit(action=CLOSING_DAY_REMOVED, record=row, by=by, old=_days(row), whose=row.participation_id)
    row.delete()


def _check_region(row: Participation) -> None:
    city = row.partner.first_city
    if row.holiday_region and (city is None or row.holiday_region not in regions_of(str(city.country))):
        raise DomainError(_("This country has no such region."), field="holiday_region")


def _days(row: ClosingDay) -> str:
    start, end = PartialDate(row.starts_on), PartialDate(row.ends_on)
    return Period(start, end if end != start else None).iso()
