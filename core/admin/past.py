"""Earlier states of a record in the administration, written as the language of the page writes everything else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.template_utils import HistoricalRecordContextHelper

from core.formats import format_date, format_moment, format_number, format_period
from core.period_forms import texts_of
from core.periods import PartialDate, Period, PeriodFields, dates_of
from core.templatetags.portal import wcperiod

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.db import models

NOTHING = "–"


class WhatChanged(HistoricalRecordContextHelper):
    """One state against the one before: a date or period is one change, whatever columns hold it."""

    def __init__(self, known: ModelAdmin[Any], historical_record: Any) -> None:
        super().__init__(known.model, historical_record)
        self.known = known

    def context_for_delta_changes(self, delta: Any) -> list[dict[str, Any]]:
        """Each change with its label, and what stood and stands there as people read it."""
        dates = dates_of(self.model)
        plain = [change for change in delta.changes if change.field not in dates]
        told = super().context_for_delta_changes(replace(delta, changes=plain))
        found = {dates[change.field].name: dates[change.field] for change in delta.changes if change.field in dates}
        old, new = (row.instance for row in (delta.old_record, delta.new_record))
        for change, line in zip(plain, told, strict=True):
            # The administration's own column says it better, such as a side by its country.
            if shown := getattr(self.known, f"{change.field}_shown", None):
                line |= {"old": shown(old) or NOTHING, "new": shown(new) or NOTHING}
        return told + [
            {"field": capfirst(str(one.label)), "old": _as_read(one.__get__(old)), "new": _as_read(one.__get__(new))}
            for one in found.values()
        ]

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        """By the field's own words, such as those of a status."""
        choices = dict(getattr(self.model._meta.get_field(change.field), "flatchoices", ()))
        found = super().prepare_delta_change_value(change, value)
        return found if isinstance(found, list) else str(choices.get(found) or _as_read(found))


def _as_read(value: Any) -> str:
    if value in (None, "") or (isinstance(value, Period) and not value):
        return NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Period):
        return format_period(value)
    if isinstance(value, dt.datetime):
        return format_moment(timezone.localtime(value))
    if isinstance(value, dt.date | PartialDate):
        return format_date(value)
    return format_number(value) if isinstance(value, Decimal) else str(value)


def past_fieldsets(sets: Iterable[Any], column: Callable[[str], Any], known: Any) -> list[Any]:
    """The sets of a form as columns to read; what the form alone asks, such as a reason, has none.

    `column` gives the column of a name, `known` is the administration of the model, whose own column
    `<name>_shown` goes before it.
    """
    shown = []
    for title, options in sets:
        columns = [found for field in options["fields"] if (found := _past_column(field, column, known))]
        if columns:
            shown.append((title, {"fields": columns}))
    return shown


def _past_column(field: Any, column: Callable[[str], Any], known: Any) -> Any:
    if isinstance(field, tuple | list):
        period = next((one for one in _periods(known.model) if texts_of(one.name) == tuple(field)), None)
        if period is not None:
            return _period_column(period)
        return tuple(found for name in field if (found := _past_column(name, column, known))) or None
    if not isinstance(field, str):
        return field
    if hasattr(known, f"{field}_shown"):
        return f"{field}_shown"
    names = {one.name for one in known.model._meta.get_fields()}
    if field not in names and field.removesuffix("_text") in names:
        return column(field.removesuffix("_text"))
    return column(field) if field in names or hasattr(known, field) else None


def _periods(model: type[models.Model]) -> set[PeriodFields]:
    return {found for found in dates_of(model).values() if isinstance(found, PeriodFields)}


@cache
def _period_column(period: PeriodFields) -> Callable[[Any], str]:
    @admin.display(description=period.label)
    def shown(row: Any) -> str:
        return wcperiod(period.__get__(row))

    return shown
