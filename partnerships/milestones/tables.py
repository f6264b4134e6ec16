"""The columns and filters of the list of milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.columns import Column, Filter
from core.folding import ByName
from partnerships.enums import LATE, MilestoneStatus, Responsible

if TYPE_CHECKING:
    from partnerships.models import Pairing


def _sides(pairing: Pairing) -> list[tuple[str, str]]:
    """Who may answer for something in a pairing, by the names that screens give the sides."""
    one_side = [(side.value, pairing.strand.side_name(side)) for side in (Responsible.EU, Responsible.COUNTERPART)]
    return [*one_side, (Responsible.BOTH.value, str(Responsible.BOTH.label))]


def _last(name: str) -> OrderBy:
    """A column's order with the rows that lack a value at the end, which databases do not agree on."""
    return F(name).asc(nulls_last=True)


TITLE = Column(
    "milestone", _("Milestone"), lambda row: row.title, order=(ByName(), "pk"), link=lambda row: row.get_absolute_url()
)
PERIODS = [
    Column("baseline", _("Baseline"), lambda row: row.baseline, order=(_last("baseline_start"), ByName(), "pk")),
    Column("forecast", _("Forecast"), lambda row: row.forecast, order=(_last("forecast_start"), ByName(), "pk")),
    Column("actual", _("Actual"), lambda row: row.actual, order=(_last("actual_start"), ByName(), "pk")),
]
MILESTONE_COLUMNS = [
    TITLE,
    Column("stage", _("Stage"), lambda row: str(row.stage), order=("stage__position", ByName(), "pk")),
    Column(
        "responsible",
        _("Responsible"),
        lambda row: dict(_sides(row.pairing))[row.responsible],
        order=("responsible", ByName(), "pk"),
    ),
    *PERIODS,
    Column(
        "status",
        pgettext_lazy("table head", "Status"),
        lambda row: row.get_status_display(),
        order=("status", ByName(), "pk"),
    ),
    Column("reason", _("Why it differs"), lambda row: row.reason),
    Column("source", _("Sources"), lambda row: row.source),
]

MILESTONE_FILTERS = [
    Filter(
        "status",
        pgettext_lazy("table head", "Status"),
        lambda _pairing: [(LATE, pgettext_lazy("status", "Overdue")), *MilestoneStatus.choices],
        lambda rows, status: rows.overdue(clock.today()) if status == LATE else rows.filter(status=status),
    ),
    Filter(
        "stage",
        _("Stage"),
        lambda pairing: [(stage.code, stage.name) for stage in pairing.strand.stages.order_by("position")],
        lambda rows, code: rows.filter(stage__code=code),
    ),
    Filter("responsible", _("Responsible"), _sides, lambda rows, side: rows.filter(responsible=side)),
]
