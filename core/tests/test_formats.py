"""How dates, spans, numbers and lists read in both languages, to the letter."""

import datetime as dt

import pytest
from django.utils import translation
from django.utils.formats import date_format, localize

from core.formats import (
    format_date,
    format_moment,
    format_number,
    format_period,
    format_time,
    join_names,
    month_label,
    short_date,
    year_label,
)
from core.periods import PartialDate, Period
from core.templatetags.portal import spanned


def span(start, end):
    return Period(PartialDate.parse(start) if start else None, PartialDate.parse(end) if end else None)


@pytest.mark.parametrize(
    ("iso", "english", "korean"),
    [
        ("2017-03-14", "14 March 2017", "2017. 3. 14.(화)"),
        ("2018-04-01", "1 April 2018", "2018. 4. 1.(일)"),
        ("2016-02-29", "29 February 2016", "2016. 2. 29.(월)"),
        ("2017-10", "October 2017", "2017. 10."),
        ("2017", "2017", "2017."),
    ],
)
def test_a_date(iso, english, korean):
    assert format_date(PartialDate.parse(iso), "en") == english
    assert format_date(PartialDate.parse(iso), "ko") == korean


def test_a_plain_date_a_weekday_and_none():
    day = dt.date(2017, 9, 29)
    assert format_date(day, "en") == "29 September 2017"
    assert format_date(day, "en", weekday=True) == "Friday, 29 September 2017"
    assert format_date(day, "ko", weekday=True) == "2017. 9. 29.(금)"
    assert format_date(None, "en") == ""
    assert format_date(None, "ko") == ""


def test_a_month_has_no_weekday():
    assert format_date(PartialDate.parse("2017-09"), "en", weekday=True) == "September 2017"


@pytest.mark.parametrize(
    ("start", "end", "english", "korean"),
    [
        ("2017-03-15", "2017-03-17", "15–17 March 2017", "2017. 3. 15.(수)~17.(금)"),
        ("2017-03-30", "2017-04-02", "30 March – 2 April 2017", "2017. 3. 30.(목)~4. 2.(일)"),
        ("2017-12-30", "2018-01-02", "30 December 2017 – 2 January 2018", "2017. 12. 30.(토)~2018. 1. 2.(화)"),
        ("2017-10", "2017-11", "October–November 2017", "2017. 10.~11."),
        ("2017-12", "2018-01", "December 2017 – January 2018", "2017. 12.~2018. 1."),
        ("2017", "2018", "2017 – 2018", "2017.~2018."),
        ("2017-01", "2018-04-20", "January 2017 – 20 April 2018", "2017. 1.~2018. 4. 20.(금)"),
        ("2017-03-14", "2017-09", "14 March 2017 – September 2017", "2017. 3. 14.(화)~9."),
        ("2017-03-14", "2017-03-14", "14 March 2017", "2017. 3. 14.(화)"),
        ("2017-03-14", None, "14 March 2017", "2017. 3. 14.(화)"),
        (None, "2017-03", "March 2017", "2017. 3."),
        (None, None, "", ""),
    ],
)
def test_a_span(start, end, english, korean):
    assert format_period(span(start, end), "en") == english
    assert format_period(span(start, end), "ko") == korean


def test_times_and_moments():
    moment = dt.datetime(2017, 3, 14, 15, 5, tzinfo=dt.UTC)
    assert format_time(moment) == "15:05"
    assert format_moment(moment, "en") == "14 March 2017 15:05"
    assert format_moment(moment, "ko") == "2017. 3. 14.(화) 15:05"


def test_labels_of_an_axis():
    day = dt.date(2017, 9, 12)
    assert (month_label(day, "en"), month_label(day, "ko")) == ("Sep", "9월")
    assert (year_label(day, "en"), year_label(day, "ko")) == ("2017", "2017년")
    assert (short_date(day, "en"), short_date(day, "ko")) == ("12 Sep", "9. 12.(화)")


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (999, "999"), (3429000, "3,429,000"), (-1200, "-1,200"), (1234.5, "1,234.5")]
)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_number(value, text, language):
    assert format_number(value, language) == text


@pytest.mark.parametrize(
    ("names", "english", "korean"),
    [
        ([], "", ""),
        (["Busan"], "Busan", "Busan"),
        (["Busan", "Suwon"], "Busan and Suwon", "Busan, Suwon"),
        (["Busan", "Suwon", "Seoul"], "Busan, Suwon and Seoul", "Busan, Suwon, Seoul"),
    ],
)
def test_a_list_of_names(names, english, korean):
    assert join_names(iter(names), "en") == english
    assert join_names(iter(names), "ko") == korean


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("en", "14 March 2017", "14 March 2017 15:05"),
        ("ko", "2017. 3. 14.(화)", "2017. 3. 14.(화) 15:05"),
    ],
)
def test_the_administration_writes_dates_alike(language, day, moment):
    with translation.override(language):
        assert localize(dt.date(2017, 3, 14)) == day
        assert localize(dt.datetime(2017, 3, 14, 15, 5, tzinfo=dt.UTC)) == moment
        assert date_format(dt.date(2017, 3, 14)) == day


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("14 March 2017", ["14 March 2017"]),
        ("17 August 2026 – 16 February 2027", ["17 August 2026 ", "– 16 February 2027"]),
        ("2017. 3. 15.(수)~17.(금)", ["2017. 3. 15.(수)~", "17.(금)"]),
    ],
)
def test_a_span_in_a_cell_breaks_between_its_ends_alone(text, parts):
    expected = "<wbr>".join(f'<span class="wc-nowrap">{part}</span>' for part in parts)
    assert spanned(text) == expected
