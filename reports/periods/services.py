"""The calendar of a strand: adding, editing and skipping its reporting periods, and what a new one most likely is."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from core.periods import YEARS, PartialDate, Period
from partnerships.models import Strand
from partnerships.transitions import check_reason
from partnerships.translations.selectors import check_length, fill, what_differs
from reports.audit_actions import PERIOD_ADDED, PERIOD_EDITED, PERIOD_SKIPPED, PERIOD_TAKEN_UP
from reports.enums import PeriodKind, ReportLanguages
from reports.models import ReportingPeriod
from reports.periods.selectors import check_skippable, has_issued_report
from reports.rules import may_edit_calendar, may_edit_period

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants


DAYS = ("starts_on", "ends_on", "due_on")
NAMES = ("name_en", "name_ko")
# What the reports that went out say of the period stays as it is.
FIXED_ONCE_ISSUED = frozenset({"kind", *DAYS})
FIELDS = frozenset({"kind", "languages", *NAMES, *DAYS})
LONGEST_NAME = 200

# A report is due so long after the last day of its period.
UNTIL_DUE = dt.timedelta(weeks=4)
USUAL_MONTHS = 6
_DAYS_OF_MONTH = 30.4
# Words that addresses have for themselves where a period's code would stand.
RESERVED = frozenset({"terms", "periods", "add", "updates"})


@one_act()
def add_period(*, by: User | None, grants: Grants, strand: Strand, values: dict[str, Any]) -> ReportingPeriod:
    """Add a period: `kind`, `starts_on`, `ends_on`, perhaps `due_on`, `languages`, `name_en`, `name_ko`, `code`.

    Without a due day the report is due four weeks after the last day; without a code it gets one from its kind and
    number. Periods may overlap, as the final one often covers all. Raises NotAllowed, DomainError with the field.
    """
    if not may_edit_calendar(grants, strand):
        raise NotAllowed
    # One at a time in a strand, so that each gets a code of its own.
    Strand.objects.select_for_update(no_key=True).order_by("pk").get(pk=strand.pk)
    row = ReportingPeriod(strand=strand)
    given = {name: value for name, value in values.items() if name in FIELDS and value is not None}
    if ends_on := given.get("ends_on"):
        given.setdefault("due_on", min(ends_on, dt.date(YEARS.stop - 2, 1, 1)) + UNTIL_DUE)
    fill(row, given, fields=FIELDS)
    _check(row)
    _check_new(row)
    codes = set(ReportingPeriod.objects.filter(strand=strand).values_list("code", flat=True))
    row.code = values.get("code") or period_code(row.kind, codes)
    if row.code in codes | RESERVED:
        raise DomainError(_("This code is taken."), field="code")
    row.save(by=by)
    _notify(PERIOD_ADDED, row, by, new=_days(row), until=PartialDate(row.due_on).iso())
    return row


@one_act()
def edit_period(
    *, by: User, grants: Grants, period: ReportingPeriod, version: int, changes: dict[str, Any]
) -> ReportingPeriod:
    """Change kind, days, due day, languages and names; once a report on it was issued, languages and names alone.

    Raises NotAllowed, StaleRecord, AlreadyDone where nothing differs, DomainError with the field at fault.
    """
    row = _locked(grants, period, version)
    changed = what_differs(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    fixed = [name for name in changed if name in FIXED_ONCE_ISSUED]
    if fixed and has_issued_report(row):
        raise DomainError(
            _("A report on this period was issued: its kind and its days stay as they are."), field=fixed[0]
        )
    fill(row, changed, fields=FIELDS)
    _check(row)
    if fixed:
        _check_new(row)
    row.save(by=by)
    _notify(PERIOD_EDITED, row, by, fields=", ".join(sorted(changed)))
    return row


@one_act()
def skip_period(*, by: User, grants: Grants, period: ReportingPeriod, version: int, reason: str) -> ReportingPeriod:
    """Nothing is owed for it any more. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    row = _locked(grants, period, version)
    check_skippable(row)
    check_reason(reason)
    row.skipped_at, row.skipped_reason = clock.now(), reason.strip()
    row.save(by=by)
    _notify(PERIOD_SKIPPED, row, by, reason=row.skipped_reason)
    return row


