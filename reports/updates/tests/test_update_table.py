"""The table of city updates, walked cell by cell: who may do what from which status, and who gives a reason."""

import pytest

from core import actions as known
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.tests.arranged import logged
from partnerships.tests.two_sides import ROLES
from reports.enums import UpdateStatus
from reports.models import CityUpdate
from reports.tests.factories import CityUpdateFactory
from reports.tests.update_scene import ANSWERS
from reports.updates.actions import STEPS

pytestmark = pytest.mark.django_db

STATES = UpdateStatus.values
# What each act does from each status for whom it is allowed: the new status, else what is raised.
OUTCOMES = {
    ("write", "draft"): "draft",
    ("write", "submitted"): DomainError,
    ("write", "returned"): "returned",
    ("write", "accepted"): DomainError,
    ("submit", "draft"): "submitted",
    ("submit", "submitted"): AlreadyDone,
    ("submit", "returned"): "submitted",
    ("submit", "accepted"): DomainError,
    ("take-back", "draft"): AlreadyDone,
    ("take-back", "submitted"): "draft",
    ("take-back", "returned"): DomainError,
    ("take-back", "accepted"): DomainError,
    ("accept", "draft"): DomainError,
    ("accept", "submitted"): "accepted",
    ("accept", "returned"): DomainError,
    ("accept", "accepted"): AlreadyDone,
    ("return", "draft"): DomainError,
    ("return", "submitted"): "returned",
    ("return", "returned"): AlreadyDone,
    ("return", "accepted"): "returned",
}
ACTS = sorted({act for act, _state in OUTCOMES})
# An administrator does neither, nor does the other side.
MAY = {
    "write": "counterpart",
    "submit": "counterpart",
    "take-back": "counterpart",
    "accept": "staff",
    "return": "staff",
}
ACTIONS = {action.key.removeprefix("update-"): action for action in STEPS}


def do(scene, act, role, update, reason="It was so."):
    given = {"changes": {"next_en": "A study of both harbours."}} if act == "write" else {}
    return ACTIONS[act].do(update, **scene.sides.by(role), version=update.version, reason=reason, **given)


def test_the_table_has_no_other_acts_than_those_walked():
    assert set(ACTIONS) == set(ACTS)
    assert {action for action in known.ACTIONS.values() if action.on is CityUpdate} == set(ACTIONS.values())
    assert {(act, state) for act in ACTS for state in STATES} == set(OUTCOMES)


@pytest.mark.one_database
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_each_cell_of_the_table(scene, act, state, role):
    CityUpdateFactory(period=scene.period, participation=scene.pairing.counterpart, status=state, **ANSWERS)
    update = scene.update
    outcome = OUTCOMES[act, state] if role == MAY[act] else NotAllowed
    if isinstance(outcome, str):
        assert do(scene, act, role, update).status == outcome
        entry = logged().get()
        assert (entry.action, entry.actor, entry.reason) == (f"update-{act}", scene.sides.people[role], "It was so.")
    else:
        with pytest.raises(outcome) as refused:
            do(scene, act, role, update)
        assert refused.type is outcome
    assert scene.update.status == (outcome if isinstance(outcome, str) else state)


def test_who_returns_it_gives_a_reason(scene):
    CityUpdateFactory(period=scene.period, participation=scene.pairing.counterpart, status="submitted", **ANSWERS)
    for reason in ("", " \n", "\x07"):
        with pytest.raises(DomainError) as refused:
            do(scene, "return", "staff", scene.update, reason)
        assert refused.value.field == "reason"
