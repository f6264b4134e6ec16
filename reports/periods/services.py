"""The mails by the clock: a period has ended, a report is due soon, a report is late; none goes out twice.

Coordinators whose update is missing are asked once, told once that the day is near, and weekly once it is over; staff
are told once that the day is near, and weekly once it is over. A returned report is told of by the act that returns
it.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.enums import MailKind
from accounts.mails.services import queue_mails
from accounts.models import User
from partnerships.enums import StrandRoleName
from partnerships.models import Participation, StrandRole
from partnerships.people.selectors import People, read_people
from reports.enums import HANDED_IN, PeriodState
from reports.models import CityUpdate, ReportingPeriod
from reports.periods.models import ASKED_FOR
from reports.periods.selectors import with_reports

_WEEK = 7


def mail_periods(today: dt.date) -> Iterator[int]:
    """For each period that is due or late, the number of mails queued about it today."""
    rows = ReportingPeriod.objects.active().filter(ends_on__lt=today, due_on__gte=today - ASKED_FOR)
    found = with_reports(rows.in_order().select_related("strand"), today)
    owed = [period for period in found if period.state in {PeriodState.DUE, PeriodState.LATE}]
    if not owed:
        return
    missing = _missing(owed)
    people = read_people({part.pk for parts in missing.values() for part in parts}, today)
    staff = _staff({period.strand_id for period in owed}, today)
    for period in owed:
        parts = missing[period.pk]
        yield sum(_to_partner(period, part, people) for part in parts)
        yield _to_staff(period, parts, staff.get(period.strand_id, []))


def _missing(owed: list[ReportingPeriod]) -> dict[int, list[Participation]]:
    """By period, the partners who have not submitted; two queries."""
    handed = CityUpdate.objects.filter(period__in=owed, status__in=HANDED_IN)
    done = set(handed.values_list("period", "participation"))
    rows = Participation.objects.filter(strand__in={period.strand_id for period in owed})
    parts = list(rows.select_related("partner", "strand").order_by("-side", "partner__search_text", "pk"))
    return {
        period.pk: [part for part in parts if part.strand_id == period.strand_id and (period.pk, part.pk) not in done]
        for period in owed
    }


def _staff(strands: set[int], today: dt.date) -> dict[int, list[User]]:
    roles = StrandRole.objects.not_ended(today).filter(strand__in=strands, role=StrandRoleName.STAFF)
    found: dict[int, list[User]] = {}
    for role in roles.filter(user__is_active=True).select_related("user").order_by("user__search_text", "pk"):
        found.setdefault(role.strand_id, []).append(role.user)
    return found


def _to_partner(period: ReportingPeriod, part: Participation, people: People) -> int:
    address = reverse("reports:update", args=[period.strand.code, period.code, part.partner.code])
    context = _context(period) | {"partner": part.partner, "link": settings.BASE_URL + address}
    if moment := _moment(period):
        kind, template, key = moment[0], "update_deadline", f"update-{moment[1]}:{period.pk}:{period.due_on}"
    else:
        kind, template, key = MailKind.UPDATE_ASKED, "update_asked", f"{MailKind.UPDATE_ASKED.value}:{period.pk}"
    key = f"{key}:{part.pk}"
    return queue_mails(people.of_side(part.pk), kind=kind, key=key, template=template, context=context)


def _to_staff(period: ReportingPeriod, missing: list[Participation], staff: list[User]) -> int:
    moment = _moment(period)
    if moment is None:
        return 0
    kind, key = moment
    context = _context(period) | {
        "missing": [part.partner for part in missing],
        "link": settings.BASE_URL + period.get_absolute_url(),
    }
    key = f"report-{key}:{period.pk}:{period.due_on}"
    return queue_mails(staff, kind=kind, key=key, template="report_deadline", context=context)


def _moment(period: ReportingPeriod) -> tuple[MailKind, str] | None:
    """Which mail the day asks for: near its day one, once it is over one a week; None on all other days."""
    days = period.days_left
    if days < 0:
        return MailKind.DEADLINE_PAST, f"late-{(-days - 1) // _WEEK}"
    return (MailKind.DEADLINE_NEAR, "near") if days <= period.strand.deadline_days else None


def _context(period: ReportingPeriod) -> dict[str, Any]:
    days = period.days_left
    return {"period": period, "strand": period.strand, "due": period.due_on, "late": days < 0, "days": abs(days)}
