"""Filters of lists whose choices are fewer, or better named, than those of the field."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class FieldFilter(admin.SimpleListFilter):
    """Rows by the value of the field `parameter_name`; a subclass gives the choices."""

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """All, or those with the value chosen."""
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset
