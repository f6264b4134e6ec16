"""The forms of the acts on a milestone."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.act_forms import ActForm, EditForm, reason_field
from core.date_fields import HELP, PartialDateField
from core.period_forms import NO_END, check_in_order, texts_of
from core.periods import Period
from core.texts import in_reading_order
from partnerships.enums import ConfirmationBy, Responsible
from partnerships.forms.day_warnings import warn_of_days
from partnerships.forms.moves import RescheduleForm, TookPlaceForm
from partnerships.forms.why import IN_PLACE_OF_A_SIDE, ONE_LANGUAGE
from partnerships.models import Milestone, Stage


class MilestoneReportForm(TookPlaceForm):
    """When it took place, and why if it was late."""

    field_order = (*texts_of("actual"), "reason")

    def __init__(self, *args: Any, record: Any = None, must_say_why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["reason"] = reason_field(
            required=must_say_why,
            label=_("Reason") if must_say_why else _("Why it is later than planned"),
            help_text=IN_PLACE_OF_A_SIDE
            if must_say_why
            else _("Empty where it is not. Both sides and the reports show it."),
        )
        warn_of_days(self, record.pairing, *texts_of("actual"))


class MilestoneRescheduleForm(RescheduleForm):
    """The new dates of a milestone, on which either side may not work."""

    def __init__(self, *args: Any, record: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        warn_of_days(self, record.pairing, *texts_of("forecast"))


WHY: dict[str, Any] = {
    "title": ONE_LANGUAGE,
    "note": _("Whoever may open the page reads it."),
    "stage": _("It decides where in the journey it stands."),
    "responsible": _("The task and its reminders go to this side."),
    "confirmation": _("It is done once they have confirmed it."),
}


class MilestoneEditForm(EditForm):
    """Its texts; staff also say who answers for it, in which stage, and who confirms it.

    `lost` are the confirmations that a change of title or outcome voids: they must be given up knowingly.
    """

    why: ClassVar[dict[str, Any]] = {
        **WHY,
        "outcome": _("So that both sides agree on what counts as done."),
        "confirmed_text": _("It counts where both sides confirm it."),
    }

    OFFICE: ClassVar[tuple[str, ...]] = ("stage", "responsible", "confirmation", "confirmed_text")

    ask_again = forms.BooleanField(
        label=_("Save it all the same, and ask both sides to confirm again"),
        required=False,
        help_text=_("Needed only where you change title or outcome."),
    )

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
        widgets: ClassVar[dict[str, Any]] = {
            "outcome_en": forms.Textarea(attrs={"rows": 4}),
            "outcome_ko": forms.Textarea(attrs={"rows": 4}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(
        self,
        *args: Any,
        record: Any = None,
        office: bool = False,
        must_say_why: bool = False,
        lost: Any = (),
        sides: Any = (),
        **kw: Any,
    ) -> None:
        super().__init__(*args, record=record, **kw)
        self.lost = list(lost)
        if office:
            self.fields["responsible"].choices = sides  # type: ignore[attr-defined]
            stages = Stage.objects.filter(strand_id=record.pairing.strand_id).order_by("position")
            self.fields["stage"].queryset = stages  # type: ignore[attr-defined]
        else:
            for name in self.OFFICE:
                del self.fields[name]
        if not self.lost:
            del self.fields["ask_again"]
        if must_say_why:
            self.fields["reason"] = reason_field(required=True, help_text=IN_PLACE_OF_A_SIDE)
        self.order_fields([*in_reading_order("title", "outcome"), "note", *self.OFFICE, "reason", "ask_again"])

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that the user changed; the reason of the act is not the milestone's own `reason`."""
        return {name: value for name, value in super().changes.items() if name != "reason"}

    @property
    def voids(self) -> bool:
        """Whether the input changes what was confirmed."""
        return bool(self.lost) and any(name in self.changed_data for name in Milestone.CONFIRMED_FIELDS)

    def clean(self) -> Any:
        """Nobody loses a confirmation unawares."""
        cleaned = super().clean()
        if self.voids and not self.cleaned_data.get("ask_again"):
            self.add_error("ask_again", _("Title and outcome are confirmed. Tick the box to change them all the same."))
        return cleaned


class MilestoneAddForm(ActForm):
    """A milestone of the pairing's own, beside the plan's."""

    why: ClassVar[dict[str, Any]] = WHY

    title_en = forms.CharField(label=_("Title in English"), required=False, max_length=200)
    title_ko = forms.CharField(label=_("Title in Korean"), required=False, max_length=200)
    stage = forms.ModelChoiceField(label=_("Stage"), queryset=Stage.objects.none())
    responsible = forms.ChoiceField(label=_("Responsible"), choices=Responsible)
    forecast_start_text = PartialDateField(
        label=_("Start"), required=True, error_messages={"required": _("Say when it is planned.")}
    )
    forecast_end_text = PartialDateField(label=_("End"), help_text=NO_END)
    confirmation = forms.ChoiceField(
        label=pgettext_lazy("milestone", "Confirmed by"), choices=ConfirmationBy, required=False
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, *args: Any, record: Any = None, pairing: Any, sides: list[tuple[str, str]], must_say_why: bool, **kw: Any
    ) -> None:
        super().__init__(*args, record=record, **kw)
        stages = Stage.objects.filter(strand_id=pairing.strand_id).order_by("position")
        self.fields["stage"].queryset = stages  # type: ignore[attr-defined]
        self.fields["responsible"].choices = sides  # type: ignore[attr-defined]
        self.fields["forecast_start_text"].help_text = HELP
        if must_say_why:
            self.fields["reason"] = reason_field(required=True, help_text=IN_PLACE_OF_A_SIDE)
        self.order_fields([*in_reading_order("title"), "stage", "responsible"])
        warn_of_days(self, pairing, "forecast_start_text", "forecast_end_text")

    def clean(self) -> dict[str, Any]:
        """A title in one language, and a period that ends after it starts."""
        values = super().clean()
        if not values.get("title_en") and not values.get("title_ko"):
            self.add_error(in_reading_order("title")[0], _("Write it in at least one language."))
        check_in_order(self, "forecast", self._forecast())
        return values

    def _forecast(self) -> Period:
        return Period(self.cleaned_data.get("forecast_start_text"), self.cleaned_data.get("forecast_end_text"))

    @property
    def given(self) -> dict[str, Any]:
        """The fields with the period, and the reason where it is asked."""
        names = ("title_en", "title_ko", "stage", "responsible", "confirmation", "note")
        values = {name: self.cleaned_data[name] for name in names} | {"forecast": self._forecast()}
        return {"values": values, "reason": self.cleaned_data.get("reason", "")}
