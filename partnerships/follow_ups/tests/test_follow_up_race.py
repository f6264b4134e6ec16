"""Two people at the same follow-ups in the same moment: each gets a number of its own, and is told who was first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core import clock
from core.errors import AlreadyDone
from core.models import AuditEntry
from partnerships.follow_ups.actions import AddFollowUp, FinishFollowUp
from partnerships.models import FollowUp
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import FollowUpFactory, MembershipFactory, PairingFactory

ROUNDS = 50


def _at_once(act):
    """Let two threads act in each round at the same moment; returns what came of each act."""
    together = Barrier(2, timeout=30)

    def rounds(which):
        found = []
        try:
            for number in range(ROUNDS):
                together.wait()
                found.append(act(which, number))
        except BaseException:
            together.abort()
            raise
        finally:
            connection.close()
        return found

    with ThreadPoolExecutor(2) as pool:
        return list(zip(*pool.map(rounds, range(2)), strict=True))


@pytest.fixture
def pairing():
    return PairingFactory()


@pytest.fixture
def people(pairing):
    people = [MembershipFactory(participation=side).user for side in (pairing.eu, pairing.counterpart)]
    return [{"by": person, "grants": read_grants(person)} for person in people]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_each_that_is_added_gets_a_number_of_its_own(pairing, people):
    def add(which, number):
        values = {"what_en": f"{which}, {number}", "side": "eu", "due_on": clock.today()}
        return AddFollowUp.do(pairing, **people[which], values=values).code

    codes = [code for both in _at_once(add) for code in both]
    assert sorted(codes) == sorted(f"follow-up-{number}" for number in range(1, 2 * ROUNDS + 1))
    assert FollowUp.objects.count() == 2 * ROUNDS


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_finish_one_is_told_that_it_is_done(pairing, people):
    rows = [FollowUpFactory(pairing=pairing) for _ in range(ROUNDS)]

    def finish(which, number):
        try:
            FinishFollowUp.do(rows[number], **people[which], version=1)
        except AlreadyDone:
            return "told"
        return "done"

    assert {tuple(sorted(both)) for both in _at_once(finish)} == {("done", "told")}
    assert set(FollowUp.objects.values_list("state", "version")) == {("done", 2)}
    assert AuditEntry.objects.filter(action="follow-up-finish").count() == ROUNDS
