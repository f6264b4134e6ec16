"""Filters of lists whose choices are fewer, or better named, than those of the field."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import pgettext


class FieldFilter(admin.SimpleListFilter):
    """Rows by the value of the field `parameter_name`; a subclass gives the choices."""

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """All, or those with the value chosen."""
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset


class RelatedFilter(admin.RelatedFieldListFilter):
    """Rows by a related record; those without one stand under a word: a dash alone is no link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = pgettext("filter", "None")  # type: ignore[assignment]


admin.FieldListFilter.register(lambda field: bool(field.remote_field), RelatedFilter, take_priority=True)
