"""Two people nominate for the last place at the same moment, again and again: exactly one gets it, the other waits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from events.delegations.services import nominate
from events.models import Delegate, DelegateStep, Event, Quota
from events.tests.delegation_scene import person, scene
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import MembershipFactory

ROUNDS = 150


@pytest.mark.security("V2", "V15")
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_nominations_for_the_last_place_one_is_accepted_and_the_other_waits():
    found = scene(places=0)
    people = [MembershipFactory(participation=found.busan).user for _number in range(2)]
    grants = [read_grants(one) for one in people]

    def open_one_place():
        """Run by one of the two while both are held: nobody waits any more, and exactly one place is free."""
        for row in Delegate.objects.filter(status="waiting"):
            row.status = "withdrawn"
            row.save(by=None)
        quota = Quota.objects.get(event=found.event)
        quota.places = Delegate.objects.placed().count() + 1
        quota.save(by=None)

    together = Barrier(2, action=open_one_place, timeout=60)

    def nominate_in_every_round(which):
        """One coordinator's thread."""
        results = []
        try:
            for number in range(ROUNDS):
                together.wait()
                mine = person(given_name=f"Round {number}, {which}")
                event = Event.objects.get(pk=found.event.pk)
                rows = nominate(
                    by=people[which], grants=grants[which], event=event, participation=found.busan, people=[mine]
                )
                results.append(rows[0].status)
        except BaseException:
            together.abort()
            raise
        finally:
            connection.close()
        return results

    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(nominate_in_every_round, range(2)))

    assert [sorted(pair) for pair in zip(*both, strict=True)] == [["nominated", "waiting"]] * ROUNDS
    # Every number is given once, and each nomination has its step.
    numbers = sorted(Delegate.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 2 * ROUNDS + 1))
    assert DelegateStep.objects.count() == 2 * ROUNDS
    assert Delegate.objects.placed().count() == ROUNDS