@one_act()
def take_up_period(*, by: User, grants: Grants, period: ReportingPeriod, version: int) -> ReportingPeriod:
    """A skipped one is owed again. Raises NotAllowed, StaleRecord, AlreadyDone."""
    row = _locked(grants, period, version)
    check_skipped(row)
    row.skipped_at, row.skipped_reason = None, ""
    row.save(by=by)
    _notify(PERIOD_TAKEN_UP, row, by)
    return row


def check_skipped(period: ReportingPeriod) -> None:
    """Refuse to take up a period that is owed. Raises AlreadyDone."""
    if not period.is_skipped:
        raise AlreadyDone(_("This period is not skipped."))


def check_days(starts_on: dt.date | None, ends_on: dt.date | None, due_on: dt.date | None) -> None:
    """Refuse days that are not in order, as far as they are given. Raises DomainError with the field at fault."""
    if starts_on and ends_on and starts_on > ends_on:
        raise DomainError(_("The end lies before the start."), field="ends_on")
    if ends_on and due_on and ends_on > due_on:
        raise DomainError(_("The report cannot be due before the last day of its period."), field="due_on")


def _locked(grants: Grants, period: ReportingPeriod, version: int) -> ReportingPeriod:
    row = lock(period, version=version)
    if not may_edit_period(grants, row):
        raise NotAllowed
    return row


def _check(row: ReportingPeriod) -> None:
    if row.kind not in PeriodKind.values:
        raise DomainError(_("Choose the kind of report."), field="kind")
    if row.languages not in ReportLanguages.values:
        raise DomainError(_("Choose the languages of the report."), field="languages")
    for name in NAMES:
        check_length(name, getattr(row, name), LONGEST_NAME)
    for name in DAYS:
        day = getattr(row, name)
        if day is None:
            raise DomainError(_("Give the day."), field=name)
        if day.year not in YEARS:
            years = {"first": YEARS.start, "last": YEARS.stop - 1}
            raise DomainError(_("Write a date between the years %(first)s and %(last)s.") % years, field=name)
    check_days(row.starts_on, row.ends_on, row.due_on)


def _check_new(row: ReportingPeriod) -> None:
    """A strand has no period twice."""
    same = ReportingPeriod.objects.filter(
        strand=row.strand_id, kind=row.kind, starts_on=row.starts_on, ends_on=row.ends_on
    )
    if same.exclude(pk=row.pk).exists():
        raise DomainError(_("The calendar has a period of this kind with these days already."), field="starts_on")


def _days(row: ReportingPeriod) -> str:
    return Period(PartialDate(row.starts_on), PartialDate(row.ends_on)).iso()


def _notify(action: str, row: ReportingPeriod, by: User | None, *, reason: str = "", **facts: Any) -> None:
    write_audit(action=action, by=by, record=row, reason=reason, **facts)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The next period of a calendar."""

    kind: PeriodKind
    starts_on: dt.date
    ends_on: dt.date
    due_on: dt.date


def propose_period(strand: Strand) -> Proposal:
    """What follows the last period of a strand, as long as that one was; the first begins with the strand.

    One that reaches the end of the strand is the final one. One query.
    """
    rows = list(ReportingPeriod.objects.filter(strand=strand).order_by("ends_on", "pk"))
    last = rows[-1] if rows else None
    ends = strand.ends_on_date
    if last is not None:
        starts = min(last.ends_on + dt.timedelta(days=1), dt.date(YEARS.stop - 2, 1, 1))
        months = max(round(((last.ends_on - last.starts_on).days + 1) / _DAYS_OF_MONTH), 1)
    else:
        starts = strand.starts_on_date.first_day if strand.starts_on_date else clock.today()
        months = USUAL_MONTHS
    until = _months_after(starts, months) - dt.timedelta(days=1)
    closing = ends is not None and starts <= ends.last_day <= until
    until = ends.last_day if ends is not None and closing else until
    kind = PeriodKind.FINAL if closing else PeriodKind.INTERIM if rows else PeriodKind.INCEPTION
    return Proposal(kind, starts, until, until + UNTIL_DUE)


def period_code(kind: str, taken: Iterable[str]) -> str:
    """The code of a new period: of interim ones with their number, of the others the kind, numbered from the second."""
    used: Collection[str] = RESERVED.union(taken)
    if kind != PeriodKind.INTERIM and kind not in used:
        return kind
    number = 1 if kind == PeriodKind.INTERIM else 2
    while f"{kind}-{number}" in used:
        number += 1
    return f"{kind}-{number}"


def _months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or the last day of one that lacks it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
