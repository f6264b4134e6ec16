"""Columns and forms that several pages of the administration have alike."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import DateField, ExpressionWrapper, F

from core.admin_forms import RecordForm
from core.templatetags.portal import wcperiod
from partnerships.codes import codes_in
from partnerships.enums import Side
from partnerships.history.facets import names_of_codes


def shown_period(name: str, label: Any) -> Callable[[Any, Any], str]:
    """A column with a period as the reader's language writes it."""

    @admin.display(description=label, ordering=f"{name}_start", empty_value="–")
    def shown(_self: Any, row: Any) -> str:
        return wcperiod(getattr(row, name))

    return shown


def by_day(name: str) -> ExpressionWrapper:
    """The order by a day behind what is no column: the head of the day's own column shows no arrow for it."""
    return ExpressionWrapper(F(name), output_field=DateField())


def shown_side(label: Any, strand: str, *, name: str = "side") -> Callable[[Any, Any], str]:
    """A column with a side by its country; `strand` leads from a row to its strand, such as `pairing.strand`."""
    strand_of = attrgetter(strand)

    @admin.display(description=label, ordering=name, empty_value="–")
    def shown(_self: Any, row: Any) -> str:
        side = getattr(row, name)
        of_strand = side in Side.values
        return str(strand_of(row).side_name(side) if of_strand else getattr(row, f"get_{name}_display")())

    return shown


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


class SideForm(RecordForm):
    """A side is chosen by its country, where the record's strand is known.

    `side_field` holds a side, `strand_path` leads from the record to its strand, such as `pairing.strand`.
    """

    side_field: ClassVar[str]
    strand_path: ClassVar[str] = "strand"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.get(self.side_field)
        if field is not None and self.instance.pk:
            strand = attrgetter(self.strand_path)(self.instance)
            field.choices = [
                (value, strand.side_name(value) if value in Side.values else label) for value, label in field.choices
            ]
