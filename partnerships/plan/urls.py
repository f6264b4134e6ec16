"""The strand's plan: stages, items, dates and thresholds."""

from django.urls import path

from core.action_views import action_path
from partnerships.plan.actions import AddPlanItem, AddStage, EditPlanItem, EditStage, EditStrand
from partnerships.plan.move_actions import MovePlanItem, MoveStage
from partnerships.plan.views import PlanMove, PlanPage
from partnerships.programmes.pages import STRAND

_STAGES = f"{STRAND}/plan/stages"
_STAGE = f"{_STAGES}/<slug:stage>"
_ITEMS = f"{STRAND}/plan/items"
_ITEM = f"{_ITEMS}/<slug:plan_item>"

urlpatterns = [
    path(f"{STRAND}/plan/", PlanPage.as_view(), name="plan"),
    action_path(_STAGES, AddStage),
    action_path(_STAGE, EditStage),
    path(f"{_STAGE}/reschedule/", PlanMove.of(MoveStage), name=MoveStage.key),
    action_path(_ITEMS, AddPlanItem, "plan-item"),
    action_path(_ITEM, EditPlanItem, "plan-item"),
    path(f"{_ITEM}/reschedule/", PlanMove.of(MovePlanItem), name=MovePlanItem.key),
    action_path(STRAND, EditStrand),
]
