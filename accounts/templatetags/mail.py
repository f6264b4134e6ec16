"""Filters for mails, each of which is written once for text and HTML."""

import datetime as dt

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from core import formats
from core.periods import PartialDate
from core.templatetags.portal import written

register = template.Library()


@register.filter
def day(value: PartialDate | dt.date | None) -> str:
    """A date in the reader's language, as exact as it is known, with its weekday."""
    return formats.format_date(value, weekday=True)


@register.filter(needs_autoescape=True)
def quoted(text: str, autoescape: bool = True) -> str:
    """A text of several lines as a mail cites it; its words cannot pass for the portal's own."""
    lines = [one_line(line, autoescape) for line in str(text).splitlines()]
    return mark_safe("\n".join(f"> {line}".rstrip() for line in lines))  # noqa: S308 - where it is HTML, the lines are


@register.filter(needs_autoescape=True)
def one_line(text: str, autoescape: bool = True) -> str:
    """A text of a record in one line, so that it cannot pass for lines of the mail; in HTML its language is marked."""
    line = sentence(text)
    return conditional_escape(written(line)) if autoescape else line


@register.filter
def sentence(text: str) -> str:
    """A sentence in the reader's language that may cite a record, without line breaks."""
    return " ".join(str(text).split())
