"""Date fields by themselves: what they show they take back, and they know whether a date was changed."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format

from core.date_fields import DateField, PartialDateField
from core.formats import format_date, format_period
from core.periods import DAY, MONTH, YEAR, PartialDate, Period

pytestmark = pytest.mark.one_database

SHOWN = [PartialDate(dt.date(2028, month, day), DAY) for month, day in ((1, 1), (2, 29), (5, 31), (9, 30), (12, 10))]
SHOWN += [PartialDate(dt.date(2027, month, 1), MONTH) for month in (1, 5, 10, 12)] + [
    PartialDate(dt.date(2027, 1, 1), YEAR)
]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_the_portal_shows_is_taken_back_as_exact_as_it_is(language):
    field = PartialDateField()
    with translation.override(language):
        for date in SHOWN:
            written = [format_date(date), format_date(date, weekday=True), date.iso(), field.prepare_value(date)]
            written += [format_period(Period(date, date)), format_period(Period(None, date))]
            if date.precision == DAY:
                # As the administration shows a day in its lists.
                written += [date_format(date.day, "DATE_FORMAT"), date_format(date.day, "SHORT_DATE_FORMAT")]
            for text in written:
                assert field.clean(f" {text} ") == date, text
                assert not field.has_changed(date, text)


def test_both_ends_of_a_period_over_years_are_taken_back():
    period = Period(PartialDate(dt.date(2027, 12, 30)), PartialDate(dt.date(2028, 1, 2)))
    for language, between in (("en", " – "), ("ko", "~")):
        ends = format_period(period, language).split(between)
        assert Period(*(PartialDateField().clean(end) for end in ends)) == period


def test_a_field_knows_what_was_changed():
    field, day = DateField(required=False), dt.date(2027, 2, 12)
    assert (field.clean(""), field.clean("2027.2.12"), field.clean(day)) == (None, day, day)
    assert not field.has_changed(day, "2027년 2월 12일")
    assert not field.has_changed(None, " ")
    assert field.has_changed(day, "12/02/2027")
    assert field.has_changed(day, "")


NO_DATES = [
    "soon",
    "2027-",
    "-2027",
    "2027.2/12",
    "(2027-02-12",
    "Fri Sat 12 Feb 2027",
    "Fri Feb 2027",
    "٢٠٢٧",
    "2027\x00",
]


@pytest.mark.parametrize("text", [*NO_DATES, "1" * 500])
def test_what_only_looks_like_a_date_is_none(text):
    with pytest.raises(ValidationError, match=r"is not a date\. Write it as"):
        PartialDateField().clean(text)
