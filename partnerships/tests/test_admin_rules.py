"""What the administration refuses in words, and how it invites people."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from partnerships.models import Invitation, Pairing, Participation, Strand, StrandRole, Theme
from partnerships.tests.factories import (
    CityFactory,
    PairingFactory,
    ParticipationFactory,
    PlanItemFactory,
    StageFactory,
    StrandFactory,
    StrandRoleFactory,
    ThemeFactory,
    UserFactory,
)
from partnerships.tests.test_admin_saving import change_url, errors, filled, post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def administrator(client):
    user = User.objects.create_superuser("admin@example.org", "lantern-harbour-42")
    client.force_login(user)
    return user


def add(client, model, **changed):
    url = reverse(f"admin:partnerships_{model._meta.model_name}_add")
    return client.post(url, filled(client.get(url)) | changed)


def test_a_partner_stands_on_one_side_only(client):
    there = ParticipationFactory(side="counterpart", partner__name_en="Busan")
    said = errors(add(client, Participation, strand=there.strand_id, partner=there.partner_id, side="eu"))
    assert "Busan already takes part in this strand" in said
    assert Participation.objects.count() == 1


def test_what_a_city_says_of_itself_is_edited_there_too(client):
    row = ParticipationFactory()
    address = {"address": "Port Road 1", "department_en": "Port", "website": "https://port.example", "about_ko": "항구"}
    post(client, row, filled(client.get(change_url(row))) | address)
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in address} == address
    sent = filled(client.get(change_url(row))) | {"website": "ftp://port.example"}
    assert "Write it like" in errors(client.post(change_url(row), sent))


def test_a_paired_participation_stays_as_it_is(client):
    pairing = PairingFactory()
    data = filled(client.get(change_url(pairing.eu))) | {"side": "counterpart", "delegates": 5}
    post(client, pairing.eu, data)
    saved = Participation.objects.get(pk=pairing.eu_id)
    assert (saved.side, saved.delegates) == ("eu", 5)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda p: (p.counterpart, p.eu), "is not on this side"),
        (lambda p: (p.eu, p.eu), "cannot be paired with itself"),
        (lambda p: (ParticipationFactory(side="eu"), p.counterpart), "a participant of another strand"),
        (lambda p: (p.eu, p.counterpart), "These two have an open pairing already"),
    ],
)
def test_a_wrong_pair_is_refused(client, make, said):
    pairing = PairingFactory()
    eu, counterpart = make(pairing)
    answer = add(
        client, Pairing, strand=pairing.strand_id, eu=eu.pk, counterpart=counterpart.pk, code="new", status="planned"
    )
    assert said in errors(answer)
    assert Pairing.objects.count() == 1


def test_a_closed_pair_may_begin_again(client):
    pairing = PairingFactory(status="closed")
    answer = add(
        client,
        Pairing,
        strand=pairing.strand_id,
        eu=pairing.eu_id,
        counterpart=pairing.counterpart_id,
        code="again",
        status="planned",
    )
    assert answer.status_code == 302, answer.context["errors"]
    saved = Pairing.objects.get(code="again")
    assert saved.history.get().history_user.email == "admin@example.org"


def test_parts_of_another_strand_are_refused(client):
    item = PlanItemFactory()
    data = filled(client.get(change_url(item))) | {"stage": StageFactory().pk}
    page = client.post(change_url(item), data)
    assert list(page.context["adminform"].form.errors) == ["stage"]
    theme = ThemeFactory()
    data = filled(client.get(change_url(theme))) | {"parent": ThemeFactory().pk}
    assert "belongs to another strand" in errors(client.post(change_url(theme), data))
    data["parent"] = theme.pk
    assert "Choose a thematic area" in errors(client.post(change_url(theme), data))
    assert Theme.objects.filter(parent=None).count() == 2


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"time_zone": "Mars/Olympus"}, "is not a time zone"),
        ({"latitude": "35.1"}, "Give both latitude and longitude"),
        ({"latitude": "95", "longitude": "1"}, "Between -90 and 90."),
        ({"name_en": ""}, "This field is required"),
    ],
)
def test_a_wrong_city_is_refused_in_words(client, changed, said):
    city = CityFactory()
    assert said in errors(client.post(change_url(city), filled(client.get(change_url(city))) | changed))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"countries": ["KR", "KOR"]}, "KOR is not one of the available choices"),
        ({"starts_on_text": "2018", "ends_on_text": "2017-03"}, "The end is before the start"),
        ({"starts_on_text": "2.1.2018"}, "can mean 2 January 2018 or 1 February 2018"),
    ],
)
def test_a_wrong_strand_is_refused_in_words(client, changed, said):
    strand = StrandFactory()
    assert said in errors(client.post(change_url(strand), filled(client.get(change_url(strand))) | changed))


@pytest.mark.one_database
def test_a_wrong_day_is_answered_by_how_to_write_one(client):
    role = StrandRoleFactory()
    said = errors(client.post(change_url(role), filled(client.get(change_url(role))) | {"ended_on": "soon"}))
    assert "“soon” is not a date. Write it as 12 Feb 2027 or 2027-02-12." in said


def test_a_strand_keeps_how_exact_its_dates_are(client):
    strand = StrandFactory()
    data = filled(client.get(change_url(strand))) | {
        "countries": ["KR", "JP"],
        "starts_on_text": "2017-01",
        "ends_on_text": "2018-04-20",
    }
    post(client, strand, data)
    saved = Strand.objects.get(pk=strand.pk)
    assert (saved.countries, saved.starts_on_date.iso(), saved.ends_on_date.iso()) == ("KR;JP", "2017-01", "2018-04-20")


@pytest.mark.one_database
def test_zones_and_countries_are_chosen_by_name(client):
    strand, city = StrandFactory(countries="KR"), CityFactory(time_zone="Asia/Seoul")
    assert '<option value="KR" selected>South Korea</option>' in client.get(change_url(strand)).text
    for row in (city, UserFactory(time_zone="Asia/Seoul")):
        assert '<option value="Asia/Seoul" selected>' in client.get(change_url(row)).text


def test_a_role_is_held_once(client):
    role = StrandRoleFactory()
    answer = add(client, StrandRole, user=role.user_id, strand=role.strand_id, role=role.role)
    assert "has this role already" in errors(answer)
    data = filled(client.get(change_url(role))) | {"ended_on": "2017-01-01", "user": UserFactory().pk}
    post(client, role, data)
    ended = StrandRole.objects.get()
    assert (ended.user_id, str(ended.ended_on)) == (role.user_id, "2017-01-01")


def test_adding_a_person_sends_the_invitation(client, django_capture_on_commit_callbacks):
    place = ParticipationFactory()
    row = {"email": "New@Example.org", "strand": place.strand_id, "role": "coordinator"}
    assert "Choose the partner" in errors(add(client, Invitation, **row))
    with django_capture_on_commit_callbacks(execute=True):
        assert add(client, Invitation, **row, participation=place.pk, language="ko").status_code == 302
    sent = Invitation.objects.get()
    assert (sent.email, sent.participation, sent.language) == ("new@example.org", place, "ko")
    assert [message.to for message in mail.outbox] == [["new@example.org"]]
    assert "has been invited already" in errors(add(client, Invitation, **row, participation=place.pk))
    strange = ParticipationFactory()
    assert "does not take part in the strand" in errors(add(client, Invitation, **row, participation=strange.pk))
    assert Invitation.objects.count() == 1


def test_an_invitation_is_sent_again_and_withdrawn_from_the_list(client, django_capture_on_commit_callbacks):
    place = ParticipationFactory()
    invitation = Invitation.objects.create(
        email="new@example.org", strand=place.strand, role="coordinator", participation=place, token_hash="x"
    )
    url = reverse("admin:partnerships_invitation_changelist")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"action": "send_again", "_selected_action": [invitation.pk]})
    assert len(mail.outbox) == 1
    client.post(url, {"action": "withdraw", "_selected_action": [invitation.pk]})
    invitation.refresh_from_db()
    assert invitation.withdrawn_at
    page = client.post(url, {"action": "send_again", "_selected_action": [invitation.pk]}, follow=True)
    assert "has been withdrawn already" in page.content.decode()
    assert client.post(change_url(invitation), {"email": "other@example.org"}).status_code == 403
