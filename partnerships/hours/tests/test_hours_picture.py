"""Two offices as bands on one clock: where they stand, and what is written in them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from partnerships.hours.cards import DAY_WIDTH, ROW, TOP, draw_day, draw_hours, now_at
from partnerships.hours.selectors import Office

pytestmark = pytest.mark.one_database


def a_day(label, bands, windows, slot, notes):
    return {"label": label, "bands": bands, "windows": windows, "slot": slot, "notes": notes}


WORKDAY = a_day("25 Nov", (((540, 1080),), ((60, 600),)), ((540, 600),), None, ("", ""))
EDGE = a_day("26 Nov", (((540, 1080),), ((0, 540),)), (), (510, 570), ("", ""))
CLOSED = a_day("28 Nov", ((), ()), (), None, ("weekend", "weekend"))


def test_bands_stand_on_the_hours_of_the_first_clock():
    picture = draw_hours([WORKDAY, EDGE, CLOSED], ("EU", "KR"), width=820, left=100)
    assert (picture["width"], picture["height"]) == (820, TOP + 3 * ROW + 1)
    assert [(tick.x, tick.text) for tick in picture["ticks"]][::4] == [(100, "00"), (460, "12"), (820, "24")]
    work, edge, closed = picture["lines"]
    eu, kr = work["bands"]
    assert (eu.x, eu.width, eu.kind) == (370, 270, "eu")
    assert (kr.x, kr.width, kr.kind) == (130, 270, "counterpart")
    assert eu.y + eu.height == kr.y
    (common,) = work["windows"]
    assert (common.x, common.width, common.y, common.height) == (370, 30, eu.y, eu.height + kr.height)
    assert (edge["slot"].x, edge["slot"].width, edge["windows"]) == (355, 30, [])
    assert [note.text for note in closed["notes"]] == ["EU weekend", "KR weekend"]
    assert closed["bands"] == closed["marks"] == []


def test_letters_stand_beside_what_is_drawn_over_the_bands_and_only_where_they_fit():
    (work,) = draw_hours([WORKDAY], ("EU", "KR"), width=820, left=100)["lines"]
    assert [(mark.text, mark.kind) for mark in work["marks"]] == [("EU", "eu"), ("KR", "counterpart")]
    assert work["marks"][0].x > work["windows"][0].x + work["windows"][0].width
    (narrow,) = draw_hours([WORKDAY], ("EU", "KR"), width=130, left=100)["lines"]
    assert narrow["marks"] == []
    covered = a_day("", (((0, 60),), ((0, 60),)), ((0, 60),), None, ("", ""))
    assert draw_hours([covered], ("EU", "KR"), width=820, left=100)["lines"][0]["marks"] == []


def test_a_long_reason_is_cut_and_no_day_makes_an_empty_picture():
    long = a_day("28 Nov", ((), ()), (), None, ("The day of the patron saint of the old town " * 4, ""))
    (line,) = draw_hours([long], ("EU", "KR"), width=350, left=68)["lines"]
    assert [note.text.endswith("…") for note in line["notes"]] == [True]
    assert draw_hours([], ("EU", "KR"), width=350, left=68)["lines"] == []


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
