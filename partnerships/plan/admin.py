"""Stages and the items of the milestone plan in the administration, where their baselines are put right."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin
from core.date_fields import with_periods
from partnerships.models import PlanItem, Stage
from partnerships.plan.actions import EditPlanItem, EditStage
from partnerships.plan.forms import PlanItemEditForm, StageEditForm


@with_periods(baseline=_("Baseline"))
class StageBaselineForm(StageEditForm):
    """With the first plan, which no page changes."""


@with_periods(baseline=_("Baseline"))
class PlanItemBaselineForm(PlanItemEditForm):
    """With the first plan, which no page changes."""


def _page(row: Stage | PlanItem) -> str:
    """The strand's plan, on which it stands."""
    return row.strand.address_of("partnerships:plan")


admin.site.register(
    Stage,
    EditedAdmin,
    edit=EditStage,
    form_class=StageBaselineForm,
    asked_too=("position", "baseline"),
    view_on_site=staticmethod(_page),
    list_display=["name", "position", "strand", "forecast", "code"],
)
admin.site.register(
    PlanItem,
    EditedAdmin,
    edit=EditPlanItem,
    form_class=PlanItemBaselineForm,
    asked_too=("baseline",),
    view_on_site=staticmethod(_page),
    list_display=["title", "strand", "stage", "responsible", "forecast", "code"],
    ordering=("strand", "stage__position", "forecast_last_day", "pk"),
)
