"""The forms that move dates, and that say when something took place: of milestones, stages, the plan, and events."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core import clock
from core.act_forms import ActForm, ReasonForm
from core.date_fields import HELP, PartialDateField
from core.period_forms import NO_END, check_in_order, texts_of
from core.periods import PartialDate, Period

START, END = texts_of("forecast")
ACTUAL_START, ACTUAL_END = texts_of("actual")


def days_before(form: RescheduleForm) -> dict[str, Any] | None:
    """The dates before a move, by field; None where nothing can be moved back: there were none, or they are past."""
    before = {name: form[name].initial for name in (START, END)}
    last = Period(before[START], before[END]).last_day
    return before if last is not None and last >= clock.today() else None


class RescheduleForm(ReasonForm):
    """The new dates, with the present ones filled in, and why: the reason is asked of everybody."""

    forecast_start_text = PartialDateField(
        label=_("New start"), required=True, error_messages={"required": _("Give the new date.")}
    )
    forecast_end_text = PartialDateField(label=_("New end"), help_text=NO_END)

    field_order = (START, END, "reason")

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault(START, record.forecast.start)
        self.initial.setdefault(END, record.forecast.end)
        self.fields[START].help_text = HELP

    @property
    def forecast(self) -> Period:
        """The new dates."""
        return Period(self.cleaned_data.get(START), self.cleaned_data.get(END))

    @property
    def given(self) -> dict[str, Any]:
        """The new dates, and why."""
        return {"forecast": self.forecast, "reason": self.cleaned_data["reason"]}

    def clean(self) -> dict[str, Any]:
        """A period ends after it starts."""
        values = super().clean()
        check_in_order(self, "forecast", self.forecast)
        return values


class TookPlaceForm(ActForm):
    """When a record with a forecast took place: as planned where that is over, else today. A subclass asks why."""

    actual_start_text = PartialDateField(
        label=_("Took place on, or from"), required=True, error_messages={"required": _("Say when it took place.")}
    )
    actual_end_text = PartialDateField(label=_("Until"), help_text=NO_END)

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields[ACTUAL_START].help_text = HELP
        proposed = record.forecast
        if proposed.last_day is None or proposed.last_day > clock.today():
            proposed = Period(PartialDate(clock.today()))
        self.initial.setdefault(ACTUAL_START, proposed.start)
        self.initial.setdefault(ACTUAL_END, proposed.end)

    @property
    def actual(self) -> Period:
        """The days on which it took place."""
        return Period(self.cleaned_data.get(ACTUAL_START), self.cleaned_data.get(ACTUAL_END))

    @property
    def given(self) -> dict[str, Any]:
        """These days, and why."""
        return {"actual": self.actual, "reason": self.cleaned_data["reason"]}

    def clean(self) -> dict[str, Any]:
        """A period ends after it starts."""
        values = super().clean()
        check_in_order(self, "actual", self.actual)
        return values
