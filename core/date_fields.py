"""The one field in which a date is typed or picked, on every page and in the administration."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.formats import format_date, weekday_name, written_date
from core.periods import DAY, YEARS, PartialDate
from core.written_dates import DateRefused, read_date

QUOTED = 200
HELP = _("A day, a month or a year, such as 12 Feb 2027, Feb 2027 or 2027.")
# What a refusal says, by its code.
_WORDS = {
    "unreadable": _("“%(text)s” is no date. Write it as 12 Feb 2027 or 2027-02-12."),
    "no_year": _("“%(text)s”: write the year with four digits."),
    "no_month": _("“%(text)s”: a year has 12 months."),
    "no_day": _("“%(text)s” does not exist: the last day of that month is %(last)s."),
    "ambiguous": _("“%(text)s” can mean %(first)s or %(second)s. Write the one you mean."),
    "wrong_weekday": _("“%(text)s”: %(day)s is a %(right)s, not a %(said)s."),
    "far": _("Write a date between the years %(first)s and %(last)s."),
    "no_single_day": _("Which day in %(month)s?"),
}


def words_of(date: PartialDate | dt.date) -> str:
    """What a date was understood as, with its weekday."""
    return format_date(date, weekday=True)


def _refused(refused: DateRefused, text: str) -> ValidationError:
    """The refusal in the reader's words, which quote all of the text; its parameters keep the readings."""
    facts: dict[str, Any] = {"readings": refused.readings, "first": YEARS.start, "last": YEARS.stop - 1}
    # What is far too long stands in the field itself.
    facts["text"] = text if len(text) <= QUOTED else f"{text[:QUOTED]}…"
    for name, one in zip(("first", "second"), refused.readings, strict=False):
        facts[name] = written_date(one)
    if "last" in refused.facts:
        facts["last"] = written_date(refused.facts["last"])
    if "said" in refused.facts:
        day = refused.readings[0]
        facts |= {"day": written_date(day), "said": weekday_name(refused.facts["said"])}
        facts["right"] = weekday_name(day.day.weekday())
    return ValidationError(_WORDS[refused.code], code=refused.code, params=facts)


class DateInput(forms.TextInput):
    """A text; with scripts, the browser's own picker stands beside it, and what was understood below."""

    template_name = "components/date_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"size": 17, "autocomplete": "off"} | (attrs or {}))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """With the words for what stands in it, where they say more than the text itself."""
        context = super().get_context(name, value, attrs)
        text = (context["widget"]["value"] or "").strip()
        try:
            words = words_of(read_date(text))
        except DateRefused:
            words = ""
        return context | {"words": words if words != text else ""}


class PartialDateField(forms.Field):
    """A text for a day, a month or a year; gives a PartialDate or None."""

    widget = DateInput

    def __init__(self, *, required: bool = False, help_text: Any = HELP, **kwargs: Any) -> None:
        super().__init__(required=required, help_text=help_text, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The script asks for a date as exact as it is known."""
        return {"data-date": ""}

    def to_python(self, value: Any) -> Any:
        """Read the text; refuse it in the reader's words where it is no date."""
        if isinstance(value, PartialDate):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return read_date(text)
        except DateRefused as refused:
            raise _refused(refused, text) from refused

    def prepare_value(self, value: Any) -> Any:
        """Show a date in the reader's words, and what was typed as it was typed."""
        return written_date(value) if isinstance(value, PartialDate | dt.date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as dates; what is no date has changed."""
        try:
            return not self.disabled and self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


class DateField(PartialDateField):
    """A text for a day; gives a date or None."""

    def __init__(self, *, required: bool = True, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(required=required, help_text=help_text, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The script asks for a day."""
        return {"data-date": "day"}

    def to_python(self, value: Any) -> Any:
        """Read the text; of a month or a year ask for the day."""
        if isinstance(value, dt.date):
            return value
        found = super().to_python(value)
        if found is None or found.precision == DAY:
            return found and found.day
        raise ValidationError(
            _WORDS["no_single_day"], code="no_single_day", params={"month": format_date(found), "readings": ()}
        )
