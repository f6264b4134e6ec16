"""Two at once: letters get numbers of their own, and of two who save the same page first one is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.errors import StaleRecord
from core.stored_files import files_of_act
from events.delegates import actions as own_actions
from events.delegates.actions import IssueLetter
from events.delegates.services import save_details
from events.delegates.tests.details_scene import link_of
from events.delegations.actions import AcceptDelegate
from events.models import Delegate, DelegateNeeds, InvitationLetter
from events.tests.delegation_scene import person, scene
from partnerships.tests.files import forget_files

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 15


def at_once(act):
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


def test_of_two_letters_at_once_each_has_its_own_number(monkeypatch):
    found = scene()
    staff = found.act("staff")
    delegates = found.nominate(person(), person())
    for row in delegates:
        AcceptDelegate.do(row, **staff, version=row.version)
    keys = [row.pk for row in delegates]
    monkeypatch.setattr(own_actions, "letter_pdf", lambda **_facts: b"%PDF-1.7")

    def issue(which, _number):
        row = Delegate.objects.select_related("delegation__event").get(pk=keys[which])
        with files_of_act():
            words = {"signatory": "Claire Fontaine"}
            return IssueLetter.do(row, **staff, version=row.version, language="en", texts=words).number

    numbers = [number for pair in at_once(issue) for number in pair]
    assert sorted(numbers) == list(range(1, 2 * ROUNDS + 1))
    assert InvitationLetter.objects.count() == 2 * ROUNDS
    forget_files()


def test_of_two_who_save_the_page_first_one_is_told():
    found = scene(places=None)
    tokens = [link_of(found, delegate) for delegate in found.nominate(*(person() for _ in range(ROUNDS)))]

    def save(which, number):
        try:
            save_details(
                token=tokens[number],
                versions="1.0",
                person={},
                needs={"told": "here", "diet": f"Diet of {which}"},
                answers={},
                language="en",
            )
        except StaleRecord:
            return "told"
        return "saved"

    assert {tuple(sorted(pair)) for pair in at_once(save)} == {("saved", "told")}
    assert DelegateNeeds.objects.count() == ROUNDS
