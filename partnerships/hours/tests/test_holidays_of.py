"""The public holidays that office hours know: substitute days, regions, the reader's language, unknown places."""

import datetime as dt

import pytest
from django.utils import translation

from partnerships.hours.selectors import holidays_between, holidays_of, is_known, regions_of, weekend_of

pytestmark = pytest.mark.one_database


def test_korean_feasts_come_with_their_eves_and_substitute_days():
    feast = holidays_of("KR", "", 2027, "ko")
    assert [feast[dt.date(2027, 2, day)] for day in (6, 7, 8, 9)] == [
        "설날 전날", "설날", "설날 다음날", "설날 대체 휴일",
    ]  # fmt: skip
    assert "추석" in feast[dt.date(2027, 9, 15)]
    assert "Korean New Year" in holidays_of("KR", "", 2027, "en")[dt.date(2027, 2, 7)]
    # What the launch of 2017 met: a temporary holiday between a Sunday and Chuseok.
    assert dt.date(2017, 10, 2) in holidays_of("KR", "", 2017, "en")


@pytest.mark.parametrize(
    ("country", "region", "day"),
    [
        ("GB", "SCT", dt.date(2026, 11, 30)),
        ("ES", "CT", dt.date(2026, 9, 11)),
        ("ES", "Barcelona", dt.date(2026, 9, 24)),
    ],
)
def test_a_region_has_holidays_of_its_own(country, region, day):
    assert day in holidays_of(country, region, day.year, "en")
    assert day not in holidays_of(country, "", day.year, "en")
    assert region in regions_of(country)


def test_names_are_in_the_language_that_the_reader_reads_where_the_library_has_it():
    day = dt.date(2026, 12, 8)
    assert holidays_of("ES", "", 2026, "en")[day] == "Immaculate Conception"
    assert holidays_of("ES", "", 2026, "ko")[day] == "원죄 없이 잉태되신 성모 마리아 대축일"
    assert holidays_of("KR", "", 2026, "ko")[dt.date(2026, 12, 25)] == "기독탄신일"


def test_unknown_places_have_no_holidays_and_the_usual_weekend():
    assert not is_known("XX")
    assert holidays_of("XX", "", 2026, "en") == {}
    assert regions_of("XX") == {}
    assert weekend_of("XX") == {5, 6} == weekend_of("KR") == weekend_of("ES")
    # A region that nobody knows counts as the whole country.
    assert holidays_of("ES", "ZZ", 2026, "en") == holidays_of("ES", "", 2026, "en")


@pytest.mark.parametrize(("language", "name"), [("en", "Cataluña"), ("ko", "카탈루냐")])
def test_a_region_has_a_name_in_korean_where_korean_has_one(language, name):
    with translation.override(language):
        assert regions_of("ES")["CT"] == name


def test_a_span_over_new_year_reads_both_years_and_each_year_once():
    found = dict(holidays_between("KR", "", dt.date(2026, 12, 20), dt.date(2027, 1, 10), "en"))
    assert sorted(found) == [dt.date(2026, 12, 25), dt.date(2027, 1, 1)]
    assert holidays_of("KR", "", 2026, "en") is holidays_of("KR", "", 2026, "en")
