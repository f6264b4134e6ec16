"""Days without contact of a strand's pairings: told to those who see signals, the longest silent first."""

import datetime as dt

import pytest

from core import clock
from partnerships.contacts.selectors import contact_gaps
from partnerships.tests.contact_scene import NOW, TODAY
from partnerships.tests.factories import PairingFactory
from partnerships.tests.two_sides import ROLES
from partnerships.tests.waiting_rows import touch

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides(sides):
    with clock.fixed_at(NOW):
        yield sides


def gaps(sides, role="staff"):
    found = contact_gaps(grants=sides.grants(role), strand=sides.pairing.strand, today=TODAY)
    return {row.pk: row for row in found}


def ago(days):
    return TODAY - dt.timedelta(days=days)


@pytest.mark.parametrize("role", ROLES)
def test_as_signals_are(sides, role):
    others = PairingFactory(strand=sides.pairing.strand)
    seen = gaps(sides, role)
    assert (sides.pairing.pk in seen) == (role not in {"observer", "neighbour"})
    assert (others.pk in seen) == (role in {"staff", "administrator", "authority"})


@pytest.mark.parametrize("status", ["planned", "closed", "discontinued"])
def test_only_where_a_pairing_is_under_way(sides, status):
    other = PairingFactory(strand=sides.pairing.strand, status=status)
    assert other.pk not in gaps(sides)


def test_the_longest_silent_comes_first_with_its_limit_and_turn(sides):
    limit = sides.pairing.strand.silence_days
    other = PairingFactory(strand=sides.pairing.strand)
    touch(other, "eu", ago(limit - 1))
    touch(sides.pairing, "eu", ago(2 * limit))
    touch(sides.pairing, "counterpart", ago(2 * limit + 50))
    found = gaps(sides)
    row = found[sides.pairing.pk]
    assert (row.silence.days, row.silence_state, row.silence_label) == (2 * limit, "at-risk", f"{2 * limit} days")
    assert row.silent_partner == sides.pairing.counterpart.partner.name
    assert row.gap_picture["is_long"]
    assert (found[other.pk].silence_state, found[other.pk].gap_picture["is_long"]) == ("on-track", False)
    order = list(found)
    assert order.index(sides.pairing.pk) < order.index(other.pk)


def test_without_any_contact_there_is_no_tick(sides):
    row = gaps(sides)[sides.pairing.pk]
    assert (row.gap_picture["gap"], row.gap_picture["ticks"]) == (None, [])


@pytest.mark.one_database
def test_queries_do_not_grow_with_pairings(sides, django_assert_max_num_queries):
    for _number in range(20):
        touch(PairingFactory(strand=sides.pairing.strand), "eu", ago(3))
    grants, strand = sides.grants("staff"), sides.pairing.strand
    with django_assert_max_num_queries(3):
        assert len(contact_gaps(grants=grants, strand=strand, today=TODAY)) > 20
