"""Dates that may be a month or a year, as a form takes them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from core.period_forms import PartialDateField
from core.periods import PartialDate

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2017-03-14", PartialDate(dt.date(2017, 3, 14))),
        (" 2017-03 ", PartialDate(dt.date(2017, 3, 1), "month")),
        ("2017", PartialDate(dt.date(2017, 1, 1), "year")),
        ("", None),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(text, read):
    field = PartialDateField()
    assert field.clean(text) == read
    assert not field.has_changed(read, text)
    assert field.prepare_value(read) == (text.strip() or None)


@pytest.mark.parametrize("text", ["14.3.2017", "2017-13", "2017-02-30", "soon", "2017-3"])
def test_what_is_no_date_is_refused_in_the_users_words(text):
    with pytest.raises(ValidationError, match=r"is no date\. Write a day as 2017-03-14"):
        PartialDateField().clean(text)
