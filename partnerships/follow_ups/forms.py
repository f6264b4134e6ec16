"""The forms of a pairing's action list: the line that adds, the row that is edited, what closes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm, EditForm, ReasonForm
from core.date_fields import DateField
from core.formats import bracketed
from core.texts import reader_language, writer_language
from partnerships.enums import FollowUpState
from partnerships.follow_ups.selectors import choosable, people_of
from partnerships.hours.selectors import warn_of_days
from partnerships.models import FollowUp
from partnerships.why import ONE_LANGUAGE

if TYPE_CHECKING:
    from accounts.models import User
    from partnerships.models import Pairing

NOBODY = pgettext_lazy("person of a follow-up", "Nobody in particular")


class PersonField(forms.ModelChoiceField):
    """One of those who may be the person of a pairing's follow-up, named with the partner they work for."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=FollowUp.objects.none(), required=False, empty_label=NOBODY, **kwargs)
        self.partners: dict[int, str] = {}

    def offer(self, pairing: Pairing, *, also: int | None = None) -> None:
        """Read who may be chosen; `also` is the person who is it already."""
        people = people_of(pairing)
        names = {side: partner.name for side, partner in pairing.partners}
        self.partners = {key: names[min(sides)] for key, sides in people.items() if len(sides) == 1}
        self.queryset = choosable(people, also=also)

    def label_from_instance(self, obj: User) -> str:
        """The name, and the partner; staff work for none."""
        partner = self.partners.get(obj.pk)
        return bracketed(str(obj), str(partner)) if partner else str(obj)


def _sides(pairing: Pairing) -> list[tuple[str, str]]:
    return [(side, partner.name) for side, partner in pairing.partners]


WHY: dict[str, Any] = {
    "what": gettext_lazy("It stands in both sides' list."),
    "side": gettext_lazy("Its coordinators get the task."),
    "due_on": gettext_lazy("After this day it counts as late."),
    "owner": gettext_lazy("So that both sides know whom to ask."),
}


class FollowUpAddForm(ActForm):
    """One line: what, which side, who, and until when."""

    why: ClassVar[dict[str, Any]] = WHY

    what = forms.CharField(
        label=gettext_lazy("What"), max_length=500, widget=forms.TextInput(attrs={"size": 40, "autocomplete": "off"})
    )
    side = forms.ChoiceField(label=gettext_lazy("Side"))
    owner = PersonField(label=pgettext_lazy("follow-up", "Person"))
    due_on = DateField(label=pgettext_lazy("table head", "Until"))

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = _sides(pairing)  # type: ignore[attr-defined]
        self.fields["owner"].offer(pairing)  # type: ignore[attr-defined]
        warn_of_days(self, pairing, "due_on")

    @property
    def given(self) -> dict[str, Any]:
        """The text belongs to the language that it is written in."""
        values = super().given
        text = values.pop("what")
        return {"values": values | {f"what_{writer_language(text)}": text}}


class FollowUpEditForm(EditForm):
    """One row of the list; what became of it is asked once it is closed."""

    why: ClassVar[dict[str, Any]] = {
        **WHY,
        "what": ONE_LANGUAGE,
        "result": gettext_lazy("Both sides and the programme staff read it."),
    }

    owner = PersonField(label=pgettext_lazy("follow-up", "Person"))

    class Meta:
        model = FollowUp
        fields: ClassVar[list[str]] = ["what_en", "what_ko", "side", "owner", "due_on", "result"]
        widgets: ClassVar[dict[str, Any]] = {
            "what_en": forms.TextInput(attrs={"size": 34}),
            "what_ko": forms.TextInput(attrs={"size": 40}),
            "result": forms.Textarea(attrs={"rows": 2}),
        }
        field_classes: ClassVar[dict[str, Any]] = {"due_on": DateField}
        labels: ClassVar[dict[str, Any]] = {
            "side": gettext_lazy("Side"),
            "due_on": pgettext_lazy("table head", "Until"),
        }

    def __init__(self, *args: Any, record: FollowUp, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["side"].choices = _sides(record.pairing)  # type: ignore[attr-defined]
        self.fields["owner"].offer(record.pairing, also=record.owner_id)  # type: ignore[attr-defined]
        if record.state == FollowUpState.OPEN:
            self.fields.pop("result")
        warn_of_days(self, record.pairing, "due_on")
        if reader_language() == "ko":
            self.order_fields(["what_ko", "what_en"])


class _Reaching(ActForm):
    """An act that somebody else may have done since: then there is nothing to compare."""

    reached: ClassVar[str] = ""

    def clean(self) -> dict[str, Any]:
        """Ask for the version unless the record has come where the act leads."""
        if self.record.state == self.reached:
            return self.cleaned_data
        return super().clean()


class FollowUpFinishForm(_Reaching):
    """Done, with a word about what became of it, if there is any."""

    why: ClassVar[dict[str, Any]] = {
        "result": gettext_lazy("Both sides and the programme staff read it."),
    }

    reached = FollowUpState.DONE
    result = forms.CharField(
        label=gettext_lazy("What became of it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FollowUpDropForm(_Reaching, ReasonForm):
    """Not pursued, and why."""

    reached = FollowUpState.DROPPED


class FollowUpReopenForm(_Reaching):
    """Open again."""

    reached = FollowUpState.OPEN
