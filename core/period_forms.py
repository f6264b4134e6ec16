"""Forms of records that have periods, or dates that may be a month or a year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.date_fields import PartialDateField
from core.periods import Period
from core.texts import reader_language

OUT_OF_ORDER = _("The end lies before the start.")
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

    periods: ClassVar[tuple[str, ...]] = ()
    dates: ClassVar[tuple[str, ...]] = ()

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
