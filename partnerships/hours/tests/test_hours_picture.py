"""Two offices as bands on one clock: where they stand, and what is written in them."""

import pytest

from partnerships.hours.pictures import ROW, TOP, draw_hours

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
