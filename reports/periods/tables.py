"""The columns and filters of the calendar of a strand's reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.columns import Column, Filter, choice_filter
from reports.enums import HANDED_IN, PeriodKind, PeriodState
from reports.models import CityUpdate, ProgressReport, ReportingPeriod
from reports.periods.models import ASKED_FOR

if TYPE_CHECKING:
    from django.db.models import QuerySet


def with_figures(rows: QuerySet[ReportingPeriod]) -> QuerySet[ReportingPeriod]:
    """Periods with `newest_status` and `newest_revision` of the strand's report, and `submitted` updates."""
    newest = ProgressReport.objects.issued().filter(period=OuterRef("pk"), pairing=None).order_by("-revision")
    updates = CityUpdate.objects.filter(period=OuterRef("pk"), status__in=HANDED_IN).order_by().values("period")
    counted = updates.annotate(number=Count("pk")).values("number")
    figures: dict[str, Any] = {f"newest_{name}": Subquery(newest.values(name)[:1]) for name in ("status", "revision")}
    return rows.annotate(submitted=Coalesce(Subquery(counted, output_field=IntegerField()), 0), **figures)


CALENDAR_COLUMNS = [
    Column("period", _("Reporting period"), str, link=lambda row: row.get_absolute_url()),
    Column("kind", pgettext_lazy("table head", "Kind"), lambda row: row.get_kind_display(), order=("kind", "pk")),
    Column("from", _("First day"), lambda row: row.starts_on, order=("starts_on", "pk")),
    Column("to", _("Last day"), lambda row: row.ends_on, order=("ends_on", "pk")),
    Column("due", pgettext_lazy("report", "Due"), lambda row: row.due_on, order=("due_on", "pk")),
    Column("state", pgettext_lazy("table head", "State"), lambda row: row.state.label),
    Column("days", _("Days left"), lambda row: row.days_left if row.days_label else None),
    Column("updates", _("Updates submitted"), lambda row: row.submitted, order=("submitted", "due_on", "pk")),
    Column(
        "revision",
        pgettext_lazy("report", "Revision issued"),
        lambda row: row.newest_revision,
        order=(F("newest_revision").asc(nulls_last=True), "pk"),
    ),
    Column("languages", _("Languages"), lambda row: row.get_languages_display()),
    Column("reason", _("Why it was skipped"), lambda row: row.skipped_reason),
    Column("code", _("Code"), lambda row: row.code, order=("code",)),
]


def _of_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    """As `ReportingPeriod.state` has each; needs what `with_figures` adds."""
    today = clock.today()
    of_report = {"sent": "issued", "returned": "returned", "accepted": "accepted"}
    if state == PeriodState.SKIPPED:
        return rows.exclude(skipped_at=None)
    rows = rows.filter(skipped_at=None)
    if state in of_report:
        return rows.filter(newest_status=of_report[state])
    days = {
        PeriodState.NOT_REPORTED: Q(due_on__lt=today - ASKED_FOR),
        PeriodState.LATE: Q(due_on__lt=today, due_on__gte=today - ASKED_FOR),
        PeriodState.DUE: Q(due_on__gte=today, ends_on__lt=today),
        PeriodState.COMING: Q(ends_on__gte=today),
    }
    return rows.filter(days[PeriodState(state)], newest_status=None)


CALENDAR_FILTERS = [
    Filter("state", pgettext_lazy("table head", "State"), lambda _scope: PeriodState.choices, _of_state),
    choice_filter("kind", pgettext_lazy("table head", "Kind"), PeriodKind),
]
