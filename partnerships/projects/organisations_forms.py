"""The form that says which organisations take part in a project: those there are, and those that a search found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.act_forms import ActForm
from partnerships.organisations.services import LONGEST_PART

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import BoundField

    from core.errors import DomainError
    from partnerships.models import Organisation, Project

LAST = 9999


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation as the form draws it: whether it takes part, as what, and where it stands."""

    organisation: Organisation
    keep: BoundField
    part: BoundField
    place: BoundField


class OrganisationsForm(ActForm):
    """A line for each organisation: take part or not, its part, its place in the order.

    `found` are organisations that may be added; those that take part already come first, in their order.
    """

    def __init__(self, *args: Any, record: Project, found: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        parts = list(record.parts.select_related("organisation__city").order_by("position"))
        taking_part = {row.organisation_id for row in parts}
        self.lines: list[tuple[Organisation, bool, str, int | None]] = [
            (row.organisation, True, row.part, row.position) for row in parts
        ]
        self.lines += [(row, False, "", None) for row in found if row.pk not in taking_part]
        for organisation, keep, part, place in self.lines:
            key = organisation.pk
            self.fields[f"keep_{key}"] = forms.BooleanField(
                label=_("Takes part: %(name)s") % {"name": organisation}, required=False, initial=keep
            )
            self.fields[f"part_{key}"] = forms.CharField(
                label=_("Part of %(name)s") % {"name": organisation},
                required=False,
                max_length=LONGEST_PART,
                initial=part,
                widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
            )
            self.fields[f"place_{key}"] = forms.IntegerField(
                label=_("Position of %(name)s") % {"name": organisation},
                required=False,
                min_value=1,
                max_value=LAST,
                initial=place,
                widget=forms.NumberInput(attrs={"class": "form-control"}),
            )

    @property
    def rows(self) -> list[Row]:
        """The lines with their fields."""
        return [
            Row(organisation, *(self[f"{name}_{organisation.pk}"] for name in ("keep", "part", "place")))
            for organisation, *_rest in self.lines
        ]

    def refuse(self, refusal: DomainError) -> None:
        """What is wrong with the list stands above it."""
        self.add_error(None, str(refusal.message))

    @property
    def organisations(self) -> list[tuple[Organisation, str]]:
        """What the service gets: by place, those without one last in the order they are shown."""
        given = self.cleaned_data
        chosen = [organisation for organisation, *_rest in self.lines if given.get(f"keep_{organisation.pk}")]
        chosen.sort(key=lambda organisation: given.get(f"place_{organisation.pk}") or LAST)
        return [(organisation, given.get(f"part_{organisation.pk}", "")) for organisation in chosen]
