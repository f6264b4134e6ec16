"""Inviting, the mail, the link and what it gives."""

import datetime as dt
import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from accounts.models import Mail
from core import clock
from core.errors import DomainError, NotAllowed
from core.models import AuditEntry, AuditNames
from partnerships.models import Invitation, Membership, StrandRole
from partnerships.people.actions import HandOver
from partnerships.people.selectors import read_grants
from partnerships.people.services import (
    DeadInvitation,
    InvitationsRefused,
    accept_invitation,
    end_strand_role,
    forget_unused,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from partnerships.tests.factories import (
    PASSWORD,
    CityFactory,
    MembershipFactory,
    ParticipationFactory,
    PartnerFactory,
    StrandFactory,
    StrandRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NEW = {"password": "quiet-lighthouse-7", "given_name": "Jisu", "family_name": "Kim", "name_native": "김지수"}
FORM = {**NEW, "name_order": "family-first", "password_again": NEW["password"]}


@pytest.fixture
def busan():
    city = CityFactory(code="busan", country="KR", time_zone="Asia/Seoul")
    partner = PartnerFactory(code="busan", name_en="Busan", name_ko="부산", cities=[city])
    return ParticipationFactory(partner=partner, side="counterpart", strand=StrandFactory(code="eu-korea"))


@pytest.fixture
def staff(busan):
    return StrandRoleFactory(strand=busan.strand, user__given_name="Claire", user__family_name="Fontaine").user


@pytest.fixture
def send(busan, staff, mailoutbox, django_capture_on_commit_callbacks):
    """Invites one person and returns the invitation and the token of its mail."""

    def act(**fields):
        row = Invitation(
            **{"email": "Jisu@Example.org", "role": "coordinator", "participation": busan, "language": "ko"} | fields
        )
        with django_capture_on_commit_callbacks(execute=True):
            (made,) = invite(by=staff, grants=read_grants(staff), strand=busan.strand, rows=[row])
        return made, token_of(mailoutbox[-1])

    return act


def token_of(mail):
    return re.search(r"/invitations/([^/\s]+)/", mail.body)[1]


def page(token):
    return reverse("partnerships:invitation", args=[token])


@pytest.mark.security("V11")
def test_the_mail_speaks_the_language_of_the_person_and_only_a_hash_is_kept(send, mailoutbox, settings):
    settings.BASE_URL = "https://portal.example"
    made, token = send()
    assert mailoutbox[0].to == ["jisu@example.org"]
    assert f"https://portal.example/invitations/{token}/" in mailoutbox[0].body
    assert "부산" in mailoutbox[0].body
    assert "Claire Fontaine" in mailoutbox[0].body
    assert token not in str(Invitation.objects.values().get())
    assert AuditEntry.objects.get(action="person-invited").strand_id == made.strand_id


def test_names_are_not_escaped_in_the_mail(send, staff, mailoutbox):
    staff.family_name = "O'Neill & Søn"
    staff.save()
    send()
    assert "O'Neill & Søn" in mailoutbox[0].body


def test_no_mail_goes_out_for_what_was_rolled_back(busan, staff, mailoutbox, django_capture_on_commit_callbacks):
    rows = [
        Invitation(email="a@example.org", role="staff"),
        Invitation(email="b@example.org", role="coordinator"),
    ]
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(InvitationsRefused) as refused:
        invite(by=staff, grants=read_grants(staff), strand=busan.strand, rows=rows)
    assert [index for index, _ in refused.value.faults] == [1]
    assert not Invitation.objects.exists()
    assert not mailoutbox


def test_a_new_person_accepts_and_is_signed_in(client, send, busan):
    _, token = send()
    shown = client.get(page(token))
    assert shown.status_code == 200
    assert "jisu@example.org" in shown.text
    answer = client.post(page(token), FORM)
    assert answer.status_code == 302
    assert answer.url == busan.strand.get_absolute_url()
    user = get_user_model().objects.get(email="jisu@example.org")
    assert str(user) == "Kim Jisu"
    assert (user.name_native, user.language, user.time_zone) == ("김지수", "ko", "Asia/Seoul")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert Membership.objects.get().participation == busan
    assert AuditEntry.objects.get(action="invitation-accepted").actor == user
    assert AuditEntry.objects.get(action="signed-in").actor == user


def test_looking_at_the_link_uses_nothing_up(client, send):
    _, token = send()
    for _time in range(2):
        assert client.get(page(token)).status_code == 200
    assert not get_user_model().objects.filter(email="jisu@example.org").exists()


def test_a_second_click_gives_nothing_twice(client, django_user_model, send):
    _, token = send()
    client.post(page(token), FORM)
    client.logout()
    assert client.post(page(token), FORM).status_code == 410
    assert Membership.objects.count() == 1
    assert django_user_model.objects.filter(email="jisu@example.org").count() == 1


def test_a_person_with_an_account_signs_in_first(client, send):
    user = UserFactory(email="jisu@example.org")
    _, token = send()
    asked = client.get(page(token))
    assert reverse("account_login") in asked.text
    assert "id_password_again" not in asked.text
    assert client.post(page(token), FORM).status_code == 422
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert not user.memberships.exists()
    client.force_login(user)
    assert client.post(page(token)).status_code == 302
    assert user.memberships.count() == 1


@pytest.mark.security("V6")
def test_another_person_cannot_accept(client, send):
    _, token = send()
    other = UserFactory()
    client.force_login(other)
    assert client.get(page(token)).status_code == 200
    assert client.post(page(token), FORM).status_code == 422
    assert not other.memberships.exists()
    assert Invitation.objects.get().accepted_at is None


def test_an_account_that_was_prepared_without_password_is_set_up(client, send, django_user_model):
    django_user_model.objects.create_user("jisu@example.org")
    _, token = send()
    assert client.post(page(token), FORM).status_code == 302
    assert django_user_model.objects.get(email="jisu@example.org").check_password(NEW["password"])


def test_a_closed_account_stays_closed(send, django_user_model):
    django_user_model.objects.create_user("jisu@example.org", is_active=False)
    _, token = send()
    with pytest.raises(DomainError):
        accept_invitation(token=token, **NEW)
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.parametrize(
    "change",
    [
        {"password": "12345678", "password_again": "12345678"},
        {"password_again": "something-else-9"},
        {"given_name": ""},
        {"name_order": "upside-down"},
    ],
)
def test_a_refused_form_keeps_the_names_and_the_link(client, send, change):
    _, token = send()
    answer = client.post(page(token), FORM | change)
    assert answer.status_code == 422
    assert "김지수" in answer.text
    assert answer.context["form"].errors
    assert NEW["password"] not in answer.text
    assert client.post(page(token), FORM).status_code == 302


def test_an_unknown_link_is_not_found(client):
    answer = client.get(page("never-was"))
    assert answer.status_code == 404
    assert "not known" in answer.text


@pytest.mark.security("V6")
def test_a_link_lasts_fourteen_days(client, send, settings):
    made, token = send()
    sent = clock.today()
    settings.PORTAL_TODAY = sent + dt.timedelta(days=13)
    assert client.get(page(token)).status_code == 200
    settings.PORTAL_TODAY = sent + dt.timedelta(days=15)
    answer = client.get(page(token))
    assert answer.status_code == 410
    assert "expired" in answer.text
    with pytest.raises(DeadInvitation):
        accept_invitation(token=token, **NEW)
    assert made.has_expired


def test_a_resent_link_replaces_the_old_one(client, send, staff, mailoutbox, django_capture_on_commit_callbacks):
    made, old = send()
    with django_capture_on_commit_callbacks(execute=True):
        resend_invitation(by=staff, grants=read_grants(staff), invitation=made)
    new = token_of(mailoutbox[-1])
    assert client.get(page(old)).status_code == 404
    assert client.get(page(new)).status_code == 200


def test_an_expired_invitation_can_be_sent_again(send, staff, settings):
    made, _ = send()
    settings.PORTAL_TODAY = clock.today() + dt.timedelta(days=30)
    again = resend_invitation(by=staff, grants=read_grants(staff), invitation=made)
    assert not again.has_expired


@pytest.mark.security("V14")
@pytest.mark.parametrize("withdrawn", [False, True])
def test_an_invitation_that_nobody_used_loses_name_and_address_after_a_while(send, staff, settings, withdrawn):
    made, _token = send()
    if withdrawn:
        withdraw_invitation(by=staff, grants=read_grants(staff), invitation=made)
    before, lasts = made.email, 0 if withdrawn else 14
    entries = list(AuditEntry.objects.order_by("pk").values())
    settings.PORTAL_TODAY = clock.today() + dt.timedelta(days=lasts + 29)
    forget_unused()
    made.refresh_from_db()
    assert made.email == before
    settings.PORTAL_TODAY += dt.timedelta(days=2)
    forget_unused()
    made.refresh_from_db()
    assert (made.email, made.family_name, made.given_name, made.is_open(clock.now())) == ("", "", "", False)
    assert not Invitation.objects.waiting().exists()
    assert not Mail.objects.filter(address=before).exists()
    assert list(AuditEntry.objects.order_by("pk").values()) == entries
    told = AuditNames.objects.filter(entry__object_type="partnerships.invitation")
    assert told.exists()
    assert before not in str(list(told.values()))


def test_a_withdrawn_link_is_dead_and_cannot_be_sent_again(client, send, staff):
    made, token = send()
    grants = read_grants(staff)
    withdraw_invitation(by=staff, grants=grants, invitation=made)
    assert client.get(page(token)).status_code == 410
    for act in (withdraw_invitation, resend_invitation):
        with pytest.raises(DomainError):
            act(by=staff, grants=grants, invitation=made)


def test_whoever_is_invited_or_in_already_is_not_invited_again(send, busan):
    send()
    with pytest.raises(InvitationsRefused):
        send()
    MembershipFactory(participation=busan, user__email="in@example.org")
    with pytest.raises(InvitationsRefused):
        send(email="in@example.org")
    StrandRoleFactory(strand=busan.strand, user__email="observer@example.org", role="observer")
    with pytest.raises(InvitationsRefused):
        send(email="observer@example.org", role="observer", participation=None)


def test_a_partner_of_another_strand_is_refused(send):
    with pytest.raises(InvitationsRefused):
        send(participation=ParticipationFactory())


@pytest.mark.parametrize("role", ["staff", "authority", "observer"])
def test_the_other_roles_are_given_too(send, role):
    _, token = send(role=role, participation=None)
    user = accept_invitation(token=token, **NEW)
    assert StrandRole.objects.get(user=user).role == role
    assert getattr(read_grants(user), role)


@pytest.mark.parametrize("who", ["coordinator", "authority", "staff of another strand"])
def test_only_those_who_keep_the_people_may_act(send, busan, who):
    made, _ = send()
    user = {
        "coordinator": lambda: MembershipFactory(participation=busan).user,
        "authority": lambda: StrandRoleFactory(strand=busan.strand, role="authority").user,
        "staff of another strand": lambda: StrandRoleFactory().user,
    }[who]()
    grants = read_grants(user)
    with pytest.raises(NotAllowed):
        invite(by=user, grants=grants, strand=busan.strand, rows=[Invitation(email="x@example.org", role="staff")])
    for act in (withdraw_invitation, resend_invitation):
        with pytest.raises(NotAllowed):
            act(by=user, grants=grants, invitation=made)
    membership = MembershipFactory(participation=busan)
    with pytest.raises(NotAllowed):
        HandOver.do(membership, by=user, grants=grants, last_day=clock.today(), reason="Has left")


def test_an_ended_role_gives_nothing_from_the_next_day_on(busan, staff, settings):
    membership = MembershipFactory(participation=busan)
    role = StrandRoleFactory(strand=busan.strand, role="observer")
    grants = read_grants(staff)
    HandOver.do(membership, by=staff, grants=grants, last_day=clock.today(), reason="Has left")
    end_strand_role(by=staff, grants=grants, role=role)
    assert membership.history.count() == 2
    with pytest.raises(DomainError):
        end_strand_role(by=staff, grants=grants, role=role)
    settings.PORTAL_TODAY = clock.today() + dt.timedelta(days=1)
    assert not read_grants(membership.user).strands
    assert not read_grants(role.user).strands
