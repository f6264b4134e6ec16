"""What held events count for: signs of life, entries among the contacts, figures of the programme."""

import datetime as dt

import pytest
from django.urls import reverse

from events.models import Event
from events.tests.event_scene import NOON, TODAY, meeting_of, open_page
from events.tests.factories import DelegateFactory, DelegationFactory, EventFactory
from partnerships.contacts.cards import stream
from partnerships.contacts.selectors import contact_days, silence
from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import read_counts, reading_of
from partnerships.tests.factories import PairingFactory, ParticipationFactory, period
from partnerships.tests.pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(settings):
    settings.PORTAL_TODAY = TODAY


def _held(sides, day, end="", **values):
    actual = period(day, end)
    more = {"code": f"held-{day}", "title_en": f"Held {day}", "kind": "working-meeting"}
    return EventFactory(
        strand=sides.pairing.strand,
        status="held",
        baseline=actual,
        forecast=actual,
        actual=actual,
        **{**more, "pairings": [sides.pairing], **values},
    )


class TestSigns:
    def _days(self, scene):
        return silence([scene.pairing], NOON)[scene.pairing.pk].days

    def test_a_held_event_ends_the_silence_of_both_sides(self, scene):
        _held(scene, "2026-11-19", "2026-11-20")
        assert self._days(scene) == 5
        days = contact_days([scene.pairing], TODAY, days=30)[scene.pairing.pk]
        assert days == {"eu": {dt.date(2026, 11, 20)}, "counterpart": {dt.date(2026, 11, 20)}}

    def test_so_does_one_for_every_pairing_of_the_strand(self, scene):
        _held(scene, "2026-11-18", pairings=[], all_pairings=True)
        assert self._days(scene) == 7

    def test_not_one_without_its_day_nor_the_frame_around_others_nor_another_pairings(self, scene):
        _held(scene, "2026-11")
        mission = _held(scene, "2026-11-20", kind="mission", pairings=[], all_pairings=True)
        EventFactory(strand=scene.pairing.strand, part_of=mission, all_pairings=True)
        _held(scene, "2026-11-19", pairings=[PairingFactory(strand=scene.pairing.strand)])
        meeting_of(scene, "2026-11-21")
        assert silence([scene.pairing], NOON)[scene.pairing.pk].never

    def test_it_stands_among_the_contacts_for_those_who_see_them(self, client, scene):
        event = _held(scene, "2026-11-19", "2026-11-20", title_en="Tram day")
        found = stream(scene.grants("eu"), scene.pairing)
        assert [(one.title, one.on, one.get_absolute_url()) for one in found["entries"]] == [
            ("Tram day", dt.date(2026, 11, 20), event.get_absolute_url())
        ]
        assert "Tram day Event held" in text_of(open_page(client, scene, "eu", url(scene, "contact-list")))
        assert stream(scene.grants("observer"), scene.pairing) == {"readable": False}


class TestFigures:
    def _read(self, scene):
        groups = read_counts(strand=scene.pairing.strand, today=TODAY)
        return {
            slug: tuple(reading_of(groups, key, slug).value for key in (None, scene.pairing.pk))
            for slug in (BuiltIn.MEETINGS, BuiltIn.DAYS, BuiltIn.PARTICIPANTS)
        }

    def test_each_event_counts_once_in_the_strand_and_in_each_pairing_that_it_serves(self, scene):
        PairingFactory(strand=scene.pairing.strand)
        assert self._read(scene) == {"meetings": (0, 0), "meeting-days": (0, 0), "participants": (None, None)}
        _held(scene, "2026-11-10", "2026-11-12")
        _held(scene, "2026-10", pairings=[])
        _held(scene, "2026-09-01", pairings=[], all_pairings=True)
        meeting_of(scene, "2026-11-13")
        assert self._read(scene) == {"meetings": (3, 2), "meeting-days": (4, 4), "participants": (None, None)}
        alone = read_counts(strand=scene.pairing.strand, pairing=scene.pairing, today=TODAY)
        assert reading_of(alone, scene.pairing.pk, BuiltIn.MEETINGS).value == 2

    def test_who_came_is_counted_without_names(self, client, scene):
        event = _held(scene, "2026-11-10", pairings=[], all_pairings=True)
        for participation, came in ((scene.pairing.counterpart, 2), (scene.pairing.eu, 1)):
            delegation = DelegationFactory(event=event, participation=participation)
            for number in range(3):
                DelegateFactory(
                    delegation=delegation,
                    number=number + 1,
                    family_name="Seo",
                    attended=number < came,
                    status="confirmed",
                )
        foreign = DelegationFactory(
            event=event, participation=ParticipationFactory(strand=scene.pairing.strand, side="eu")
        )
        DelegateFactory(delegation=foreign, number=1, attended=True, status="confirmed")
        assert self._read(scene)[BuiltIn.PARTICIPANTS] == (4, 3)
        rows = reverse("partnerships:figure-rows", args=[scene.pairing.strand.code, "participants"])
        answer = open_page(client, scene, "observer", rows)
        assert answer.context["value"] == "4"
        assert "Seo" not in text_of(answer)
        days = reverse("partnerships:figure-rows", args=[scene.pairing.strand.code, "meeting-days"])
        for address_ in (days, f"{days}?pairing={scene.pairing.code}", f"{rows}?pairing={scene.pairing.code}"):
            answer = open_page(client, scene, "eu", address_)
            assert answer.status_code == 200
            assert event.title in text_of(answer)
        assert client.get(f"{days}?format=csv").status_code == 200


def test_events_read_by_pairing_are_those_it_serves(scene):
    mine = meeting_of(scene)
    every = EventFactory(strand=scene.pairing.strand, all_pairings=True)
    EventFactory(strand=scene.pairing.strand)
    EventFactory(all_pairings=True)
    found = Event.objects.per_pairing().filter(in_pairing=scene.pairing.pk).order_by("pk")
    assert list(found) == list(Event.objects.of_pairing(scene.pairing).order_by("pk")) == [mine, every]
