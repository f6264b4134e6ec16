"""How the periods of a calendar stand on a day: what is coming, due, late, sent, returned, accepted or skipped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.errors import AlreadyDone, DomainError
from core.formats import format_date
from reports.enums import PeriodState, ReportStatus
from reports.models import ProgressReport, ReportingPeriod

# Nothing of a period is owed any more once its report is out, unless it was returned.
LOCKED = frozenset({ReportStatus.ISSUED, ReportStatus.ACCEPTED})
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
class Standing:
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
    def days_words(self) -> str:
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
        return _sentence(self)


def standings(periods: Iterable[ReportingPeriod], today: dt.date) -> dict[int, Standing]:
    """How each of the periods stands on a day, by its key; one query."""
    rows = list(periods)
    newest = _newest([row.pk for row in rows])
    return {row.pk: _standing(row, newest.get(row.pk), today) for row in rows}


def standing_of(period: ReportingPeriod, today: dt.date | None = None) -> Standing:
    """How one period stands, today unless another day is given; one query."""
    return standings([period], today or clock.today())[period.pk]


def lock_period(key: int) -> ReportingPeriod:
    """The period, locked until the transaction ends: of two people who write, draft or issue at once one is second."""
    ReportingPeriod.objects.select_for_update(no_key=True).order_by("pk").get(pk=key)
    return ReportingPeriod.objects.select_related("strand").get(pk=key)


def is_locked(period: ReportingPeriod) -> bool:
    """Whether the newest issued report of the strand stands as issued or accepted: until it is returned
    no update of the period changes. One query.
    """
    newest = _newest([period.pk]).get(period.pk)
    return newest is not None and newest.status in LOCKED


def has_issued_report(period: ReportingPeriod) -> bool:
    """Whether any report on the period left the house, of the strand or of a pairing: its days are fixed. One query."""
    return bool(ProgressReport.objects.issued().filter(period=period).exists())


def skipped_words() -> str:
    """What is said of a skipped period."""
    return _("This period was skipped: nothing is owed for it.")


def check_owed(period: ReportingPeriod) -> None:
    """Refuse a skipped period. Raises DomainError."""
    if period.is_skipped:
        raise DomainError(skipped_words())


def check_skippable(period: ReportingPeriod) -> None:
    """Refuse one that was skipped, or on which a report left the house. Raises AlreadyDone, DomainError. One query."""
    if period.is_skipped:
        raise AlreadyDone(_("This period was skipped already."))
    if has_issued_report(period):
        raise DomainError(_("A report on this period was issued: it can no longer be skipped."))


def _newest(keys: Sequence[int]) -> dict[int, ProgressReport]:
    rows = ProgressReport.objects.issued().filter(period__in=keys, pairing=None)
    return {row.period_id: row for row in rows.defer("snapshot").order_by("revision")}


def _standing(period: ReportingPeriod, report: ProgressReport | None, today: dt.date) -> Standing:
    return Standing(period, period.state_on(today, report.status if report else None), report, today)


def _sentence(standing: Standing) -> str:
    period, days = standing.period, standing.days_left
    facts = {"day": format_date(period.due_on, weekday=True), "days": abs(days), "number": _revision(standing)}
    match standing.state:
        case PeriodState.SKIPPED:
            return skipped_words()
        case PeriodState.ACCEPTED:
            return _("The contracting authority has accepted the report, revision %(number)s.") % facts
        case PeriodState.SENT:
            return _("The report was issued, revision %(number)s. The contracting authority has not answered.") % facts
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


def _revision(standing: Standing) -> int:
    return standing.report.revision if standing.report else 0
