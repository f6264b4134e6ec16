"""The table of agreements, walked cell by cell: who may do what from which status, and who says why."""

import datetime as dt

import pytest

from core import actions as known, clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.periods import PartialDate
from core.tests.arranged import logged
from partnerships.agreements.actions import (
    DraftAgreement,
    EditAgreement,
    LapseAgreement,
    SignAgreement,
    StepBackAgreement,
)
from partnerships.enums import AgreementStatus
from partnerships.models import Agreement
from partnerships.tests.factories_together import AgreementFactory, ProjectFactory
from partnerships.tests.two_sides import ROLES, TwoSides

pytestmark = pytest.mark.django_db

STATES = AgreementStatus.values
# What each act does from each status for whom it is allowed: the new status, else what is raised.
OUTCOMES = {
    ("edit", "discussed"): "discussed",
    ("edit", "drafted"): "drafted",
    ("edit", "signed"): "signed",
    ("edit", "lapsed"): "lapsed",
    ("draft", "discussed"): "drafted",
    ("draft", "drafted"): AlreadyDone,
    ("draft", "signed"): DomainError,
    ("draft", "lapsed"): DomainError,
    ("sign", "discussed"): "signed",
    ("sign", "drafted"): "signed",
    ("sign", "signed"): AlreadyDone,
    ("sign", "lapsed"): DomainError,
    ("lapse", "discussed"): "lapsed",
    ("lapse", "drafted"): "lapsed",
    ("lapse", "signed"): "lapsed",
    ("lapse", "lapsed"): AlreadyDone,
    ("step-back", "discussed"): DomainError,
    ("step-back", "drafted"): "discussed",
    ("step-back", "signed"): "discussed",
    ("step-back", "lapsed"): "signed",
}
ACTS = sorted({act for act, _state in OUTCOMES})
MAY = {"eu", "counterpart", "staff", "administrator"}


def in_state(scene: TwoSides, state: str) -> Agreement:
    """An agreement without a text in a status; what is signed or lapsed was signed in 2020."""
    agreement = AgreementFactory(pairing=scene.pairing, status=state)
    if state in {"signed", "lapsed"}:
        agreement.signed_on_date = PartialDate.parse("2020-05")
        agreement.lapsed_on = dt.date(2024, 5, 1) if state == "lapsed" else None
        agreement.save(by=None)
    return agreement


ACTIONS = {
    "edit": EditAgreement,
    "draft": DraftAgreement,
    "sign": SignAgreement,
    "lapse": LapseAgreement,
    "step-back": StepBackAgreement,
}


def do(act: str, agreement: Agreement, **given: object) -> Agreement:
    given |= {
        "edit": {"changes": {"note": "Kept in the town hall."}},
        "sign": {"signed_on": PartialDate(clock.today())},
        "lapse": {"on": clock.today()},
    }.get(act, {})
    return ACTIONS[act].do(agreement, version=agreement.version, **given)


def test_the_table_has_no_other_acts_than_those_walked():
    assert {action.key for action in ACTIONS.values()} == {f"agreement-{act}" for act in ACTS}
    assert {action for action in known.ACTIONS.values() if action.on is Agreement} == set(ACTIONS.values())
    assert {(act, state) for act in ACTS for state in STATES} == set(OUTCOMES)


@pytest.mark.one_database
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_each_cell_of_the_table(sides, act, state, role):
    agreement = in_state(sides, state)
    outcome = OUTCOMES[act, state] if role in MAY else NotAllowed
    if isinstance(outcome, str):
        assert do(act, agreement, reason="It was so.", **sides.by(role)).status == outcome
        agreement.refresh_from_db()
        assert agreement.status == outcome
        entry = logged().get()
        assert (entry.action, entry.actor, entry.reason) == (f"agreement-{act}", sides.people[role], "It was so.")
        return
    with pytest.raises(outcome) as refused:
        do(act, agreement, reason="It was so.", **sides.by(role))
    assert refused.type is outcome
    agreement.refresh_from_db()
    assert agreement.status == state


def test_an_act_on_what_was_edited_meanwhile_is_stale(sides):
    agreement = in_state(sides, "discussed")
    do("edit", Agreement.objects.get(pk=agreement.pk), **sides.by("counterpart"))
    with pytest.raises(StaleRecord):
        do("draft", agreement, **sides.by("eu"))
    agreement.refresh_from_db()
    assert agreement.status == "discussed"


def test_an_edit_says_which_projects_it_is_for(sides):
    agreement, project = in_state(sides, "discussed"), ProjectFactory(pairing=sides.pairing)
    for projects in ([project], []):
        changes = {"projects": projects}
        agreement = EditAgreement.do(agreement, version=agreement.version, changes=changes, **sides.by("eu"))
        assert list(agreement.projects.all()) == projects


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["eu", "staff"])
@pytest.mark.parametrize(
    ("act", "state", "needed"),
    [
        ("edit", "signed", False),
        ("draft", "discussed", False),
        # Nobody has confirmed a text.
        ("sign", "drafted", True),
        ("lapse", "signed", True),
        ("step-back", "signed", True),
    ],
)
def test_a_reason_is_needed_for_what_cannot_be_seen(sides, act, state, needed, role):
    agreement = in_state(sides, state)
    if needed:
        with pytest.raises(DomainError) as refused:
            do(act, agreement, reason=" ", **sides.by(role))
        assert refused.value.field == "reason"
    else:
        do(act, agreement, reason="", **sides.by(role))


@pytest.mark.parametrize("status", ["closed", "discontinued"])
def test_a_pairing_that_is_over_keeps_its_agreements_as_they_are(sides, status):
    agreements = {act: in_state(sides, "discussed" if act == "draft" else "drafted") for act in ACTS}
    sides.pairing.status = status
    sides.pairing.save(by=None)
    for act, agreement in agreements.items():
        with pytest.raises(DomainError, match="The pairing is"):
            do(act, agreement, reason="It was so.", **sides.by("eu"))
