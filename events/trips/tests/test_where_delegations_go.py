"""Papers, letter, page and mail of a delegation name where it goes itself, and not where the others of a mission go."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import Mail
from core import clock
from core.formats import format_period
from core.pack.loading import load_pack
from core.periods import Period
from core.tests.pdf_reading import pdf_text
from events.delegates.actions import letter_pdf
from events.delegates.services import send_link
from events.models import Delegation, Event
from events.tests.event_scene import fresh
from events.tests.factories import AgendaItemFactory, DelegateFactory, DelegateLinkFactory, EventFactory
from events.tests.trip_scene import tell_trip
from events.trips.documents import paper_blocks, paper_title
from events.trips.selectors import TripSheet, Visited, paper_of
from events.trips.tests.test_trip_papers import told
from partnerships.models import Pairing, Participation
from partnerships.tests.factories import UserFactory
from partnerships.tests.roles import actor
from partnerships.tests.small_pack import REAL

# Of each journey of 2017-2018: where it led, and who received it.
JOURNEYS = {
    ("mission-2017-03", "barcelona"): ("seoul busan", "seoul busan"),
    ("mission-2017-03", "scottish-cities-alliance"): ("seoul suwon incheon", "seoul suwon"),
    ("mission-2017-03", "tampere"): ("seoul gwangju naju", "seoul gwangju"),
    ("mission-2017-03", "eindhoven"): ("seoul songpa-gu", "seoul"),
    ("mission-2017-11", "busan"): ("copenhagen barcelona", "barcelona"),
    ("mission-2017-11", "suwon"): ("copenhagen scotland", "scottish-cities-alliance"),
    ("mission-2017-11", "gwangju"): ("tampere copenhagen", "tampere"),
    ("mission-2017-11", "seoul"): ("eindhoven copenhagen", "eindhoven"),
    ("mission-2018-04", "barcelona"): ("busan", "busan"),
    ("mission-2018-04", "scottish-cities-alliance"): ("suwon busan", "suwon busan"),
    ("mission-2018-04", "eindhoven"): ("busan", "busan"),
}
ELSEWHERE = {"en": ("Scotland", "Scottish", "Tampere", "Eindhoven"), "ko": ("스코틀랜드", "탐페레", "에인트호번")}
HERE = {"en": ("Copenhagen", "Barcelona"), "ko": ("코펜하겐", "바르셀로나")}

pytestmark = pytest.mark.django_db


@pytest.fixture
def real(db):
    load_pack(REAL, by=None)


def visited(event, partner):
    row = Event.objects.with_names().get(code=event)
    return Visited(row, Participation.objects.get(strand=row.strand, partner__code=partner).pk)


def somebody(event, partner):
    """One of a partner's delegation to a mission."""
    delegation = Delegation(
        event=Event.objects.with_names().get(code=event),
        participation=Participation.objects.get(partner__code=partner),
    )
    delegation.save(by=None)
    return DelegateFactory(delegation=delegation, email="jisu.kim@example.org")


def paper(delegate, kind, language):
    grants = actor("staff", Pairing.objects.get(code="busan-barcelona"))["grants"]
    sheet = TripSheet(grants, paper_of(delegate.delegation, kind))
    return " ".join([paper_title(sheet, language), *told(paper_blocks(sheet, language))])


def letter(delegate, language):
    texts = {"signatory": "Claire Fontaine"}
    event = delegate.delegation.event
    return pdf_text(
        letter_pdf(delegate=delegate, event=event, number="1", language=language, texts=texts, at=clock.now())
    )


def mail(delegate, language):
    link = DelegateLinkFactory(delegate=delegate, language=language)
    send_link(link=link, delegate=delegate, url="https://portal.example/", by=UserFactory())
    return Mail.objects.latest("pk").text


def own_page(delegate, language):
    link = DelegateLinkFactory(delegate=delegate, language=language, token=f"the-secret-of-the-page-{language}")
    found = Client().get(reverse("events:delegate-page", args=[f"the-secret-of-the-page-{language}"]))
    assert link.language == found.context["LANGUAGE_CODE"]
    return f"{found.context['when']} {found.context['where']}"


def test_every_journey_of_2017_and_2018_led_where_its_delegation_went(real):
    found = {journey: visited(*journey) for journey in JOURNEYS}
    told = {
        journey: (" ".join(city.code for city in one.cities), " ".join(host.partner.code for host in one.hosts))
        for journey, one in found.items()
    }
    assert told == JOURNEYS


