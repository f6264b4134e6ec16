"""Reading the lines that people typed for a paper, and the itinerary that was planned beside the one that was."""

import datetime as dt

import pytest

from core.periods import Period
from events.models import AgendaRelease
from events.services.agenda_lines import AgendaLine
from events.services.trip_itineraries import ADDED, AS_PLANNED, CHANGED, DROPPED, planned_version, rows_of
from events.services.trip_texts import lines_of, paragraphs_of
from events.tests.factories import EventFactory


@pytest.mark.parametrize(
    ("typed", "level", "words"),
    [
        ("○ 협력사업 발굴", 2, "협력사업 발굴"),
        ("□ 협력사업 발굴", 2, "협력사업 발굴"),
        ("o 협력사업 발굴", 2, "협력사업 발굴"),
        ("ㅇ 협력사업 발굴", 2, "협력사업 발굴"),
        ("  - 스마트시티", 3, "스마트시티"),
        ("· 스마트시티", 3, "스마트시티"),
        ("※ 조례 개정 필요", 4, "조례 개정 필요"),
        ("향후 계획", 0, "향후 계획"),
        ("office of the mayor", 0, "office of the mayor"),
        ("-5 °C on the first day", 0, "-5 °C on the first day"),
    ],
)
def test_a_line_keeps_its_words_and_tells_its_level(typed, level, words):
    (line,) = lines_of(typed)
    assert (line.level, line.words) == (level, words)


@pytest.mark.parametrize("typed", ["", "\n\n", "○", "  -  \n※"])
def test_lines_without_words_say_nothing(typed):
    assert lines_of(typed) == []


def test_prose_joins_lines_up_to_an_empty_one_and_leaves_marked_ones_apart():
    text = "Long leases could\r\nwork here.\n\nTwo things follow:\n- a pilot\n- a bylaw\nBoth need time."
    assert [(line.level, line.words) for line in paragraphs_of(text)] == [
        (0, "Long leases could work here."),
        (0, "Two things follow:"),
        (3, "a pilot"),
        (3, "a bylaw"),
        (0, "Both need time."),
    ]


def _line(key, **values):
    return AgendaLine(key=key, kind="session", **{"title_en": f"Item {key}", "day": "2026-10-14"} | values)


def _told(rows):
    return [(row.line.key, row.became) for row in rows]


def test_each_item_stands_beside_its_plan():
    planned = [_line(1), _line(2, start="09:00"), _line(3)]
    now = [_line(1, capacity=20), _line(2, start="11:00"), _line(4, day="2026-10-13")]
    assert _told(rows_of(planned, now)) == [(4, ADDED), (1, AS_PLANNED), (2, CHANGED), (3, DROPPED)]
    assert rows_of(planned, now)[2].before == planned[1]


def test_without_a_released_plan_all_is_as_it_took_place():
    assert _told(rows_of(None, [_line(1), _line(2)])) == [(1, AS_PLANNED), (2, AS_PLANNED)]


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "expected"), [((1, 5, 20), 2), ((20, 25), 1), ((), None)])
def test_the_plan_is_the_last_version_before_the_first_day_else_the_first(days, expected):
    event = EventFactory()
    event.forecast = Period.parse("2026-10-14/2026-10-15")
    moments = [dt.datetime(2026, 10, day, 12, tzinfo=dt.UTC) for day in days]
    releases = [AgendaRelease(number=number, at=moment) for number, moment in enumerate(moments, start=1)]
    found = planned_version(reversed(releases), event)
    assert (found and found.number) == expected
