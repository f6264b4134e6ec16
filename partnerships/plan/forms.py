"""The forms of a strand's plan and settings: stages, plan items, dates and thresholds."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from core.act_forms import EditForm
from core.date_fields import HELP, NO_END, with_dates, with_periods
from core.texts import in_reading_order
from partnerships.enums import Responsible
from partnerships.fields import CountriesField
from partnerships.milestones.forms import RescheduleForm
from partnerships.models import PlanItem, Stage, Strand
from partnerships.programmes.models import THRESHOLDS
from partnerships.why import ONE_LANGUAGE

NAMES_OF_STRAND = ("name_en", "name_ko", "phase", "programme_en", "programme_ko")
DATES = ("forecast_start_text", "forecast_end_text")


class MoveForm(RescheduleForm):
    """New dates and why; it carries which preview its user has seen."""

    seen_preview = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    @property
    def given(self) -> dict[str, Any]:
        return super().given | {"digest": self.cleaned_data["seen_preview"]}


class StageEditForm(EditForm):
    """The names of a stage and its place in the order; its dates are moved with a reason instead."""

    why: dict[str, Any] = {
        "place": gettext_lazy("Shown in this order everywhere."),
        "source": gettext_lazy("Web addresses, separated by “ ; ”."),
    }

    place = forms.TypedChoiceField(label=pgettext_lazy("in an order", "Position"), coerce=int)

    class Meta:
        model = Stage
        fields = ("name_en", "name_ko", "source")
        widgets: dict[str, Any] = {"source": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, record: Stage | None = None, stages: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        others = [stage for stage in stages if record is None or stage.pk != record.pk]
        after = [
            (number, _("After %(position)s. %(stage)s") % {"position": stage.position, "stage": stage.name})
            for number, stage in enumerate(others, start=2)
        ]
        self.fields["place"].choices = [(1, pgettext("place in an order", "First")), *after]  # type: ignore[attr-defined]
        before = sum(record is None or stage.position < record.position for stage in others)
        self.initial.setdefault("place", before + 1)
        self.order_fields([*in_reading_order("name"), "place", *DATES, "source"])

    @property
    def changes(self) -> dict[str, Any]:
        """With the place, where it is another."""
        found = super().changes
        if "place" in self.changed_data:
            found["position"] = self.cleaned_data["place"]
        return found


@with_periods(forecast=gettext_lazy("Dates"))
class StageAddForm(StageEditForm):
    """A new stage: its first dates are its baseline."""

    @property
    def given(self) -> dict[str, Any]:
        names = {name: self.cleaned_data[name] for name in ("name_en", "name_ko", "source")}
        return {"values": {**names, "position": self.cleaned_data["place"], "forecast": self._period("forecast")}}


class PlanItemEditForm(EditForm):
    """What is planned, when, who answers for it, how it is confirmed; its dates are moved with a reason instead."""

    keeps_drafts = True

    why: dict[str, Any] = {
        "title": ONE_LANGUAGE,
        "responsible": gettext_lazy("The task and its reminders go to this side."),
        "confirmation": gettext_lazy("It is done once they have confirmed it."),
        "confirmed_text": gettext_lazy("Only for what both sides confirm."),
        "note": gettext_lazy("Visible to everybody who can open the page."),
        "source": gettext_lazy("Web addresses, separated by “ ; ”."),
    }

    class Meta:
        model = PlanItem
        fields = ("title_en", "title_ko", "stage", "responsible", "confirmation", "confirmed_text", "note", "source")
        widgets: dict[str, Any] = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "source": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, record: PlanItem | None = None, strand: Strand, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["stage"].queryset = Stage.objects.filter(strand=strand).order_by("position")  # type: ignore[attr-defined]
        self.fields["stage"].empty_label = None  # type: ignore[attr-defined]
        responsible: Any = self.fields["responsible"]
        responsible.choices = [
            (value, strand.side_name(value) if value != Responsible.BOTH else label)
            for value, label in responsible.choices
            if value
        ]
        if record is None:
            self.initial["responsible"] = Responsible.BOTH.value
        rest = ["responsible", "confirmation", "confirmed_text", "note", "source"]
        self.order_fields([*in_reading_order("title"), "stage", *DATES, *rest])


@with_periods(forecast=gettext_lazy("Dates"))
class PlanItemAddForm(PlanItemEditForm):
    """A new item: its first dates are its baseline."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in zip(DATES, (HELP, NO_END), strict=True):
            self.fields[name].help_text = text

    @property
    def given(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        return {"values": {**found, "forecast": self._period("forecast")}}


@with_dates(starts_on=gettext_lazy("Starts on"), ends_on=gettext_lazy("Ends on"))
class StrandSettingsForm(EditForm):
    """What the strand is called, its countries, languages and dates, and its thresholds in days."""

    countries = CountriesField(
        label=gettext_lazy("Partner country"), help_text=gettext_lazy("Separate several with semicolons.")
    )

    class Meta:
        model = Strand
        fields = (*NAMES_OF_STRAND, "countries", "second_language", *THRESHOLDS)
        help_texts: dict[str, Any] = {"second_language": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = in_reading_order("name"), in_reading_order("programme")
        dates = ("starts_on_text", "ends_on_text")
        self.order_fields([*names[0], "phase", *names[1], "countries", "second_language", *dates, *THRESHOLDS])
