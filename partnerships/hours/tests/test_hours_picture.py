"""Two offices as bands on one clock: where they stand, and what is written in them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from partnerships.hours.cards import DAY_WIDTH, draw_day, now_at
from partnerships.hours.selectors import Office

pytestmark = pytest.mark.one_database


def office(zone, opens=9, closes=18):
    return Office(ZoneInfo(zone), dt.time(opens), dt.time(closes))


WEDNESDAY = dt.date(2026, 11, 25)


def test_a_day_has_the_hours_of_both_clocks_and_the_bands_by_name():
    barcelona, busan = office("Europe/Madrid"), office("Asia/Seoul")
    picture = draw_day((barcelona, busan), ("Barcelona", "Busan"), WEDNESDAY)
    assert picture["ticks"][0] == (0, "00", "08")
    assert picture["ticks"][3] == (172.5, "09", "17")
    assert picture["ticks"][-1] == (DAY_WIDTH, "00", "08")
    assert [(label.text, label.kind) for label in picture["labels"]] == [
        ("Barcelona 09–18", "eu"),
        ("Busan 09–18", "counterpart"),
    ]
    assert [(band.x, band.width) for band in picture["windows"]] == [(172.5, 19.2)]
    assert now_at(dt.datetime(2026, 11, 25, 11, tzinfo=dt.UTC), barcelona, WEDNESDAY) == DAY_WIDTH / 2
    assert now_at(dt.datetime(2026, 11, 26, 11, tzinfo=dt.UTC), barcelona, WEDNESDAY) is None


def test_what_runs_over_midnight_stands_at_both_ends_and_only_fitting_words_are_written():
    vancouver, suwon = office("America/Vancouver"), office("Asia/Seoul", 8, 17)
    picture = draw_day((vancouver, suwon), ("Vancouver", "A partner with a rather long name"), WEDNESDAY)
    assert [band.kind for band in picture["bands"]] == ["eu", "counterpart", "counterpart"]
    assert [label.text for label in picture["labels"]] == ["Vancouver 09–18", "08–17"]
    assert draw_day((vancouver, suwon), ("V", "S"), dt.date(2026, 11, 28))["windows"] == []
