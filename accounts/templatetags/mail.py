"""Filters for the texts of mails, where the pages' own filters would write markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from core import formats

if TYPE_CHECKING:
    import datetime as dt

    from core.periods import PartialDate

register = template.Library()


@register.filter
def day(value: PartialDate | dt.date | None) -> str:
    """A date in the reader's language, as exact as it is known, with its weekday."""
    return formats.format_date(value, weekday=True)


@register.filter
def quoted(text: str) -> str:
    """A text of several lines as a mail cites it; its words cannot pass for the portal's own."""
    return "\n".join(f"> {line}".rstrip() for line in str(text).splitlines())


@register.filter
def one_line(text: str) -> str:
    """A text without line breaks, so that a title cannot pass for lines of the mail."""
    return " ".join(str(text).split())
