"""Whose name a Korean page of an event tells beside a record that kept it in Latin letters."""

import pytest

from core.periods import PartialDate, Period
from core.tests.queries import count_queries
from events.models import Event, EventDateChange
from events.tests.agenda_scene import agenda_scene, url
from events.tests.factories import AgendaItemFactory, AgendaReleaseFactory, MinutesFactory, MinutesObjectionFactory
from partnerships.tests.factories import UserFactory
from partnerships.tests.pages import text_of
from partnerships.tests.roles import day

pytestmark = pytest.mark.django_db

LATIN, HANGUL = "Jiwon Kim", "김지원"


@pytest.fixture
def scene():
    return agenda_scene()


@pytest.fixture
def kim():
    return UserFactory(given_name="Jiwon", family_name="Kim", name_native=HANGUL)


@pytest.fixture
def read(client, scene):
    """A page as Barcelona's coordinator reads it in one language."""
    reader = scene.person("eu")

    def page(address, language="ko"):
        reader.language = language
        reader.save()
        client.force_login(reader, "django.contrib.auth.backends.ModelBackend")
        answer = client.get(address)
        assert answer.status_code == 200
        return text_of(answer)

    return page


def released_agenda(scene, kim, many):
    AgendaItemFactory(event=scene.event, day="2017-11-27")
    for _number in range(many):
        AgendaReleaseFactory(event=scene.event, by=kim, by_label=LATIN)
    return url(scene, "agenda")


def one_version(scene, kim, many):
    released_agenda(scene, kim, many)
    return url(scene, "agenda-version", scene.event.releases.order_by("number").last().number)


def moved_event(scene, kim, many):
    scene.event.baseline = Period(PartialDate(day(-9), "day"))
    Event.objects.bulk_update([scene.event], Event.baseline.columns)
    for _number in range(many):
        EventDateChange(event=scene.event, reason="The hall was taken", by=kim, by_label=LATIN).save()
    return scene.event.get_absolute_url()


def objections(scene, kim, many):
    minutes = scene.event.minutes.first() or MinutesFactory(event=scene.event, pairing=scene.pairing)
    for _number in range(many):
        MinutesObjectionFactory(minutes=minutes, by=kim, by_label=LATIN)
    return url(scene, "minutes", scene.pairing.code)


PLACES = pytest.mark.parametrize("place", [released_agenda, one_version, moved_event, objections])


@pytest.mark.one_database
@PLACES
def test_a_korean_page_writes_the_person_in_hangul_and_an_english_one_in_latin_letters(scene, kim, read, place):
    address = place(scene, kim, 1)
    korean, english = read(address), read(address, "en")
    assert HANGUL in korean
    assert LATIN not in korean
    assert LATIN in english
    assert HANGUL not in english
    kim.family_name = "Lee"
    kim.save()
    assert LATIN in read(address)


@pytest.mark.one_database
@PLACES
def test_many_records_cost_as_many_queries_as_one(scene, kim, read, place):
    address = place(scene, kim, 2)
    read(address)
    cost = count_queries(lambda: read(address))
    place(scene, kim, 5)
    assert count_queries(lambda: read(address)) == cost
