"""The strand's plan: stages, items, dates and thresholds."""

from django.urls import path

from core.action_views import action_path
from partnerships.plan.actions import AddPlanItem, AddStage, EditPlanItem, EditStage, EditStrand
from partnerships.plan.views import PlanItemReschedule, PlanPage, StageReschedule
from partnerships.url_prefixes import STRAND

_STAGES = f"{STRAND}/plan/stages"
_STAGE = f"{_STAGES}/<slug:stage>"
_ITEMS = f"{STRAND}/plan/items"
_ITEM = f"{_ITEMS}/<slug:plan_item>"

urlpatterns = [
    path(f"{STRAND}/plan/", PlanPage.as_view(), name="plan"),
    action_path(_STAGES, AddStage),
    action_path(_STAGE, EditStage),
    path(f"{_STAGE}/reschedule/", StageReschedule.as_view(), name="stage-reschedule"),
    action_path(_ITEMS, AddPlanItem, "plan-item"),
    action_path(_ITEM, EditPlanItem, "plan-item"),
    path(f"{_ITEM}/reschedule/", PlanItemReschedule.as_view(), name="plan-item-reschedule"),
    action_path(STRAND, EditStrand),
]
