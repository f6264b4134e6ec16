"""The indicators of a strand and of a pairing: figures, the rows behind them, targets and values."""

from django.urls import path

from core.action_views import ActionView, action_path
from partnerships.indicators import actions, views
from partnerships.programmes.pages import PAIRING, STRAND

_LIST = f"{STRAND}/indicators"
_INDICATOR = f"{_LIST}/<slug:indicator>"

urlpatterns = [
    path(f"{PAIRING}/indicators/", views.IndicatorList.as_view(), name="pairing-indicators"),
    path(f"{_LIST}/", views.IndicatorList.as_view(), name="indicator-list"),
    action_path(_LIST, actions.AddIndicator),
    path(f"{_LIST}/counts/<slug:count>/", views.FigureRows.as_view(), name="figure-rows"),
    path(f"{_LIST}/<slug:figure>/target/", ActionView.of(actions.SetTarget), name=actions.SetTarget.key),
    path(f"{_INDICATOR}/", views.IndicatorPage.as_view(), name="indicator"),
    action_path(_INDICATOR, actions.EditIndicator),
    action_path(_INDICATOR, actions.EndIndicator),
    action_path(_INDICATOR, actions.ResumeIndicator),
    action_path(f"{_INDICATOR}/values", actions.AddMeasurement),
    action_path(f"{_INDICATOR}/values/<int:measurement>", actions.WithdrawMeasurement),
]
