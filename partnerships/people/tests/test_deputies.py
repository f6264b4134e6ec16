"""Who stands in for a coordinator: named by whom, chosen among whom, and only from the first day to the last."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.mails.services import write_mail
from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.tests.arranged import logged
from partnerships.follow_ups.actions import FinishFollowUp
from partnerships.models import Deputy
from partnerships.people.actions import EndDeputy, NameDeputy
from partnerships.people.selectors import deputies_of, read_grants, read_people
from partnerships.people.services import end_strand_role
from partnerships.tests.factories import (
    DeputyFactory,
    FollowUpFactory,
    MembershipFactory,
    PairingFactory,
    ParticipationFactory,
    StrandRoleFactory,
    UserFactory,
)
from partnerships.tests.roles import day, person

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def pairing():
    return PairingFactory(eu__partner__code="barcelona")


@pytest.fixture
def absent(pairing):
    return MembershipFactory(
        participation=pairing.eu, started_on=day(-90), user__given_name="Marta", user__family_name="Soler"
    )


@pytest.fixture
def stand_in(pairing):
    return MembershipFactory(
        participation=ParticipationFactory(strand=pairing.strand, side="eu"),
        user__given_name="Pau",
        user__family_name="Ferrer",
    ).user


def add(by, absent, user, first=0, last=4):
    return NameDeputy.do(absent, by=by, grants=read_grants(by), user=user, starts_on=day(first), ends_on=day(last))


@pytest.mark.parametrize("role", ["staff", "administrator", "the person"])
def test_who_names_and_ends_a_deputy(pairing, absent, stand_in, role):
    who = person(role, pairing, absent)
    deputy = add(who, absent, stand_in)
    assert deputy.history.get().history_user == who
    EndDeputy.do(deputy, by=who, grants=read_grants(who), version=1)
    deputy.refresh_from_db()
    assert deputy.ends_on == TODAY
    assert [entry.actor for entry in logged()] == [who, who]
    assert logged().filter(pairing_id=None).count() == 2


@pytest.mark.parametrize("role", ["eu", "counterpart", "authority", "observer", "outsider", "nobody", "deputy"])
def test_who_names_none(pairing, absent, stand_in, role):
    who = person(role, pairing, absent)
    before = Deputy.objects.count()
    with pytest.raises(NotAllowed):
        add(who, absent, stand_in)
    deputy = DeputyFactory(membership=absent)
    with pytest.raises(NotAllowed):
        EndDeputy.do(deputy, by=who, grants=read_grants(who), version=1)
    assert Deputy.objects.count() == before + 1


@pytest.mark.parametrize("role", ["eu", "same side", "observer"])
def test_who_can_be_deputy(pairing, absent, role):
    user = person(role, pairing, absent)
    assert user in absent.candidates()
    assert add(absent.user, absent, user).user == user


@pytest.mark.parametrize(
    "role",
    [
        "the person",
        "counterpart",
        "both sides",
        "deputy of the other side",
        "staff",
        "authority",
        "outsider",
        "nobody",
        "closed account",
    ],
)
def test_who_cannot(pairing, absent, role):
    user = person(role, pairing, absent)
    with pytest.raises(DomainError) as refused:
        add(absent.user, absent, user)
    assert refused.value.field == "user"
    assert not Deputy.objects.filter(membership=absent).exists()


@pytest.mark.parametrize(
    ("first", "last", "field"), [(-1, 4, "starts_on"), (3, 2, "ends_on"), (0, 31, "ends_on"), (2, 8, "user")]
)
def test_wrong_days_are_refused(pairing, absent, stand_in, first, last, field):
    absent.ended_on = day(30)
    absent.save(by=None)
    DeputyFactory(membership=absent, user=stand_in, starts_on=day(8), ends_on=day(9))
    with pytest.raises(DomainError) as refused:
        add(absent.user, absent, stand_in, first, last)
    assert refused.value.field == field
    assert Deputy.objects.count() == 1


def test_nobody_stands_in_for_work_that_is_over(pairing, stand_in):
    over = MembershipFactory(participation=pairing.eu, started_on=day(-9), ended_on=day(-1))
    staff = person("staff", pairing, over)
    with pytest.raises(DomainError, match="is over"):
        add(staff, over, stand_in)


def test_the_grants_begin_and_end_with_the_day(pairing, absent, settings):
    observer = person("observer", pairing, absent)
    add(absent.user, absent, observer, 2, 4)
    coming = MembershipFactory(participation=pairing.eu, started_on=day(2)).user
    for number, side in ((0, ""), (1, ""), (2, "eu"), (4, "eu"), (5, "")):
        settings.PORTAL_TODAY = day(number)
        assert bool(pairing.side_of(read_grants(coming))) is (number >= 2)
        grants = read_grants(observer)
        assert pairing.side_of(grants) == side
        assert grants.participations == ({pairing.eu_id} if side else set())
        assert bool(deputies_of(user=observer.pk, today=day(number))) is bool(side)
        assert pairing.strand_id in grants.observer


def test_the_grants_end_with_the_work_that_is_stood_in_for(pairing, absent, stand_in, settings):
    add(absent.user, absent, stand_in, 0, 9)
    absent.refresh_from_db()
    absent.ended_on = day(2)
    absent.save(by=None)
    for number, side in ((2, "eu"), (3, "")):
        settings.PORTAL_TODAY = day(number)
        assert pairing.side_of(read_grants(stand_in)) == side


def test_a_closed_account_has_no_grants_as_a_deputy(pairing, absent, stand_in):
    add(absent.user, absent, stand_in)
    stand_in.is_active = False
    stand_in.save()
    assert not read_grants(stand_in).participations


def test_the_deputy_acts_in_the_own_name(pairing, absent, stand_in):
    add(absent.user, absent, stand_in)
    row = FollowUpFactory(pairing=pairing, owner=absent.user)
    FinishFollowUp.do(row, by=stand_in, grants=read_grants(stand_in), version=1)
    assert AuditEntry.objects.get(action="follow-up-finish").actor_label == "Pau Ferrer"


@pytest.mark.one_database
def test_the_grants_cost_the_same_with_and_without(pairing, absent, stand_in):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            read_grants(stand_in)
        return len(queries)

    before = cost()
    for _ in range(5):
        DeputyFactory(user=stand_in)
    assert cost() == before


def test_one_that_has_not_begun_is_taken_back(pairing, absent, stand_in):
    deputy = add(absent.user, absent, stand_in, 3, 9)
    with pytest.raises(StaleRecord):
        EndDeputy.do(deputy, by=absent.user, grants=read_grants(absent.user), version=7)
    EndDeputy.do(deputy, by=absent.user, grants=read_grants(absent.user), version=1)
    assert not Deputy.objects.exists()
    assert Deputy.history.filter(history_type="-").get().history_user == absent.user
    assert AuditEntry.objects.filter(action="deputy-ended").exists()


def test_ending_twice_says_so(pairing, absent, stand_in):
    deputy = add(absent.user, absent, stand_in)
    EndDeputy.do(deputy, by=absent.user, grants=read_grants(absent.user), version=1)
    deputy.refresh_from_db()
    with pytest.raises(AlreadyDone):
        EndDeputy.do(deputy, by=absent.user, grants=read_grants(absent.user), version=2)


def test_an_observer_who_leaves_stands_in_no_more(pairing, absent):
    role = StrandRoleFactory(strand=pairing.strand, role="observer")
    deputy = add(absent.user, absent, role.user, 0, 9)
    staff = person("staff", pairing, absent)
    end_strand_role(by=staff, grants=read_grants(staff), role=role)
    deputy.refresh_from_db()
    assert deputy.ends_on == TODAY


# The pages


def address(name, absent, *more):
    return reverse(f"partnerships:{name}", args=[absent.participation.strand.code, absent.pk, *more])


def test_the_person_names_a_deputy_on_the_page(client, pairing, absent, stand_in):
    client.force_login(absent.user)
    place = reverse("partnerships:partner", args=[pairing.strand.code, "barcelona"])
    assert address("deputy-add", absent) in client.get(place).text
    page = client.get(address("deputy-add", absent))
    assert [user.pk for user in page.context["form"].fields["user"].queryset] == [stand_in.pk]
    sent = {"once": "x", "user": stand_in.pk, "starts_on": TODAY.isoformat(), "ends_on": day(3).isoformat()}
    answer = client.post(address("deputy-add", absent), sent, follow=True)
    assert answer.redirect_chain[0][0] == place
    assert "Deputy: Pau Ferrer" in answer.text
    assert "nothing was done a second time" in client.post(address("deputy-add", absent), sent, follow=True).text
    deputy = Deputy.objects.get()
    ended = client.post(address("deputy-end", absent, deputy.pk), {"once": "y", "seen_version": 1}, follow=True)
    assert ended.status_code == 200
    deputy.refresh_from_db()
    assert deputy.ends_on == TODAY


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"user": ""}, "user"),
        ({"user": "999999"}, "user"),
        ({"user": "stranger"}, "user"),
        ({"starts_on": "2017-03-14"}, "starts_on"),
        ({"ends_on": "2017-03-14"}, "ends_on"),
        ({"ends_on": ""}, "ends_on"),
    ],
)
def test_a_refused_form_says_where(client, pairing, absent, stand_in, change, field):
    if change.get("user") == "stranger":
        change = {"user": UserFactory().pk}
    client.force_login(absent.user)
    sent = {"once": "x", "user": stand_in.pk, "starts_on": TODAY.isoformat(), "ends_on": day(3).isoformat()} | change
    answer = client.post(address("deputy-add", absent), sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Deputy.objects.exists()


@pytest.mark.one_database
def test_other_readers_see_who_stands_in_without_the_address(client, pairing, absent, stand_in):
    add(absent.user, absent, stand_in)
    client.force_login(person("counterpart", pairing, absent))
    text = client.get(reverse("partnerships:partner", args=[pairing.strand.code, "barcelona"])).text
    assert "Pau Ferrer" in text
    assert stand_in.email not in text
    assert address("hand-over", absent) not in text


def test_the_people_page_lists_deputies_at_a_constant_cost(client, pairing, absent, stand_in):
    client.force_login(person("staff", pairing, absent))

    def cost(rows):
        for _ in range(rows):
            DeputyFactory(membership=absent)
        with CaptureQueriesContext(connection) as queries:
            text = client.get(reverse("partnerships:people", args=[pairing.strand.code])).text
        assert "Deputy: " in text
        return len(queries)

    one = cost(1)
    assert cost(20) == one


def test_a_deputy_of_another_coordinator_is_not_found(client, pairing, absent):
    other = DeputyFactory(membership__participation=pairing.eu)
    client.force_login(absent.user)
    assert client.get(address("deputy-end", absent, other.pk)).status_code == 404
    assert client.post(address("deputy-end", absent, other.pk)).status_code == 404


@pytest.mark.one_database
def test_the_home_page_says_for_whom_one_stands_in(client, pairing, absent, settings):
    observer = person("observer", pairing, absent)
    add(absent.user, absent, observer, 1, 2)
    client.force_login(observer)
    told = []
    for number in (0, 1, 2, 3):
        settings.PORTAL_TODAY = day(number)
        told.append("You stand in for Marta Soler (" in client.get("/").text)
    assert told == [False, True, True, False]


def test_who_stands_in_twice_is_told_once(absent, stand_in):
    DeputyFactory.create_batch(2, membership=absent, user=stand_in, starts_on=TODAY, ends_on=day(2))
    people = read_people([absent.participation_id], TODAY)
    for told in (people.of_side(absent.participation_id), people.of_person(absent.participation_id, absent.user_id)):
        assert told == [absent.user, stand_in]


def test_a_mail_says_whom_its_reader_stands_in_for(absent, stand_in):
    add(absent.user, absent, stand_in, 0, 2)
    people = read_people([absent.participation_id], TODAY).of_side(absent.participation_id)
    facts = {"kind": "reminder", "template": "password_reset", "context": {"link": ""}}
    mails = [write_mail(to=one, **facts) for one in people]
    why = "You get this mail because you stand in for Marta Soler."
    assert [(why in mail.text, why in mail.html) for mail in mails] == [(False, False), (True, True)]
