"""The people page, the two ways to invite, and the acts on an open invitation."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from partnerships.models import Invitation
from partnerships.people.selectors import read_grants
from partnerships.people.services import invite
from partnerships.tests.factories import (
    MembershipFactory,
    ParticipationFactory,
    StrandFactory,
    StrandRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ONE = {
    "email": "jisu@example.org",
    "family_name": "Kim",
    "given_name": "Jisu",
    "role": "coordinator",
    "partner": "busan",
    "language": "ko",
}


@pytest.fixture
def strand():
    return StrandFactory(code="eu-korea")


@pytest.fixture
def busan(strand):
    return ParticipationFactory(
        strand=strand, side="counterpart", partner__code="busan", partner__name_en="Busan", partner__name_ko="부산"
    )


@pytest.fixture
def staff(strand):
    return StrandRoleFactory(strand=strand, user__given_name="Claire", user__family_name="Fontaine").user


@pytest.fixture
def waiting(strand, staff):
    rows = [Invitation(email="observer@example.org", role="observer")]
    return invite(by=staff, grants=read_grants(staff), strand=strand, rows=rows)[0]


def url(name, *more):
    return reverse(f"partnerships:{name}", args=["eu-korea", *more])


def test_the_page_names_everybody(client, busan, staff, waiting):
    member = {"given_name": "Jisu", "family_name": "Kim", "name_order": "family-first", "name_native": "김지수"}
    MembershipFactory(participation=busan, **{f"user__{name}": value for name, value in member.items()})
    client.force_login(staff)
    text = client.get(url("people")).text
    for expected in ("Kim Jisu", '<span lang="ko">김지수</span>', "Claire Fontaine", "observer@example.org", "Busan"):
        assert expected in text


@pytest.mark.one_database
def test_an_empty_strand_says_what_to_do(client, strand, staff):
    client.force_login(staff)
    text = client.get(url("people")).text
    assert "No partner takes part yet" in text
    assert "No open invitation" in text


@pytest.mark.one_database
def test_the_page_costs_the_same_with_many(client, strand, staff):
    client.force_login(staff)
    grants = read_grants(staff)

    def cost(partners):
        for _ in range(partners):
            participation = MembershipFactory(participation__strand=strand).participation
            row = Invitation(
                email=f"new{participation.pk}@example.org", role="coordinator", participation=participation
            )
            invite(by=staff, grants=grants, strand=strand, rows=[row])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url("people")).status_code == 200
        return len(queries)

    cost(1)
    assert cost(1) == cost(10)


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", ["people", "person-invite"])
def test_pages_come_in_both_languages(client, busan, staff, waiting, name, language):
    staff.language = language
    staff.save()
    client.force_login(staff)
    answer = client.get(url(name))
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("administrator", 200),
        ("staff", 200),
        ("coordinator", 403),
        ("authority", 403),
        ("observer", 403),
        ("foreign", 404),
    ],
)
@pytest.mark.parametrize("name", ["people", "person-invite", "invitation-resend", "invitation-withdraw"])
def test_who_keeps_the_people(client, strand, busan, staff, waiting, who, status, name):
    user = {
        "administrator": lambda: UserFactory(is_superuser=True),
        "staff": lambda: staff,
        "coordinator": lambda: MembershipFactory(participation=busan).user,
        "authority": lambda: StrandRoleFactory(strand=strand, role="authority").user,
        "observer": lambda: StrandRoleFactory(strand=strand, role="observer").user,
        "foreign": lambda: StrandRoleFactory().user,
    }[who]()
    client.force_login(user)
    if name == "people":
        # Whoever reads the strand reads who works in it.
        assert client.get(url(name)).status_code == (404 if who == "foreign" else 200)
    elif name == "person-invite":
        assert client.get(url(name)).status_code == status
    else:
        address = url(name, waiting.pk)
        assert client.get(address).status_code == (405 if status == 200 else status)
        assert client.post(address).status_code == (302 if status == 200 else status)


@pytest.mark.one_database
def test_nobody_comes_in_without_signing_in(client, strand, waiting):
    for address in (url("people"), url("person-invite"), url("invitation-withdraw", waiting.pk)):
        answer = client.post(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))
    waiting.refresh_from_db()
    assert waiting.withdrawn_at is None


@pytest.mark.one_database
def test_an_invitation_of_another_strand_is_not_found(client, staff, strand):
    other = StrandRoleFactory()
    (foreign,) = invite(
        by=other.user,
        grants=read_grants(other.user),
        strand=other.strand,
        rows=[Invitation(email="x@example.org", role="staff")],
    )
    client.force_login(staff)
    assert client.post(url("invitation-withdraw", foreign.pk)).status_code == 404
    client.force_login(UserFactory(is_superuser=True))
    assert client.post(url("invitation-withdraw", foreign.pk)).status_code == 404


@pytest.mark.one_database
def test_sending_again_and_withdrawing_tell_what_they_did(
    client, staff, waiting, mailoutbox, django_capture_on_commit_callbacks
):
    client.force_login(staff)
    with django_capture_on_commit_callbacks(execute=True):
        again = client.post(url("invitation-resend", waiting.pk), follow=True)
    assert "earlier link no longer works" in again.text
    assert len(mailoutbox) == 1
    assert "Its link no longer works" in client.post(url("invitation-withdraw", waiting.pk), follow=True).text
    assert "withdrawn already" in client.post(url("invitation-withdraw", waiting.pk), follow=True).text


@pytest.mark.one_database
def test_one_person_is_invited(client, busan, staff, mailoutbox, django_capture_on_commit_callbacks):
    client.force_login(staff)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url("person-invite"), ONE, follow=True)
    assert "Sent 1 invitation." in answer.text
    assert "jisu@example.org" in answer.text
    assert Invitation.objects.get().participation == busan
    assert len(mailoutbox) == 1


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": ""}, "email"),
        ({"partner": ""}, "partner"),
        ({"partner": "seoul"}, "partner"),
        ({"role": "observer"}, "partner"),
        ({"role": "king"}, "role"),
        ({"language": "fr"}, "language"),
        ({"family_name": "K" * 81}, "family_name"),
    ],
)
@pytest.mark.one_database
def test_a_refused_person_keeps_the_input(client, busan, staff, change, field):
    client.force_login(staff)
    answer = client.post(url("person-invite"), ONE | change)
    assert answer.status_code == 422
    assert list(answer.context["one"].errors) == [field]
    assert 'value="Jisu"' in answer.text
    assert not Invitation.objects.exists()


def test_the_same_person_is_not_invited_twice(client, busan, staff):
    client.force_login(staff)
    client.post(url("person-invite"), ONE)
    assert "has been invited already" in client.post(url("person-invite"), ONE).text
    assert Invitation.objects.count() == 1


@pytest.mark.one_database
def test_several_are_invited_from_rows(client, busan, staff, mailoutbox, django_capture_on_commit_callbacks):
    rows = (
        "jisu@example.org; Kim; Jisu; coordinator; busan; ko\r\n"
        "\r\n"
        "marta@example.org\tSoler\tMarta\tProgramme staff\t\tEnglish\r\n"
        "observer@example.org;;;observer"
    )
    client.force_login(staff)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url("person-invite"), {"rows": rows}, follow=True)
    assert "Sent 3 invitations." in answer.text
    assert len(mailoutbox) == 3
    marta = Invitation.objects.get(email="marta@example.org")
    assert (marta.role, marta.language, marta.given_name) == ("staff", "en", "Marta")


@pytest.mark.one_database
def test_one_faulty_row_stops_all_and_each_fault_is_named(client, busan, staff, mailoutbox):
    rows = (
        "good@example.org; Kim; Jisu; coordinator; busan; ko\n"
        "nobody; Kim; Jisu; observer\n"
        "lost@example.org; ; ; coordinator; atlantis\n"
        "long@example.org;a;b;observer;;en;more\n"
    )
    client.force_login(staff)
    answer = client.post(url("person-invite"), {"rows": rows})
    faults = answer.context["several"].errors["rows"]
    assert [fault.split(":")[0] for fault in faults] == ["Row 2", "Row 3", "Row 4"]
    assert "atlantis" in answer.text
    assert not Invitation.objects.exists()
    assert not mailoutbox


def test_a_row_that_the_service_refuses_is_named_by_its_line(client, busan, staff, waiting):
    rows = "\nfirst@example.org;;;observer\nobserver@example.org;;;observer\nfirst@example.org;;;observer\n"
    client.force_login(staff)
    faults = client.post(url("person-invite"), {"rows": rows}).context["several"].errors["rows"]
    assert [fault.split(":")[0] for fault in faults] == ["Row 3", "Row 4"]
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("count", [0, 201])
def test_no_rows_and_too_many_are_refused(client, busan, staff, count):
    rows = "\n" + "\n".join(f"p{number}@example.org;;;observer" for number in range(count))
    client.force_login(staff)
    assert client.post(url("person-invite"), {"rows": rows}).context["several"].errors["rows"]
    assert not Invitation.objects.exists()


@pytest.mark.one_database
def test_staff_come_from_the_page_to_the_end_of_a_role(client):
    membership = MembershipFactory()
    strand = membership.participation.strand
    observer = StrandRoleFactory(strand=strand, role="observer")
    client.force_login(StrandRoleFactory(strand=strand, role="staff").user)
    page = client.get(f"/strands/{strand.code}/people/").text
    assert f"/strands/{strand.code}/people/coordinators/{membership.pk}/hand-over/" in page
    address = f"/strands/{strand.code}/people/roles/{observer.pk}/end/"
    assert address in page
    assert client.post(address, follow=True).status_code == 200
    observer.refresh_from_db()
    assert observer.ended_on == clock.today()
    assert "This role has an end already." in client.post(address, follow=True).text


@pytest.mark.one_database
def test_a_role_of_another_strand_is_not_found(client):
    foreign = StrandRoleFactory(role="observer")
    own = StrandRoleFactory(role="staff")
    client.force_login(own.user)
    assert client.post(f"/strands/{own.strand.code}/people/roles/{foreign.pk}/end/").status_code == 404
    foreign.refresh_from_db()
    assert foreign.ended_on is None
