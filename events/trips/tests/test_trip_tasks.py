"""When plan and report of a journey are due, for whom they stand among the tasks, and when they are a signal."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.flat_rows import read_flat
from core.periods import Period
from events.models import Event, TripPaper
from events.tests.factories import DelegateFactory, DelegationFactory, event_of
from events.tests.trip_scene import tell_trip
from events.trips.parts import late_papers, of_trips
from events.trips.selectors import TRIP, papers_among, trip_rows
from partnerships.models import Pairing
from partnerships.tests.factories import PairingFactory
from partnerships.tests.waiting_rows import signals_of, waiting_for

pytestmark = pytest.mark.django_db
JULY, SEPTEMBER, MISSION, OCTOBER, DECEMBER = (
    dt.date(2026, 7, 1),
    dt.date(2026, 9, 20),
    dt.date(2026, 10, 13),
    dt.date(2026, 10, 20),
    dt.date(2026, 12, 24),
)


@pytest.fixture
def trip():
    return tell_trip()


def papers_due(partner, today):
    return papers_among(read_flat(trip_rows, partners={partner.pk})[TRIP], today)


def due(trip, today, *, whose=None):
    rows = papers_due(whose or trip.pairing.counterpart, today)
    return [(str(row.kind), row.due.isoformat(), row.due_is_exact) for row in rows]


def tasks(trip, today, role="counterpart"):
    return list(of_trips(waiting=waiting_for(trip.by(role)["grants"], today)))


def set_days(trip, days, *, status="planned"):
    event = Event.objects.get(pk=trip.mission.pk)
    event.status = status
    event.forecast = Period.parse(days)
    event.actual = Period()
    event.save(by=None)


def finish(trip, kind):
    TripPaper(delegation=trip.delegation, kind=kind, finished_at=clock.now()).save(by=None)


def test_a_webinar_asks_for_no_paper_of_a_journey(trip):
    trip.mission.kind = "webinar"
    trip.mission.save(by=None)

    assert due(trip, SEPTEMBER) == due(trip, DECEMBER) == []


def test_the_plan_is_due_two_weeks_before_and_the_report_thirty_days_after(trip, settings):
    assert due(trip, SEPTEMBER) == [("plan", "2026-09-28", True)]
    assert due(trip, MISSION) == []
    assert due(trip, dt.date(2026, 10, 16)) == []
    assert due(trip, dt.date(2026, 10, 17)) == [("report", "2026-11-15", True)]
    settings.TRIP_PLAN_DAYS, settings.TRIP_REPORT_DAYS = 45, 14
    assert due(trip, SEPTEMBER) == [("plan", "2026-08-28", True)]
    assert due(trip, OCTOBER) == [("report", "2026-10-30", True)]


def test_the_report_is_counted_from_the_day_of_return(trip):
    trip.delegation.returned_on = dt.date(2026, 10, 18)
    trip.delegation.save(by=None)
    assert due(trip, dt.date(2026, 10, 18)) == []
    assert due(trip, dt.date(2026, 10, 19)) == [("report", "2026-11-17", True)]


def test_of_a_month_the_plan_is_not_due_and_the_report_at_the_latest(trip):
    set_days(trip, "2026-10")
    assert due(trip, SEPTEMBER) == []
    assert due(trip, OCTOBER) == []
    assert due(trip, dt.date(2026, 11, 1)) == [("report", "2026-11-30", False)]
    (task,) = tasks(trip, dt.date(2026, 11, 1))
    assert task.why == "Due 30 days after the return. The day of return is not recorded; this is the latest."


def test_what_is_finished_is_asked_for_no_more(trip):
    finish(trip, "plan")
    finish(trip, "report")
    assert (due(trip, SEPTEMBER), due(trip, OCTOBER)) == ([], [])


@pytest.mark.parametrize("status", ["cancelled", "unknown"])
def test_what_did_not_take_place_owes_nothing(trip, status):
    set_days(trip, "2026-10-12/2026-10-16", status=status)
    assert (due(trip, SEPTEMBER), due(trip, OCTOBER)) == ([], [])


def test_a_host_somebody_at_home_and_a_delegation_without_places_owe_nothing(trip):
    barcelona = trip.pairing.eu
    at_home = DelegationFactory(event=trip.part, participation=barcelona)
    DelegateFactory(delegation=at_home, number=1)
    assert due(trip, OCTOBER, whose=barcelona) == []
    trip.mission.visiting.all().delete()
    trip.mission.visiting.create(city=trip.pairing.counterpart.partner.places.get().city, position=1)
    assert due(trip, OCTOBER) == []
    trip.mission.visiting.all().delete()
    assert due(trip, OCTOBER) != []
    trip.delegation.delegates.update(status="waiting")
    assert due(trip, OCTOBER) == []


def test_a_host_abroad_owes_nothing_either(trip):
    assert due(trip, OCTOBER) != []
    trip.mission.hosting.create(participation=trip.pairing.counterpart, position=9)
    assert due(trip, OCTOBER) == []


def test_a_closed_pairing_owes_nothing(trip):
    Pairing.objects.filter(pk=trip.pairing.pk).update(status="closed")
    assert due(trip, OCTOBER) == []


def test_a_part_shares_the_papers_of_its_mission(trip):
    own = DelegationFactory(event=trip.part, participation=trip.pairing.counterpart)
    DelegateFactory(delegation=own, number=1)
    assert due(trip, OCTOBER) == [("report", "2026-11-15", True)]
    trip.delegation.delegates.update(status="withdrawn")
    assert due(trip, OCTOBER) == [("report", "2026-11-14", True)]


def test_the_task_says_why_and_leads_to_the_form(trip):
    (task,) = tasks(trip, OCTOBER)
    place = [trip.pairing.strand.code, "autumn-mission", "busan", "report"]
    assert (task.verb, task.thing, task.due) == ("Trip report", "Autumn mission to Europe", dt.date(2026, 11, 15))
    assert (task.url, task.answer_url) == (
        reverse("events:trip-paper", args=place),
        reverse("events:trip-paper-edit", args=place),
    )
    assert (task.why, task.mine, task.pairing_id) == ("Due 30 days after the return.", True, trip.pairing.pk)


def test_a_plan_stands_among_the_tasks_a_month_before_it_is_due(trip):
    assert tasks(trip, JULY) == []
    assert [task.verb for task in tasks(trip, SEPTEMBER)] == ["Trip plan"]
    first = dt.date(2026, 9, 28) - dt.timedelta(days=30)
    assert tasks(trip, first - dt.timedelta(days=1)) == []
    assert [task.verb for task in tasks(trip, first)] == ["Trip plan"]


@pytest.mark.parametrize("role", ["eu", "other", "staff", "authority", "observer", "nobody"])
def test_it_waits_for_the_travelling_side_alone(trip, role):
    assert tasks(trip, OCTOBER, role) == []


def test_my_tasks_show_it(trip, client):
    with clock.fixed_at(dt.datetime(2026, 11, 10, 12, tzinfo=ZoneInfo("Asia/Seoul"))):
        client.force_login(trip.by("counterpart")["by"], "django.contrib.auth.backends.ModelBackend")
        page = client.get("/")
    assert "Autumn mission to Europe" in page.text
    assert "Due 30 days after the return." in page.text


def signals(pairings, today):
    return [(row.level, row.pairing_id, row.sentence, row.url) for row in signals_of(late_papers, pairings, today)]


def test_a_late_paper_is_a_signal_and_a_risk_in_the_end(trip):
    pairing = Pairing.objects.with_names().get(pk=trip.pairing.pk)
    url = f"{trip.mission.get_absolute_url()}#trips"
    assert signals([pairing], dt.date(2026, 11, 15)) == []
    words = "1 trip plan or report late"
    assert signals([pairing], dt.date(2026, 11, 16)) == [("watch", pairing.pk, words, url)]
    assert signals([pairing], DECEMBER) == [("risk", pairing.pk, words, url)]
    finish(trip, "report")
    assert signals([pairing], DECEMBER) == []


def test_only_the_pairings_that_the_journey_serves_hear_of_it(trip):
    other = PairingFactory(strand=trip.pairing.strand, counterpart=trip.pairing.counterpart)
    rows = list(Pairing.objects.filter(pk__in=[other.pk, trip.pairing.pk]).with_names().order_by("pk"))
    assert [key for _level, key, _words, _url in signals(rows, DECEMBER)] == [trip.pairing.pk]
    Event.objects.filter(pk=trip.mission.pk).update(all_pairings=True)
    assert {key for _level, key, _words, _url in signals(rows, DECEMBER)} == {other.pk, trip.pairing.pk}


@pytest.mark.one_database
def test_tasks_cost_the_same_for_one_journey_and_for_many(trip):
    def counted():
        with CaptureQueriesContext(connection) as queries:
            found = papers_due(trip.pairing.counterpart, OCTOBER)
        return len(queries), len(found)

    one = counted()
    for number in range(5):
        event = event_of(trip.pairing, code=f"visit-{number}", cities=[trip.part.visiting.get().city])
        event.forecast = Period.parse("2026-10-01/2026-10-02")
        event.save(by=None)
        DelegateFactory(delegation=DelegationFactory(event=event, participation=trip.pairing.counterpart), number=1)
    many = counted()
    assert many == (one[0], one[1] + 5)
