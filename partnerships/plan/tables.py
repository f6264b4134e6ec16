"""The columns of a strand's table of dates: every milestone of every pairing, and how far it left the first plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from core import clock
from core.columns import Column, Filter
from core.folding import ByName
from partnerships.enums import MilestoneStatus
from partnerships.models import DateChange, Pairing, Stage
from partnerships.pairings.tables import LATE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import Milestone, Strand

_BY_PAIRING = ("pairing__code", "stage__position", "forecast_start", "forecast_last_day", "pk")
MOVED = "moved"


def with_dates(rows: QuerySet[Milestone]) -> QuerySet[Milestone]:
    """The rows with what their columns read: names, stage, and why each was last moved (`reason_of_move`)."""
    newest = DateChange.objects.filter(milestone=OuterRef("pk")).order_by("-at", "-pk").values("reason")[:1]
    named = rows.select_related("stage", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
    return named.annotate(reason_of_move=Subquery(newest)).order_by(*_BY_PAIRING)


def moved_label(milestone: Milestone) -> str:
    """By how many days its end lies after that of the first plan, or before; else empty."""
    days = milestone.shown_period.days_after(milestone.baseline)
    later = ngettext("%(count)s day later", "%(count)s days later", days)
    earlier = ngettext("%(count)s day earlier", "%(count)s days earlier", -days)
    return (later if days > 0 else earlier) % {"count": abs(days)} if days else ""


def _state(milestone: Milestone) -> str:
    """Its state in words; a late one says by how many days."""
    if days := milestone.days_over(clock.today()):
        return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
    return str(milestone.get_status_display())


def _pairings(strand: Strand) -> list[tuple[str, str]]:
    return [(row.code, row.name) for row in Pairing.objects.filter(strand=strand).with_names().order_by("code")]


def _stages(strand: Strand) -> list[tuple[str, str]]:
    return [(row.code, row.name) for row in Stage.objects.filter(strand=strand).order_by("position")]


def _states(strand: Strand) -> list[tuple[str, object]]:
    del strand
    return [
        (LATE, pgettext_lazy("status", "Overdue")),
        (MOVED, pgettext_lazy("table of dates", "Moved from the baseline")),
        *MilestoneStatus.choices,
    ]


def _in_state(rows: QuerySet[Milestone], state: str) -> QuerySet[Milestone]:
    if state == LATE:
        return rows.overdue(clock.today())  # type: ignore[attr-defined]
    if state == MOVED:
        # As `Milestone.moved` has it: what happened where it is known, else the forecast, against a first plan.
        known = Q(actual_start__isnull=False)
        happened = known & (~Q(actual_start=F("baseline_start")) | ~Q(actual_last_day=F("baseline_last_day")))
        expected = ~known & (~Q(forecast_start=F("baseline_start")) | ~Q(forecast_last_day=F("baseline_last_day")))
        return rows.filter(happened | expected, baseline_start__isnull=False)
    return rows.filter(status=state)


DATE_COLUMNS = [
    Column(
        "milestone",
        _("Milestone"),
        lambda row: row.title,
        order=(ByName(), "pk"),
        link=lambda row: row.get_absolute_url(),
    ),
    Column("pairing", _("Pairing"), lambda row: row.pairing.name, order=_BY_PAIRING),
    Column(
        "baseline",
        _("Baseline"),
        lambda row: row.baseline,
        order=(F("baseline_start").asc(nulls_last=True), ByName(), "pk"),
    ),
    Column(
        "forecast",
        _("Forecast"),
        lambda row: row.forecast,
        order=(F("forecast_start").asc(nulls_last=True), ByName(), "pk"),
    ),
    Column(
        "actual",
        _("Actual"),
        lambda row: row.actual,
        order=(F("actual_start").asc(nulls_last=True), ByName(), "pk"),
    ),
    Column("moved", pgettext_lazy("table head", "Difference"), moved_label),
    Column(
        "status",
        pgettext_lazy("table head", "Status"),
        _state,
        order=("status", ByName(), "pk"),
    ),
    Column("reason", _("Why it differs"), lambda row: row.reason or row.reason_of_move or ""),
]

DATE_FILTERS = [
    Filter("pairing", _("Pairing"), _pairings, lambda rows, code: rows.filter(pairing__code=code)),
    Filter("stage", _("Stage"), _stages, lambda rows, code: rows.filter(stage__code=code)),
    Filter("status", pgettext_lazy("table head", "Status"), _states, _in_state),
]
