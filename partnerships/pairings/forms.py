"""The forms of pairings: which two and why, what one says of itself, and its closing."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import Act, ActForm, EditForm, reason_field
from core.texts import in_reading_order
from partnerships.enums import PairingStatus
from partnerships.models import Participation, Strand, Theme
from partnerships.pairings.models import Pairing
from partnerships.why import EITHER


def _text(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=4000, widget=area)


class PairingOpenForm(Act):
    """Which two, why these two, which themes they agreed and who agreed them."""

    keeps_drafts = True

    why: dict[str, Any] = {
        "why": EITHER,
        "agreed_by": gettext_lazy("It is part of the text that both sides confirm."),
        "summary": gettext_lazy("It opens the pairing's page."),
    }

    eu = forms.TypedChoiceField(label=gettext_lazy("EU partner"), coerce=int)
    counterpart = forms.TypedChoiceField(label=gettext_lazy("Partner of the other side"), coerce=int)
    why_en = _text(gettext_lazy("Why these two, in English"))
    why_ko = _text(gettext_lazy("Why these two, in Korean"))
    themes = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Agreed themes"),
        help_text=gettext_lazy("Shown in the strand's order; both sides can change it later."),
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
        pairings: Sequence[Pairing],
        themes: Sequence[Theme],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.participations = {row.pk: row for row in participations}
        self.by_key = {theme.pk: theme for theme in themes}
        self.pairings = pairings
        active = [pairing for pairing in pairings if pairing.status == PairingStatus.ACTIVE]
        paired = {key for pairing in active for key in (pairing.eu_id, pairing.counterpart_id)}
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
    def given(self) -> dict[str, Any]:
        """The two, and what is written of them.

        The themes come in the strand's order, after those that a planned pairing of the two has in its own.
        """
        eu, counterpart = (self.participations[self.cleaned_data[side]] for side in ("eu", "counterpart"))
        planned = (row for row in self.pairings if (row.eu_id, row.counterpart_id) == (eu.pk, counterpart.pk))
        known = next((row.theme_codes for row in planned), "").split(";")
        chosen = [theme for key, theme in self.by_key.items() if key in self.cleaned_data["themes"]]
        chosen.sort(key=lambda theme: known.index(theme.code) if theme.code in known else len(known))
        values = {name: self.cleaned_data[name] for name in in_reading_order("why", "agreed_by", "summary")}
        return {"eu": eu, "counterpart": counterpart, "values": {**values, "themes": chosen}}


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


class PairingEditForm(EditForm):
    """What the pairing says of itself: a summary, and why these two."""

    keeps_drafts = True

    why: dict[str, Any] = {
        "summary": gettext_lazy("It opens the pairing's page."),
        "why": EITHER,
    }

    class Meta:
        model = Pairing
        fields = ["summary_en", "summary_ko", "why_en", "why_ko"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
        self.order_fields(in_reading_order("summary", "why"))


class PairingCloseForm(ActForm):
    """Closes the pairing; without a closing that both confirmed, the office says why."""

    def __init__(self, *args: Any, must_give_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if must_give_reason:
            self.fields["reason"] = reason_field(
                required=True,
                help_text=gettext_lazy("The closing is not confirmed by both sides; enter why it is closed."),
            )
