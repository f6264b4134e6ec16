"""How the periods of a calendar stand on a day: what is coming, due, late, sent, returned, accepted or skipped."""

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from core.folding import ByName
from core.periods import YEARS
from partnerships.models import Organisation, Participation, Strand
from reports.enums import HANDED_IN, PeriodKind, Section
from reports.models import CityUpdate, ProgressReport, ReportingPeriod, ReportingTerms
from reports.periods.models import UNTIL_DUE


def with_reports(periods: Iterable[ReportingPeriod], today: dt.date) -> list[ReportingPeriod]:
    """The periods as on a day, each with its newest issued report; one query."""
    rows = list(periods)
    issued = ProgressReport.objects.issued().filter(period__in=[row.pk for row in rows], pairing=None)
    newest = {report.period_id: report for report in issued.defer("snapshot").order_by("revision")}
    for row in rows:
        row.today, row.report = today, newest.get(row.pk)
        row.newest_status = row.report.status if row.report else None
        if row.report:
            row.report.period, row.report.strand = row, row.strand
    return rows


def lock_period(key: int) -> ReportingPeriod:
    """The period, locked until the transaction ends: of two people who write, draft or issue at once one is second."""
    ReportingPeriod.objects.select_for_update(no_key=True).order_by("pk").get(pk=key)
    return ReportingPeriod.objects.select_related("strand").get(pk=key)


def has_issued_report(period: ReportingPeriod) -> bool:
    """Whether any report on the period left the house, of the strand or of a pairing: its days are fixed. One query."""
    return bool(period.reports.issued().exists())


def check_owed(period: ReportingPeriod) -> None:
    """Refuse a skipped period. Raises DomainError."""
    if period.is_skipped:
        raise DomainError(period.sentence)


def with_missing(strand: Strand, periods: Iterable[Any], today: dt.date) -> tuple[list[Any], int]:
    """The periods `with_reports`, each with the names `missing` of cities that have not submitted while it is owed;
    three queries. And how many cities the strand has.
    """
    rows: list[Any] = with_reports(periods, today)
    partners = Participation.objects.filter(strand=strand).select_related("partner")
    cities = {row.pk: row.partner.name for row in partners.order_by("-side", ByName("partner__"), "pk")}
    handed = CityUpdate.objects.filter(period__in=rows, status__in=HANDED_IN)
    done = set(handed.values_list("period", "participation"))
    for row in rows:
        row.missing = [name for key, name in cities.items() if row.is_owed and (row.pk, key) not in done]
    return rows, len(cities)


def next_due(strand: Strand, today: dt.date) -> ReportingPeriod | None:
    """The period whose report is owed or comes next; None where all are out or skipped. Two queries."""
    rows = ReportingPeriod.objects.filter(strand=strand).active().in_order().select_related("strand")
    return next((row for row in with_reports(rows, today) if not row.is_locked), None)


# What a new period most likely is, and under which terms a strand reports.

USUAL_MONTHS = 6
_DAYS_OF_MONTH = 30.4


def check_days(starts_on: dt.date | None, ends_on: dt.date | None, due_on: dt.date | None) -> None:
    """Refuse days that are not in order, as far as they are given. Raises DomainError with the field at fault."""
    if starts_on and ends_on and starts_on > ends_on:
        raise DomainError(_("The end is before the start."), field="ends_on")
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
    # To the day before the same day of a later month, or before the last day of one that lacks it.
    year, month = divmod(starts.year * 12 + starts.month - 1 + months, 12)
    after = dt.date(year, month + 1, min(starts.day, calendar.monthrange(year, month + 1)[1]))
    until = after - dt.timedelta(days=1)
    closing = ends is not None and starts <= ends.last_day <= until
    until = ends.last_day if ends is not None and closing else until
    kind = PeriodKind.FINAL if closing else PeriodKind.INTERIM if rows else PeriodKind.INCEPTION
    days = {"starts_on": starts, "ends_on": until, "due_on": until + UNTIL_DUE}
    return ReportingPeriod(strand=strand, kind=kind, languages=";".join(strand.languages), **days)


def period_code(kind: str, taken: Iterable[str]) -> str:
    """The code of a new period: of interim ones with their number, of the others the kind, numbered from the second."""
    used = set(taken)
    if kind != PeriodKind.INTERIM and kind not in used:
        return kind
    number = 1 if kind == PeriodKind.INTERIM else 2
    while f"{kind}-{number}" in used:
        number += 1
    return f"{kind}-{number}"


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
