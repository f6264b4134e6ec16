"""A coordinator leaves: who may say so, what moves to whom, and the sheet of what is left behind."""

import datetime as dt

import pytest

from core import clock
from core.errors import DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry, AuditNames
from core.tests.arranged import logged
from core.tests.undone import undone
from partnerships.models import Deputy, FollowUp, Invitation
from partnerships.people.actions import HandOver
from partnerships.people.selectors import read_grants
from partnerships.people.services import forget_unused
from partnerships.tests.factories import (
    DeputyFactory,
    FollowUpFactory,
    MembershipFactory,
    PairingFactory,
    UserFactory,
)
from partnerships.tests.roles import day, person

pytestmark = pytest.mark.django_db
TODAY = clock.today()
FRIDAY = day(5)
OTHERS = ("authority", "observer", "eu", "counterpart", "outsider", "deputy")


def act(user, membership, **more):
    return HandOver.do(
        membership,
        by=user,
        grants=read_grants(user),
        **{"version": membership.version, "last_day": FRIDAY} | more,
    )


def invited(email, participation, **names):
    return Invitation(email=email, role="coordinator", participation=participation, language="en", **names)


@pytest.mark.parametrize("role", ["staff", "administrator", "the person"])
def test_what_was_promised_moves_to_the_successor(pairing, leaving, colleague, role):
    mine = [FollowUpFactory(pairing=pairing, owner=leaving.user) for _ in range(3)]
    closed = FollowUpFactory(pairing=pairing, owner=leaving.user, state="done", closed_on=TODAY)
    of_side = FollowUpFactory(pairing=pairing)
    elsewhere = FollowUpFactory(owner=leaving.user)
    who = person(role, pairing, leaving)
    assert act(who, leaving, successor=colleague).ended_on == FRIDAY
    owners = dict(FollowUp.objects.values_list("pk", "owner"))
    assert {owners[row.pk] for row in mine} == {colleague.pk}
    assert owners[closed.pk] == owners[elsewhere.pk] == leaving.user_id
    assert owners[of_side.pk] is None
    assert {row.history.first().history_user for row in mine} == {who}
    told = AuditEntry.objects.filter(action="follow-up-handed-over")
    assert {(entry.pairing_id, entry.all_parameters["successor"]) for entry in told} == {(pairing.pk, "Pau Ferrer")}
    assert AuditEntry.objects.get(action="work-handed-over").actor == who


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_ends_a_coordinators_work(pairing, leaving, colleague, role):
    row = FollowUpFactory(pairing=pairing, owner=leaving.user)
    with pytest.raises(NotAllowed):
        act(person(role, pairing, leaving), leaving, successor=colleague)
    leaving.refresh_from_db()
    row.refresh_from_db()
    assert leaving.ended_on is None
    assert row.owner == leaving.user
    assert not logged().exists()


def test_the_grants_last_until_the_last_day(pairing, leaving, colleague, staff, settings):
    act(staff, leaving, successor=colleague)
    for days, works in ((0, True), (5, True), (6, False)):
        settings.PORTAL_TODAY = TODAY + dt.timedelta(days=days)
        assert bool(read_grants(leaving.user).participations) is works


def test_a_successor_may_be_invited_in_the_same_act(pairing, leaving, staff):
    row = FollowUpFactory(pairing=pairing, owner=leaving.user)
    new = invited("new@example.org", pairing.eu, family_name="Roca", given_name="Laia")
    act(staff, leaving, invited=new)
    assert Invitation.objects.get().participation == pairing.eu
    row.refresh_from_db()
    assert row.owner is None
    assert AuditEntry.objects.get(action="work-handed-over").all_parameters["successor"] == "new@example.org"


def test_a_coordinator_invites_nobody(pairing, leaving):
    new = invited("new@example.org", pairing.eu)
    with pytest.raises(NotAllowed):
        act(leaving.user, leaving, invited=new)
    leaving.refresh_from_db()
    assert leaving.ended_on is None


def refusals(pairing, leaving):
    ended = MembershipFactory(participation=pairing.eu, started_on=TODAY - dt.timedelta(days=9), ended_on=TODAY).user
    coming = MembershipFactory(participation=pairing.eu, started_on=FRIDAY).user
    other = MembershipFactory(participation=pairing.counterpart).user
    known = MembershipFactory(participation=pairing.eu).user
    return [
        ({}, "reason"),
        ({"reason": "  "}, "reason"),
        ({"reason": "None found", "last_day": TODAY - dt.timedelta(days=1)}, "last_day"),
        ({"successor": leaving.user}, "successor"),
        ({"successor": ended}, "successor"),
        ({"successor": coming}, "successor"),
        ({"successor": other}, "successor"),
        ({"successor": UserFactory()}, "successor"),
        ({"invited": invited("x@example.org", pairing.counterpart)}, "successor"),
        ({"invited": invited(leaving.user.email, pairing.eu)}, "email"),
        ({"invited": invited(known.email, pairing.eu)}, "email"),
    ]


