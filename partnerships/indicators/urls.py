"""The indicators of a strand and of a pairing: figures, the rows behind them, targets and values."""

from django.urls import path

from core.action_views import ActionView, action_path
from partnerships.indicators.actions import (
    AddIndicator,
    AddMeasurement,
    EditIndicator,
    EndIndicator,
    ResumeIndicator,
    SetTarget,
    WithdrawMeasurement,
)
from partnerships.indicators.views import FigureRows, IndicatorList, IndicatorPage
from partnerships.url_prefixes import PAIRING, STRAND

_LIST = f"{STRAND}/indicators"
_INDICATOR = f"{_LIST}/<slug:indicator>"

urlpatterns = [
    path(f"{PAIRING}/indicators/", IndicatorList.as_view(), name="pairing-indicators"),
    path(f"{_LIST}/", IndicatorList.as_view(), name="indicator-list"),
    action_path(_LIST, AddIndicator),
    path(f"{_LIST}/counts/<slug:count>/", FigureRows.as_view(), name="figure-rows"),
    path(f"{_LIST}/<slug:figure>/target/", ActionView.of(SetTarget), name=SetTarget.key),
    path(f"{_INDICATOR}/", IndicatorPage.as_view(), name="indicator"),
    *(action_path(_INDICATOR, action) for action in (EditIndicator, EndIndicator, ResumeIndicator)),
    action_path(f"{_INDICATOR}/values", AddMeasurement),
    action_path(f"{_INDICATOR}/values/<int:measurement>", WithdrawMeasurement),
]
