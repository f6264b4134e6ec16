"""A date is taken as people of both countries write it; what could mean two days is asked, never guessed."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.formats import format_date
from core.periods import PartialDate
from partnerships.models import FollowUp
from partnerships.tests.factories import UserFactory
from partnerships.tests.factories_together import ClosingDayFactory
from partnerships.tests.follow_up_pages import url as follow_ups_url
from partnerships.tests.hours_story import in_their_places
from partnerships.tests.milestone_pages import filled, given, open_form, said, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_25_november"), pytest.mark.one_database]

DAY = dt.date(2027, 2, 12)
DAYS = (
    "2027-02-12",
    "12 Feb 2027",
    "12. feb. 2027",
    "12 February, 2027",
    "12th of February 2027",
    "Feb 12, 2027",
    "Friday, 12 February 2027",
    "Fri 12 Feb 2027",
    "12-Feb-2027",
    "2027. 2. 12.",
    "2027. 2. 12.(금)",
    "2027.02.12 (금요일)",
    "2027년 2월 12일",
    "2027년 2월 12일 금요일",
    "2027/2/12",
    "20270212",
    "２０２７．２．１２．",
    "2027.\N{NO-BREAK SPACE}2.\N{NO-BREAK SPACE}12.",
    "Fri 12/02/2027",
)
MONTHS = ("Feb 2027", "February, 2027", "2027. 2.", "2027.2", "2027-02", "2027년 2월", "02/2027")
YEARS = ("2027", "2027.", "2027년")


@pytest.fixture
def add(client, sides):
    """Adds a follow-up until a day as it is written, and gives the answer."""
    client.force_login(sides.people["eu"])
    address = follow_ups_url(sides.pairing, "add")
    form = filled(client.get(address)) | {"what": "Send the draft", "side": "eu"}
    count = iter(range(1000))

    def send(text, **values):
        return client.post(address, form | {"once": f"word-{next(count)}", "due_on": text} | values)

    return send


def test_a_day_is_taken_as_both_countries_write_it(add):
    for text in DAYS:
        answer = add(text)
        assert answer.status_code == 302, (text, said(answer))
    assert set(FollowUp.objects.values_list("due_on", flat=True)) == {DAY}
    assert FollowUp.objects.count() == len(DAYS)


def test_a_month_and_a_year_stay_as_exact_as_they_were_written(client, sides):
    for texts, precision, month in ((MONTHS, "month", 2), (YEARS, "year", 1)):
        for number, text in enumerate(texts):
            row = given(sides, code=f"{precision}-{number}")
            data = open_form(client, sides, "counterpart", row, "reschedule")
            answer = client.post(url(row, "reschedule"), data | {"forecast_start_text": text, "reason": "So."})
            assert answer.status_code == 302, (text, said(answer))
            row.refresh_from_db()
            assert row.forecast.start == PartialDate(dt.date(2027, month, 1), precision)


def test_what_the_portal_shows_is_taken_back(add):
    days = [dt.date(2027, 1, 1), dt.date(2027, 2, 28), dt.date(2027, 5, 31), dt.date(2027, 9, 30), dt.date(2028, 2, 29)]
    for day in days:
        for language in ("en", "ko"):
            for weekday in (False, True):
                assert add(format_date(day, language, weekday=weekday)).status_code == 302
        assert FollowUp.objects.filter(due_on=day).count() == 4


REFUSED = {
    "12/02/2027": "“12/02/2027” can mean 12 February 2027 or 2 December 2027. Write the one you mean.",
    "12.02.2027": "“12.02.2027” can mean 12 February 2027 or 2 December 2027.",
    "30 February 2027": "“30 February 2027” does not exist: the last day of that month is 28 February 2027.",
    "2027. 2. 29.(월)": "“2027. 2. 29.(월)” does not exist: the last day of that month is 28 February 2027.",
    "2027-13-01": "“2027-13-01”: a month is from 1 to 12.",
    "Thursday 12 February 2027": "“Thursday 12 February 2027”: 12 February 2027 is a Friday, not a Thursday.",
    "12 Feb 27": "“12 Feb 27”: write the year with four digits.",
    "27. 2. 12.": "“27. 2. 12.”: write the year with four digits.",
    "12 Feb": "“12 Feb”: write the year with four digits.",
    "Feb 2027": "Which day in February 2027?",
    "2027년": "Which day in 2027?",
    "some day in the spring of 2027": "“some day in the spring of 2027” is not a date.",
    "2027-02-12T09:00": "“2027-02-12T09:00” is not a date.",
    "12 Feb 1027": "Write a date between the years 1900 and 2199.",
}


def test_what_is_no_day_is_refused_in_words_that_quote_all_of_it(add):
    for text, words in REFUSED.items():
        answer = add(text)
        assert answer.status_code == 422
        assert words in said(answer)
        assert answer.context["form"]["due_on"].value() == text
    assert not FollowUp.objects.exists()


def test_a_form_that_is_refused_says_what_it_understood_of_its_date(add):
    refused = add("2027.2.12", what="")
    assert refused.status_code == 422
    assert "Friday, 12 February 2027" in said(refused)


@pytest.fixture
def read(client):
    """What the portal understands of a text in a field of one of its pages."""

    def ask(text, page="", kind="day"):
        return client.get("/date/", {"text": text, "page": page, "kind": kind}).json()

    return ask


def test_what_was_understood_is_told_at_once_with_weekday_and_days_off(client, sides, read):
    pairing = in_their_places(sides)
    ClosingDayFactory(participation=pairing.counterpart, starts_on=DAY, ends_on=DAY, name="Festival of the port")
    client.force_login(sides.people["eu"])
    page = follow_ups_url(pairing, "add")
    assert read("2027. 2. 12.", page) == {
        "words": "Friday, 12 February 2027",
        "written": "12 February 2027",
        "day": "2027-02-12",
        "off": ["Busan does not work on this day: Festival of the port."],
    }
    assert read("8 Dec 2026", page)["off"] == ["Barcelona does not work on this day: Immaculate Conception."]
    # Elsewhere in the strand the public holidays of its countries; on a page of one's own, and of others', none.
    plan = f"/strands/{pairing.strand.code}/plan/"
    assert read("25 Dec 2026", plan)["off"] == [
        "Public holiday in Spain: Christmas Day.",
        "Public holiday in South Korea: Christmas Day.",
    ]
    assert read("25 Dec 2026", "/accounts/account/")["off"] == []
    assert read("Feb 2027", page, kind="") == {"words": "February 2027", "written": "February 2027"}
    assert read("") == {}
    client.force_login(UserFactory())
    assert read("12 Feb 2027", page)["off"] == read("25 Dec 2026", plan)["off"] == []


def test_what_may_mean_two_days_is_asked_with_both_readings(client, sides, read):
    client.force_login(sides.people["eu"])
    assert read("12/02/2027")["readings"] == ["12 February 2027", "2 December 2027"]
    assert read("Thu 12 Feb 2027")["readings"] == ["12 February 2027"]
    assert read("Feb 2027") == {"fault": "Which day in February 2027?", "readings": []}


def test_reading_a_date_costs_the_same_for_few_and_for_many_closing_days(client, sides, read):
    pairing = in_their_places(sides)
    client.force_login(sides.people["eu"])
    page = follow_ups_url(pairing, "add")

    def cost():
        with CaptureQueriesContext(connection) as counted:
            read("12 Feb 2027", page)
        return len(counted)

    cost()
    few = cost()
    for _number in range(5):
        ClosingDayFactory(participation=pairing.eu, starts_on=DAY)
    assert cost() == few
