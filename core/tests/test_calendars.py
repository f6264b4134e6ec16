"""Calendar files, parsed back as a calendar program does."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from core import clock
from core.calendars import CANCEL, Entry, calendar_file

pytestmark = pytest.mark.one_database

SEOUL, MADRID = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Madrid")
CHANGED = dt.datetime(2026, 11, 25, 9, 30, 15, 999, tzinfo=dt.UTC)
VISIT = Entry(
    uid="visit@world-cities",
    summary="부산광역시 국제협력과 실무 협의, 그리고 아주 긴 제목으로 여러 줄에 걸쳐 접혀야 하는 회의",
    start=dt.datetime(2026, 10, 24, 10, tzinfo=MADRID),
    end=dt.datetime(2026, 10, 26, 12, tzinfo=MADRID),
    zone=MADRID,
    language="ko",
    last_modified=CHANGED,
)
MISSION = Entry(
    uid="mission@world-cities",
    summary="Mission",
    start=dt.date(2026, 11, 27),
    end=dt.date(2026, 12, 1),
    language="en",
    transparent=True,
    last_modified=CHANGED,
)


def parsed(*entries, **options):
    return Calendar.from_ical(calendar_file(entries, name="", **options))


def only(calendar):
    (event,) = calendar.walk("VEVENT")
    return event


def test_a_moment_keeps_its_clock_and_its_zone_is_written_out():
    calendar = parsed(VISIT)
    event = only(calendar)
    assert event.decoded("DTSTART").isoformat() == "2026-10-24T10:00:00+02:00"
    # The clocks went back in between.
    assert event.decoded("DTEND").isoformat() == "2026-10-26T12:00:00+01:00"
    assert event["DTSTART"].params["TZID"] == "Europe/Madrid"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Madrid"]
    assert calendar["METHOD"] == "PUBLISH"


def test_each_zone_is_written_out_once():
    seoul = replace(VISIT, uid="seoul", zone=SEOUL)
    calendar = parsed(VISIT, seoul, replace(seoul, uid="again"), MISSION, replace(VISIT, uid="utc", zone=None))
    assert sorted(zone["TZID"] for zone in calendar.walk("VTIMEZONE")) == ["Asia/Seoul", "Europe/Madrid"]
    starts = {str(event["UID"]): event.decoded("DTSTART") for event in calendar.walk("VEVENT")}
    assert starts["seoul"].isoformat() == "2026-10-24T17:00:00+09:00"
    assert starts["utc"].isoformat() == "2026-10-24T08:00:00+00:00"
    assert b"DTSTART:20261024T080000Z" in calendar_file([replace(VISIT, zone=None)], name="")


def test_whole_days_end_on_the_day_after_the_last():
    content = calendar_file([MISSION], name="")
    assert b"DTSTART;VALUE=DATE:20261127\r\n" in content
    assert b"DTEND;VALUE=DATE:20261202\r\n" in content
    calendar = Calendar.from_ical(content)
    assert only(calendar).decoded("DTEND") == dt.date(2026, 12, 2)
    assert only(calendar)["TRANSP"] == "TRANSPARENT"
    assert not calendar.walk("VTIMEZONE")
    one_day = only(parsed(replace(MISSION, end=MISSION.start)))
    assert one_day.decoded("DTEND") - one_day.decoded("DTSTART") == dt.timedelta(days=1)


def test_korean_lines_fold_at_75_octets_and_come_back_whole():
    content = calendar_file([VISIT], name="부산·바르셀로나")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n " in content
    event = only(Calendar.from_ical(content))
    assert str(event["SUMMARY"]) == VISIT.summary
    assert event["SUMMARY"].params["LANGUAGE"] == "ko"


def test_text_with_line_ends_and_commas_stays_one_text():
    tricky = "Hall 2, gate; B\\C\r\nBEGIN:VEVENT\r\nATTENDEE:mailto:a@b.example\nlast\x00\x07"
    content = calendar_file([replace(VISIT, description=tricky, summary=tricky, location=tricky)], name=tricky)
    calendar = Calendar.from_ical(content)
    event = only(calendar)
    assert str(event["DESCRIPTION"]) == "Hall 2, gate; B\\C\nBEGIN:VEVENT\nATTENDEE:mailto:a@b.example\nlast"
    one_line = "Hall 2, gate; B\\C BEGIN:VEVENT ATTENDEE:mailto:a@b.example last"
    assert str(event["SUMMARY"]) == str(event["LOCATION"]) == str(calendar["X-WR-CALNAME"]) == one_line
    assert not {"ATTENDEE", "ORGANIZER"} & set(event)


def test_a_change_counts_up_and_says_when():
    event = only(parsed(replace(VISIT, sequence=3, url="https://portal.example/events/visit/")))
    assert event["SEQUENCE"] == 3
    assert str(event["UID"]) == "visit@world-cities"
    assert str(event["URL"]) == "https://portal.example/events/visit/"
    assert event.decoded("LAST-MODIFIED") == event.decoded("DTSTAMP") == CHANGED.replace(microsecond=0)
    with clock.fixed_at(CHANGED + dt.timedelta(days=1)):
        now = only(parsed(replace(VISIT, last_modified=None)))
    assert now.decoded("DTSTAMP") == CHANGED.replace(microsecond=0) + dt.timedelta(days=1)


def test_what_is_cancelled_says_so_in_a_feed_and_in_a_file_of_its_own():
    gone = replace(VISIT, cancelled=True, sequence=4)
    feed = parsed(gone, MISSION)
    states = {str(event["UID"]): str(event.get("STATUS", "")) for event in feed.walk("VEVENT")}
    assert states == {"visit@world-cities": "CANCELLED", "mission@world-cities": ""}
    notice = parsed(gone, method=CANCEL)
    assert notice["METHOD"] == "CANCEL"
    assert only(notice)["STATUS"] == "CANCELLED"
    assert only(notice)["SEQUENCE"] == 4


def test_a_feed_has_a_name_and_says_how_often_to_ask():
    content = calendar_file([], name="My meetings", refresh=dt.timedelta(hours=6))
    assert b"X-WR-CALNAME:My meetings\r\n" in content
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in content
    assert b"X-PUBLISHED-TTL:PT360M\r\n" in content
    assert not Calendar.from_ical(content).walk("VEVENT")


def test_the_same_entries_give_the_same_bytes():
    assert calendar_file([VISIT, MISSION], name="x") == calendar_file([VISIT, MISSION], name="x")


def test_the_hour_that_comes_twice_is_told_apart():
    first = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    second = first + dt.timedelta(hours=1)
    event = only(parsed(replace(VISIT, start=first, end=second)))
    assert event.decoded("DTSTART").isoformat() == "2026-10-25T02:30:00+02:00"
    assert event.decoded("DTEND").isoformat() == "2026-10-25T01:30:00+00:00"


def test_what_takes_no_time_has_no_end():
    assert "DTEND" not in only(parsed(replace(VISIT, end=VISIT.start)))


@pytest.mark.parametrize(
    ("entries", "method", "fault"),
    [
        ([replace(VISIT, end=VISIT.start - dt.timedelta(minutes=1))], "PUBLISH", "before it starts"),
        ([replace(MISSION, end=dt.date(2026, 11, 26))], "PUBLISH", "before it starts"),
        ([replace(VISIT, start=dt.datetime(2026, 10, 24, 10))], "PUBLISH", "aware"),  # noqa: DTZ001
        ([replace(VISIT, end=dt.date(2026, 10, 26))], "PUBLISH", "aware"),
        ([VISIT, replace(MISSION, uid=VISIT.uid)], "PUBLISH", "its own UID"),
        ([VISIT], "CANCEL", "cancels what is cancelled"),
        ([VISIT], "REQUEST", "published"),
        ([replace(VISIT, uid="")], "PUBLISH", "one line"),
        ([replace(VISIT, uid="a\r\nATTENDEE:b")], "PUBLISH", "one line"),
        ([replace(VISIT, url="https://a.example/\nX:y")], "PUBLISH", "one line"),
    ],
)
def test_what_is_no_calendar_is_refused(entries, method, fault):
    with pytest.raises(ValueError, match=fault):
        calendar_file(entries, name="", method=method)
