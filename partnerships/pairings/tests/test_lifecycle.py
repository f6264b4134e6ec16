"""The end of a pairing and its return, cell by cell."""

import pytest

from core.actions import ACTIONS
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from partnerships.enums import PairingStatus
from partnerships.models import Pairing
from partnerships.pairings.actions import ClosePairing, DiscontinuePairing, EditPairing, ReopenPairing
from partnerships.tests.factories import PairingFactory
from partnerships.tests.two_sides import ROLES, two_sides

pytestmark = pytest.mark.django_db

ACTS = {"close": ClosePairing, "discontinue": DiscontinuePairing, "reopen": ReopenPairing}
OFFICE = {"staff", "administrator"}
WHO = {"close": OFFICE | {"eu", "counterpart"}, "discontinue": OFFICE, "reopen": OFFICE}
# The state each act leads to, else what is raised for whoever may do it.
OUTCOMES = {
    ("close", "planned"): DomainError,
    ("close", "active"): "closed",
    ("close", "closed"): AlreadyDone,
    ("close", "discontinued"): DomainError,
    ("discontinue", "planned"): "discontinued",
    ("discontinue", "active"): "discontinued",
    ("discontinue", "closed"): DomainError,
    ("discontinue", "discontinued"): AlreadyDone,
    ("reopen", "planned"): DomainError,
    ("reopen", "active"): AlreadyDone,
    ("reopen", "closed"): "active",
    ("reopen", "discontinued"): "active",
}


def test_the_table_has_no_other_acts_than_those_walked():
    moves = [action for action in ACTIONS.values() if action.on is Pairing and action.target]
    assert {action.key: action for action in moves} == {f"pairing-{act}": action for act, action in ACTS.items()}
    assert {(act, state) for act in ACTS for state in PairingStatus.values} == set(OUTCOMES)


@pytest.mark.one_database
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", PairingStatus.values)
@pytest.mark.parametrize("act", ACTS)
def test_each_cell_of_the_table(sides, act, state, role):
    sides.both_confirm(sides.ask(sides.closing()))
    pairing = sides.pairing
    pairing.status = state
    pairing.save(by=None)
    given = {"version": pairing.version, "reason": "Agreed by letter", **sides.by(role)}
    outcome = OUTCOMES[act, state] if role in WHO[act] else NotAllowed
    if isinstance(outcome, str):
        assert ACTS[act].do(pairing, **given).status == outcome
        entry = AuditEntry.objects.get(action=f"pairing-{act}")
        assert (entry.reason, entry.actor, entry.pairing_id) == ("Agreed by letter", sides.people[role], pairing.pk)
    else:
        with pytest.raises(outcome) as refused:
            ACTS[act].do(pairing, **given)
        assert refused.type is outcome
        pairing.refresh_from_db()
        assert pairing.status == state


@pytest.mark.parametrize("role", ["eu", "counterpart", *sorted(OFFICE)])
def test_with_a_closing_that_both_confirmed_nobody_needs_a_reason(sides, role):
    sides.both_confirm(sides.ask(sides.closing()))
    assert ClosePairing.do(sides.pairing, version=1, **sides.by(role)).status == "closed"


def test_without_it_a_side_cannot_close_and_the_office_says_why(sides):
    sides.confirm(sides.ask(sides.closing()), "eu")
    with pytest.raises(DomainError, match="once both have confirmed the closing"):
        ClosePairing.do(sides.pairing, version=1, reason="We are done", **sides.by("eu"))
    with pytest.raises(DomainError) as refused:
        ClosePairing.do(sides.pairing, version=1, **sides.by("staff"))
    assert refused.value.field == "reason"
    pairing = ClosePairing.do(sides.pairing, version=1, reason="Busan did not answer", **sides.by("staff"))
    assert pairing.status == "closed"
    assert AuditEntry.objects.get(action="pairing-close").reason == "Busan did not answer"


def test_a_closing_edited_after_its_confirmation_closes_nothing(sides):
    closing = sides.closing()
    sides.both_confirm(sides.ask(closing))
    closing.refresh_from_db()
    closing.eu_prospects_en = "Later thoughts"
    closing.save(by=None)
    with pytest.raises(DomainError, match="once both have confirmed the closing"):
        ClosePairing.do(sides.pairing, version=1, **sides.by("eu"))


def test_closing_leaves_the_milestones_as_they_are(sides):
    milestone = sides.milestone()
    ClosePairing.do(sides.pairing, version=1, reason="Out of time", **sides.by("staff"))
    milestone.refresh_from_db()
    assert (milestone.status, milestone.version) == ("planned", 1)


@pytest.mark.one_database
@pytest.mark.parametrize("act", ["discontinue", "reopen"])
@pytest.mark.parametrize("role", sorted(OFFICE))
def test_discontinuing_and_reopening_need_a_reason_of_everybody(act, role):
    scene = two_sides(status="active" if act == "discontinue" else "closed")
    with pytest.raises(DomainError) as refused:
        ACTS[act].do(scene.pairing, version=1, reason="  ", **scene.by(role))
    assert refused.value.field == "reason"


def test_a_pairing_is_not_reopened_beside_another_open_one_of_the_same_two():
    scene = two_sides(status="closed")
    pairing = scene.pairing
    PairingFactory(strand=pairing.strand, eu=pairing.eu, counterpart=pairing.counterpart, code="second")
    with pytest.raises(DomainError, match=f"have an open pairing already: {pairing.name}"):
        ReopenPairing.do(pairing, version=1, reason="Again", **scene.by("staff"))


def test_the_second_of_two_is_told(sides):
    DiscontinuePairing.do(sides.pairing, version=1, reason="No budget", **sides.by("staff"))
    with pytest.raises(StaleRecord):
        ClosePairing.do(sides.pairing, version=1, reason="Done", **sides.by("administrator"))


def test_summary_and_why_are_edited_by_both_sides_and_the_office(sides):
    pairing = sides.pairing
    for number, role in enumerate(("eu", "counterpart", "staff", "administrator"), start=1):
        changes = {"summary_en": f"By {role}", "status": "closed"}
        pairing = EditPairing.do(pairing, version=number, changes=changes, **sides.by(role))
        assert (pairing.summary_en, pairing.status) == (f"By {role}", "active")
    with pytest.raises(AlreadyDone):
        EditPairing.do(pairing, version=5, changes={"summary_en": "By administrator"}, **sides.by("eu"))
    for role in ("authority", "observer", "neighbour"):
        with pytest.raises(NotAllowed):
            EditPairing.do(pairing, version=5, changes={"summary_en": "x"}, **sides.by(role))
    pairing.status = "closed"
    pairing.save(by=None)
    with pytest.raises(DomainError, match="The pairing is"):
        EditPairing.do(pairing, version=6, changes={"summary_en": "x"}, **sides.by("eu"))
