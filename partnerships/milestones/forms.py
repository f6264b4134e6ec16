"""The forms of milestones, and those that move dates or tell when something took place, of whatever record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from core import clock
from core.act_forms import ActForm, ReasonForm, reason_field
from core.date_fields import HELP, NO_END, PartialDateField, texts_of
from core.periods import PartialDate, Period
from core.texts import NOTHING_WRITTEN, in_reading_order
from partnerships.confirmations.forms import ConfirmedForm
from partnerships.enums import ConfirmationBy, Responsible
from partnerships.fields import IN_PLACE_OF_A_SIDE, ONE_LANGUAGE
from partnerships.hours.selectors import warn_of_days
from partnerships.models import Milestone, Stage

DATES = START, END = texts_of("forecast")
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
        return {"forecast": self.forecast, "reason": self.cleaned_data["reason"]}


class MoveForm(RescheduleForm):
    """New dates and why; it carries which preview its user has seen."""

    seen_preview = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    @property
    def given(self) -> dict[str, Any]:
        return super().given | {"digest": self.cleaned_data["seen_preview"]}


class TookPlaceForm(ActForm):
    """When a record with a forecast took place: as planned where that is over, else today. A subclass asks why."""

    actual_start_text = PartialDateField(
        label=_("Took place on, or from"), required=True, error_messages={"required": _("Enter when it took place.")}
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
        return {"actual": self.actual, "reason": self.cleaned_data["reason"]}


class MilestoneReportForm(TookPlaceForm):
    """When it took place, and why if it was late."""

    field_order = (ACTUAL_START, ACTUAL_END, "reason")

    def __init__(self, *args: Any, record: Any = None, must_give_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["reason"] = reason_field(
            required=must_give_reason,
            label=_("Reason") if must_give_reason else _("Why it is later than planned"),
            help_text=IN_PLACE_OF_A_SIDE
            if must_give_reason
            else _("Empty where it is not. Both sides and the reports show it."),
        )
        warn_of_days(self, record.pairing, ACTUAL_START, ACTUAL_END)


class MilestoneRescheduleForm(RescheduleForm):
    """The new dates of a milestone, on which either side may not work."""

    def __init__(self, *args: Any, record: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        warn_of_days(self, record.pairing, START, END)


WHY: dict[str, Any] = {
    "title": ONE_LANGUAGE,
    "note": _("Visible to everybody who can open the page."),
    "responsible": _("The task and its reminders go to this side."),
    "confirmation": _("It is done once they have confirmed it."),
}


class MilestoneEditForm(ConfirmedForm):
    """Its texts; staff also say who answers for it, in which stage, and who confirms it."""

    keeps_drafts = True

    why: dict[str, Any] = {
        **WHY,
        "confirmed_text": _("Only for what both sides confirm."),
        "ask_again": _("Needed only where you change title or outcome."),
    }

    OFFICE: tuple[str, ...] = ("stage", "responsible", "confirmation", "confirmed_text")

    warning = _("Title and outcome are confirmed. Tick the box to change them anyway.")

    class Meta:
        model = Milestone
        fields = (
            "title_en",
            "title_ko",
            "outcome_en",
            "outcome_ko",
            "note",
            "stage",
            "responsible",
            "confirmation",
            "confirmed_text",
        )
        widgets: dict[str, Any] = {
            "outcome_en": forms.Textarea(attrs={"rows": 4}),
            "outcome_ko": forms.Textarea(attrs={"rows": 4}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(
        self,
        *args: Any,
        record: Any = None,
        office: bool = False,
        must_give_reason: bool = False,
        sides: Any = (),
        **kw: Any,
    ) -> None:
        super().__init__(*args, record=record, **kw)
        if office:
            self.fields["responsible"].choices = sides  # type: ignore[attr-defined]
            stages = Stage.objects.filter(strand_id=record.pairing.strand_id).order_by("position")
            self.fields["stage"].queryset = stages  # type: ignore[attr-defined]
        else:
            for name in self.OFFICE:
                del self.fields[name]
        if must_give_reason:
            self.fields["reason"] = reason_field(required=True, help_text=IN_PLACE_OF_A_SIDE)
        self.order_fields([*self.Meta.fields, "reason"])

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that the user changed; the reason of the act is not the milestone's own `reason`."""
        return {name: value for name, value in super().changes.items() if name != "reason"}


class MilestoneAddForm(ActForm):
    """A milestone of the pairing's own, beside the plan's."""

    keeps_drafts = True

    why: dict[str, Any] = WHY

    title_en = forms.CharField(label=_("Title in English"), required=False, max_length=200)
    title_ko = forms.CharField(label=_("Title in Korean"), required=False, max_length=200)
    stage = forms.ModelChoiceField(label=_("Stage"), queryset=Stage.objects.none())
    responsible = forms.ChoiceField(label=_("Responsible"), choices=Responsible)
    forecast_start_text = PartialDateField(
        label=_("Start"), required=True, error_messages={"required": _("Enter when it is planned.")}
    )
    forecast_end_text = PartialDateField(label=_("End"), help_text=NO_END)
    confirmation = forms.ChoiceField(
        label=pgettext_lazy("milestone", "Confirmed by"), choices=ConfirmationBy, required=False
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self,
        *args: Any,
        record: Any = None,
        pairing: Any,
        sides: list[tuple[str, str]],
        must_give_reason: bool,
        **kw: Any,
    ) -> None:
        super().__init__(*args, record=record, **kw)
        stages = Stage.objects.filter(strand_id=pairing.strand_id).order_by("position")
        self.fields["stage"].queryset = stages  # type: ignore[attr-defined]
        self.fields["responsible"].choices = sides  # type: ignore[attr-defined]
        self.fields[START].help_text = HELP
        if must_give_reason:
            self.fields["reason"] = reason_field(required=True, help_text=IN_PLACE_OF_A_SIDE)
        warn_of_days(self, pairing, START, END)

    def clean(self) -> dict[str, Any]:
        """With what is wrong in the fields it is said that there is no title."""
        values = super().clean()
        if not values.get("title_en") and not values.get("title_ko"):
            self.add_error(in_reading_order("title")[0], NOTHING_WRITTEN)
        return values

    @property
    def given(self) -> dict[str, Any]:
        """The fields with the period, and the reason where it is asked."""
        names = ("title_en", "title_ko", "stage", "responsible", "confirmation", "note")
        values = {name: self.cleaned_data[name] for name in names}
        values["forecast"] = Period(self.cleaned_data[START], self.cleaned_data[END])
        return {"values": values, "reason": self.cleaned_data.get("reason", "")}
