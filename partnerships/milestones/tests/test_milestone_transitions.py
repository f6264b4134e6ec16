"""The transitions of a milestone, walked cell by cell: state, act and role, through the real actions."""

from dataclasses import dataclass

import pytest

from accounts.models import User
from core import actions as known
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.tests.arranged import logged
from partnerships.enums import MilestoneStatus, PairingStatus
from partnerships.milestones.actions import (
    AddMilestone,
    CancelMilestone,
    EditMilestone,
    MarkMilestoneNotReported,
    ObjectToMilestone,
    ReopenMilestone,
    ReportMilestone,
    RescheduleMilestone,
)
from partnerships.models import DateChange, Milestone, Pairing
from partnerships.people.selectors import read_grants
from partnerships.programmes.actions import TakeIntoPlan
from partnerships.tests.factories import (
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    ParticipationFactory,
    StrandRoleFactory,
    UserFactory,
    period,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_25_november")]

STATES = ("planned", "done", "cancelled", "unknown")
ACTS = ("edit", "reschedule", "report", "object", "reopen", "cancel", "not-reported")
ROLES = ("administrator", "staff", "authority", "observer", "eu", "counterpart", "other-pairing", "outsider")

# What an act answers in each state to those who may do it: where it leads, or how it is refused.
ALREADY, REFUSED, DENIED = "already", "refused", "denied"
FROM = {
    "edit": {"planned": "planned", "done": "done", "cancelled": "cancelled", "unknown": "unknown"},
    "reschedule": {"planned": "planned", "done": REFUSED, "cancelled": REFUSED, "unknown": REFUSED},
    "report": {"planned": "done", "done": ALREADY, "cancelled": REFUSED, "unknown": "done"},
    "reopen": {"planned": ALREADY, "done": "planned", "cancelled": "planned", "unknown": "planned"},
    "cancel": {"planned": "cancelled", "done": REFUSED, "cancelled": ALREADY, "unknown": "cancelled"},
    "not-reported": {"planned": "unknown", "done": REFUSED, "cancelled": REFUSED, "unknown": ALREADY},
}
# Who may act at all, by the side that answers for the milestone; and who must say why in every act.
MAY = {
    "eu": {"administrator", "staff", "eu"},
    "counterpart": {"administrator", "staff", "counterpart"},
    "both": {"administrator", "staff", "eu", "counterpart"},
}
OFFICE = {"administrator", "staff"}
ALWAYS_WHY = {"reschedule", "object", "reopen", "cancel", "not-reported"}
# An objection, of the side across from the one that reported (“eu”); the other roles never object.
OBJECTION = {
    "planned": {"counterpart": REFUSED, "eu": REFUSED},
    "done": {"counterpart": "planned", "eu": REFUSED},
    "cancelled": {"counterpart": REFUSED, "eu": REFUSED},
    "unknown": {"counterpart": REFUSED, "eu": REFUSED},
}


@dataclass(frozen=True)
class Stage:
    """A pairing with a person of every role."""

    pairing: Pairing
    people: dict[str, User]


@pytest.fixture
def stage():
    pairing = PairingFactory()
    strand = pairing.strand
    people = {
        "administrator": User.objects.create_superuser("ada@example.org", "lantern-harbour-42", given_name="Ada"),
        "eu": MembershipFactory(participation=pairing.eu).user,
        "counterpart": MembershipFactory(participation=pairing.counterpart).user,
        "other-pairing": MembershipFactory(participation=ParticipationFactory(strand=strand)).user,
        "outsider": UserFactory(),
    }
    for role in ("staff", "authority", "observer"):
        people[role] = StrandRoleFactory(strand=strand, role=role).user
    return Stage(pairing, people)


def expected(name, state, role, responsible):
    """The cell of the table."""
    if name == "object":
        if responsible != "both" or role not in ("eu", "counterpart"):
            return DENIED
        return OBJECTION[state][role]
    return FROM[name][state] if role in MAY[responsible] else DENIED


def given(stage, state, responsible):
    """A milestone in a state; a done one was reported by the EU side."""
    row = MilestoneFactory(
        pairing=stage.pairing,
        responsible=responsible,
        status=state,
        forecast=period("2026-11-02"),
        **({"actual": period("2026-11-03")} if state == "done" else {}),
    )
    if state == "done":
        row.reported_by, row.reported_side = stage.people["eu"], "eu"
        row.reported_at = row.pairing.strand.history.first().history_date
        row.save(by=None)
    return row


ACTIONS = {
    "edit": EditMilestone,
    "reschedule": RescheduleMilestone,
    "report": ReportMilestone,
    "object": ObjectToMilestone,
    "reopen": ReopenMilestone,
    "cancel": CancelMilestone,
    "not-reported": MarkMilestoneNotReported,
}
GIVEN = {
    "edit": {"changes": {"note": "Seen."}},
    "reschedule": {"forecast": period("2099-05")},
    "report": {"actual": period("2026-11-03")},
}


def carry_out(name, row, user, reason="The host's venue was taken."):
    """The act, with good input."""
    facts = {"by": user, "grants": read_grants(user), "version": row.version, "reason": reason}
    return ACTIONS[name].do(row, **facts, **GIVEN.get(name, {}))


def outcome(name, row, user, reason="The host's venue was taken."):
    """Where the act led, or how it was refused."""
    try:
        return carry_out(name, row, user, reason).status
    except AlreadyDone:
        return ALREADY
    except NotAllowed:
        return DENIED
    except StaleRecord:
        return "stale"
    except DomainError:
        return REFUSED


def test_the_walk_knows_every_act_and_state():
    # Taking one into the plan is the office's, and of the plan; what apps on the right do is walked there.
    ours = [action for action in known.ACTIONS.values() if action.__module__.startswith("partnerships.")]
    walked = {action for action in ours if action.on is Milestone} - {TakeIntoPlan}
    assert walked == set(ACTIONS.values())
    assert {action.key for action in ACTIONS.values()} == {f"milestone-{name}" for name in ACTS}
    assert set(STATES) == set(MilestoneStatus.values)


@pytest.mark.one_database
@pytest.mark.parametrize("responsible", ["eu", "counterpart", "both"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", ACTS)
def test_every_role_gets_what_the_table_says(stage, name, state, responsible):
    for role in ROLES:
        row = given(stage, state, responsible)
        before = logged().count()
        found = outcome(name, row, stage.people[role])
        wanted = expected(name, state, role, responsible)
        assert found == wanted, role
        stored = Milestone.objects.get(pk=row.pk)
        done = wanted in STATES
        assert stored.status == (wanted if done else state)
        assert (stored.version - row.version, logged().count() - before) == ((1, 1) if done else (0, 0))
        assert stored.baseline == row.baseline
        assert DateChange.objects.filter(milestone=row).count() == (1 if done and name == "reschedule" else 0)


@pytest.mark.one_database
@pytest.mark.parametrize("name", ACTS)
def test_a_reason_is_asked_of_whom_the_table_says(stage, name):
    state = {"reopen": "cancelled", "object": "done"}.get(name, "planned")
    for role in sorted(MAY["both"]):
        if expected(name, state, role, "both") not in STATES:
            continue
        row = given(stage, state, "both")
        why = name in ALWAYS_WHY or role in OFFICE
        for reason in ("", "  \n"):
            found = outcome(name, Milestone.objects.get(pk=row.pk), stage.people[role], reason)
            assert found == (REFUSED if why else expected(name, state, role, "both")), role
            if not why:
                break
        if why:
            with pytest.raises(DomainError) as refused:
                carry_out(name, row, stage.people[role], "")
            assert refused.value.field == "reason"
            assert Milestone.objects.get(pk=row.pk).version == row.version


@pytest.mark.one_database
@pytest.mark.parametrize("status", [PairingStatus.CLOSED, PairingStatus.DISCONTINUED])
@pytest.mark.parametrize("name", ACTS)
def test_nothing_moves_in_a_pairing_that_is_over(stage, name, status):
    row = given(stage, {"reopen": "cancelled", "object": "done"}.get(name, "planned"), "both")
    # The milestone in hand still believes in an open pairing.
    closed = Pairing.objects.get(pk=stage.pairing.pk)
    closed.status = status
    closed.save(by=None)
    for role in ROLES:
        wanted = (
            REFUSED if expected(name, "done" if name == "object" else "planned", role, "both") != DENIED else DENIED
        )
        assert outcome(name, row, stage.people[role]) == wanted, role
    assert Milestone.objects.get(pk=row.pk).version == row.version


@pytest.mark.parametrize("responsible", ["eu", "counterpart", "both"])
def test_who_adds_for_whom(stage, responsible):
    stage_of_strand = MilestoneFactory(pairing=stage.pairing).stage
    for role in ROLES:
        user = stage.people[role]
        values = {
            "title_en": f"Extra {role}",
            "stage": stage_of_strand,
            "responsible": responsible,
            "forecast": period("2099-05"),
        }
        facts = {"by": user, "grants": read_grants(user), "row": stage.pairing}
        if role in OFFICE:
            with pytest.raises(DomainError, match="reason"):
                AddMilestone.do(**facts, values=values)
            added = AddMilestone.do(**facts, values=values, reason="Agreed by phone.")
        elif role in MAY[responsible]:
            added = AddMilestone.do(**facts, values=values)
        else:
            wrong = NotAllowed if role not in ("eu", "counterpart") else DomainError
            with pytest.raises(wrong):
                AddMilestone.do(**facts, values=values)
            continue
        assert (added.baseline, added.forecast, added.status) == (period("2099-05"), period("2099-05"), "planned")
        assert added.code == f"extra-{role}"
