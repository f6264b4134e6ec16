"""Columns that several pages of the administration show alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin

from core.formats import format_period
from core.texts import reader_language


def shown_period(name: str, label: Any) -> Callable[[Any, Any], str]:
    """A column with a period as the reader's language writes it."""

    @admin.display(description=label, ordering=f"{name}_start", empty_value="–")
    def shown(_self: Any, row: Any) -> str:
        period = getattr(row, name)
        return format_period(period, reader_language()) if period else ""

    return shown
