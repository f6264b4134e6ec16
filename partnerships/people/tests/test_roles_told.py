"""Whose role is given or ends is told by mail, with the last day; who does it for himself is not."""

import pytest
from django.urls import reverse

from accounts.enums import MailKind
from accounts.models import Mail
from core import clock
from partnerships.models import Membership, StrandRole
from partnerships.people.actions import HandOver, NameDeputy
from partnerships.people.selectors import read_grants
from partnerships.people.services import end_strand_role
from partnerships.tests.factories import (
    MembershipFactory,
    PairingFactory,
    ParticipationFactory,
    StrandRoleFactory,
    UserFactory,
)
from partnerships.tests.roles import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing():
    return PairingFactory()


@pytest.fixture
def staff(pairing):
    return StrandRoleFactory(strand=pairing.strand, role="staff").user


def told(person):
    mails = Mail.objects.filter(kind=MailKind.ACCOUNT_CHANGED, recipient=person).order_by("pk")
    return [(mail.subject.removeprefix("World Cities: "), mail.text) for mail in mails]


def test_a_coordinator_learns_of_the_last_day_and_who_set_it(pairing, staff):
    row = MembershipFactory(participation=pairing.eu)
    HandOver.do(row, by=staff, grants=read_grants(staff), last_day=day(5), reason="Has left")
    ((subject, text),) = told(row.user)
    assert subject == "A role of yours ends"
    assert f"Your role: Coordinator, {pairing.eu.partner.name}, {pairing.strand}" in text
    assert f"Changed by: {staff.kept_name}" in text
    assert "Last day: " in text
    assert told(staff) == []


def test_who_hands_over_the_own_work_gets_no_mail(pairing):
    row = MembershipFactory(participation=pairing.eu)
    HandOver.do(row, by=row.user, grants=read_grants(row.user), last_day=day(5), reason="I am leaving")
    assert told(row.user) == []


def test_the_end_of_a_role_in_a_strand(pairing, staff):
    role = StrandRoleFactory(strand=pairing.strand, role="observer")
    end_strand_role(by=staff, grants=read_grants(staff), role=role)
    ((subject, text),) = told(role.user)
    assert subject == "A role of yours ends"
    assert f"Your role: Observer, {pairing.strand}" in text


def test_a_deputy_learns_for_whom_and_until_when_in_korean(pairing, staff):
    row = MembershipFactory(participation=pairing.eu)
    other = MembershipFactory(participation=ParticipationFactory(strand=pairing.strand, side="eu"), user__language="ko")
    NameDeputy.do(row, by=staff, grants=read_grants(staff), user=other.user, starts_on=clock.today(), ends_on=day(4))
    ((_subject, text),) = told(other.user)
    assert "새 역할이 부여되었습니다" in text
    assert "의 대행자(" in text
    assert told(row.user) == []


@pytest.mark.parametrize("model", [StrandRole, Membership])
def test_a_role_that_an_administrator_gives_and_ends_in_the_administration(client, pairing, model):
    person, page = UserFactory(), f"admin:{model._meta.label_lower.replace('.', '_')}"
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    role = {"strand": pairing.strand.pk, "role": "authority"}
    post = {"participation": pairing.eu.pk, "started_on": clock.today().isoformat()}
    sent = {"user": person.pk} | (role if model is StrandRole else post)
    assert client.post(reverse(f"{page}_add"), sent).status_code == 302
    assert "has this role already" in client.post(reverse(f"{page}_add"), sent).text
    row = model.objects.get(user=person)
    ended = {"seen_version": row.version, "started_on": clock.today().isoformat(), "ended_on": day(3).isoformat()}
    assert client.post(reverse(f"{page}_change", args=[row.pk]), ended).status_code == 302
    assert [subject for subject, _text in told(person)] == ["You have a new role", "A role of yours ends"]
