"""Columns and forms that several pages of the administration have alike."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy

from core.admin.lists import ChoosesRecords
from core.errors import DomainError
from partnerships.fields import codes_in, codes_of, replace_rows
from partnerships.history.selectors import names_of_codes
from partnerships.models import AgreedThemes
from partnerships.organisations.services import check_current


def fieldset(title: Any, *fields: Any, about: Any = "") -> Any:
    """A part of a form, with what is to be said of it."""
    return title, {"fields": [*fields]} | ({"description": about} if about else {})


def shown_names(model: type[models.Model]) -> dict[str, Callable[[Any, Any], str]]:
    """Columns with a record's lists by names instead of the codes that its fields hold; for the page of one record."""
    lists = [field for field in model._meta.concrete_fields if field.name.endswith("_codes")]
    return {f"{field.name}_shown": _shown_list(field) for field in lists}


def _shown_list(field: Any) -> Callable[[Any, Any], str]:
    @admin.display(description=field.verbose_name)
    def shown(_self: Any, row: Any) -> str:
        codes = codes_in(getattr(row, field.name))
        strand = getattr(row, "strand", None) or row.pairing.strand
        found = names_of_codes(field.name, codes, strand)
        return ", ".join(found.get(code, code) for code in codes)

    return shown


# Ordered lists inside a record's form: a partner's cities, a pairing's themes, a strand's implementers.


class OrderedRowForm(forms.ModelForm):
    """One row of the list; the place may be left empty: then it comes last."""

    position = forms.IntegerField(label=gettext_lazy("Place"), required=False, min_value=1, max_value=999)

    def validate_constraints(self) -> None:
        """The list as a whole is checked and written afresh, so two rows may swap places."""


class OrderedFormSet(forms.BaseInlineFormSet):
    """The whole list, written in the order of the places and numbered from 1."""

    item: str
    changes: str
    codes: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django admin's log asks for the touched rows; ours names the list as a whole.
        self.new_objects: list[Any] = []
        self.changed_objects: list[Any] = []
        self.deleted_objects: list[Any] = []

    @classmethod
    def get_default_prefix(cls) -> str:
        """A name that is one in HTML, also where the model has no way back to the list."""
        return str(cls.model._meta.model_name)  # type: ignore[union-attr]

    def add_fields(self, form: Any, index: int | None) -> None:
        """In a table a column's heading is no label of its cells' fields, so each has its name."""
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label:
                # The chooser inside its wrapper: the wrapper's attributes are those of all forms.
                widget = getattr(field.widget, "widget", field.widget)
                widget.attrs["aria-label"] = capfirst(str(field.label))

    def records(self) -> list[Any]:
        """What the list names, in order."""
        rows = [
            (form.cleaned_data.get("position") or 1000, index, form.cleaned_data[self.item])
            for index, form in enumerate(self.forms)
            if form.cleaned_data.get(self.item) and not form.cleaned_data.get("DELETE")
        ]
        return [record for _position, _index, record in sorted(rows, key=lambda row: row[:2])]

    def validate_unique(self) -> None:
        """Nothing stands in the list twice."""
        if any(form.errors for form in self.forms):
            return
        records = self.records()
        for record in records:
            if records.count(record) > 1:
                raise forms.ValidationError(_("“%(record)s” is in the list twice.") % {"record": record})

    def put_codes(self, owner: Any) -> None:
        """Write the codes onto the record before it is saved."""
        if self.has_changed():
            setattr(owner, self.codes, codes_of(self.records()))

    def save(self, commit: bool = True) -> Any:
        """Write the list where it has changed."""
        if self.has_changed():
            rows: Any = self.model
            replace_rows(rows, {self.fk.name: self.instance}, self.item, self.records())
        return []


class CitiesFormSet(OrderedFormSet):
    """A partner's cities."""

    item, changes, codes = "city", "cities", "city_codes"

    def clean(self) -> None:
        """Without a city a partner has no country and no clock."""
        super().clean()
        if not any(form.errors for form in self.forms) and not self.records():
            raise forms.ValidationError(_("A partner needs a city: it gives the country and the time zone."))


class ThemesFormSet(OrderedFormSet):
    """A pairing's themes."""

    item, changes, codes = "theme", "themes", "theme_codes"

    def clean(self) -> None:
        """Themes are those of the pairing's strand."""
        super().clean()
        strand = self.instance.strand_id
        if strand is None or any(form.errors for form in self.forms):
            return
        for theme in self.records():
            if theme.strand_id != strand:
                raise forms.ValidationError(_("“%(record)s” belongs to another strand.") % {"record": theme})
        if self.has_changed() and AgreedThemes.objects.filter(pairing=self.instance.pk).exists():
            raise forms.ValidationError(
                _("Both sides confirm the themes of this pairing: they are edited on its page, as agreed themes.")
            )


class ImplementersFormSet(OrderedFormSet):
    """A strand's implementers."""

    item, changes, codes = "organisation", "implementers", "implementer_codes"

    def clean(self) -> None:
        """One that was merged runs nothing any more."""
        super().clean()
        if not any(form.errors for form in self.forms):
            try:
                for organisation in self.records():
                    check_current(organisation)
            except DomainError as refused:
                raise forms.ValidationError(str(refused)) from refused


class OrderedInline(ChoosesRecords, admin.TabularInline):
    """The list as a table: what, and at which place."""

    form = OrderedRowForm
    extra = 1
