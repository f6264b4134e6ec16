"""How the periods of a calendar stand on a day: what is coming, due, late, sent, returned, accepted or skipped."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.errors import DomainError
from core.folding import ByName
from core.formats import format_date
from core.periods import YEARS
from partnerships.models import Participation, Strand
from reports.enums import HANDED_IN, PeriodKind, PeriodState, Section
from reports.models import CityUpdate, ProgressReport, ReportingPeriod, ReportingTerms
from reports.periods.models import LOCKED, UNTIL_DUE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import Organisation

OWED = frozenset({PeriodState.DUE, PeriodState.LATE, PeriodState.NOT_REPORTED, PeriodState.RETURNED})
# The word of components/status_word.html that stands for each state.
_MARKS = {
    PeriodState.COMING: "planned",
    PeriodState.DUE: "soon",
    PeriodState.LATE: "overdue",
    PeriodState.NOT_REPORTED: "not-reported",
    PeriodState.SENT: "done",
    PeriodState.RETURNED: "overdue",
    PeriodState.ACCEPTED: "done",
    PeriodState.SKIPPED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class PeriodOnDay:
    """One period on a day. `report` is the newest issued one of the whole strand, without its snapshot."""

    period: ReportingPeriod
    state: PeriodState
    report: ProgressReport | None
    today: dt.date

    @property
    def word(self) -> str:
        """The state in a word."""
        return str(self.state.label)

    @property
    def mark(self) -> str:
        """The state as the components' icon and colour."""
        return _MARKS[self.state]

    @property
    def is_owed(self) -> bool:
        """Whether a report can still be given: what nobody reported can, though nobody is asked for it any more."""
        return self.state in OWED

    @property
    def is_locked(self) -> bool:
        """Whether its report is out, so that no update changes."""
        return self.report is not None and self.report.status in LOCKED

    @property
    def is_over(self) -> bool:
        """Whether nothing is asked for it any more: its report is out, it was skipped, or nobody ever reported it."""
        return self.is_locked or self.state in {PeriodState.SKIPPED, PeriodState.NOT_REPORTED}

    @property
    def days_left(self) -> int:
        """Days until the report is due, below zero once the day is over."""
        return (self.period.due_on - self.today).days

    @property
    def days_label(self) -> str:
        """How many days are left or over, while a report is owed or coming; else nothing."""
        if self.state not in {PeriodState.COMING, PeriodState.DUE, PeriodState.LATE}:
            return ""
        days = self.days_left
        if days == 0:
            return _("today")
        if days > 0:
            return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
        return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}

    @property
    def sentence(self) -> str:
        """The state in one sentence, with its day."""
        days, number = self.days_left, self.report.revision if self.report else 0
        facts = {"day": format_date(self.period.due_on, weekday=True), "days": abs(days), "number": number}
        match self.state:
            case PeriodState.SKIPPED:
                return skipped_label()
            case PeriodState.ACCEPTED:
                return _("The contracting authority has accepted the report, revision %(number)s.") % facts
            case PeriodState.SENT:
                return (
                    _("The report was issued, revision %(number)s. The contracting authority has not answered.") % facts
                )
            case PeriodState.RETURNED:
                return _("The contracting authority has returned the report, revision %(number)s.") % facts
            case PeriodState.LATE:
                words = ngettext(
                    "The report was due on %(day)s: it is %(days)s day late.",
                    "The report was due on %(day)s: it is %(days)s days late.",
                    -days,
                )
                return words % facts
            case PeriodState.NOT_REPORTED:
                return _("No report is recorded. It was due on %(day)s.") % facts
        if not days:
            return _("The report is due today.")
        words = ngettext(
            "The report is due on %(day)s: %(days)s day is left.",
            "The report is due on %(day)s: %(days)s days are left.",
            days,
        )
        return words % facts


def standings(periods: Iterable[ReportingPeriod], today: dt.date) -> dict[int, PeriodOnDay]:
    """How each of the periods stands on a day, by its key; one query."""
    rows = list(periods)
    issued = ProgressReport.objects.issued().filter(period__in=[row.pk for row in rows], pairing=None)
    newest = {report.period_id: report for report in issued.defer("snapshot").order_by("revision")}
    found = {}
    for row in rows:
        report = newest.get(row.pk)
        found[row.pk] = PeriodOnDay(row, row.state_on(today, report.status if report else None), report, today)
    return found


