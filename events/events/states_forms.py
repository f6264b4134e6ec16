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
from events.events.head_counts import LONGEST_WORDS
from events.events.models import MOST_PEOPLE
from events.events.states import held_days
from events.events.tables import when_label
from partnerships.enums import Side
from partnerships.milestones.forms import RescheduleForm, TookPlaceForm
from partnerships.why import ONE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.models import Event


class PartsField(forms.MultipleChoiceField):
    """The parts of a mission that an act takes along, to be ticked; `chosen` gives their keys."""

    def __init__(self, parts: Sequence[tuple[Event, str]], **kwargs: Any) -> None:
        super().__init__(
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("What is not ticked stays as it is."),
            choices=[(str(part.pk), f"{part.title}: {words}" if words else part.title) for part, words in parts],
            **kwargs,
        )


def _offer_parts(form: forms.BaseForm, parts: Sequence[tuple[Event, str]], *, label: Any, ticked: bool) -> None:
    """Let a form take parts along; without any there is no field."""
    if parts:
        initial = [str(part.pk) for part, _words in parts] if ticked else []
        form.fields["parts"] = PartsField(parts, label=label, initial=initial)


class _WithParts(ActForm):
    """An act that parts of the mission can go along with."""

    @property
    def parts(self) -> list[int]:
        """The keys of the ticked parts."""
        return [int(key) for key in self.cleaned_data.get("parts", ())]


class EventHeldForm(TookPlaceForm, _WithParts):
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
        told = [(part, format_period(held_days(part, Period()))) for part in parts]
        _offer_parts(self, told, label=_("Held with it, on their own days"), ticked=True)


class EventEndForm(ReasonForm, _WithParts):
    """Why it is cancelled or taken up again, and which parts go along."""

    def __init__(self, *args: Any, record: Event, parts: Sequence[Event], label: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        _offer_parts(self, [(part, when_label(part)) for part in parts], label=label, ticked=True)


class EventMoveForm(RescheduleForm):
    """New days and why; it carries which preview its user has seen."""

    seen_preview = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)


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
        told = [(part, when_label(part)) for part in parts]
        _offer_parts(self, told, label=_("Parts that are copied too"), ticked=True)
        self.order_fields(["start", *in_reading_order("title"), "parts"])

    def clean(self) -> dict[str, Any]:
        """A title in one language."""
        values = super().clean()
        if not values.get("title_en") and not values.get("title_ko"):
            self.add_error(in_reading_order("title")[0], _("Write it in at least one language."))
        return values

    @property
    def titles(self) -> tuple[str, str]:
        """The copy's own titles, in English and Korean."""
        return self.cleaned_data["title_en"], self.cleaned_data["title_ko"]


# The form of a head count.


class HeadCountForm(ActForm):
    """Whom a source counts and how many, as it says it: 30 to 40 city representatives."""

    least = forms.IntegerField(
        label=_("At least"),
        min_value=0,
        max_value=MOST_PEOPLE,
        help_text=_("Reports quote it with its source."),
    )
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
        label=_("Side"),
        required=False,
        help_text=_("So that nobody takes the number of one side for all."),
    )
    source = forms.CharField(
        label=_("Source"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("So that anybody can check it: web addresses, separated by “ ; ”."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = [(side.value, event.strand.side_name(side)) for side in (Side.EU, Side.COUNTERPART)]
        self.fields["side"].choices = [  # type: ignore[attr-defined]
            ("", pgettext_lazy("head count", "Both, or not said")),
            *sides,
        ]
        whom = in_reading_order("whom")
        self.fields[whom[0]].help_text = _("As the source says it, such as “city representatives”.")
        self.order_fields(["least", "most", *whom, "side", "source"])

    @property
    def values(self) -> dict[str, Any]:
        """What the service gets."""
        given = {name: self.cleaned_data[name] for name in ("whom_en", "whom_ko", "least", "side", "source")}
        most = self.cleaned_data["most"]
        return given | {"most": given["least"] if most is None else most}
