"""What somebody new is shown first: by role, ticked off by the records, until it is put away."""

import datetime as dt

import pytest
from django.urls import reverse

from core import clock
from partnerships.models import Contact
from partnerships.tests.factories import (
    MembershipFactory,
    PairingFactory,
    PlanItemFactory,
    StrandRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PASSED = {"given_name": "Marta", "family_name": "Soler", "time_zone": "Europe/Madrid"}


def _steps(client, user):
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    found = client.get(reverse("my-tasks")).context["first_steps"]
    return {url: done for _label, _why, url, done in found["steps"]} if found else None


@pytest.fixture
def pairing():
    return PairingFactory()


@pytest.fixture
def coordinator(pairing):
    return MembershipFactory(participation=pairing.eu, user=UserFactory(given_name="", family_name="")).user


def _urls(pairing):
    words = [pairing.strand.code, pairing.eu.partner.code]
    return {
        "name": reverse("accounts:account"),
        "hours": reverse("partnerships:hours-edit", args=words),
        "interest": reverse("partnerships:interest-add", args=words),
        "contact": reverse("partnerships:contact-add", args=[pairing.strand.code, pairing.code]),
    }


@pytest.mark.one_database
def test_a_coordinator_has_four_steps_that_lead_to_the_own_pages(client, coordinator, pairing):
    assert _steps(client, coordinator) == dict.fromkeys(_urls(pairing).values(), False)


@pytest.mark.one_database
def test_what_the_records_know_is_ticked_off(client, coordinator, pairing):
    urls = _urls(pairing)
    for field, value in PASSED.items():
        setattr(coordinator, field, value)
    coordinator.save()
    client.force_login(coordinator, "django.contrib.auth.backends.ModelBackend")
    form = client.get(urls["hours"]).context["form"]
    hours = {
        "seen_version": form["seen_version"].value(),
        "once": form["once"].value(),
        "opens_at": "08:00",
        "closes_at": "16:00",
        "holiday_region": "",
    }
    assert client.post(urls["hours"], hours).status_code == 302
    Contact(
        pairing=pairing, code="first", kind="call", on=dt.date(2017, 3, 1), what_en="Hello", author=coordinator
    ).save(by=coordinator)
    steps = _steps(client, coordinator)
    assert [steps[urls[name]] for name in ("name", "hours", "contact", "interest")] == [True, True, True, False]


@pytest.mark.one_database
def test_a_korean_reader_also_gives_the_name_in_hangul(client, coordinator, pairing):
    coordinator.time_zone, coordinator.given_name, coordinator.family_name = "Asia/Seoul", "Jisu", "Kim"
    coordinator.save()
    assert _steps(client, coordinator)[reverse("accounts:account")] is False
    coordinator.name_native = "김지수"
    coordinator.save()
    assert _steps(client, coordinator)[reverse("accounts:account")] is True


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("role", "leads_to"),
    [("staff", "partnerships:plan"), ("authority", "reports:dashboard"), ("observer", "partnerships:strand")],
)
def test_each_role_of_a_strand_has_its_own_steps(client, pairing, role, leads_to):
    user = StrandRoleFactory(strand=pairing.strand, role=role).user
    assert reverse(leads_to, args=[pairing.strand.code]) in _steps(client, user)


@pytest.mark.one_database
def test_the_staffs_steps_follow_the_strand(client, pairing):
    user = StrandRoleFactory(strand=pairing.strand, role="staff").user
    plan = reverse("partnerships:plan", args=[pairing.strand.code])
    assert _steps(client, user)[plan] is False
    PlanItemFactory(strand=pairing.strand)
    assert _steps(client, user)[plan] is True


@pytest.mark.one_database
def test_an_administrator_begins_with_a_strand_and_an_outsider_with_nothing(client):
    assert reverse("partnerships:strand-start") in _steps(client, UserFactory(is_superuser=True, is_staff=True))
    assert _steps(client, UserFactory()) is None


@pytest.mark.one_database
def test_once_all_are_done_they_are_gone(client, pairing):
    administrator = UserFactory(is_superuser=True, is_staff=True, **PASSED)
    assert _steps(client, administrator)[reverse("admin:partnerships_invitation_add")] is False
    StrandRoleFactory(strand=pairing.strand, role="staff")
    assert _steps(client, administrator) is None


@pytest.mark.one_database
def test_put_away_they_stay_away_until_the_account_page_brings_them_back(client, coordinator):
    assert _steps(client, coordinator)
    client.post(reverse("first-steps"))
    assert _steps(client, coordinator) is None
    account = client.get(reverse("accounts:account"))
    assert 'name="shown"' in account.text
    client.post(reverse("first-steps"), {"shown": "on"})
    assert _steps(client, coordinator)
    assert 'name="shown"' not in client.get(reverse("accounts:account")).text


@pytest.mark.one_database
def test_a_second_tab_puts_them_away_once_more_without_a_trace(client, coordinator):
    client.force_login(coordinator, "django.contrib.auth.backends.ModelBackend")
    moments = [dt.datetime(2017, 9, day, 10, 0, tzinfo=dt.UTC) for day in (12, 13)]
    for moment in moments:
        with clock.fixed_at(moment):
            assert client.post(reverse("first-steps")).url == reverse("my-tasks")
    coordinator.refresh_from_db()
    assert coordinator.first_steps_put_away_at == moments[0]


def test_put_away_they_cost_no_query(client, coordinator, django_assert_num_queries, django_assert_max_num_queries):
    client.force_login(coordinator, "django.contrib.auth.backends.ModelBackend")
    client.get(reverse("my-tasks"))  # what is kept for the day
    with django_assert_max_num_queries(200) as queries:
        client.get(reverse("my-tasks"))
    shown = len(queries.captured_queries)
    client.post(reverse("first-steps"))
    client.get(reverse("my-tasks"))  # takes the message along
    with django_assert_num_queries(shown - 2):
        client.get(reverse("my-tasks"))
