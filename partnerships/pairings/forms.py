"""The forms that open a pairing and a next round, and that take a milestone into a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import Act, ActForm
from core.choice_fields import RowsField
from core.date_fields import HELP, PartialDateField
from core.formats import bracketed
from core.texts import in_reading_order
from partnerships.models import Pairing, Participation, Strand, StrandRole, Theme
from partnerships.models.fields import CODE

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def _text(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=4000, widget=area)


class PairingOpenForm(Act):
    """Which two, why these two, which themes they agreed and who agreed them."""

    why: ClassVar[dict[str, Any]] = {
        "eu": gettext_lazy("Its coordinators find the pairing among theirs."),
        "counterpart": gettext_lazy("Its coordinators find the pairing among theirs."),
        "why": gettext_lazy("It tells those who join later. One language suffices."),
        "agreed_by": gettext_lazy("It is part of the text that both sides confirm."),
        "summary": gettext_lazy("It opens the pairing's page."),
    }

    eu = forms.TypedChoiceField(label=gettext_lazy("EU partner"), coerce=int)
    counterpart = forms.TypedChoiceField(label=gettext_lazy("Partner of the other side"), coerce=int)
    why_en = _text(gettext_lazy("Why these two, in English"))
    why_ko = _text(gettext_lazy("Why these two, in Korean"))
    themes = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Agreed themes"),
        help_text=gettext_lazy(
            "They stand in the order of the strand; both sides can put them in another order later."
        ),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    agreed_by_en = _text(gettext_lazy("Who agreed them, in English"), rows=2)
    agreed_by_ko = _text(gettext_lazy("Who agreed them, in Korean"), rows=2)
    summary_en = _text(gettext_lazy("Summary in English"))
    summary_ko = _text(gettext_lazy("Summary in Korean"))

    def __init__(
        self,
        *args: Any,
        strand: Strand,
        participations: Sequence[Participation],
        paired: Collection[int],
        themes: Sequence[Theme],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.participations = {row.pk: row for row in participations}
        self.by_key = {theme.pk: theme for theme in themes}
        for side in ("eu", "counterpart"):
            choices = [(row.pk, _name(row, paired)) for row in participations if row.side == side]
            self.fields[side].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]
            self.fields[side].label = strand.side_name(side)
        self.fields["themes"].choices = _grouped(themes)  # type: ignore[attr-defined]
        self.order_fields(
            [
                "eu",
                "counterpart",
                *in_reading_order("why"),
                "themes",
                *in_reading_order("agreed_by"),
                *in_reading_order("summary"),
            ]
        )

    @property
    def pair(self) -> tuple[Participation, Participation]:
        """The two participations, EU first."""
        return self.participations[self.cleaned_data["eu"]], self.participations[self.cleaned_data["counterpart"]]

    @property
    def values(self) -> dict[str, Any]:
        """What the service gets; the themes in the strand's order."""
        chosen = set(self.cleaned_data["themes"])
        texts = {name: self.cleaned_data[name] for name in in_reading_order("why", "agreed_by", "summary")}
        return {**texts, "themes": [theme for key, theme in self.by_key.items() if key in chosen]}


def _name(participation: Participation, paired: Collection[int]) -> str:
    name = participation.partner.name
    return _("%(partner)s (in an open pairing)") % {"partner": name} if participation.pk in paired else name


def _grouped(themes: Sequence[Theme]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Each area with its topics: an area can be agreed as a whole too."""
    groups: dict[int, list[Theme]] = {theme.pk: [theme] for theme in themes if theme.parent_id is None}
    for theme in themes:
        if theme.parent_id is not None:
            groups.setdefault(theme.parent_id, []).append(theme)
    return [(group[0].name, [(theme.pk, _theme_name(theme)) for theme in group]) for group in groups.values()]


def _theme_name(theme: Theme) -> str:
    return theme.name if theme.parent_id else _("%(area)s as a whole") % {"area": theme.name}


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
    def values(self) -> dict[str, Any]:
        """The names and the start of the round."""
        return {name: self.cleaned_data[name] for name in ("code", "phase", "name_en", "name_ko", "starts_on")}

    @property
    def chosen(self) -> dict[str, Any]:
        """What is taken over."""
        return {name: list(self.cleaned_data[name]) for name in LABELS}


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
