"""The forms that say how far an event has come, and those that move or copy it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.act_forms import ActForm, ReasonForm, reason_field
from core.date_fields import HELP, PartialDateField
from core.formats import format_period
from core.periods import Period
from core.texts import in_reading_order
from events.events.labels import when_label
from events.events.selectors import held_days
from partnerships.milestones.forms import TookPlaceForm
from partnerships.why import ONE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.models import Event


class _WithParts(ActForm):
    """An act that parts of the mission can go along with."""

    def offer_parts(self, parts: Sequence[tuple[Event, str]], label: Any) -> None:
        """Each with its days, all ticked; without any there is no field."""
        if parts:
            self.fields["parts"] = forms.MultipleChoiceField(
                label=label,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("What is not ticked stays as it is."),
                choices=[(str(part.pk), f"{part.title}: {days}" if days else part.title) for part, days in parts],
                initial=[str(part.pk) for part, _days in parts],
            )

    @property
    def given(self) -> dict[str, Any]:
        """With the keys of the ticked parts."""
        return super().given | {"parts": [int(key) for key in self.cleaned_data.get("parts", ())]}


class EventHeldForm(_WithParts, TookPlaceForm):
    """When it was held, why if it was late, and which parts were held with it."""

    actual_start_text = PartialDateField(
        label=_("Held on, or from"), required=True, error_messages={"required": _("Say when it was held.")}
    )

    def __init__(self, *args: Any, record: Event, parts: Sequence[Event], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["reason"] = reason_field(
            required=False,
            label=_("Why it is later than planned"),
            help_text=_("Empty where it is not. Both sides and the reports show it."),
        )
        on_days = [(part, format_period(held_days(part, Period()))) for part in parts]
        self.offer_parts(on_days, _("Held with it, on their own days"))


class EventEndForm(ReasonForm, _WithParts):
    """Why it is cancelled or taken up again, and which parts go along."""

    def __init__(self, *args: Any, record: Event, parts: Sequence[Event], label: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.offer_parts([(part, when_label(part)) for part in parts], label)


class EventCopyForm(_WithParts):
    """When the copy begins, what it is called, and which parts it has."""

    why: ClassVar[dict[str, Any]] = {
        "title": ONE_LANGUAGE,
    }

    start = PartialDateField(
        label=pgettext_lazy("copy of an event", "It begins on"),
        required=True,
        error_messages={"required": _("Say when it begins.")},
    )
    title_en = forms.CharField(label=_("Title in English"), required=False, max_length=200)
    title_ko = forms.CharField(label=_("Title in Korean"), required=False, max_length=200)

    def __init__(self, *args: Any, record: Event, parts: Sequence[Event], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["start"].help_text = HELP
        self.initial.setdefault("title_en", record.title_en)
        self.initial.setdefault("title_ko", record.title_ko)
        self.offer_parts([(part, when_label(part)) for part in parts], _("Parts that are copied too"))
        self.order_fields(["start", *in_reading_order("title"), "parts"])

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("title_en") and not values.get("title_ko"):
            self.add_error(in_reading_order("title")[0], _("Write it in at least one language."))
        return values

    @property
    def given(self) -> dict[str, Any]:
        titles = self.cleaned_data["title_en"], self.cleaned_data["title_ko"]
        return {"start": self.cleaned_data["start"], "titles": titles, "parts": super().given["parts"]}