@pytest.mark.parametrize("language", ["en", "ko"])
def test_busan_goes_to_copenhagen_and_barcelona_and_no_paper_of_it_names_another_city(real, language):
    delegate = somebody("mission-2017-11", "busan")
    with translation.override(language), clock.fixed_at(dt.datetime(2017, 10, 2, 12, tzinfo=dt.UTC)):
        said = {
            "plan": paper(delegate, "plan", language),
            "report": paper(delegate, "report", language),
            "letter": letter(delegate, language),
            "mail": mail(delegate, language),
            "page": own_page(delegate, language),
        }
    for name, words in said.items():
        assert [city for city in HERE[language] if city not in words] == [], name
        assert [city for city in ELSEWHERE[language] if city in words] == [], name


def test_who_comes_for_the_closing_alone_is_invited_for_its_day(real):
    days = {
        partner: visited("mission-2018-04", partner).actual.iso()
        for partner in ("eindhoven", "scottish-cities-alliance")
    }
    assert days == {"eindhoven": "2018-04-20", "scottish-cities-alliance": "2018-04-18/2018-04-20"}
    delegate = somebody("mission-2018-04", "eindhoven")
    with clock.fixed_at(dt.datetime(2018, 4, 2, 12, tzinfo=dt.UTC)):
        said = [letter(delegate, "en"), mail(delegate, "en"), own_page(delegate, "en")]
    assert [words for words in said if "20 April 2018" not in words or "18–20" in words] == []


def test_where_a_visit_was_not_reported_the_days_are_those_of_the_mission(real):
    # Nobody told of Eindhoven in Songpa-gu, and the meeting in Busan before the closing was announced alone.
    for event, partner in (("mission-2017-03", "eindhoven"), ("mission-2018-04", "barcelona")):
        assert visited(event, partner).actual == Event.objects.get(code=event).actual


def test_a_city_of_the_mission_that_no_visit_names_is_everybodys():
    trip = tell_trip()
    found = Visited(trip.mission, trip.pairing.counterpart_id)
    assert [city.code for city in found.cities] == ["copenhagen", "barcelona"]
    assert format_period(found.actual) == "12–16 October 2026"


def test_the_days_of_its_visits_are_its_days_unless_the_mission_has_more_on_its_agenda():
    trip = tell_trip()
    trip.mission.visiting.exclude(city__code="barcelona").delete()
    found = Visited(fresh(trip.mission), trip.pairing.counterpart_id)
    assert (found.actual, found.baseline) == (trip.part.actual, trip.part.baseline)
    AgendaItemFactory(event=trip.mission, position=1, day="2026-10-12", title_en="Reception")
    found = Visited(fresh(trip.mission), trip.pairing.counterpart_id)
    assert (found.actual, found.baseline) == (trip.mission.actual, trip.mission.baseline)


def test_a_cancelled_visit_is_told_as_cancelled_and_its_city_is_not_gone_to():
    trip = tell_trip()
    trip.part.status, trip.part.actual = "cancelled", Period()
    trip.part.save(by=None)
    delegate = trip.delegation.delegates.first()
    delegate.delegation.event = fresh(trip.mission)
    grants = trip.by("staff")["grants"]
    report, plan = (TripSheet(grants, paper_of(delegate.delegation, kind)) for kind in ("report", "plan"))
    assert [city.code for city in report.visited.cities] == ["copenhagen"]
    assert report.visited.hosts == []
    assert "Cancelled" in told(paper_blocks(report, "en"))
    assert "Busan delegation in Barcelona" not in " ".join(told(paper_blocks(plan, "en")))
    assert "Busan delegation in Barcelona" not in letter(delegate, "en")


def test_who_receives_others_at_home_is_not_said_to_visit_itself(real):
    assert [host.partner.code for host in visited("mission-2018-04", "suwon").hosts] == ["busan"]


def test_a_letter_says_that_the_place_is_to_be_announced_where_the_visit_is_not_planned_yet(real):
    delegate = somebody("mission-2017-11", "busan")
    Event.objects.filter(part_of=delegate.delegation.event).exclude(
        pairings__code="suwon-scottish-cities-alliance"
    ).update(part_of=None)
    delegate.delegation.event.visiting.exclude(city__code="scotland").delete()
    delegate.delegation.event = fresh(delegate.delegation.event)
    assert "Place: to be announced" in letter(delegate, "en")


def test_more_visits_cost_no_more_queries(django_assert_num_queries):
    trip = tell_trip()
    mission = fresh(trip.mission)
    with CaptureQueriesContext(connection) as with_one:
        Visited(mission, trip.pairing.counterpart_id)
    for _ in range(3):
        EventFactory(strand=mission.strand, part_of=mission, pairings=[trip.pairing], hosts=[trip.pairing.eu])
    with django_assert_num_queries(len(with_one)):
        assert len(Visited(mission, trip.pairing.counterpart_id).parts) == 4
