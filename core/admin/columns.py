"""How the administration shows a field that only has to be read: its language, its exactness, its thousands."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib import admin
from django.db import models

from core.formats import format_date, format_number
from core.templatetags.portal import written

# How the fields of one language end, and those of free text.
OF_ONE_LANGUAGE = ("_en", "_ko", "_label", "reason", "subject")
SHORT_WORDS = frozenset({"contact", "funder", "name", "who"})


@cache
def column_of(model: type[models.Model], name: str) -> Any:
    """The column that shows the field `name`; the name itself where Django shows it well."""
    field = next((one for one in model._meta.concrete_fields if one.name == name), None)
    if isinstance(field, models.DecimalField):
        return _column(model, name, _number)
    if isinstance(field, models.DateField) and hasattr(model, f"{name}_date"):
        return _column(model, name, format_date, read=f"{name}_date")
    if name.endswith(OF_ONE_LANGUAGE) or isinstance(field, models.TextField) or (field and name in SHORT_WORDS):
        return _column(model, name, written)
    return name


def _number(value: Any) -> str:
    return "" if value is None else format_number(value)


def _column(model: type[models.Model], name: str, show: Callable[[Any], str], *, read: str = "") -> Callable[..., str]:
    def shown(row: Any) -> str:
        return show(getattr(row, read or name))

    # The list and its stylesheet know a column by its name.
    shown.__name__ = name
    label = getattr(model._meta.get_field(name), "verbose_name", name)
    return admin.display(shown, description=label, ordering=name)