def test_what_is_refused_ends_moves_and_sends_nothing(pairing, leaving, staff, mailoutbox):
    row = FollowUpFactory(pairing=pairing, owner=leaving.user)
    for values, field in refusals(pairing, leaving):
        with pytest.raises(DomainError) as refused:
            act(staff, leaving, **values)
        assert refused.value.field == field, values
    leaving.refresh_from_db()
    row.refresh_from_db()
    assert (leaving.ended_on, leaving.version, row.owner) == (None, 1, leaving.user)
    assert not Invitation.objects.exists()
    assert not logged().exists()
    assert not mailoutbox


def test_all_is_done_in_one_transaction(pairing, leaving, colleague, staff, monkeypatch):
    rows = [FollowUpFactory(pairing=pairing, owner=leaving.user) for _ in range(2)]
    told = []

    def fail_late(**entry):
        told.append(entry["action"])
        if len(told) == 2:
            raise RuntimeError

    monkeypatch.setattr("partnerships.people.actions.write_audit", fail_late)
    with pytest.raises(RuntimeError):
        act(staff, leaving, successor=colleague)
    leaving.refresh_from_db()
    assert leaving.ended_on is None
    assert set(FollowUp.objects.filter(pk__in=[row.pk for row in rows]).values_list("owner", flat=True)) == {
        leaving.user_id
    }


def test_an_old_page_and_a_role_that_is_over_are_refused(pairing, leaving, colleague, staff):
    with pytest.raises(StaleRecord):
        act(staff, leaving, successor=colleague, version=9)
    done = act(staff, leaving, successor=colleague)
    for last in (FRIDAY, FRIDAY + dt.timedelta(days=1)):
        with pytest.raises(DomainError, match="has an end already"):
            act(staff, done, successor=colleague, last_day=last)
    ended = MembershipFactory(participation=pairing.eu, started_on=TODAY - dt.timedelta(days=9), ended_on=TODAY)
    with pytest.raises(DomainError, match="has an end already"):
        act(staff, ended, successor=colleague, last_day=TODAY)
    coming = MembershipFactory(participation=pairing.eu, started_on=FRIDAY)
    with pytest.raises(DomainError, match="has not begun yet"):
        act(staff, coming, successor=colleague)


def test_an_end_that_lies_ahead_is_brought_forward_and_none_lies_more_than_a_year_ahead(
    pairing, leaving, colleague, staff
):
    with pytest.raises(DomainError, match="more than a year away"):
        act(leaving.user, leaving, successor=colleague, last_day=TODAY + dt.timedelta(days=367))
    done = act(leaving.user, leaving, successor=colleague, last_day=TODAY + dt.timedelta(days=366))
    assert act(staff, done, successor=colleague, last_day=TODAY).ended_on == TODAY


def test_whoever_was_invited_as_successor_stays_so_where_the_end_comes_earlier(pairing, leaving, staff, mailoutbox):
    new = invited(" New@Example.org", pairing.eu, family_name="Roca", given_name="Laia")
    done = act(staff, leaving, invited=new)
    act(staff, done, invited=new, last_day=TODAY)
    assert Invitation.objects.count() == 1
    told = AuditEntry.objects.filter(action="work-handed-over")
    assert [entry.all_parameters["successor"] for entry in told] == ["new@example.org"] * 2
    # Where the invitation is not used, the address goes with it; where another one was, it stays.
    Invitation.objects.update(sent_at=clock.now() - dt.timedelta(days=45))
    with undone():
        used = Invitation.objects.get()
        used.pk, used.token_hash, used.accepted_at = None, "another", clock.now()
        used.save(force_insert=True)
        forget_unused()
        assert [entry.all_parameters["successor"] for entry in told.all()] == ["new@example.org"] * 2
        assert [one.email for one in Invitation.objects.order_by("pk")] == ["", "new@example.org"]
    forget_unused()
    assert ["successor" in entry.all_parameters for entry in told.all()] == [False, False]
    assert not AuditNames.objects.filter(persons__successor="new@example.org").exists()


def test_who_leaves_stands_in_for_nobody_any_more(pairing, leaving, colleague, staff):
    other = PairingFactory(strand=pairing.strand)
    running = DeputyFactory(
        user=leaving.user, membership__participation=other.eu, ends_on=FRIDAY + dt.timedelta(days=30)
    )
    coming = DeputyFactory(
        user=leaving.user,
        membership__participation=other.eu,
        starts_on=FRIDAY + dt.timedelta(days=1),
        ends_on=FRIDAY + dt.timedelta(days=9),
    )
    elsewhere = DeputyFactory(user=leaving.user, ends_on=FRIDAY + dt.timedelta(days=30))
    act(staff, leaving, successor=colleague)
    running.refresh_from_db()
    elsewhere.refresh_from_db()
    assert running.ends_on == FRIDAY
    assert elsewhere.ends_on > FRIDAY
    assert not Deputy.objects.filter(pk=coming.pk).exists()
    assert AuditEntry.objects.filter(action="deputy-ended").count() == 2
