"""Roles and the second step: who must have one by a role, and that roles change only after asking again who it is."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Mail, User
from accounts.tests.second_step_scene import PASSWORD, REQUIRED, SECRET, create_ada, create_marta, enters
from core.access import Grants
from partnerships.models import Invitation
from partnerships.people.services import invite
from partnerships.tests.factories import StrandRoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_earlier_tries():
    cache.clear()


@pytest.fixture
def ada():
    return create_ada()


@pytest.fixture
def marta():
    return create_marta()


@pytest.fixture
def required(settings):
    settings.MFA_REQUIRED_ROLES = REQUIRED


@pytest.fixture
def _soon(settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900


@pytest.fixture
def later(monkeypatch):
    """Lets twenty minutes pass."""
    now = time.time()
    return lambda: monkeypatch.setattr(time, "time", lambda: now + 1200)


@pytest.mark.usefixtures("required")
def test_staff_of_any_strand_need_one_and_others_do_not(marta):
    browser, _answer = enters(marta)
    assert browser.get(reverse("accounts:account")).status_code == 200
    StrandRoleFactory(user=marta, role="staff")
    assert browser.get(reverse("accounts:account")).url == reverse("mfa_index")


def test_an_ordinary_page_asks_the_database_no_more_where_roles_need_a_step(marta, settings):
    StrandRoleFactory(user=marta, role="observer")
    browser, _answer = enters(marta)
    asked = []
    for roles in ([], REQUIRED):
        settings.MFA_REQUIRED_ROLES = roles
        for page in ("my-tasks", "partnerships:strand-list", "accounts:account"):
            browser.get(reverse(page))
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(reverse(page)).status_code == 200
            asked.append((page, len(queries)))
    assert asked[:3] == asked[3:]


@pytest.mark.security("V7")
@pytest.mark.usefixtures("_soon")
def test_roles_change_after_the_password_was_given_again(ada, later):
    role = StrandRoleFactory(role="observer")
    invite = role.strand.address_of("partnerships:person-invite")
    people = role.strand.address_of("partnerships:people")
    end = role.strand.address_of("partnerships:strand-role-end", role=role.pk)
    of_person = reverse("admin:accounts_user_change", args=[role.user.pk])
    browser, _answer = enters(ada)
    assert all(browser.get(page).status_code == 200 for page in (invite, of_person))
    later()
    assert browser.get(people).status_code == 200
    asked = [invite, of_person, role.strand.address_of("reports:archive"), reverse("admin:partnerships_invitation_add")]
    asked += [role.strand.address_of("partnerships:round-open"), reverse("reports:import-store", args=["any"])]
    for page in asked:
        assert browser.get(page).url.startswith(reverse("account_reauthenticate")), page
    # What was sent too late is not done, and its page opens again.
    answer = browser.post(end, {"at_once": "on"}, headers={"referer": f"http://testserver{people}"})
    assert "Nothing was saved." in browser.get(answer.url).text
    role.refresh_from_db()
    assert role.ended_on is None
    assert browser.post(answer.url, {"password": PASSWORD}).url == people
    browser.post(end, {"at_once": "on"})
    role.refresh_from_db()
    assert role.ended_on is not None


@pytest.mark.usefixtures("_soon")
def test_a_form_that_another_site_sends_too_late_leads_to_no_other_site(ada, later):
    role = StrandRoleFactory(role="observer")
    browser, _answer = enters(ada)
    later()
    end = role.strand.address_of("partnerships:strand-role-end", role=role.pk)
    answer = browser.post(end, headers={"referer": "https://elsewhere.example/strands/"})
    assert answer.url == f"{reverse('account_reauthenticate')}?next=%2F"


@pytest.mark.security("V6")
def test_an_invitation_to_an_account_that_was_prepared_does_not_sign_in_past_its_step(ada):
    prepared = User.objects.create_user("marta@example.org")
    TOTP.activate(prepared, SECRET)
    role = StrandRoleFactory(role="observer")
    row = Invitation(email=prepared.email, role="observer", language="en")
    grants = Grants(user_id=ada.pk, is_administrator=True)
    invite(by=ada, grants=grants, strand=role.strand, rows=[row])
    link = Mail.objects.get(kind="invitation").text.split(settings.BASE_URL)[1].split()[0]
    browser = Client()
    names = {"given_name": "Marta", "family_name": "Soler", "name_order": "given-first"}
    answer = browser.post(link, names | {"password": PASSWORD, "password_again": PASSWORD})
    assert answer.url == reverse("account_login")
    assert "_auth_user_id" not in browser.session
    _browser, answer = enters(prepared)
    assert answer.url == reverse("mfa_authenticate")
