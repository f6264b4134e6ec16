"""The days of events added up, what their sum leaves out, and visits on the same days."""

import pytest
from django.utils import translation

from events.events.selectors import days_remark, in_parallel
from events.models import Event
from events.tests.event_scene import TODAY, open_page
from events.tests.factories import EventFactory
from partnerships.indicators.selectors import find_count, remark_on
from partnerships.tests.factories import PairingFactory, period
from partnerships.tests.pages import text_of

pytestmark = pytest.mark.django_db


def held(strand, actual, *, pairings=(), **values):
    start, _slash, end = actual.partition("/")
    days = period(start, end)
    more = {"all_pairings": not pairings, "kind": "study-visit", "status": "held"}
    return EventFactory(
        strand=strand, baseline=days, forecast=days, actual=days, pairings=list(pairings), **{**more, **values}
    )


@pytest.fixture
def visits(scene):
    """A mission of three days: one meeting of all, then two visits on the same two days."""
    strand = scene.pairing.strand
    mission = held(strand, "2026-11-02/2026-11-04", kind="mission", title_en="Mission")
    held(strand, "2026-11-02", part_of=mission, title_en="Plenary")
    for pairing, title in ((scene.pairing, "In Busan"), (PairingFactory(strand=strand), "In Suwon")):
        held(strand, "2026-11-03/2026-11-04", part_of=mission, pairings=[pairing], title_en=title)
    return mission


def test_visits_on_the_same_days_are_said_to_be_in_parallel(client, scene, visits):
    parts = Event.objects.filter(part_of=visits).prefetch_related("serving").order_by("pk")
    parallel = in_parallel(parts)
    assert [part.title_en for part in parts if part.pk in parallel] == ["In Busan", "In Suwon"]
    said = text_of(open_page(client, scene, "observer", visits.get_absolute_url()))
    assert said.count("3–4 November 2026, in parallel") == 2
    assert "2 November 2026, in parallel" not in said


def test_nothing_is_in_parallel_with_itself_nor_on_days_that_are_not_known(scene):
    strand = scene.pairing.strand
    held(strand, "2026-11-03", pairings=[scene.pairing])
    held(strand, "2026-11-03", pairings=[scene.pairing])
    held(strand, "2026-11", pairings=[PairingFactory(strand=strand)])
    assert in_parallel(Event.objects.prefetch_related("serving")) == set()


def test_events_without_known_days_are_said_beside_the_days_of_events(client, scene, visits):
    strand = scene.pairing.strand
    held(strand, "2026-10", title_en="Some day in October")
    said = "some on the same days, 3 days of the calendar; 1 of 4 events without known days"
    count = find_count("meeting-days")
    assert remark_on(count, strand=strand, today=TODAY) == said
    with translation.override("ko"):
        korean = remark_on(count, strand=strand, today=TODAY)
    assert korean == "같은 날 열린 행사 포함, 실제 날짜 수 3일, 행사 4건 중 1건은 날짜 미상"
    for path in ("indicators/", "indicators/counts/meeting-days/"):
        assert said in text_of(open_page(client, scene, "observer", f"{strand.get_absolute_url()}{path}"))
    alone = remark_on(count, strand=strand, pairing=scene.pairing, today=TODAY)
    assert alone == "1 of 3 events without known days"


def test_days_in_a_row_need_no_remark(scene):
    held(scene.pairing.strand, "2026-11-02/2026-11-03")
    held(scene.pairing.strand, "2026-11-04")
    assert days_remark(Event.objects.all()) == ""
