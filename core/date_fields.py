"""The one field in which a date is typed or picked, on every page and in the administration, and how it is read.

People of both countries write a date in their own way: it is as exact as it was written. A text is cut into signs,
these into a shape such as `D.M.Y`, and a table says which shapes are dates. Nothing is guessed: what can mean two days
is refused with both, unless a weekday beside it tells them apart.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.formats import MONTHS_EN, WEEKDAYS_EN, WEEKDAYS_KO, format_date, weekday_name, written_date
from core.periods import DAY, MONTH, YEAR, YEARS, PartialDate, Period
from core.texts import reader_language

LONGEST = 60  # no date is longer, however it is written
_SIGNS = re.compile(r"[0-9]+|[월화수목금토일]요일|[가-힣]|[a-z]+|\S")
_MONTHS = {name[:many].lower(): at for at, name in enumerate(MONTHS_EN, 1) for many in (3, 4, len(name))}
_WEEKDAYS = {name[:many].lower(): at for at, name in enumerate(WEEKDAYS_EN) for many in (3, 4, 5, len(name))}
_WEEKDAYS |= {f"{name}{more}": at for at, name in enumerate(WEEKDAYS_KO) for more in ("", "요일")}
_MARKS_KO = {"년": "y", "월": "m", "일": "d"}
_WEEKDAY = re.compile(r"\(W[.,]?\)[.,]?|,?W[.,]?")
_ORDINALS = ("st", "nd", "rd", "th")
# Y a number of four digits, D one of one or two, 8 one of eight, M a month's name; y, m, d are 년, 월, 일.
_SHAPES = [
    (re.compile(shape), parts)
    for shape, parts in (
        (r"Yy?\.?", "y"),
        (r"Y[-./]?D\.?|YyDm\.?", "ym"),
        (r"Y([-./]?)D\1D\.?|YyDmDd\.?|8", "ymd"),
        (r"Y[-.,/]?M\.?", "yM"),
        (r"Y[-./]?M[-./]?D", "yMd"),
        (r"M[-.,/]{0,2}Y", "My"),
        (r"D[-./]?Y", "my"),
        (r"D[-./]?M[-.,/]{0,2}Y", "dMy"),
        (r"M[-./]?D[.,]{0,2}Y", "Mdy"),
        (r"D([-./]?)D\1Y\.?", "??y"),
    )
]
_WITHOUT_YEAR = frozenset("DM6ymd.,-/()'")


class DateRefused(ValueError):
    """A text that is no date; `code` says why, `facts` what is to be said of it, `readings` what it may mean."""

    def __init__(self, code: str, readings: tuple[PartialDate, ...] = (), **facts: Any) -> None:
        super().__init__(code)
        self.code, self.readings, self.facts = code, readings, facts


def read_date(text: str) -> PartialDate:
    """Read a date; raises DateRefused."""
    if len(text) > LONGEST:
        raise DateRefused("unreadable")
    shape, numbers, weekdays = _shape_of(text)
    if len(weekdays) == 1:
        shape = _WEEKDAY.sub("", shape, count=1)
    parts = next((parts for pattern, parts in _SHAPES if pattern.fullmatch(shape)), "")
    if not parts:
        lacks_year = _WITHOUT_YEAR.issuperset(shape) and not {"D", "M", "6"}.isdisjoint(shape)
        raise DateRefused("no_year" if lacks_year else "unreadable")
    readings = _readings(parts, numbers)
    if not weekdays:
        if len(readings) > 1:
            raise DateRefused("ambiguous", readings)
        return readings[0]
    if readings[0].precision != DAY:
        raise DateRefused("unreadable")
    fitting = tuple(one for one in readings if one.day.weekday() == weekdays[0])
    if not fitting:
        raise DateRefused("wrong_weekday", readings, said=weekdays[0])
    return fitting[0]


def _shape_of(text: str) -> tuple[str, list[int], list[int]]:
    """The shape of a text, its numbers and months in order, and the weekdays that it names."""
    plain = unicodedata.normalize("NFKC", text).lower()
    signs = _SIGNS.findall("".join(one for one in plain if unicodedata.category(one) != "Cf"))
    shape, numbers, weekdays, before = "", [], [], ""
    for sign in signs:
        behind_number = before.isdecimal()
        if sign.isascii() and sign.isdecimal():
            shape += {1: "D", 2: "D", 4: "Y", 6: "6", 8: "8"}.get(len(sign), "?")
            numbers += [int(sign[:4]), int(sign[4:6]), int(sign[6:])] if len(sign) == 8 else [int(sign[:9])]
        elif behind_number and sign in _MARKS_KO:
            shape += _MARKS_KO[sign]
        elif sign in _WEEKDAYS:
            shape += "W"
            weekdays.append(_WEEKDAYS[sign])
        elif sign in _MONTHS:
            shape += "M"
            numbers.append(_MONTHS[sign])
        elif not (behind_number and sign in _ORDINALS) and sign != "of":
            shape += {"–": "-", "‐": "-", "‑": "-", "’": "'"}.get(sign, sign if sign in ".,-/()'" else "?")
        before = sign
    return shape, numbers, weekdays


def _readings(parts: str, numbers: list[int]) -> tuple[PartialDate, ...]:
    """What the numbers can mean: one date, or two where day and month may change places; raises DateRefused."""
    if not parts.startswith("??"):
        given = dict(zip(parts.lower(), numbers, strict=True))
        return (_date(given["y"], given.get("m"), given.get("d")),)
    first, second, year = numbers
    found, refusals = [], []
    for day, month in ((first, second), (second, first)):
        try:
            found.append(_date(year, month, day))
        except DateRefused as refused:
            refusals.append(refused)
    if not found:
        # What is a month one way round tells which day is wrong.
        raise next((one for one in refusals if one.code == "no_day"), refusals[0])
    return tuple(dict.fromkeys(found))


def _date(year: int, month: int | None, day: int | None) -> PartialDate:
    if year not in YEARS:
        raise DateRefused("far")
    if month is None:
        return PartialDate(dt.date(year, 1, 1), YEAR)
    if not 1 <= month <= 12:
        raise DateRefused("no_month")
    if day is None:
        return PartialDate(dt.date(year, month, 1), MONTH)
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise DateRefused("no_day", last=dt.date(year, month, last))
    return PartialDate(dt.date(year, month, day))


QUOTED = 200
HELP = _("A day, a month or a year, such as 12 Feb 2027, Feb 2027 or 2027.")
# What a refusal says, by its code.
_WORDS = {
    "unreadable": _("“%(text)s” is not a date. Write it as 12 Feb 2027 or 2027-02-12."),
    "no_year": _("“%(text)s”: write the year with four digits."),
    "no_month": _("“%(text)s”: a month is from 1 to 12."),
    "no_day": _("“%(text)s” does not exist: the last day of that month is %(last)s."),
    "ambiguous": _("“%(text)s” can mean %(first)s or %(second)s. Write the one you mean."),
    "wrong_weekday": _("“%(text)s”: %(day)s is a %(right)s, not a %(said)s."),
    "far": _("Write a date between the years %(first)s and %(last)s."),
    "no_single_day": _("Which day in %(month)s?"),
}


def format_understood(date: PartialDate | dt.date) -> str:
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
            words = format_understood(read_date(text))
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


OUT_OF_ORDER = _("The end is before the start.")
NO_END = _("Empty where it lasts no longer than the day or the month of the start.")


def texts_of(name: str) -> tuple[str, str]:
    """The two form fields of a period."""
    return f"{name}_start_text", f"{name}_end_text"


def field_named(form: forms.BaseForm, name: str | None) -> str | None:
    """The form's field for what a service names; None where it has none.

    That is the field itself, the start of the period, or of a text in two languages the one in the reader's.
    """
    candidates = (name, texts_of(name)[0], f"{name}_text", f"{name}_{reader_language()}") if name else ()
    return next((candidate for candidate in candidates if candidate in form.fields), None)


class PeriodsForm(forms.ModelForm):
    """A form of a record with periods or partial dates; what is not shown is not touched."""

    periods: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.periods:
            period: Period = getattr(self.instance, name)
            for field, edge in zip(texts_of(name), (period.start, period.end), strict=True):
                self.initial.setdefault(field, edge)
        for name in self.dates:
            self.initial.setdefault(f"{name}_text", getattr(self.instance, f"{name}_date"))

    def clean(self) -> Any:
        """A period ends after it starts."""
        cleaned = super().clean()
        for name in self._shown_periods():
            if not self._period(name).in_order():
                self.add_error(texts_of(name)[1], OUT_OF_ORDER)
        return cleaned

    def _shown_periods(self) -> list[str]:
        return [name for name in self.periods if all(text in self.fields for text in texts_of(name))]

    def _period(self, name: str) -> Period:
        return Period(*(self.cleaned_data.get(field) for field in texts_of(name)))

    def _post_clean(self) -> None:
        for name in self._shown_periods():
            setattr(self.instance, name, self._period(name))
        for name in self.dates:
            if f"{name}_text" in self.fields:
                setattr(self.instance, f"{name}_date", self.cleaned_data.get(f"{name}_text"))
        super()._post_clean()  # type: ignore[misc]


def with_periods[Form: PeriodsForm](**labels: Any) -> Callable[[type[Form]], type[Form]]:
    """Give a form the two fields of each period: `with_periods(forecast=_("forecast"))`."""

    def decorate(form: type[Form]) -> type[Form]:
        form.periods = (*form.periods, *labels)
        for name, label in labels.items():
            ends = (_("start"), _("end"))
            for field, end in zip(texts_of(name), ends, strict=True):
                _declare(form, field, format_lazy("{}: {}", label, end))
        return form

    return decorate


def with_dates[Form: PeriodsForm](**labels: Any) -> Callable[[type[Form]], type[Form]]:
    """Give a form one field for each partial date: `with_dates(starts_on=_("starts on"))`."""

    def decorate(form: type[Form]) -> type[Form]:
        form.dates = (*form.dates, *labels)
        for name, label in labels.items():
            _declare(form, f"{name}_text", label)
        return form

    return decorate


def _declare(form: Any, name: str, label: Any) -> None:
    field = PartialDateField(label=label)
    form.declared_fields[name] = field
    form.base_fields[name] = field
