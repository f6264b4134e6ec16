"""Columns that several pages of the administration show alike."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.db.models import DateField, ExpressionWrapper, F

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


def shown_names(name: str, label: Any) -> Callable[[Any, Any], str]:
    """A record's list by names instead of the codes that its field `name` holds; for the page of one record."""

    @admin.display(description=label)
    def shown(_self: Any, row: Any) -> str:
        codes = codes_in(getattr(row, name))
        strand = getattr(row, "strand", None) or row.pairing.strand
        found = names_of_codes(name, codes, strand)
        return ", ".join(found.get(code, code) for code in codes)

    return shown
