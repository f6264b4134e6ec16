"""The page of common hours, its calendar file, and the line on the pairing's page."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from core import clock
from partnerships.tests.factories import DeputyFactory, MembershipFactory, PairingFactory, UserFactory
from partnerships.tests.factories_together import ClosingDayFactory
from partnerships.tests.hours_story import NOON, homeless, hours_url, in_their_places, met, place
from partnerships.tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_morning():
    """It is 09:15 in Barcelona on Wednesday, 25 November 2026."""
    with clock.fixed_at(NOON):
        yield


@pytest.fixture
def pairing(sides):
    return in_their_places(sides)


@pytest.fixture
def read(client, sides):
    """What a page says to a person of a role; `follow` gives the answer itself."""

    def get(address, role="eu", *, status=200, language="en"):
        client.force_login(sides.people[role])
        answer = client.get(address, headers={"accept-language": language})
        assert answer.status_code == status
        return answer

    return get


@pytest.mark.one_database
def test_the_page_tells_two_weeks_on_both_clocks_and_why_days_are_closed(read, pairing):
    page = read(hours_url(pairing))
    text = text_of(page)
    assert "Both in office hours for another 45 min" in text
    assert "Thursday, 26 November 2026 09:00–10:00 17:00–18:00 1 h" in text
    assert "Saturday, 28 November 2026 weekend" in text
    assert "Tuesday, 8 December 2026 Barcelona: Immaculate Conception" in text
    assert "Wednesday, 9 December 2026" not in text
    # What is left of today's common hour is no hour any more; tomorrow's is.
    assert "Next hour in which both are in the office: Thursday, 26 November 2026" in text
    assert len(page.context["rows"]) == 14


@pytest.mark.one_database
def test_the_page_in_korean_names_korean_holidays_in_korean(read, pairing):
    with clock.fixed_at(dt.datetime(2027, 2, 3, 9, tzinfo=dt.UTC)):
        text = text_of(read(hours_url(pairing), "counterpart", language="ko"))
    assert "2027. 2. 8.(월)" in text
    assert "설날 다음날" in text
    assert "설날 대체 휴일" in text


@pytest.mark.one_database
@pytest.mark.parametrize(("language", "zone"), [("en", "Madrid time"), ("ko", "마드리드 시간")])
def test_the_zone_of_an_office_is_told_by_its_city(read, pairing, language, zone):
    for page in (hours_url(pairing), pairing.eu.get_absolute_url()):
        text = text_of(read(page, language=language))
        assert zone in text
        assert "Europe/Madrid" not in text


@pytest.mark.one_database
def test_scotland_and_suwon_are_told_that_no_hour_is_common_and_which_is_fairest(read, pairing):
    place(pairing.eu, "GB", "Europe/London")
    text = text_of(read(hours_url(pairing)))
    assert "No common hours in the next two weeks" in text
    assert "No hour is common. This one takes each side least outside its office hours:" in text
    assert "Barcelona 08:30–09:30 , 30 min outside office hours" in text
    assert "Busan 17:30–18:30 , 30 min outside office hours" in text


@pytest.mark.one_database
def test_a_clock_change_and_a_closing_day_are_told_in_their_rows(read, pairing):
    ClosingDayFactory(participation=pairing.counterpart, starts_on=dt.date(2027, 3, 30), name="Festival of the port")
    with clock.fixed_at(dt.datetime(2027, 3, 24, 7, tzinfo=dt.UTC)):
        text = text_of(read(hours_url(pairing)))
    assert "Thursday, 25 March 2027 09:00–10:00 17:00–18:00 1 h" in text
    assert "Sunday, 28 March 2027 weekend The clock is put forward in Barcelona." in text
    assert "Wednesday, 31 March 2027 09:00–11:00 16:00–18:00 2 h" in text
    assert "Tuesday, 30 March 2027 Busan: Festival of the port" in text
    with clock.fixed_at(dt.datetime(2027, 10, 27, 7, tzinfo=dt.UTC)):
        text = text_of(read(hours_url(pairing)))
    assert "Friday, 29 October 2027 09:00–11:00 16:00–18:00 2 h" in text
    assert "Sunday, 31 October 2027 weekend The clock is put back in Barcelona." in text
    assert "Tuesday, 2 November 2027 09:00–10:00 17:00–18:00 1 h" in text


@pytest.mark.one_database
def test_the_other_day_is_named_where_the_clocks_are_far_apart(read, pairing):
    place(pairing.eu, "CA", "America/Vancouver")
    with clock.fixed_at(dt.datetime(2027, 7, 14, 18, tzinfo=dt.UTC)):
        text = text_of(read(hours_url(pairing)))
    assert "Common hours today: 17:00–18:00 (15 Jul 09:00–10:00)" in text


@pytest.mark.one_database
def test_who_sat_outside_office_hours_is_counted_and_takes_turns(read, pairing):
    met(pairing, "2026-11-16T06:00")  # 07:00 in Barcelona
    met(pairing, "2026-11-17T10:00")  # 19:00 in Busan
    met(pairing, "2026-11-18T06:30", minutes=30)  # 07:30 in Barcelona
    met(pairing, "2026-11-19T08:00")  # common
    met(pairing, "2026-12-01T06:00")  # yet to come
    met(pairing, "2026-11-20T06:00", kind="mail")
    met(pairing, "2026-11-21T06:00", withdrawn_at=NOON)
    # All sit in Busan at ten in the morning, which is the middle of the night in Barcelona.
    met(pairing, "2026-11-23T01:00", kind="visit", time_zone="Asia/Seoul")
    page = read(hours_url(pairing))
    assert page.context["view"].hours.counts == (2, 1)
    text = text_of(page)
    assert "Outside office hours at the last 5 meetings: Barcelona 2 times and Busan 1 time." in text
    assert "If the next meeting is outside office hours, it is the turn of Busan." in text
    assert "Call, 16 November 2026 16 November 2026 07:00 outside office hours 16 November 2026 15:00" in text


@pytest.mark.one_database
def test_whoever_sat_there_on_a_day_off_is_told_which(read, pairing):
    ClosingDayFactory(participation=pairing.eu, starts_on=dt.date(2026, 11, 17), name="Town festival")
    met(pairing, "2026-11-17T08:00")
    met(pairing, "2026-11-21T08:00")
    text = text_of(read(hours_url(pairing)))
    assert "17 November 2026 09:00 outside office hours: Town festival 17 November 2026 17:00" in text
    assert "21 November 2026 09:00 outside office hours: weekend 21 November 2026 17:00" in text


@pytest.mark.one_database
def test_only_the_last_ten_meetings_count(read, pairing):
    for day in range(1, 14):
        met(pairing, f"2026-11-{day:02}T{'06:00' if day < 5 else '12:00'}")
    assert len(read(hours_url(pairing)).context["meetings"]) == 10


@pytest.mark.one_database
def test_an_observer_reads_the_hours_but_not_who_met_when(read, pairing):
    met(pairing, "2026-11-16T06:00")
    page = read(hours_url(pairing), "observer")
    assert "Thursday, 26 November 2026 09:00–10:00" in text_of(page)
    assert "16 November 2026" not in text_of(page)
    assert not page.context["knows_meetings"]
    assert not page.context["offices"][0][2]


@pytest.mark.one_database
def test_a_partner_without_a_city_has_no_clock_and_the_page_says_so(read, sides, pairing):
    homeless(sides)
    text = text_of(read(hours_url(pairing)))
    assert "Common hours are not known: Busan has no city in the portal yet." in text
    assert "This partner has no city yet, so its clock is not known." in text
    read(hours_url(pairing, "hours-file", start="2026-11-27T08:00Z"), status=404)
    assert "Busan has no city" in text_of(read(pairing.get_absolute_url()))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("moment", "line", "has_now"),
    [
        ("2026-11-25T08:15", "Both in office hours for another 45 min", True),
        ("2026-11-25T06:15", "Common hours today: 09:00–10:00 (17:00–18:00)", True),
        ("2026-11-25T10:15", "Next common hours: Thu 26 Nov 09:00–10:00 (17:00–18:00)", True),
        # A Saturday, a Sunday and a holiday in Barcelona show the next day on which both work.
        ("2026-11-28T08:15", "Next common hours: Mon 30 Nov 09:00–10:00 (17:00–18:00)", False),
        ("2026-11-29T23:30", "Common hours today: 09:00–10:00 (17:00–18:00)", True),
        ("2026-12-08T09:00", "Next common hours: Wed 9 Dec 09:00–10:00 (17:00–18:00)", False),
    ],
)
def test_the_pairing_page_draws_the_hours_of_both_on_every_day(read, pairing, moment, line, has_now):
    with clock.fixed_at(dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)):
        page = read(pairing.get_absolute_url())
    assert line in text_of(page)
    picture = page.context["hours"]["picture"]
    assert [(band.kind, band.x, band.width) for band in picture["bands"]] == [
        ("eu", 172.5, 172.5),
        ("counterpart", 19.2, 172.5),
    ]
    assert [(band.x, band.width) for band in picture["windows"]] == [(172.5, 19.2)]
    assert (picture["now"] is not None) == has_now


@pytest.mark.one_database
def test_a_pairing_that_is_over_shows_clocks_and_no_common_hours(read, pairing):
    pairing.status = "discontinued"
    pairing.save(by=None)
    page = read(pairing.get_absolute_url())
    assert "ommon hours" not in text_of(page).replace("Common hours Documents", "")
    assert re.findall(r'<span class="wc-clock">([^<]+)</span>', page.text) == ["09:15", "17:15"]
    assert read(hours_url(pairing)).status_code == 200


@pytest.mark.one_database
def test_coordinators_stand_under_their_clocks_with_their_mail_for_whoever_sees_the_dealings(read, sides, pairing):
    deputy = DeputyFactory(membership=sides.people["eu"].memberships.get(), user=UserFactory(given_name="Pau"))
    gone = MembershipFactory(participation=pairing.eu, user=UserFactory(is_active=False)).user
    yesterday = clock.today() - dt.timedelta(days=1)
    ended = MembershipFactory(participation=pairing.eu, started_on=yesterday, ended_on=yesterday).user
    to_come = MembershipFactory(participation=pairing.eu, started_on=clock.today() + dt.timedelta(days=1)).user
    for role in ("eu", "counterpart", "staff", "authority"):
        shown = read(pairing.get_absolute_url(), role).text
        for person in (sides.people["eu"], sides.people["counterpart"], deputy.user):
            is_reader = person == sides.people[role]
            assert (f'<a href="mailto:{person.email}">{person.email}</a>' in shown) is not is_reader
            card = reverse("partnerships:person", args=[pairing.strand.code, person.pk])
            assert (f'<a href="{card}">{person}</a>' in shown) is not is_reader
        assert not [one for one in (gone, ended, to_come) if one.email in shown]
    page = read(pairing.get_absolute_url(), "observer")
    assert "mailto:" not in page.text
    face = re.findall(r'<section class="wc-face .*?</section>', page.text, flags=re.DOTALL)[0]
    assert re.findall(r"<strong>\s*<a [^>]+>([^<]+)</a>", face) == [str(sides.people["eu"]), str(deputy.user)]
    assert "(deputy)" not in face.partition(str(deputy.user))[0]
    assert face.count("(deputy)") == 1
    assert "more</summary>" not in face
    MembershipFactory(participation=pairing.eu)
    face = re.findall(
        r'<section class="wc-face .*?</section>', read(pairing.get_absolute_url(), "staff").text, re.DOTALL
    )[0]
    assert face.partition("<details")[0].count("mailto:") == 1
    assert face.partition("<details")[2].count("mailto:") == 2


@pytest.mark.one_database
def test_the_calendar_file_has_both_clocks_its_zone_and_nobody_in_it(read, pairing):
    answer = read(hours_url(pairing, "hours-file", start="2026-11-26T08:00Z"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="busan-barcelona-2026-11-26.ics"'
    calendar = Calendar.from_ical(answer.content)
    (event,) = calendar.walk("VEVENT")
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Madrid"
    assert event.decoded("DTSTART").isoformat() == "2026-11-26T09:00:00+01:00"
    assert event.decoded("DTEND").isoformat() == "2026-11-26T10:00:00+01:00"
    assert event.decoded("DTSTAMP") == NOON
    assert str(event["UID"]) == f"{pairing.strand.code}.busan-barcelona.20261126T0800Z@world-cities"
    assert str(event["SUMMARY"]) == "Meeting Busan-Barcelona"
    assert "Barcelona: 26 November 2026 09:00\nBusan: 26 November 2026 17:00\nhttp" in str(event["DESCRIPTION"])
    # Not the host that was asked, which anybody can make up.
    assert str(event["URL"]) == settings.BASE_URL + pairing.get_absolute_url()
    assert not {"ATTENDEE", "ORGANIZER"} & set(event)


@pytest.mark.one_database
def test_the_calendar_file_of_a_korean_reader_names_the_cities_in_korean(read, pairing):
    answer = read(hours_url(pairing, "hours-file", start="2026-11-26T08:00Z"), language="ko")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert "부산·바르셀로나" in str(event["SUMMARY"])
    assert event["SUMMARY"].params["LANGUAGE"] == "ko"


@pytest.mark.one_database
@pytest.mark.parametrize(
    "start",
    [
        "",
        "tomorrow",
        "2026-11-28T08:00Z",
        "2026-11-24T08:00Z",
        "2226-11-26T08:00Z",
        "2026-11-26",
        "2026-11-26T08:00Z%00",
    ],
)
def test_what_is_no_hour_to_propose_has_no_file(read, pairing, start):
    read(hours_url(pairing, "hours-file", start=start), status=404)


@pytest.mark.one_database
def test_an_hour_that_is_over_has_no_file_of_another_one(read, pairing):
    way = read(hours_url(pairing)).context["proposal"]["file_url"]
    read(way)
    with clock.fixed_at(dt.datetime(2026, 11, 26, 8, 15, tzinfo=dt.UTC)):
        page = read(hours_url(pairing))
        assert way not in page.text
        assert "26 November 2026" in page.context["rows"][0]["day"]
        assert page.context["rows"][0]["file_url"] == ""
        read(way, status=404)


@pytest.mark.one_database
def test_the_page_costs_the_same_for_many_closing_days_meetings_and_pairings(client, sides, pairing):
    client.force_login(sides.people["eu"])
    costs = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as counted:
            client.get(hours_url(pairing))
        costs.append(len(counted))
        for day in range(2, 20):
            met(pairing, f"2026-11-{day:02}T06:00")
            ClosingDayFactory(participation=pairing.eu, starts_on=dt.date(2026, 12, day))
        other = PairingFactory(strand=pairing.strand, eu=pairing.eu)
        MembershipFactory(participation=other.counterpart)
    assert costs[0] == costs[1]
