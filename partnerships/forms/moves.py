"""The form that moves a date: of a milestone, of a stage, of an item of the plan."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core import clock
from core.act_forms import ReasonForm
from core.period_forms import HELP, PartialDateField, texts_of
from core.periods import Period

START, END = texts_of("forecast")


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
    forecast_end_text = PartialDateField(
        label=_("New end"), help_text=_("Empty where it lasts no longer than the day or the month of the start.")
    )

    field_order = ("forecast_start_text", "forecast_end_text", "reason")

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault(START, record.forecast.start)
        self.initial.setdefault(END, record.forecast.end)
        self.fields[START].help_text = HELP

    @property
    def forecast(self) -> Period:
        """The new dates."""
        return Period(self.cleaned_data.get(START), self.cleaned_data.get(END))

    def clean(self) -> dict[str, Any]:
        """A period ends after it starts."""
        values = super().clean()
        if not self.errors and not self.forecast.in_order():
            self.add_error(END, _("The end lies before the start."))
        return values
