"""The table of confirmations, walked cell by cell: who may do what from which state, and who says why."""

import pytest

from core import actions as known, clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from partnerships.confirmations.actions import ConfirmText, RequestConfirmation, TakeToApproval, WithdrawConfirmation
from partnerships.enums import ConfirmationState
from partnerships.models import Confirmation
from partnerships.tests.factories import UserFactory
from partnerships.tests.two_sides import ROLES, TwoSides

pytestmark = pytest.mark.django_db

STATES = ConfirmationState.values
ACTS = ("approval", "confirm", "withdraw")
# What each act does from each state for whom it is allowed: the new state, else what is raised.
OUTCOMES = {
    ("approval", "requested"): "in-approval",
    ("approval", "in-approval"): "in-approval",
    ("approval", "confirmed"): DomainError,
    ("approval", "withdrawn"): DomainError,
    ("confirm", "requested"): "confirmed",
    ("confirm", "in-approval"): "confirmed",
    ("confirm", "confirmed"): AlreadyDone,
    ("confirm", "withdrawn"): DomainError,
    ("withdraw", "requested"): DomainError,
    ("withdraw", "in-approval"): DomainError,
    ("withdraw", "confirmed"): "withdrawn",
    ("withdraw", "withdrawn"): AlreadyDone,
}


def in_state(scene: TwoSides, state: str) -> Confirmation:
    """The EU side's word under the action plan, in a state."""
    word = scene.word(scene.ask(scene.plan()), "eu")
    word.state = state
    if state in {"confirmed", "withdrawn"}:
        word.by = UserFactory()
        word.confirmed_at = clock.now()
    word.save(by=None)
    return word


def do(act: str, word: Confirmation, **given: object) -> Confirmation:
    if act == "approval":
        given |= {"until": clock.today(), "function": "Head of office"}
        return TakeToApproval.do(word, version=word.version, **given)
    if act == "confirm":
        return ConfirmText.do(word, version=word.version, edition=word.text.edition, **given)
    return WithdrawConfirmation.do(word, version=word.version, **given)


def test_the_table_has_no_other_acts_than_those_walked():
    named = {key.partition("-")[2] for key in known.ACTIONS if key.startswith("confirmation-")}
    assert named == set(ACTS)
    assert {(act, state) for act in ACTS for state in STATES} == set(OUTCOMES)


@pytest.mark.one_database
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_each_cell_of_the_table(sides, act, state, role):
    word = in_state(sides, state)
    outcome = OUTCOMES[act, state] if role in {"eu", "staff"} else NotAllowed
    if isinstance(outcome, str):
        assert do(act, word, reason="On the phone", **sides.by(role)).state == outcome
    else:
        with pytest.raises(outcome) as refused:
            do(act, word, reason="On the phone", **sides.by(role))
        assert refused.type is outcome
        word.refresh_from_db()
        assert word.state == state


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("act", "state", "role", "needed"),
    [
        ("approval", "requested", "eu", False),
        ("approval", "requested", "staff", True),
        ("confirm", "requested", "eu", False),
        ("confirm", "in-approval", "staff", True),
        ("withdraw", "confirmed", "eu", True),
        ("withdraw", "confirmed", "staff", True),
    ],
)
def test_whoever_acts_for_a_side_says_why_and_a_withdrawal_always_does(sides, act, state, role, needed):
    word = in_state(sides, state)
    if needed:
        with pytest.raises(DomainError) as refused:
            do(act, word, reason=" ", **sides.by(role))
        assert refused.value.field == "reason"
    else:
        do(act, word, reason="", **sides.by(role))


@pytest.mark.parametrize("status", ["closed", "discontinued"])
def test_a_pairing_that_is_over_takes_no_confirmation(sides, status):
    plan = sides.plan()
    edition = sides.ask(plan)
    word = sides.word(edition, "eu")
    sides.pairing.status = status
    sides.pairing.save(by=None)
    for act in ACTS:
        with pytest.raises(DomainError, match="The pairing is"):
            do(act, word, reason="", **sides.by("eu"))
    with pytest.raises(DomainError, match="The pairing is"):
        RequestConfirmation.do(plan, version=plan.version, **sides.by("eu"))
