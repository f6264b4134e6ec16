"""The indicators of a strand and of a pairing: figures, the rows behind them, targets and values."""

from django.urls import path

from partnerships.indicators.measurement_acts import (
    IndicatorAdd,
    IndicatorEdit,
    IndicatorEnd,
    IndicatorResume,
    MeasurementAdd,
    MeasurementWithdraw,
    TargetSet,
)
from partnerships.indicators.views import FigureRows, IndicatorList, IndicatorPage, PairingIndicators
from partnerships.url_prefixes import PAIRING, STRAND

_LIST = f"{STRAND}/indicators"
_INDICATOR = f"{_LIST}/<slug:indicator>"
_VALUE = f"{_INDICATOR}/values/<int:measurement>"

urlpatterns = [
    path(f"{PAIRING}/indicators/", PairingIndicators.as_view(), name="pairing-indicators"),
    path(f"{_LIST}/", IndicatorList.as_view(), name="indicator-list"),
    path(f"{_LIST}/add/", IndicatorAdd.as_view(), name="indicator-add"),
    path(f"{_LIST}/counts/<slug:count>/", FigureRows.as_view(), name="figure-rows"),
    path(f"{_LIST}/<slug:figure>/target/", TargetSet.as_view(), name="target-set"),
    path(f"{_INDICATOR}/", IndicatorPage.as_view(), name="indicator"),
    path(f"{_INDICATOR}/edit/", IndicatorEdit.as_view(), name="indicator-edit"),
    path(f"{_INDICATOR}/end/", IndicatorEnd.as_view(), name="indicator-end"),
    path(f"{_INDICATOR}/resume/", IndicatorResume.as_view(), name="indicator-resume"),
    path(f"{_INDICATOR}/values/add/", MeasurementAdd.as_view(), name="measurement-add"),
    path(f"{_VALUE}/withdraw/", MeasurementWithdraw.as_view(), name="measurement-withdraw"),
]
