"""How the papers of journeys stand on the pages of event and delegation, and what the pages cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core import clock
from events.models import Event, TripPaper
from events.tests.factories import AgendaItemFactory, DelegateFactory, TripPhotoFactory, VisitNoteFactory, event_of
from events.tests.trip_scene import AFTER, address, tell_trip
from events.trips.selectors import papers_at
from partnerships.tests.factories import PairingFactory
from partnerships.tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with clock.fixed_at(AFTER):
        yield


@pytest.fixture
def trip():
    return tell_trip()


@pytest.fixture
def paper(trip):
    row = TripPaper(delegation=trip.delegation, kind="report", outline_en="Went well.")
    row.save(by=None)
    return row


@pytest.fixture
def as_role(client, trip):
    def signed_in(role):
        client.force_login(trip.by(role)["by"], "django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.mark.one_database
def test_a_webinar_has_no_papers_of_a_journey(trip, as_role):
    trip.mission.kind = "webinar"
    trip.mission.save(by=None)
    page = as_role("counterpart").get(trip.mission.get_absolute_url())
    delegation = as_role("counterpart").get(trip.delegation.get_absolute_url())

    assert page.status_code == delegation.status_code == 200
    assert "Trip plans and reports" not in text_of(page)
    assert "Trip plan and report" not in text_of(delegation)


@pytest.mark.one_database
def test_the_page_of_the_event_says_how_the_papers_stand(trip, as_role, paper):
    page = as_role("counterpart").get(trip.part.get_absolute_url())
    words = text_of(page)
    assert "for the whole mission" in words
    assert "due 15 November 2026" in words
    assert address(trip, "trip-paper") in page.text
    staff = as_role("staff").get(trip.mission.get_absolute_url())
    assert address(trip, "trip-paper") in staff.text


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("day", "language", "words"),
    [(15, "en", []), (16, "en", ["1 day late"]), (18, "en", ["3 days late"]), (18, "ko", ["3일 지남"])],
)
def test_a_late_paper_says_by_how_many_days(trip, paper, day, language, words):
    with clock.fixed_at(clock.end_of(dt.date(2026, 11, day))), translation.override(language):
        rows = papers_at(trip.by("counterpart")["grants"], trip.part)
        late = [paper.state_label for _who, papers, _of_mission in rows for paper in papers if paper.state == "overdue"]
    assert late == words


def test_of_what_sources_tell_alone_no_paper_is_ever_late(trip):
    Event.objects.update(from_sources=True)
    mission = Event.objects.with_names().get(pk=trip.mission.pk)
    with clock.fixed_at(clock.end_of(dt.date(2026, 12, 31))):
        ((_who, papers, _of_mission),) = papers_at(trip.by("counterpart")["grants"], mission)
        assert [(row.state_label, row.asked_until) for row in papers] == [("From the records alone", None)] * 2


@pytest.mark.one_database
def test_a_host_is_late_with_no_paper_of_a_journey(trip, as_role):
    url = address(trip, "trip-paper").replace("/busan/", "/barcelona/")
    with clock.fixed_at(clock.end_of(dt.date(2026, 12, 31))):
        page = as_role("staff").get(url.replace(trip.mission.code, trip.part.code))
    assert page.status_code == 200
    assert "Hosts do not travel, so they need no trip plan or trip report." in text_of(page)
    assert "late" not in text_of(page)
    assert "Not written yet" not in text_of(page)
    assert address(trip, "trip-paper-edit", event=trip.part.code, partner="barcelona") not in page.text


@pytest.mark.one_database
def test_a_paper_written_before_the_partner_hosted_is_still_there(trip, as_role, paper):
    trip.mission.hosting.create(participation=trip.pairing.counterpart, position=1)
    page = as_role("counterpart").get(address(trip, "trip-paper"))
    assert "Went well." in text_of(page)
    assert address(trip, "trip-paper-edit") in page.text
    with clock.fixed_at(clock.end_of(dt.date(2026, 12, 31))):
        later = as_role("counterpart").get(address(trip, "trip-paper"))
    assert "Started" in text_of(later)


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["trip-paper-edit", "trip-photo-add"])
def test_the_forms_of_a_host_say_that_none_is_asked_for(trip, as_role, name):
    url = address(trip, name, event=trip.part.code, partner="barcelona")
    page = as_role("eu").get(url)
    assert "Hosts do not travel" in text_of(page)
    assert as_role("eu").post(url, {"outline_en": "We received them."}).status_code == 422
    assert not TripPaper.objects.exists()


@pytest.mark.one_database
def test_who_hosts_or_stays_at_home_has_no_papers_on_the_page(trip, as_role):
    page = as_role("staff").get(trip.part.get_absolute_url())
    assert "delegations/barcelona/report" not in page.text
    assert "delegations/busan/report" in page.text


@pytest.mark.one_database
def test_a_host_from_abroad_has_no_papers_on_the_pages_either(trip, as_role):
    def shown():
        pages = [as_role("staff").get(row.get_absolute_url()) for row in (trip.mission, trip.delegation)]
        return [address(trip, "trip-paper") in page.text for page in pages]

    assert shown() == [True, True]
    trip.mission.hosting.create(participation=trip.pairing.counterpart, position=1)
    assert shown() == [False, False]


def _count(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["plan", "report"])
def test_a_page_costs_the_same_with_one_row_and_with_many(trip, as_role, paper, kind):
    client = as_role("staff")
    TripPhotoFactory(paper=paper)
    one = _count(client, address(trip, "trip-paper", kind=kind))
    for number in range(10, 20):
        item = AgendaItemFactory(event=trip.part, position=number, city=trip.part.visiting.get().city)
        VisitNoteFactory(event=trip.part, place=trip.pairing, item=item, interests=["eu", "counterpart"])
        DelegateFactory(delegation=trip.delegation, number=number)
        TripPhotoFactory(paper=paper)
    for number in range(3):
        event_of(trip.pairing, code=f"part-{number}", part_of=trip.mission, status="held")
    assert _count(client, address(trip, "trip-paper", kind=kind)) == one


@pytest.mark.one_database
def test_the_part_of_the_events_page_costs_the_same_for_many_partners(trip):
    grants = trip.by("staff")["grants"]

    def counted():
        event = Event.objects.with_names().get(pk=trip.mission.pk)
        with CaptureQueriesContext(connection) as queries:
            found = papers_at(grants, event)
        return len(queries), len(found)

    Event.objects.filter(pk=trip.mission.pk).update(all_pairings=True)
    one = counted()
    for _number in range(5):
        PairingFactory(strand=trip.pairing.strand)
    many = counted()
    assert many[0] == one[0]
    assert many[1] > one[1]


@pytest.mark.one_database
def test_the_part_of_a_mission_costs_the_same_for_many_who_were_nominated_for_the_mission(trip):
    grants = trip.by("staff")["grants"]

    def counted():
        event = Event.objects.with_names().get(pk=trip.part.pk)
        with CaptureQueriesContext(connection) as queries:
            found = papers_at(grants, event)
        return len(queries), sum(of_mission for _who, _papers, of_mission in found)

    one = counted()
    assert one[1] == 1
    for _number in range(3):
        DelegateFactory(delegation__event=trip.mission, delegation__pairing=PairingFactory(strand=trip.pairing.strand))
    assert counted() == (one[0], 4)


@pytest.mark.one_database
def test_the_page_of_the_delegation_leads_to_both_papers(trip, as_role):
    page = as_role("counterpart").get(trip.delegation.get_absolute_url())
    assert address(trip, "trip-paper") in page.text
    assert address(trip, "trip-paper", kind="plan") in page.text
    assert "/report/" not in as_role("eu").get(trip.delegation.get_absolute_url()).text
