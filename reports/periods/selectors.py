"""How the periods of a calendar stand on a day: what is coming, due, late, sent, returned, accepted or skipped."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import MailKind
from accounts.services.mail import queue_mail
from core import clock
from core.errors import AlreadyDone, DomainError
from core.folding import ByName
from core.formats import format_date
from core.periods import PartialDate, Period
from partnerships.enums import StrandRoleName
from partnerships.models import Participation, Strand, StrandRole
from partnerships.people.selectors import People, read_people
from reports.enums import HANDED_IN, PeriodState, ReportStatus
from reports.models import CityUpdate, ProgressReport, ReportingPeriod
from reports.periods.models import ASKED_FOR

if TYPE_CHECKING:
    from accounts.models import User

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
        return _sentence(self)


def standings(periods: Iterable[ReportingPeriod], today: dt.date) -> dict[int, Standing]:
    """How each of the periods stands on a day, by its key; one query."""
    rows = list(periods)
    newest = _newest([row.pk for row in rows])
    return {row.pk: _state(row, newest.get(row.pk), today) for row in rows}


def states_of(period: ReportingPeriod, today: dt.date | None = None) -> Standing:
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


def skipped_label() -> str:
    """What is said of a skipped period."""
    return _("This period was skipped: nothing is owed for it.")


def check_owed(period: ReportingPeriod) -> None:
    """Refuse a skipped period. Raises DomainError."""
    if period.is_skipped:
        raise DomainError(skipped_label())


def check_skippable(period: ReportingPeriod) -> None:
    """Refuse one that was skipped, or on which a report left the house. Raises AlreadyDone, DomainError. One query."""
    if period.is_skipped:
        raise AlreadyDone(_("This period was skipped already."))
    if has_issued_report(period):
        raise DomainError(_("A report on this period was issued: it can no longer be skipped."))


def _newest(keys: Sequence[int]) -> dict[int, ProgressReport]:
    rows = ProgressReport.objects.issued().filter(period__in=keys, pairing=None)
    return {row.period_id: row for row in rows.defer("snapshot").order_by("revision")}


def _state(period: ReportingPeriod, report: ProgressReport | None, today: dt.date) -> Standing:
    return Standing(period, period.state_on(today, report.status if report else None), report, today)


def _sentence(standing: Standing) -> str:
    period, days = standing.period, standing.days_left
    facts = {"day": format_date(period.due_on, weekday=True), "days": abs(days), "number": _revision(standing)}
    match standing.state:
        case PeriodState.SKIPPED:
            return skipped_label()
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


# The periods of a strand as its calendar shows them: their state, and which cities have submitted.

MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """One period: how it stands, how many cities of how many have submitted, and who has not while it is owed."""

    standing: Standing
    submitted: int
    cities: int
    missing: list[str]

    @property
    def period(self) -> ReportingPeriod:
        """The period itself."""
        return self.standing.period

    @property
    def days(self) -> Period:
        """The days that it covers."""
        return Period(PartialDate(self.period.starts_on), PartialDate(self.period.ends_on))

    @property
    def report(self) -> ProgressReport | None:
        """The newest issued report, which knows its period and strand."""
        report = self.standing.report
        if report is not None:
            report.period, report.strand = self.period, self.period.strand
        return report

    @property
    def shown_missing(self) -> list[str]:
        """The first of those who have not submitted."""
        return self.missing[:MOST_NAMES]

    @property
    def more_missing(self) -> int:
        """How many of them are not shown."""
        return max(len(self.missing) - MOST_NAMES, 0)


def calendar_lines(strand: Strand, periods: Sequence[ReportingPeriod], today: dt.date) -> list[CalendarLine]:
    """A line for each of the periods, in their order; three queries."""
    found = standings(periods, today)
    cities = {row.pk: row.partner.name for row in _cities(strand)}
    done: dict[int, set[int]] = defaultdict(set)
    rows = CityUpdate.objects.filter(period__in=[row.pk for row in periods], status__in=HANDED_IN)
    for period, participation in rows.values_list("period", "participation"):
        done[period].add(participation)
    return [
        CalendarLine(
            standing=found[row.pk],
            submitted=len(done[row.pk]),
            cities=len(cities),
            missing=[name for key, name in cities.items() if key not in done[row.pk]] if found[row.pk].is_owed else [],
        )
        for row in periods
    ]


def next_due(strand: Strand, today: dt.date) -> Standing | None:
    """The period whose report is owed or comes next; None where all are out or skipped. Two queries."""
    rows = list(ReportingPeriod.objects.filter(strand=strand).standing().in_order().select_related("strand"))
    open_ones = [one for one in standings(rows, today).values() if not one.is_locked]
    return open_ones[0] if open_ones else None


def _cities(strand: Strand) -> list[Participation]:
    rows = Participation.objects.filter(strand=strand).select_related("partner")
    return list(rows.order_by("-side", ByName("partner__"), "pk"))


# The mails by the clock: a period has ended, a report is due soon, a report is late; none goes out twice.
#
# Coordinators whose update is missing are asked once, told once that the day is near, and weekly once it is over; staff
# are told once that the day is near, and weekly once it is over. A returned report is told of by the act that returns
# it.

_WEEK = 7


def mail_periods(today: dt.date) -> Iterator[int]:
    """For each period that is due or late, the number of mails queued about it today."""
    rows = ReportingPeriod.objects.standing().filter(ends_on__lt=today, due_on__gte=today - ASKED_FOR)
    found = standings(rows.in_order().select_related("strand"), today).values()
    owed = [one for one in found if one.state in {PeriodState.DUE, PeriodState.LATE}]
    if not owed:
        return
    missing = _missing(owed)
    people = read_people({part.pk for parts in missing.values() for part in parts}, today)
    staff = _staff({one.period.strand_id for one in owed}, today)
    for standing in owed:
        parts = missing[standing.period.pk]
        yield sum(_to_partner(standing, part, people) for part in parts)
        yield _to_staff(standing, parts, staff.get(standing.period.strand_id, []))


def _missing(owed: list[Standing]) -> dict[int, list[Participation]]:
    """By period, the partners who have not submitted; two queries."""
    keys = {one.period.pk for one in owed}
    rows = CityUpdate.objects.filter(period__in=keys, status__in=HANDED_IN)
    done = set(rows.values_list("period", "participation"))
    parts = Participation.objects.filter(strand__in={one.period.strand_id for one in owed})
    known = list(parts.select_related("partner", "strand").order_by("-side", "partner__search_text", "pk"))
    return {
        one.period.pk: [
            part for part in known if part.strand_id == one.period.strand_id and (one.period.pk, part.pk) not in done
        ]
        for one in owed
    }


def _staff(strands: set[int], today: dt.date) -> dict[int, list[User]]:
    roles = StrandRole.objects.not_ended(today).filter(strand__in=strands, role=StrandRoleName.STAFF)
    found: dict[int, list[User]] = {}
    for role in roles.filter(user__is_active=True).select_related("user").order_by("user__search_text", "pk"):
        found.setdefault(role.strand_id, []).append(role.user)
    return found


def _to_partner(standing: Standing, part: Participation, people: People) -> int:
    period = standing.period
    place = [period.strand.code, period.code, part.partner.code]
    context = _context(standing) | {
        "partner": part.partner,
        "link": settings.BASE_URL + reverse("reports:update", args=place),
    }
    return sum(_write_to_partner(person, standing, part, context) for person in people.of_side(part.pk))


def _write_to_partner(person: User, standing: Standing, part: Participation, context: dict[str, Any]) -> bool:
    period, moment = standing.period, _moment(standing)
    if moment is None:
        kind, template, key = MailKind.UPDATE_ASKED, "update_asked", f"{MailKind.UPDATE_ASKED.value}:{period.pk}"
    else:
        kind, template, key = moment[0], "update_deadline", f"update-{moment[1]}:{period.pk}:{period.due_on}"
    return queue_mail(to=person, kind=kind, key=f"{key}:{part.pk}:{person.pk}", template=template, context=context)


def _to_staff(standing: Standing, missing: list[Participation], staff: list[User]) -> int:
    moment = _moment(standing)
    if moment is None:
        return 0
    kind, word = moment
    period = standing.period
    context = _context(standing) | {
        "missing": [part.partner for part in missing],
        "link": settings.BASE_URL + period.get_absolute_url(),
    }
    return sum(
        queue_mail(
            to=person,
            kind=kind,
            key=f"report-{word}:{period.pk}:{period.due_on}:{person.pk}",
            template="report_deadline",
            context=context,
        )
        for person in staff
    )


def _moment(standing: Standing) -> tuple[MailKind, str] | None:
    """Which mail the day asks for: near its day one, once it is over one a week; None on all other days."""
    days = standing.days_left
    if days < 0:
        return MailKind.DEADLINE_PAST, f"late-{(-days - 1) // _WEEK}"
    if days <= standing.period.strand.deadline_days:
        return MailKind.DEADLINE_NEAR, "near"
    return None


def _context(standing: Standing) -> dict[str, Any]:
    period = standing.period
    return {
        "period": period,
        "strand": period.strand,
        "due": period.due_on,
        "late": standing.days_left < 0,
        "days": abs(standing.days_left),
    }
