"""“Confirmed” on a day that the portal knows as the host's holiday says so beside it, in few words."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.periods import Period
from events.events.selectors import holidays_of
from events.models import Event
from events.tests.event_scene import address, meeting_of
from events.tests.factories import AgendaItemFactory
from partnerships.tests.hours_story import in_their_places
from partnerships.tests.milestone_pages import said
from partnerships.tests.pages import sign_in

pytestmark = pytest.mark.django_db

IMMACULATE = "Day off in Barcelona: Immaculate Conception."


@pytest.fixture
def pairing(sides):
    return in_their_places(sides)


def pages(client, sides, event, role="counterpart", **more):
    sign_in(client, sides, role)
    strand = event.strand.code
    addresses = [
        address(event),
        reverse("events:event-list", args=[strand]),
        reverse("events:agenda", args=[strand, event.code]),
        "/",
    ]
    return [said(client.get(one, **more)) for one in addresses]


@pytest.mark.one_database
def test_confirmed_on_the_hosts_holiday_is_not_said_without_a_word(client, sides, pairing):
    event = meeting_of(sides, "2026-12-08", status="confirmed")
    for page in pages(client, sides, event)[:-1]:
        assert IMMACULATE in page
    for page in pages(client, sides, event, HTTP_ACCEPT_LANGUAGE="ko")[:-1]:
        assert "바르셀로나 휴무: " in page


@pytest.mark.one_database
def test_of_several_days_the_day_is_named_and_the_agenda_says_it_on_that_day(client, sides, pairing):
    event = meeting_of(sides, "2026-12-07", "2026-12-09", status="confirmed")
    AgendaItemFactory(event=event, position=2, day="2026-12-08")
    page, listed, agenda, _tasks = pages(client, sides, event)
    assert f"8 December 2026: {IMMACULATE}" in page
    assert f"8 December 2026: {IMMACULATE}" in listed
    assert agenda.count(IMMACULATE) == 1
    assert agenda.index("8 December 2026") < agenda.index(IMMACULATE)


def test_a_guest_is_at_home_only_online_and_what_is_over_is_warned_of_no_more(sides, pairing):
    day = dt.date(2026, 12, 8)

    def told(event):
        return holidays_of(Event.objects.with_names().filter(pk=event.pk)).get(event.pk)

    assert told(meeting_of(sides, "2026-12-09", code="a")) == {}
    assert not told(meeting_of(sides, "2026-12", code="b"))
    undated = meeting_of(sides, code="undated")
    undated.forecast = Period()
    undated.save(by=None)
    assert told(undated) is None
    held = meeting_of(sides, "2026-12-08", code="c", status="held")
    assert told(held) is None
    visit, webinar = meeting_of(sides, "2026-12-08", code="d"), meeting_of(sides, "2026-12-08", code="e")
    for event in (visit, webinar):
        event.hosting.update(participation=pairing.counterpart)
    Event.objects.filter(pk=webinar.pk).update(meeting_url="https://meet.example.org/")
    assert told(visit) == {}
    assert told(webinar) == {day: IMMACULATE}


@pytest.mark.one_database
def test_a_weekend_is_said_of_the_days_on_which_it_begins_and_ends(sides, pairing):
    told = holidays_of([meeting_of(sides, "2026-12-04", "2026-12-13")])
    (days,) = told.values()
    assert days == {dt.date(2026, 12, 8): IMMACULATE, dt.date(2026, 12, 13): "Day off in Barcelona: weekend."}


@pytest.mark.one_database
def test_the_preview_of_a_move_says_it_of_the_new_days(client, sides, pairing):
    event = meeting_of(sides, "2026-12-03")
    sign_in(client, sides, "eu")
    path = address(event, "reschedule")
    form = client.get(path).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent |= {"forecast_start_text": "2026-12-08", "preview": "1"}
    assert IMMACULATE in said(client.post(path, sent))


def test_many_events_cost_as_much_as_one(sides, pairing):
    spent = []
    for code in ("a", "b", "c"):
        meeting_of(sides, "2026-12-08", code=code)
        rows = list(Event.objects.all().with_names())
        with CaptureQueriesContext(connection) as captured:
            assert len(holidays_of(rows)) == len(rows)
        spent.append(len(captured))
    assert spent == [2, 2, 2]
