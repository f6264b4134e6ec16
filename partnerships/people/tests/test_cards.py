"""Who is who in a strand: whose card each role finds, and what of the person stands on it and elsewhere."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.users import end_access
from core import clock
from partnerships.models import Membership
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import DeputyFactory, MembershipFactory, PairingFactory, UserFactory
from partnerships.tests.pages import sign_in

pytestmark = pytest.mark.django_db

CARD = {
    "given_name": "Jisu",
    "family_name": "Kim",
    "name_order": "family-first",
    "name_native": "김지수",
    "function_en": "Cooperation officer",
    "function_ko": "협력 담당 주무관",
    "office_en": "International Division",
    "office_ko": "국제협력과",
    "telephone": "+82 (51) 000-0101",
    "languages": "Korean, English",
}
# Who works in the strand or watches over it is told how its people are reached; who only reads along is not.
REACH = ("administrator", "staff", "authority", "eu")
READ = (*REACH, "observer")


@pytest.fixture
def jisu(sides):
    """The coordinator of the counterpart side, who has told all."""
    person = sides.people["counterpart"]
    for name, value in CARD.items():
        setattr(person, name, value)
    person.save()
    return person


def card(sides, person):
    return reverse("partnerships:person", args=[sides.pairing.strand.code, person.pk])


@pytest.fixture
def read(client, sides):
    def page(path, role="eu", **extra):
        sign_in(client, sides, role)
        return client.get(path, **extra)

    return page


def test_whoever_reads_the_strand_reads_who_it_is_and_whoever_works_in_it_how_to_reach_the_person(read, sides, jisu):
    for role in READ:
        text = read(card(sides, jisu), role).text
        for told in ("Kim Jisu", "김지수", "Cooperation officer", "International Division", "Korean, English", "Busan"):
            assert told in text, role
        reached = role in REACH
        assert ('<a href="tel:+82510000101">+82 (51) 000-0101</a>' in text) is reached, role
        assert (f'<a href="mailto:{jisu.email}">' in text) is reached, role
        assert "09:00–18:00" in text


@pytest.mark.security("C4")
def test_c4_a_card_opens_to_nobody_who_does_not_read_the_strand(client, sides, jisu):
    elsewhere = PairingFactory()
    outsider = MembershipFactory(participation=elsewhere.eu).user
    client.force_login(outsider)
    assert client.get(card(sides, jisu)).status_code == 404
    # Nor by way of the strand that one reads oneself.
    own = reverse("partnerships:person", args=[elsewhere.strand.code, jisu.pk])
    assert client.get(own).status_code == 404
    found = client.get(reverse("search"), {"q": "Jisu"}).text
    assert CARD["telephone"] not in found
    assert card(sides, jisu) not in found
    client.logout()
    assert client.get(card(sides, jisu)).status_code == 302


def test_who_has_no_role_in_the_strand_today_has_no_card(read, sides):
    today = clock.today()
    rows = (
        {"started_on": today + dt.timedelta(days=1)},
        {"started_on": today - dt.timedelta(days=9), "ended_on": today - dt.timedelta(days=1)},
    )
    others = [MembershipFactory(participation=sides.pairing.eu, **days).user for days in rows]
    closed = MembershipFactory(participation=sides.pairing.eu, user=UserFactory(is_active=False)).user
    for person in (*others, closed, UserFactory(), sides.people["administrator"]):
        assert read(card(sides, person), "staff").status_code == 404
    for role in ("staff", "authority", "observer", "eu"):
        assert read(card(sides, sides.people[role]), "staff").status_code == 200


@pytest.mark.security("C4")
def test_a_number_that_no_database_has_is_nobody(read, sides):
    path = reverse("partnerships:person", args=[sides.pairing.strand.code, 10**30])
    assert read(path).status_code == 404


def test_each_person_decides_what_others_of_the_strand_see(read, sides, jisu):
    paths = (
        card(sides, jisu),
        sides.pairing.get_absolute_url(),
        reverse("partnerships:people", args=[sides.pairing.strand.code]),
    )
    for path in paths:
        text = read(path).text
        assert "tel:+82510000101" in text
        assert jisu.email in text
    jisu.shows_email = jisu.shows_telephone = jisu.shows_hours = False
    jisu.save()
    for path in paths:
        for role in ("eu", "authority", "observer"):
            text = read(path, role).text
            assert "Kim Jisu" in text
            assert "tel:" not in text
            assert jisu.email not in text
    assert "09:00–18:00" not in read(paths[0]).text


def test_who_stands_in_now_is_on_the_card_and_has_one(read, sides, jisu):
    today = clock.today()
    row = jisu.memberships.get()
    now = DeputyFactory(membership=row, user=UserFactory(given_name="Haneul"), starts_on=today, ends_on=today)
    later = today + dt.timedelta(days=3)
    DeputyFactory(membership=row, user=UserFactory(given_name="Sora"), starts_on=later, ends_on=later)
    text = read(card(sides, jisu)).text
    assert "Deputies now" in text
    assert card(sides, now.user) in text
    assert "Sora" not in text
    assert "Kim Jisu" in read(card(sides, now.user)).text


def test_the_pairing_leads_to_the_cards_and_names_the_telephone(read, sides, jisu):
    text = read(sides.pairing.get_absolute_url()).text
    assert f'<a href="{card(sides, jisu)}">Kim Jisu</a>' in text
    assert "tel:+82510000101" in text
    assert "tel:" not in read(sides.pairing.get_absolute_url(), "observer").text


def test_everybody_who_reads_the_strand_reads_its_people_without_what_only_staff_do(read, sides, jisu):
    path = reverse("partnerships:people", args=[sides.pairing.strand.code])
    for role in READ:
        text = read(path, role).text
        assert card(sides, jisu) in text
        assert card(sides, sides.people["staff"]) in text
        assert ("tel:" in text) is (role in REACH)
        assert (jisu.email in text) is (role in REACH)
        keeps = role in ("staff", "administrator")
        for act in ("End access now", "Invite people", "Hand over", "End the role", "Open invitations"):
            assert (act in text) is keeps, (role, act)


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("jisu", True),
        ("김지수", True),
        ("cooperation officer", True),
        ("주무관", True),
        ("국제협력과 kim", True),
        ("0101", False),
    ],
)
def test_search_finds_people_by_name_function_and_department(read, sides, jisu, query, is_found):
    for role in READ:
        assert (card(sides, jisu) in read(reverse("search"), role, query_params={"q": query}).text) is is_found


@pytest.mark.security("C4")
def test_search_does_not_find_people_by_their_address(read, sides, jisu):
    jisu.email = "hidden-address@example.org"
    jisu.shows_email = False
    jisu.save()
    assert card(sides, jisu) not in read(reverse("search"), "observer", query_params={"q": "hidden-address"}).text


def test_a_card_ends_with_the_access(sides, jisu):
    administrator = sides.people["administrator"]
    end_access(by=administrator, grants=read_grants(administrator), person=jisu)
    jisu.refresh_from_db()
    assert [getattr(jisu, name) for name in jisu.OF_CARD] == [""] * len(jisu.OF_CARD)
    assert jisu.get_full_name() == "Kim Jisu"
    assert "cooperation" not in jisu.search_text


@pytest.mark.one_database
def test_a_card_and_the_search_cost_the_same_with_many(client, sides, jisu):
    sign_in(client, sides, "eu")

    def costs(number):
        for _ in range(number):
            MembershipFactory(participation__strand=sides.pairing.strand, user=jisu)
            DeputyFactory(membership=Membership.objects.filter(user=jisu).last())
            MembershipFactory(participation__strand=sides.pairing.strand, user=UserFactory(given_name="Jisu"))
        found = []
        for path, query in ((card(sides, jisu), {}), (reverse("search"), {"q": "Jisu"})):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path, query).status_code == 200
            found.append(len(queries))
        return found

    costs(1)
    assert costs(1) == costs(5)
