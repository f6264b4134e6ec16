"""Another service signs people in: against a provider that answers real requests on this machine."""

import time

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import Mail, User
from core.models import AuditEntry
from partnerships.models import Invitation, StrandRole
from partnerships.people.selectors import read_grants
from partnerships.people.services import invite
from partnerships.tests.factories import StrandRoleFactory
from worldcities.tests.openid_provider import OTHER_KEY, Provider, settings_for

pytestmark = pytest.mark.django_db
PASSWORD = "lantern-harbour-42"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
MARTA = {
    "sub": "m-7",
    "email": "Marta@example.org",
    "email_verified": True,
    "given_name": "Marta",
    "family_name": "Soler",
}


@pytest.fixture
def provider(settings, monkeypatch):
    """The service "EU Login", switched on in the portal."""
    cache.clear()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Provider() as running:
        for name, value in settings_for(running.url).items():
            setattr(settings, name, value)
        running.person = dict(MARTA)
        yield running


@pytest.fixture
def marta():
    return User.objects.create_user("marta@example.org", PASSWORD, given_name="Marta", family_name="Soler")


def goes(browser=None, path="/accounts/openid/"):
    """From the sign-in page to the service and back; the browser, and the portal's answer."""
    browser = browser or Client()
    way = browser.get(path)
    assert way.status_code == 302
    back = requests.get(way.url, allow_redirects=False, timeout=10).headers["Location"]
    return browser, browser.get(back.removeprefix("http://testserver"))


def who(browser):
    """The address of whoever is signed in in a browser."""
    key = browser.session.get("_auth_user_id")
    return User.objects.get(pk=key).email if key else ""


# Whom it lets in.


@pytest.mark.security("V10")
def test_who_has_an_account_with_the_verified_address_is_signed_in(provider, marta):
    page = Client().get(reverse("account_login"))
    assert 'Sign in with <span lang="">EU Login</span>' in page.text
    browser, answer = goes(path="/accounts/openid/?next=/accounts/me/")
    assert (answer.status_code, answer.url) == (302, "/accounts/me/")
    assert who(browser) == "marta@example.org"
    bound = SocialAccount.objects.get()
    assert (bound.user, bound.uid, bound.extra_data) == (marta, "m-7", {})
    assert AuditEntry.objects.filter(action="signed-in", actor=marta).count() == 1
    mail = Mail.objects.get(recipient=marta)
    assert "Sign-in by another service was added" in mail.text
    assert "/keys" in provider.asked


def test_from_then_on_the_subject_decides_and_not_the_address(provider, marta):
    goes()
    provider.person |= {"email": "marta.soler@example.org", "email_verified": False}
    browser, _answer = goes()
    assert who(browser) == "marta@example.org"
    assert SocialAccount.objects.count() == 1
    assert Mail.objects.count() == 1


def test_somebody_else_who_got_the_address_later_is_not_let_in(provider, marta):
    goes()
    provider.person["sub"] = "another-8"
    browser, answer = goes()
    assert answer.url == reverse("account_login")
    assert "EU Login did not sign you in." in browser.get(answer.url).text
    assert who(browser) == ""


@pytest.mark.security("V10")
@pytest.mark.parametrize("verified", [False, "false", "no", None, 1, "missing"])
def test_an_address_that_the_service_has_not_verified_lets_nobody_in(provider, marta, verified):
    provider.person["email_verified"] = verified
    if verified == "missing":
        del provider.person["email_verified"]
    browser, answer = goes()
    assert who(browser) == ""
    assert "Accounts come by invitation" in answer.text


@pytest.mark.security("V10")
def test_a_stranger_makes_no_account(provider):
    browser, answer = goes()
    assert "Accounts come by invitation" in answer.text
    assert who(browser) == ""
    assert not User.objects.exists()
    assert not SocialAccount.objects.exists()


def test_who_is_invited_gets_the_account_with_the_role(provider):
    staff = StrandRoleFactory(role="staff")
    rows = [Invitation(email="marta@example.org", role=role, language="ko") for role in ("observer", "staff")]
    for row in rows:
        invite(by=staff.user, grants=read_grants(staff.user), strand=staff.strand, rows=[row])
    browser, answer = goes()
    assert answer.url == reverse("my-tasks")
    marta = User.objects.get(email="marta@example.org")
    assert who(browser) == marta.email
    assert (marta.given_name, marta.family_name, marta.language) == ("Marta", "Soler", "ko")
    assert not marta.has_usable_password()
    assert set(StrandRole.objects.filter(user=marta).values_list("role", flat=True)) == {"observer", "staff"}
    assert not Invitation.objects.waiting().exists()
    assert AuditEntry.objects.filter(action="invitation-accepted", actor=marta).count() == 2


