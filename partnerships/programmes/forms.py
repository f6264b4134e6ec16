"""The forms that open a next round, and that take a milestone into a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import Act, ActForm, RowsField
from core.date_fields import HELP, PartialDateField
from core.formats import bracketed
from core.texts import in_reading_order
from partnerships.fields import CODE
from partnerships.models import Pairing, Participation, Strand, StrandRole

if TYPE_CHECKING:
    from collections.abc import Sequence


class RoundOpenForm(Act):
    """The next round: its names, its start, and what is taken over."""

    why: ClassVar[dict[str, Any]] = {
        "name": gettext_lazy("Pages, mails and reports show this name."),
        "participations": gettext_lazy("They can be paired at once; others are added later."),
    }

    code = forms.CharField(
        label=pgettext_lazy("of a strand", "Code"),
        help_text=gettext_lazy("Stands in the addresses of the round and never changes."),
        max_length=80,
        validators=[CODE],
    )
    phase = forms.CharField(label=gettext_lazy("Phase"), help_text=gettext_lazy("Such as 2019-2020."), max_length=40)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200)
    name_ko = forms.CharField(label=gettext_lazy("Name in Korean"), max_length=200, required=False)
    starts_on = PartialDateField(
        label=gettext_lazy("Starts on"),
        required=True,
        help_text=HELP,
        error_messages={"required": gettext_lazy("Say when it starts: the plan moves with it.")},
    )
    participations = RowsField(
        label=gettext_lazy("Partners that take part again"),
        queryset=Participation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    pairings = RowsField(
        label=gettext_lazy("Pairings that go on"),
        help_text=gettext_lazy("They stand as planned until they are opened."),
        queryset=Pairing.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    roles = RowsField(
        label=gettext_lazy("People who keep their role"),
        help_text=gettext_lazy("Coordinators are invited once their partners take part again."),
        queryset=StrandRole.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, rows: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset in rows.items():
            field: Any = self.fields[name]
            field.queryset = queryset
            field.label_from_instance = LABELS[name]
        self.order_fields(["code", "phase", *in_reading_order("name"), "starts_on"])

    @property
    def given(self) -> dict[str, Any]:
        """The names and the start of the round, and what is taken over."""
        names = ("code", "phase", "name_en", "name_ko", "starts_on")
        chosen = {name: list(self.cleaned_data[name]) for name in LABELS}
        return {"values": {name: self.cleaned_data[name] for name in names}, **chosen}


LABELS: dict[str, Any] = {
    "participations": lambda row: bracketed(row.partner.name, row.strand.side_name(row.side)),
    "pairings": lambda row: f"{row.name}: {row.get_status_display()}",
    "roles": lambda row: f"{row.user}: {row.get_role_display()}",
}


class IntoPlanForm(ActForm):
    """Into which strand's plan a milestone is taken."""

    why: ClassVar[dict[str, Any]] = {
        "strand": gettext_lazy("Later pairings of this plan get the milestone, too."),
    }

    strand = forms.ModelChoiceField(
        label=gettext_lazy("Plan of"),
        queryset=Strand.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a plan.")},
    )

    def __init__(self, *args: Any, record: Any = None, strands: Sequence[Strand], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        field: Any = self.fields["strand"]
        field.queryset = Strand.objects.filter(pk__in=[strand.pk for strand in strands]).order_by("starts_on", "code")
        if strands:
            self.initial.setdefault("strand", strands[0].pk)
