"""The health of a pairing is kept for the day, until something changes that it is made of."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core import clock
from core.models import write_audit
from partnerships.models import PairingHealth
from partnerships.tasks.signals import read_health
from partnerships.tests.factories import PairingFactory
from partnerships.tests.waiting_rows import calm_scene, day, milestone, on, promise

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 9, 15, 12, tzinfo=clock.STRAND_ZONE)


@pytest.fixture
def scene(sides):
    with clock.fixed_at(NOON):
        yield calm_scene(sides)


def acted(record):
    """An act on a record that was saved."""
    write_audit(action="record-added", by=None, record=record)


def read(scene, *pairings):
    """Sentences by pairing, and how many queries they took."""
    rows, grants = [scene.pairing, *pairings], scene.grants("staff")
    with CaptureQueriesContext(connection) as queries:
        found = read_health(grants=grants, pairings=rows, today=clock.today())
    return {key: [one.sentence for one in health.signals] for key, health in found.items()}, len(queries)


def test_what_is_kept_costs_one_query_however_many_pairings_there_are(scene):
    others = [PairingFactory(strand=scene.pairing.strand, status="active") for _number in range(4)]
    promise(scene.pairing, "eu", on(-1))
    first, made = read(scene, *others)
    second, kept = read(scene, *others)
    assert first == second
    assert first[scene.pairing.pk] == ["1 follow-up late"]
    assert made > 1
    assert kept == 1


def test_a_change_in_a_pairing_makes_its_own_anew_and_no_other(scene):
    other = PairingFactory(strand=scene.pairing.strand, status="active")
    read(scene, other)
    before = PairingHealth.objects.get(pairing=other).changes
    PairingHealth.objects.filter(pairing=other).update(signals=[["silent", "watch", {"count": 31}]])
    acted(promise(scene.pairing, "eu", on(-1)))
    found, _queries = read(scene, other)
    assert found == {scene.pairing.pk: ["1 follow-up late"], other.pk: ["31 days without contact"]}
    assert PairingHealth.objects.get(pairing=other).changes == before


def test_a_change_in_the_strand_makes_all_anew(scene):
    milestone(scene, forecast=day(-5))
    assert read(scene)[0] == {scene.pairing.pk: ["1 milestone overdue"]}
    stage = scene.pairing.strand.stages.first()
    stage.forecast = day(-20, 3)
    stage.save(by=None)
    acted(stage)
    assert len(read(scene)[0][scene.pairing.pk]) == 2


def test_the_next_day_it_is_worked_out_anew(scene):
    promise(scene.pairing, "eu", on(0))
    assert read(scene)[0] == {scene.pairing.pk: []}
    with clock.fixed_at(NOON + dt.timedelta(days=1)):
        assert read(scene)[0] == {scene.pairing.pk: ["1 follow-up late"]}


def test_it_is_told_in_the_language_of_whoever_reads_it(scene):
    promise(scene.pairing, "eu", on(-1))
    read(scene)
    with translation.override("ko"):
        found, queries = read(scene)
    assert queries == 1
    assert found[scene.pairing.pk] != ["1 follow-up late"]
    assert "follow-up late" not in str(PairingHealth.objects.get().signals)


def test_what_changes_while_it_is_read_makes_it_old_at_once(scene):
    counted = PairingHealth.count_changes([scene.pairing])[scene.pairing.pk]
    acted(promise(scene.pairing, "eu", on(-1)))
    PairingHealth.keep(clock.today(), {scene.pairing.pk: (counted, [])})
    assert read(scene)[0] == {scene.pairing.pk: ["1 follow-up late"]}
