"""Which sections a report has and in which order: a number before each, none where it is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _

from reports.enums import Section

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

MOST = 99


def offer_sections(form: forms.BaseForm, chosen: Sequence[str]) -> None:
    """Give a form the number of each section: those chosen in their order, then those left out."""
    rest = [value for value in Section.values if value not in chosen]
    for value in [*chosen, *rest]:
        form.fields[_name(value)] = forms.IntegerField(
            label=_("Position of “%(section)s”") % {"section": Section(value).label},
            required=False,
            min_value=1,
            max_value=MOST,
            widget=forms.NumberInput(attrs={"class": "form-control", "size": 3}),
        )
        form.initial[_name(value)] = chosen.index(value) + 1 if value in chosen else None


def section_rows(form: forms.BaseForm) -> list[tuple[str, BoundField]]:
    """For each section its name and the field of its number, as the form shows them."""
    rows = [(name.removeprefix("section_"), name) for name in form.fields if name.startswith("section_")]
    return [(str(Section(value).label), form[name]) for value, name in rows]


def sections_of(form: forms.BaseForm) -> list[str]:
    """The chosen sections by their numbers; of two with the same number the one that was just given it comes first."""
    names = [name for name in form.fields if name.startswith("section_")]
    numbered = [
        (form.cleaned_data[name], name not in form.changed_data, at, name)
        for at, name in enumerate(names)
        if form.cleaned_data.get(name)
    ]
    return [name.removeprefix("section_") for *_order, name in sorted(numbered)]


def _name(section: str) -> str:
    return f"section_{section}"
