"""Both sides act on one text at the same moment: both words count, and what hangs on them happens once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.errors import DomainError
from core.models import AuditEntry
from partnerships.confirmations.actions import ConfirmText, EditText, WithdrawConfirmation
from partnerships.confirmations.selectors import text_states
from partnerships.models import TextEdition
from partnerships.pairings.actions import ClosePairing
from partnerships.tests.two_sides import TwoSides, two_sides

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 8


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each of the acts gives, or refuses with, all begun at the same moment."""
    together = Barrier(len(acts), timeout=30)

    def run(act: Callable[[], object]) -> object:
        try:
            together.wait()
            return act()
        except DomainError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [running.result(timeout=60) for running in [pool.submit(run, act) for act in acts]]


def word_of(scene: TwoSides, edition: TextEdition, side: str) -> Callable[[], object]:
    word, given = scene.word(edition, side), scene.by(side)
    return lambda: ConfirmText.do(word, version=word.version, edition=edition.edition, **given)


def test_two_words_at_once_complete_the_milestone_exactly_once():
    for _round in range(ROUNDS):
        scene = two_sides()
        milestone = scene.milestone(confirmed_text="action-plan")
        plan = scene.plan()
        edition = scene.ask(plan)
        results = at_once(word_of(scene, edition, "eu"), word_of(scene, edition, "counterpart"))
        assert [result.state for result in results] == ["confirmed", "confirmed"]
        milestone.refresh_from_db()
        assert (milestone.status, milestone.version) == ("done", 2)
        done = AuditEntry.objects.filter(action="milestone-confirmed", pairing_id=scene.pairing.pk)
        assert done.count() == 1


def test_a_word_and_an_edit_at_once_never_leave_an_old_edition_counted():
    for _round in range(ROUNDS):
        scene = two_sides()
        milestone = scene.milestone(confirmed_text="action-plan")
        plan = scene.plan()
        edition = scene.ask(plan)
        scene.confirm(edition, "eu")
        given = scene.by("eu")

        def edit(plan=plan, given=given) -> object:
            return EditText.do(plan, version=plan.version, changes={"vision_en": "Other"}, **given)

        word, edited = at_once(word_of(scene, edition, "counterpart"), edit)
        assert not isinstance(edited, DomainError)
        plan.refresh_from_db()
        milestone.refresh_from_db()
        # The word came first and counted until the edit, or second and met the newer edition.
        assert milestone.status == "planned"
        assert isinstance(word, DomainError) or word.state == "confirmed"
        standing = text_states([plan])[type(plan), plan.pk]
        assert standing.waits_for == ("eu", "counterpart")


def test_a_pairing_is_never_closed_by_a_word_that_is_taken_back_at_that_moment():
    for _round in range(ROUNDS):
        scene = two_sides()
        edition = scene.ask(scene.closing())
        scene.both_confirm(edition)
        word, taken, closing = scene.word(edition, "eu"), scene.by("eu"), scene.by("counterpart")
        pairing = scene.pairing

        def take_back(word=word, taken=taken) -> object:
            return WithdrawConfirmation.do(word, version=word.version, reason="Too early", **taken)

        def close(pairing=pairing, closing=closing) -> object:
            return ClosePairing.do(pairing, version=pairing.version, **closing)

        at_once(take_back, close)
        pairing.refresh_from_db()
        both = edition.confirmations.filter(state="confirmed").count() == 2
        assert (pairing.status == "closed") is both


def test_two_colleagues_of_one_side_confirm_once():
    scene = two_sides()
    edition = scene.ask(scene.plan())
    results = at_once(word_of(scene, edition, "eu"), word_of(scene, edition, "eu"))
    assert sorted(isinstance(result, DomainError) for result in results) == [False, True]
    assert edition.confirmations.filter(state="confirmed").count() == 1


def test_two_requests_at_once_ask_once():
    for _round in range(ROUNDS):
        scene = two_sides()
        plan = scene.plan()
        results = at_once(
            lambda plan=plan, scene=scene: scene.ask(plan), lambda plan=plan, scene=scene: scene.ask(plan, "eu")
        )
        assert sum(not isinstance(result, DomainError) for result in results) >= 1
        assert TextEdition.objects.of(plan).count() == 1
        assert TextEdition.objects.of(plan).get().confirmations.count() == 2
