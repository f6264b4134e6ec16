"""How dates, spans, numbers and lists read in both languages, to the letter."""

import datetime as dt
import zoneinfo
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format, localize

from accounts.models import User
from core.formats import (
    CITIES_KO,
    format_date,
    format_in_brussels,
    format_moment,
    format_money,
    format_name,
    format_number,
    format_percent,
    format_period,
    format_range,
    format_signer,
    format_size,
    format_time,
    format_times,
    format_zone,
    join_names,
    month_label,
    short_date,
    year_label,
)
from core.periods import PartialDate, Period
from core.templatetags.portal import spanned, wcmoment
from core.texts import writer_language

pytestmark = pytest.mark.one_database


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


def test_a_range_of_numbers():
    assert (format_range("30", "40", "en"), format_range("30", "40", "ko")) == ("30–40", "30~40")
    assert format_range("30", "30", "ko") == "30"


def test_times_and_moments():
    moment = dt.datetime(2017, 3, 14, 15, 5, tzinfo=dt.UTC)
    assert format_time(moment) == "15:05"
    assert format_moment(moment, "en") == "14 March 2017 15:05"
    assert format_moment(moment, "ko") == "2017. 3. 14.(화) 15:05"


@pytest.mark.parametrize(
    ("hour", "english", "korean"),
    [
        (3, "14 March 2017 04:00", "2017. 3. 14.(화) 12:00(서울), 04:00"),
        (20, "14 March 2017 21:00", "2017. 3. 15.(수) 05:00(서울), 2017. 3. 14.(화) 21:00"),
    ],
)
def test_a_korean_reader_of_a_moment_in_brussels_has_it_in_seoul_first(hour, english, korean):
    moment = dt.datetime(2017, 3, 14, hour, tzinfo=dt.UTC)
    assert format_in_brussels(moment, "en") == english
    assert format_in_brussels(moment, "ko") == korean


def test_labels_of_an_axis():
    day = dt.date(2017, 9, 12)
    for language, expected in (("en", ("Sep", "2017")), ("ko", ("9월", "2017년"))):
        with translation.override(language):
            assert (month_label(day), year_label(day)) == expected
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


@pytest.mark.parametrize(
    ("start", "end", "english", "korean"),
    [
        ("09:00", "12:30", "09:00–12:30", "09:00~12:30"),
        (dt.time(9), dt.time(17, 30), "09:00–17:30", "09:00~17:30"),
        (dt.time(9), None, "09:00", "09:00"),
        ("09:00", "", "09:00", "09:00"),
        (None, None, "", ""),
    ],
)
def test_from_when_to_when(start, end, english, korean):
    assert format_times(start, end, "en") == english
    assert format_times(start, end, "ko") == korean


@pytest.mark.parametrize(
    ("zone", "english", "korean"),
    [
        ("Asia/Seoul", "Seoul time", "서울 시간"),
        ("Europe/Madrid", "Madrid time", "마드리드 시간"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time", "부에노스아이레스 시간"),
        ("Pacific/Pago_Pago", "Pago Pago time", "Pago Pago 시간"),
        ("UTC", "UTC", "UTC"),
        ("Etc/GMT", "GMT", "GMT"),
        ("", "", ""),
    ],
)
def test_a_time_zone_by_its_city(zone, english, korean):
    assert format_zone(zone, "en") == english
    assert format_zone(zone, "ko") == korean
    with translation.override("ko"):
        assert format_zone(zone) == korean


def test_every_city_of_a_zone_stands_in_hangul_under_a_zone_that_there_is():
    assert CITIES_KO.keys() <= zoneinfo.available_timezones()
    assert all(writer_language(city) == "ko" for city in CITIES_KO.values())


@pytest.mark.parametrize(
    ("zone", "english", "korean"),
    [
        ("Europe/Brussels", "14 March 2017 16:05", "2017. 3. 14.(화) 16:05"),
        ("Asia/Seoul", "15 March 2017 00:05", "2017. 3. 15.(수) 00:05"),
    ],
)
def test_a_moment_on_the_clock_of_each_side(zone, english, korean):
    moment = dt.datetime(2017, 3, 14, 15, 5, tzinfo=dt.UTC)
    with timezone.override(zone), translation.override("en"):
        assert wcmoment(moment) == english
    with timezone.override(zone), translation.override("ko"):
        assert wcmoment(moment) == korean


@pytest.mark.parametrize(
    ("amount", "currency", "english", "korean"),
    [
        (12500, "EUR", "EUR\N{NO-BREAK SPACE}12\N{NO-BREAK SPACE}500", "12,500유로"),
        (Decimal("12500.00"), "EUR", "EUR\N{NO-BREAK SPACE}12\N{NO-BREAK SPACE}500", "12,500유로"),
        (Decimal("1200.5"), "EUR", "EUR\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}200.5", "1,200.5유로"),
        (
            30_000_000,
            "KRW",
            "KRW\N{NO-BREAK SPACE}30\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000",
            "30,000,000원",
        ),
        (900, "AUD", "AUD\N{NO-BREAK SPACE}900", "900\N{NO-BREAK SPACE}AUD"),
    ],
)
def test_money(amount, currency, english, korean):
    assert format_money(amount, currency, "en") == english
    assert format_money(amount, currency, "ko") == korean


@pytest.mark.parametrize(("share", "text"), [(0, "0%"), (45, "45%"), (Decimal("12.50"), "12.5%"), (100, "100%")])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_share(share, text, language):
    assert format_percent(share, language) == text


@pytest.mark.parametrize(
    ("given", "family", "family_first", "name"),
    [
        ("Marta", "Soler", False, "Marta Soler"),
        ("Jisu", "Kim", True, "Kim Jisu"),
        ("Jisu", "Kim", False, "Jisu Kim"),
        # In Hangul a family name stands first and no blank behind it, whatever order was ticked.
        ("지수", "김", False, "김지수"),
        ("지수", "김", True, "김지수"),
        ("민", "남궁", True, "남궁민"),
        ("", "Soler", False, "Soler"),
        ("지수", "", True, "지수"),
        ("", "", False, ""),
    ],
)
def test_a_name(given, family, family_first, name):
    assert format_name(given, family, family_first=family_first) == name


@pytest.mark.parametrize(("language", "name"), [("en", "Kim Jisu"), ("ko", "김지수")])
def test_who_acted(language, name):
    person = User(family_name="Kim", given_name="Jisu", name_order="family-first", name_native="김지수")
    with translation.override(language):
        assert format_signer(person, "Kim Jisu") == name
        # Called otherwise since, or gone: as the record kept it.
        assert format_signer(person, "Lee Jisu") == "Lee Jisu"
        assert format_signer(None, "Kim Jisu") == "Kim Jisu"


@pytest.mark.parametrize(
    ("size", "english", "korean"),
    [
        (1, "1\N{NO-BREAK SPACE}byte", "1\N{NO-BREAK SPACE}바이트"),
        (20_480, "20\N{NO-BREAK SPACE}KB", "20\N{NO-BREAK SPACE}KB"),
        (3_670_016, "3.5\N{NO-BREAK SPACE}MB", "3.5\N{NO-BREAK SPACE}MB"),
    ],
)
def test_the_size_of_a_file(size, english, korean):
    with translation.override("en"):
        assert format_size(size) == english
    with translation.override("ko"):
        assert format_size(size) == korean
