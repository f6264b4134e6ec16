"""What a partner's page tells of its office hours and closing days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from core import clock
from core.formats import format_period
from core.periods import PartialDate, Period
from partnerships.models import ClosingDay
from partnerships.rules import may_edit_participation
from partnerships.services.offices import regions_of

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Participation


def office_hours(participation: Participation, grants: Grants) -> dict[str, Any]:
    """Hours, region and closing days still to come, for `components/office_hours.html`; one query."""
    days = ClosingDay.objects.filter(participation=participation, ends_on__gte=clock.today()).order_by(
        "starts_on", "pk"
    )
    city = participation.partner.first_city
    regions = regions_of(str(city.country)) if city else {}
    may_edit = may_edit_participation(grants, participation)
    words = [participation.strand.code, participation.partner.code]
    return {
        "participation": participation,
        "region": regions.get(participation.holiday_region, participation.holiday_region),
        "days": [(row, span_of(row), _remove_url(row, words) if may_edit else "") for row in days],
        "edit_url": reverse("partnerships:hours-edit", args=words) if may_edit else "",
        "add_url": reverse("partnerships:closing-day-add", args=words) if may_edit else "",
    }


def span_of(row: ClosingDay) -> str:
    """The days of a closing day in words."""
    last = PartialDate(row.ends_on) if row.ends_on != row.starts_on else None
    return format_period(Period(PartialDate(row.starts_on), last))


def _remove_url(row: ClosingDay, words: list[str]) -> str:
    return reverse("partnerships:closing-day-remove", args=[*words, row.pk])
