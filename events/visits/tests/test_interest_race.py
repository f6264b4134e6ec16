"""Both sides click on the same note at the same moment: one project comes of it, and both interests name it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.errors import AlreadyDone, StaleRecord
from events.models import NotedInterest
from events.tests.factories import VisitNoteFactory, event_of
from events.visits.actions import TakeUpInterest
from partnerships.models import Project
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import MembershipFactory, PairingFactory

ROUNDS = 40


def _people(pairing):
    return [MembershipFactory(participation=side).user for side in (pairing.eu, pairing.counterpart)]


def _both(people, keys):
    """Both click at once, one on each of `keys`; what each hears."""
    together = Barrier(2, timeout=30)

    def click(which):
        try:
            interest = NotedInterest.objects.select_related("note__pairing").get(pk=keys[which])
            grants = read_grants(people[which])
            together.wait()
            try:
                TakeUpInterest.do(interest, by=people[which], grants=grants, version=interest.version)
            except (AlreadyDone, StaleRecord) as refused:
                return type(refused)
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(click, (0, 1)))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_interests_in_one_note_become_one_project():
    pairing = PairingFactory()
    people, event = _people(pairing), event_of(pairing)
    for number in range(1, ROUNDS + 1):
        note = VisitNoteFactory(pairing=pairing, event=event, interests=["eu", "counterpart"])
        keys = list(note.interests.order_by("pk").values_list("pk", flat=True))
        assert _both(people, keys) == [None, None]
        assert Project.objects.count() == number
        assert note.interests.values("project").distinct().count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_clicks_on_one_interest_make_one_project():
    pairing = PairingFactory()
    people, event = _people(pairing), event_of(pairing)
    for number in range(1, ROUNDS + 1):
        (interest,) = VisitNoteFactory(pairing=pairing, event=event, interests=["eu"]).interests.all()
        assert set(_both(people, [interest.pk, interest.pk])) == {None, AlreadyDone}
        assert Project.objects.count() == number
