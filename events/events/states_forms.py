"""The forms that say how far an event has come, that move or copy it, and that count heads at it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.act_forms import ActForm, EditForm, ReasonForm, reason_field
from core.date_fields import HELP, PartialDateField
from core.formats import format_period
from core.periods import Period
from core.texts import in_reading_order
from events.events.models import LONGEST_WORDS, MOST_PEOPLE, HeadCount
from events.events.selectors import held_days
from events.models import Event
from partnerships.enums import Side
from partnerships.fields import ONE_LANGUAGE
from partnerships.milestones.forms import TookPlaceForm


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
        label=_("Held on, or from"), required=True, error_messages={"required": _("Enter when it was held.")}
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
        self.offer_parts([(part, part.when) for part in parts], label)


class EventCopyForm(_WithParts):
    """When the copy begins, what it is called, and which parts it has."""

    why: dict[str, Any] = {"title": ONE_LANGUAGE}

    start = PartialDateField(
        label=pgettext_lazy("copy of an event", "It begins on"),
        required=True,
        error_messages={"required": _("Enter when it begins.")},
    )
    title_en = forms.CharField(label=_("Title in English"), required=False, max_length=200)
    title_ko = forms.CharField(label=_("Title in Korean"), required=False, max_length=200)

    def __init__(self, *args: Any, record: Event, parts: Sequence[Event], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["start"].help_text = HELP
        self.initial.setdefault("title_en", record.title_en)
        self.initial.setdefault("title_ko", record.title_ko)
        self.offer_parts([(part, part.when) for part in parts], _("Parts that are copied too"))
        self.order_fields(["start", *in_reading_order("title"), "parts"])

    @property
    def given(self) -> dict[str, Any]:
        titles = self.cleaned_data["title_en"], self.cleaned_data["title_ko"]
        return {"start": self.cleaned_data["start"], "titles": titles, "parts": super().given["parts"]}


class HeadCountForm(ActForm):
    """Whom a source counts and how many, as it says it: 30 to 40 city representatives."""

    least = forms.IntegerField(label=_("At least"), min_value=0, max_value=MOST_PEOPLE)
    most = forms.IntegerField(
        label=_("At most"),
        min_value=0,
        max_value=MOST_PEOPLE,
        required=False,
        help_text=_("Empty where the source gives one number."),
    )
    whom_en = forms.CharField(label=_("Who is counted, in English"), required=False, max_length=LONGEST_WORDS)
    whom_ko = forms.CharField(label=_("Who is counted, in Korean"), required=False, max_length=LONGEST_WORDS)
    side = forms.ChoiceField(
        label=_("Side"), required=False, help_text=_("Choose a side only if the number is of that side alone.")
    )
    source = forms.CharField(
        label=_("Source"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Web addresses, separated by “ ; ”."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = [(side.value, event.strand.side_name(side)) for side in (Side.EU, Side.COUNTERPART)]
        both = ("", pgettext_lazy("head count", "Both, or not said"))
        self.fields["side"].choices = [both, *sides]  # type: ignore[attr-defined]
        whom = in_reading_order("whom")
        self.fields[whom[0]].help_text = _("As the source says it, such as “city representatives”.")
        self.order_fields(["least", "most", *whom, "side", "source"])

    @property
    def given(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("whom_en", "whom_ko", "least", "side", "source")}
        most = self.cleaned_data["most"]
        return {"values": given | {"most": given["least"] if most is None else most}}


class HeadCountEditForm(EditForm):
    """What was written of a head count, put right."""

    class Meta:
        model = HeadCount
        fields: list[str] = ["whom_en", "whom_ko", "least", "most", "side", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        side: Any = self.fields["side"]
        strand = self.instance.event.strand
        side.choices = [(key, strand.side_name(key) if key else label) for key, label in side.choices]
