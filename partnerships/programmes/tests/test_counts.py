"""The programme's own counts: what they count, and that the list behind each is as long as it says."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.pack.loading import load_pack
from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import LABELS, counts, read_counts, reading_of, rows_of
from partnerships.models import Pairing, Strand
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import ProjectFactory, ProjectResultFactory
from partnerships.tests.figure_story import OWN_COUNTS, everything
from partnerships.tests.small_pack import REAL

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)


def value(slug, pairing, *, of_pairing=True):
    groups = read_counts(strand=pairing.strand, pairing=pairing if of_pairing else None, today=TODAY)
    return reading_of(groups, pairing.pk if of_pairing else None, BuiltIn(slug))


def amounts(slug, strand, pairing=None):
    count = counts()[BuiltIn(slug)]
    return [count.amount(row) for row in rows_of(count, strand=strand, pairing=pairing, today=TODAY)]


def test_each_count_has_rows_and_words():
    assert set(OWN_COUNTS) <= set(counts()) <= set(LABELS) == set(BuiltIn)


@pytest.mark.parametrize("slug", OWN_COUNTS)
def test_a_count_is_what_its_rows_come_to_in_a_pairing_and_in_the_strand(slug):
    one, other = PairingFactory(), PairingFactory()
    second = PairingFactory(strand=one.strand)
    for pairing in (one, second, other):
        everything(pairing)
    mine = value(slug, one).value
    assert mine
    assert mine == sum(amounts(slug, one.strand, one))
    whole = value(slug, one, of_pairing=False).value
    assert whole == sum(amounts(slug, one.strand)) == 2 * mine
    # What is counted and not added up is as long as it says.
    if not counts()[BuiltIn(slug)].summed:
        assert len(amounts(slug, one.strand)) == whole


def test_what_is_counted_and_what_is_not():
    pairing = PairingFactory()
    everything(pairing)
    assert {slug.value: value(slug, pairing).value for slug in OWN_COUNTS} == {
        "identified": 1,
        "exploring": 1,
        "agreed": 1,
        "piloting": 1,
        "running": 1,
        "not-pursued": 1,
        "pilots": 2,
        "agreements-signed": 2,
        "contacts": 1,
        "milestones-on-time": 1,
        "days-of-delay": 20,
        "firms": 8,
        "jobs": Decimal(5),
        "funding-eur": 2400,
        "funding-krw": 6_000_000,
        "co2": 24,
        "people": 80,
    }


@pytest.mark.parametrize("slug", OWN_COUNTS)
def test_a_new_pairing_has_counted_nothing_and_reported_no_results(slug):
    reading = value(slug, PairingFactory())
    assert reading.value == (None if counts()[BuiltIn(slug)].source.name == "results" else 0)
    assert reading.unreported == 0


def test_a_result_of_zero_is_reported():
    pairing = PairingFactory()
    ProjectResultFactory(project=ProjectFactory(pairing=pairing), achieved=0, evidence="Nobody came.")
    assert value("firms", pairing).value == 0


@pytest.mark.one_database
def test_the_queries_are_as_many_for_one_pairing_as_for_many(django_assert_num_queries):
    strand = PairingFactory().strand
    everything(strand.pairings.get())
    with CaptureQueriesContext(connection) as few:
        read_counts(strand=strand, today=TODAY)
    for _number in range(3):
        everything(PairingFactory(strand=strand))
    with django_assert_num_queries(len(few)):
        groups = read_counts(strand=strand, today=TODAY)
    # One for each of eight sources, and one more for the delays that several pairings share.
    assert len(few) == 9
    assert len(groups) == 5


def test_the_real_strand_is_counted_as_its_pack_says():
    load_pack(REAL, by=None)
    strand = Strand.objects.get(code="eu-korea-2017")
    groups = read_counts(strand=strand, today=TODAY)

    def real(slug, code=None):
        key = Pairing.objects.get(strand=strand, code=code).pk if code else None
        reading = reading_of(groups, key, BuiltIn(slug))
        return (reading.value, reading.unreported)

    assert real("milestones-on-time") == (19, 9)
    assert real("days-of-delay") == (20, 9)
    # Busan-Barcelona: everything reported was in time but the closing meeting, planned for March, held on 20 April.
    assert real("milestones-on-time", "busan-barcelona") == (5, 3)
    assert real("days-of-delay", "busan-barcelona") == (20, 3)
    assert [real(slug)[0] for slug in ("identified", "exploring", "agreed", "piloting", "running", "not-pursued")] == [
        13,
        16,
        0,
        0,
        0,
        0,
    ]
    assert real("pilots")[0] == 0
    # The sister city charter of 1983 is older than the strand.
    assert real("agreements-signed")[0] == real("agreements-signed", "busan-barcelona")[0] == 0
    assert real("contacts")[0] == 0
    assert real("firms")[0] is None
