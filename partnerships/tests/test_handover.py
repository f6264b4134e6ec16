"""A coordinator leaves: who may say so, what moves to whom, and the sheet of what is left behind."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from partnerships.models import Deputy, FollowUp, Invitation
from partnerships.services.grants import read_grants
from partnerships.services.handovers import hand_over, sheet
from partnerships.services.invitations import InvitationRow
from partnerships.tests.factories import (
    DeputyFactory,
    FollowUpFactory,
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    StrandRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = clock.today()
FRIDAY = TODAY + dt.timedelta(days=5)
OTHERS = ("authority", "observer", "colleague", "other side", "outsider", "deputy")


@pytest.fixture
def pairing():
    return PairingFactory(
        eu__partner__name_en="Barcelona", counterpart__partner__name_en="Busan", eu__partner__code="barcelona"
    )


@pytest.fixture
def leaving(pairing):
    return MembershipFactory(
        participation=pairing.eu,
        started_on=TODAY - dt.timedelta(days=90),
        user__given_name="Marta",
        user__family_name="Soler",
        user__language="en",
    )


@pytest.fixture
def colleague(pairing):
    return MembershipFactory(participation=pairing.eu, user__given_name="Pau", user__family_name="Ferrer").user


@pytest.fixture
def staff(pairing):
    return StrandRoleFactory(strand=pairing.strand, user__language="en").user


def act(user, membership, **more):
    return hand_over(
        by=user,
        grants=read_grants(user),
        membership=membership,
        **{"version": membership.version, "last_day": FRIDAY} | more,
    )


def person(role, pairing, leaving):
    match role:
        case "administrator":
            return UserFactory(is_superuser=True)
        case "the person":
            return leaving.user
        case "colleague":
            return MembershipFactory(participation=pairing.eu).user
        case "other side":
            return MembershipFactory(participation=pairing.counterpart).user
        case "outsider":
            return MembershipFactory().user
        case "deputy":
            return DeputyFactory(membership=leaving).user
        case _:
            return StrandRoleFactory(strand=pairing.strand, role=role, user__language="en").user


@pytest.mark.parametrize("role", ["staff", "administrator", "the person"])
def test_what_was_promised_moves_to_the_successor(pairing, leaving, colleague, role):
    mine = [FollowUpFactory(pairing=pairing, owner=leaving.user) for _ in range(3)]
    closed = FollowUpFactory(pairing=pairing, owner=leaving.user, state="done", closed_on=TODAY)
    of_side = FollowUpFactory(pairing=pairing)
    elsewhere = FollowUpFactory(owner=leaving.user)
    who = person(role, pairing, leaving)
    done = act(who, leaving, successor=colleague)
    assert done.moved == 3
    assert done.membership.ended_on == FRIDAY
    owners = dict(FollowUp.objects.values_list("pk", "owner"))
    assert {owners[row.pk] for row in mine} == {colleague.pk}
    assert owners[closed.pk] == owners[elsewhere.pk] == leaving.user_id
    assert owners[of_side.pk] is None
    assert {row.history.first().history_user for row in mine} == {who}
    told = AuditEntry.objects.filter(action="follow-up-handed-over")
    assert {(entry.pairing_id, entry.parameters["successor"]) for entry in told} == {(pairing.pk, "Pau Ferrer")}
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
    assert not AuditEntry.objects.exists()


def test_the_grants_last_until_the_last_day(pairing, leaving, colleague, staff, settings):
    act(staff, leaving, successor=colleague)
    for days, works in ((0, True), (5, True), (6, False)):
        settings.PORTAL_TODAY = TODAY + dt.timedelta(days=days)
        assert bool(read_grants(leaving.user).participations) is works


def test_a_successor_may_be_invited_in_the_same_act(pairing, leaving, staff):
    row = FollowUpFactory(pairing=pairing, owner=leaving.user)
    new = InvitationRow("new@example.org", "coordinator", pairing.eu, "Roca", "Laia", "en")
    act(staff, leaving, invited=new)
    assert Invitation.objects.get().participation == pairing.eu
    row.refresh_from_db()
    assert row.owner is None
    assert AuditEntry.objects.get(action="work-handed-over").parameters["successor"] == "new@example.org"


def test_a_coordinator_invites_nobody(pairing, leaving):
    new = InvitationRow("new@example.org", "coordinator", pairing.eu)
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
        ({"invited": InvitationRow("x@example.org", "coordinator", pairing.counterpart)}, "successor"),
        ({"invited": InvitationRow(leaving.user.email, "coordinator", pairing.eu)}, "email"),
        ({"invited": InvitationRow(known.email, "coordinator", pairing.eu)}, "email"),
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
    assert not AuditEntry.objects.exists()
    assert not mailoutbox


def test_all_is_done_in_one_transaction(pairing, leaving, colleague, staff, monkeypatch):
    rows = [FollowUpFactory(pairing=pairing, owner=leaving.user) for _ in range(2)]
    told = []

    def fail_late(**entry):
        told.append(entry["action"])
        if len(told) == 2:
            raise RuntimeError

    monkeypatch.setattr("partnerships.services.handovers.write_audit", fail_late)
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
    with pytest.raises(DomainError, match="has an end already"):
        act(staff, done.membership, successor=colleague)
    coming = MembershipFactory(participation=pairing.eu, started_on=FRIDAY)
    with pytest.raises(DomainError, match="has not begun yet"):
        act(staff, coming, successor=colleague)


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


# The pages


def path(name, membership):
    return reverse(f"partnerships:{name}", args=[membership.participation.strand.code, membership.pk])


def form_data(membership, **more):
    return {"once": "x", "seen_version": membership.version, "last_day": FRIDAY.isoformat()} | more


@pytest.mark.parametrize(
    ("role", "page", "paper"),
    [
        ("staff", 200, 200),
        ("administrator", 200, 200),
        ("the person", 200, 200),
        ("colleague", 403, 200),
        ("deputy", 403, 200),
        ("other side", 403, 403),
        ("authority", 403, 403),
        ("observer", 403, 403),
        ("outsider", 404, 404),
    ],
)
def test_who_opens_the_pages(client, pairing, leaving, role, page, paper):
    client.force_login(person(role, pairing, leaving))
    assert client.get(path("hand-over", leaving)).status_code == page
    assert client.get(path("hand-over-sheet", leaving)).status_code == paper
    if page != 200:
        assert client.post(path("hand-over", leaving), form_data(leaving, successor="nobody")).status_code == page
        leaving.refresh_from_db()
        assert leaving.ended_on is None


def test_the_page_says_what_moves_and_does_it_once(client, pairing, leaving, colleague, staff):
    FollowUpFactory(pairing=pairing, owner=leaving.user, what_en="Send the <b>draft</b>")
    client.force_login(staff)
    asked = client.get(path("hand-over", leaving))
    assert "Send the &lt;b&gt;draft&lt;/b&gt;" in asked.text
    assert "Pau Ferrer" in asked.text
    sent = form_data(leaving, successor=str(colleague.pk))
    answer = client.post(path("hand-over", leaving), sent)
    assert answer.url == path("hand-over-sheet", leaving)
    assert "nothing was done twice" in client.post(path("hand-over", leaving), sent, follow=True).text
    assert FollowUp.objects.get().owner == colleague
    leaving.refresh_from_db()
    assert leaving.ended_on == FRIDAY


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"last_day": "2017-03-14"}, "last_day"),
        ({"last_day": "Friday"}, "last_day"),
        ({"successor": ""}, "successor"),
        ({"successor": "999999"}, "successor"),
        ({"successor": "nobody"}, "reason"),
        ({"successor": "invite"}, "email"),
        ({"successor": "invite", "email": "no address"}, "email"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(client, pairing, leaving, colleague, staff, change, field):
    client.force_login(staff)
    sent = form_data(leaving, successor=str(colleague.pk), given_name="Laia") | change
    answer = client.post(path("hand-over", leaving), sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'value="Laia"' in answer.text
    leaving.refresh_from_db()
    assert leaving.ended_on is None


def test_staff_invite_the_successor_on_the_page(client, pairing, leaving, staff):
    client.force_login(staff)
    sent = form_data(leaving, successor="invite", email="laia@example.org", given_name="Laia", language="ko")
    assert client.post(path("hand-over", leaving), sent).status_code == 302
    assert Invitation.objects.get().email == "laia@example.org"


def test_a_coordinator_is_offered_no_invitation(client, pairing, leaving):
    client.force_login(leaving.user)
    page = client.get(path("hand-over", leaving))
    assert "email" not in page.context["form"].fields
    refused = client.post(path("hand-over", leaving), form_data(leaving, successor="invite", email="x@example.org"))
    assert refused.status_code == 422
    sent = form_data(leaving, successor="nobody", reason="The post is vacant")
    assert client.post(path("hand-over", leaving), sent, follow=True).status_code == 200


def test_somebody_was_faster(client, pairing, leaving, colleague, staff):
    client.force_login(staff)
    sent = form_data(leaving, successor=str(colleague.pk))
    leaving.save(by=None)
    assert client.post(path("hand-over", leaving), sent).status_code == 409


def test_the_sheet_tells_what_is_open_on_both_sides(client, pairing, leaving, colleague, staff):
    MembershipFactory(participation=pairing.counterpart, user__email="jisu@example.org")
    FollowUpFactory(pairing=pairing, what_en="Ours", owner=leaving.user)
    FollowUpFactory(pairing=pairing, what_en="Theirs", side="counterpart")
    FollowUpFactory(pairing=pairing, what_en="Long done", state="done", closed_on=TODAY)
    FollowUpFactory(what_en="Of another pairing")
    MilestoneFactory(pairing=pairing, title_en="Study visit", status="planned")
    MilestoneFactory(pairing=pairing, title_en="Kick-off", status="done")
    DeputyFactory(membership=leaving, user__given_name="Deputy")
    act(staff, leaving, successor=colleague)
    client.force_login(colleague)
    text = client.get(path("hand-over-sheet", leaving)).text
    for expected in ("Ours", "Theirs", "Study visit", "jisu@example.org", "Pau Ferrer", "Deputy", "Handed a follow-up"):
        assert expected in text
    for left_out in ("Long done", "Of another pairing", "Kick-off"):
        assert left_out not in text


def test_the_sheet_costs_the_same_with_little_and_with_much(client, pairing, leaving, staff):
    client.force_login(staff)

    def cost(rows):
        for _ in range(rows):
            FollowUpFactory(pairing=pairing, owner=leaving.user)
            MilestoneFactory(pairing=pairing)
            MembershipFactory(participation=pairing.counterpart)
            DeputyFactory(membership=leaving)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path("hand-over-sheet", leaving)).status_code == 200
        return len(queries)

    one = cost(1)
    assert cost(49) == one


def test_the_sheet_of_a_partner_in_several_pairings_lists_each(pairing, leaving):
    second = PairingFactory(strand=pairing.strand, eu=pairing.eu)
    assert [part.pairing for part in sheet(leaving).pairings] == sorted([pairing, second], key=lambda row: row.code)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_pages_come_in_both_languages(client, pairing, leaving, staff, language):
    FollowUpFactory(pairing=pairing, what_en="", what_ko="초안 🏙️")
    staff.language = language
    staff.save()
    client.force_login(staff)
    for name in ("hand-over", "hand-over-sheet"):
        answer = client.get(path(name, leaving))
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.text
    assert "초안 🏙️" in answer.text