def test_an_invitation_that_was_withdrawn_lets_nobody_in(provider):
    staff = StrandRoleFactory(role="staff")
    row = Invitation(email="marta@example.org", role="observer", language="en")
    invite(by=staff.user, grants=read_grants(staff.user), strand=staff.strand, rows=[row])
    Invitation.objects.update(withdrawn_at=row.sent_at)
    _browser, answer = goes()
    assert "Accounts come by invitation" in answer.text
    assert not User.objects.filter(email="marta@example.org").exists()


def test_a_closed_account_stays_closed(provider, marta):
    marta.is_active = False
    marta.save()
    browser, answer = goes()
    assert answer.url == reverse("account_inactive")
    assert who(browser) == ""
    assert not SocialAccount.objects.exists()


# The second step.


@pytest.mark.security("V6", "V10")
def test_the_second_step_is_asked_for_as_of_everybody(provider, marta):
    TOTP.activate(marta, SECRET)
    browser, answer = goes()
    assert answer.url == reverse("mfa_authenticate")
    assert who(browser) == ""
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    browser.post(answer.url, {"code": code})
    assert who(browser) == "marta@example.org"


def test_who_must_have_a_second_step_sets_it_up_first(provider, marta, settings):
    settings.MFA_REQUIRED_ROLES = ["staff"]
    StrandRoleFactory(user=marta, role="staff")
    browser, _answer = goes()
    assert browser.get(reverse("accounts:account")).url == reverse("mfa_index")


def test_a_link_to_another_role_does_not_pass_by_the_second_step(provider, marta, settings):
    marta.set_unusable_password()
    marta.save()
    goes()
    TOTP.activate(marta, SECRET)
    staff = StrandRoleFactory(role="staff")
    row = Invitation(email="marta@example.org", role="observer", language="en")
    invite(by=staff.user, grants=read_grants(staff.user), strand=staff.strand, rows=[row])
    link = Mail.objects.get(kind="invitation").text.split(settings.BASE_URL)[1].split()[0]
    stranger = Client()
    assert "Sign in to accept the invitation." in stranger.get(link).text
    names = {"given_name": "M", "family_name": "S", "name_order": "given-first"}
    stranger.post(link, names | {"password": PASSWORD, "password_again": PASSWORD})
    assert who(stranger) == ""


# What is no answer of the service.


def _other_key(provider):
    provider.key = OTHER_KEY


def _no_mark(provider):
    provider.key, provider.algorithm = None, "none"


def _common_secret(provider):
    provider.key, provider.algorithm = "x" * 40, "HS256"


FAULTS = {
    "signed by another key": _other_key,
    "not signed": _no_mark,
    "signed by a secret": _common_secret,
    "for another client": lambda provider: provider.spoil.update(aud="another"),
    "by another issuer": lambda provider: provider.spoil.update(iss="https://elsewhere.example"),
    "too old": lambda provider: provider.spoil.update(exp=int(time.time()) - 60),
    "about another person": lambda provider: provider.userinfo.update(sub="another-8"),
    "about nobody": lambda provider: provider.userinfo.update(sub=None),
    "without a token": lambda provider: setattr(provider, "has_no_token", True),
    "refused": lambda provider: setattr(provider, "refuses", True),
}


@pytest.mark.security("V9", "V10")
@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_that_is_not_right_signs_nobody_in(provider, marta, fault):
    FAULTS[fault](provider)
    browser, answer = goes()
    assert answer.url == reverse("account_login")
    assert "EU Login did not sign you in." in browser.get(answer.url).text
    assert who(browser) == ""
    assert not SocialAccount.objects.exists()


def test_a_service_that_does_not_answer_leaves_the_password(provider, marta):
    provider.is_down = True
    browser = Client()
    answer = browser.get("/accounts/openid/")
    assert answer.url == reverse("account_login")
    assert "EU Login did not sign you in." in browser.get(answer.url).text


@pytest.mark.security("C24", "V10")
def test_an_answer_that_another_browser_asked_for_signs_nobody_in(provider, marta):
    way = Client().get("/accounts/openid/")
    back = requests.get(way.url, allow_redirects=False, timeout=10).headers["Location"]
    other = Client()
    assert other.get(back.removeprefix("http://testserver")).status_code == 302
    assert who(other) == ""
    assert not SocialAccount.objects.exists()


def test_nobody_binds_the_service_to_the_account_in_which_the_browser_is_signed_in(provider, marta):
    other = User.objects.create_user("kim@example.org", PASSWORD)
    browser = Client()
    browser.force_login(other, "django.contrib.auth.backends.ModelBackend")
    assert browser.get("/accounts/openid/?process=connect").url == reverse("my-tasks")
    stranger, answer = goes(path="/accounts/openid/?process=connect")
    assert answer.url == reverse("account_login")
    assert who(stranger) == ""
    assert not SocialAccount.objects.exists()


# Off.


def test_without_the_settings_there_is_neither_an_address_nor_a_word_of_it():
    with pytest.raises(NoReverseMatch):
        reverse("openid_connect_login")
    assert Client().get("/accounts/openid/").status_code == 404
    page = Client().get(reverse("account_login")).text
    assert "Sign in with a passkey" in page
    assert "openid" not in page
