"""The strand's plan: stages, items, dates and thresholds."""

from django.urls import path

from partnerships.plan.moves_views import PlanItemReschedule, StageReschedule
from partnerships.plan.views import PlanItemAdd, PlanItemEdit, PlanPage, StageAdd, StageEdit, StrandSettings
from partnerships.url_prefixes import STRAND

_STAGE = f"{STRAND}/plan/stages/<slug:stage>"
_ITEM = f"{STRAND}/plan/items/<slug:plan_item>"

urlpatterns = [
    path(f"{STRAND}/plan/", PlanPage.as_view(), name="plan"),
    path(f"{STRAND}/plan/stages/add/", StageAdd.as_view(), name="stage-add"),
    path(f"{_STAGE}/edit/", StageEdit.as_view(), name="stage-edit"),
    path(f"{_STAGE}/reschedule/", StageReschedule.as_view(), name="stage-reschedule"),
    path(f"{STRAND}/plan/items/add/", PlanItemAdd.as_view(), name="plan-item-add"),
    path(f"{_ITEM}/edit/", PlanItemEdit.as_view(), name="plan-item-edit"),
    path(f"{_ITEM}/reschedule/", PlanItemReschedule.as_view(), name="plan-item-reschedule"),
    path(f"{STRAND}/settings/", StrandSettings.as_view(), name="strand-settings"),
]