def states_of(period: ReportingPeriod, today: dt.date | None = None) -> PeriodOnDay:
    """How one period stands, today unless another day is given; one query."""
    return standings([period], today or clock.today())[period.pk]


def lock_period(key: int) -> ReportingPeriod:
    """The period, locked until the transaction ends: of two people who write, draft or issue at once one is second."""
    ReportingPeriod.objects.select_for_update(no_key=True).order_by("pk").get(pk=key)
    return ReportingPeriod.objects.select_related("strand").get(pk=key)


def has_issued_report(period: ReportingPeriod) -> bool:
    """Whether any report on the period left the house, of the strand or of a pairing: its days are fixed. One query."""
    return bool(period.reports.issued().exists())


def skipped_label() -> str:
    """What is said of a skipped period."""
    return _("This period was skipped: nothing is owed for it.")


def check_owed(period: ReportingPeriod) -> None:
    """Refuse a skipped period. Raises DomainError."""
    if period.is_skipped:
        raise DomainError(skipped_label())


def attach_figures(strand: Strand, periods: Sequence[Any], today: dt.date) -> int:
    """Give the periods of a calendar their `standing`, and the names `missing` of cities that have not submitted while
    it is owed; three queries. How many cities the strand has.
    """
    found = standings(periods, today)
    partners = Participation.objects.filter(strand=strand).select_related("partner")
    cities = {row.pk: row.partner.name for row in partners.order_by("-side", ByName("partner__"), "pk")}
    done: dict[int, set[int]] = defaultdict(set)
    rows = CityUpdate.objects.filter(period__in=[row.pk for row in periods], status__in=HANDED_IN)
    for period, participation in rows.values_list("period", "participation"):
        done[period].add(participation)
    for row in periods:
        row.standing, report = found[row.pk], found[row.pk].report
        if report is not None:
            report.period, report.strand = row, row.strand
        owed = row.standing.is_owed
        row.missing = [name for key, name in cities.items() if key not in done[row.pk]] if owed else []
    return len(cities)


def next_due(strand: Strand, today: dt.date) -> PeriodOnDay | None:
    """The period whose report is owed or comes next; None where all are out or skipped. Two queries."""
    rows = list(ReportingPeriod.objects.filter(strand=strand).active().in_order().select_related("strand"))
    open_ones = [one for one in standings(rows, today).values() if not one.is_locked]
    return open_ones[0] if open_ones else None


# What a new period most likely is, and under which terms a strand reports.

USUAL_MONTHS = 6
_DAYS_OF_MONTH = 30.4
# Words that addresses have for themselves where a period's code would stand.
RESERVED = frozenset({"terms", "periods", "add", "updates"})


def check_days(starts_on: dt.date | None, ends_on: dt.date | None, due_on: dt.date | None) -> None:
    """Refuse days that are not in order, as far as they are given. Raises DomainError with the field at fault."""
    if starts_on and ends_on and starts_on > ends_on:
        raise DomainError(_("The end lies before the start."), field="ends_on")
    if ends_on and due_on and ends_on > due_on:
        raise DomainError(_("The report cannot be due before the last day of its period."), field="due_on")


def propose_period(strand: Strand) -> ReportingPeriod:
    """What most likely follows the last period of a strand, as long as that one was; the first begins with the strand.

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
    return ReportingPeriod(strand=strand, kind=kind, starts_on=starts, ends_on=until, due_on=until + UNTIL_DUE)


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


def terms_of(strand: Strand) -> ReportingTerms:
    """A strand's terms; unsaved ones, with every section, where nobody has set any. One query."""
    row = ReportingTerms.objects.filter(strand=strand).select_related("implementer").first()
    terms = row or ReportingTerms(strand=strand)
    terms.strand = strand
    return terms


def implementers_of(strand: Strand) -> QuerySet[Organisation]:
    """The organisations that the contract can be with: those that run the strand, in order."""
    return strand.implementers.order_by("search_text", "pk")


def check_sections(sections: Sequence[str]) -> None:
    """Refuse what is no list of sections, each once, one at least. Raises DomainError on `sections`."""
    if not sections:
        raise DomainError(_("A report needs at least one section."), field="sections")
    if len(set(sections)) != len(sections) or not set(sections) <= set(Section.values):
        raise DomainError(_("Choose each section of a report once."), field="sections")
