"""What people do to indicators: keep the library of a programme, set baselines and targets, enter values."""

from partnerships.indicators.actions.library import AddIndicator, EditIndicator, EndIndicator, ResumeIndicator
from partnerships.indicators.actions.measuring import AddMeasurement, SetTarget, WithdrawMeasurement

__all__ = [
    "AddIndicator",
    "AddMeasurement",
    "EditIndicator",
    "EndIndicator",
    "ResumeIndicator",
    "SetTarget",
    "WithdrawMeasurement",
]
