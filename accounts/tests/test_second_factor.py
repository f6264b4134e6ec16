"""The second step of signing in: who must have one, what it lets in, and what asks again."""

import re
import time

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.mails.sending import ResetLinks
from accounts.sign_in.second_factor import SecondFactorMiddleware
from accounts.tests.second_step_scene import PASSWORD, REQUIRED, SECRET, code_at, create_ada, create_marta, enters

pytestmark = pytest.mark.django_db


def opens(browser, name="accounts:account"):
    return browser.get(reverse(name)).status_code == 200


@pytest.fixture(autouse=True)
def _no_earlier_codes():
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
def _app(ada):
    TOTP.activate(ada, SECRET)
    RecoveryCodes.activate(ada)


# Who must have one.


@pytest.mark.security("V6")
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("required")
def test_an_administrator_sets_one_up_before_any_other_page_opens(ada):
    browser, answer = enters(ada)
    assert answer.url == reverse("my-tasks")
    for page in ("my-tasks", "accounts:account", "partnerships:strand-list", "admin:index", "search"):
        assert browser.get(reverse(page)).url == reverse("mfa_index"), page
    assert browser.post(reverse("first-steps")).url == reverse("mfa_index")
    page = browser.get(reverse("mfa_index"))
    assert "Your role needs a second step" in page.text
    # What is open to everybody stays so, and the way out.
    assert all(opens(browser, name) for name in ("healthz", "help", "privacy", "account_logout"))
    assert browser.post(reverse("set_language"), {"language": "ko", "next": "/"}).status_code == 302
    page = browser.get(reverse("mfa_activate_totp"))
    secret = re.search(r'<code lang="">([A-Z2-7]+)</code>', page.text)[1]
    answer = browser.post(reverse("mfa_activate_totp"), {"code": code_at(time.time(), secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert len(re.findall(r"<code>\d{8}</code>", browser.get(answer.url).text)) == 10
    assert opens(browser)
    assert opens(browser, "admin:index")


def test_without_the_setting_nobody_needs_one(ada):
    browser, _answer = enters(ada)
    assert opens(browser)
    assert opens(browser, "mfa_index")


def test_a_role_that_is_none_is_refused_at_start(settings):
    settings.MFA_REQUIRED_ROLES = ["administrators"]
    with pytest.raises(ImproperlyConfigured, match="administrators is none of administrator, staff"):
        SecondFactorMiddleware(HttpResponse)


# What lets in.


@pytest.mark.security("V6")
@pytest.mark.usefixtures("_app")
def test_the_code_of_the_app_is_asked_after_the_password_and_works_once(ada):
    browser, answer = enters(ada)
    assert answer.url == reverse("mfa_authenticate")
    assert not opens(browser)
    now = time.time()
    refused = browser.post(reverse("mfa_authenticate"), {"code": code_at(now - 90)})
    assert "This did not work" in refused.text
    assert browser.post(reverse("mfa_authenticate"), {"code": code_at(now)}).url == reverse("my-tasks")
    assert opens(browser)
    other, _answer = enters(ada)
    assert "This did not work" in other.post(reverse("mfa_authenticate"), {"code": code_at(now)}).text
    assert not opens(other)


@pytest.mark.security("V6")
@pytest.mark.usefixtures("_app")
def test_a_recovery_code_lets_in_once(ada):
    code = RecoveryCodes.activate(ada).get_unused_codes()[3]
    lets_in = []
    for _turn in range(2):
        browser, _answer = enters(ada)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        lets_in.append(opens(browser))
    assert lets_in == [True, False]


@pytest.mark.security("C31", "V6")
@pytest.mark.usefixtures("_app")
def test_codes_are_not_guessed(ada):
    browser, _answer = enters(ada)
    for guess in range(5):
        browser.post(reverse("mfa_authenticate"), {"code": f"{guess:06}"})
    answer = browser.post(reverse("mfa_authenticate"), {"code": code_at(time.time())})
    assert "Too many attempts. Try again in 5 minutes." in answer.text
    assert not opens(browser)


@pytest.mark.security("V6")
@pytest.mark.usefixtures("_app")
def test_a_new_password_by_mail_does_not_pass_it_by(ada):
    browser = Client()
    link = {"uidb36": user_pk_to_url_str(ada), "key": ResetLinks().make_token(ada)}
    page = browser.get(reverse("account_reset_password_from_key", kwargs=link), follow=True)
    form = page.redirect_chain[-1][0]
    browser.post(form, {"password1": "another-harbour-43", "password2": "another-harbour-43"})
    assert not opens(browser)
    browser, answer = enters(ada, "another-harbour-43")
    assert answer.url == reverse("mfa_authenticate")
    assert not opens(browser)


@pytest.mark.security("V6")
@pytest.mark.usefixtures("_app", "required")
def test_the_administration_has_no_door_of_its_own(ada):
    browser, _answer = enters(ada)
    login = browser.get(reverse("admin:login"))
    assert login.url.startswith(reverse("account_login"))
    browser.post(reverse("admin:login"), {"username": ada.email, "password": PASSWORD, "next": reverse("admin:index")})
    assert browser.get(reverse("admin:index")).status_code == 302


@pytest.mark.usefixtures("required")
def test_a_session_from_before_takes_the_step_that_was_set_up_elsewhere(ada):
    browser, _answer = enters(ada)
    TOTP.activate(ada, SECRET)
    page = browser.get(reverse("accounts:account"))
    assert page.url == f"{reverse('mfa_reauthenticate')}?next={reverse('accounts:account').replace('/', '%2F')}"
    # By the password alone it is not removed either.
    assert browser.get(reverse("mfa_deactivate_totp")).url.startswith(reverse("mfa_reauthenticate"))
    assert browser.get(reverse("account_reauthenticate")).url.startswith(reverse("mfa_reauthenticate"))
    assert browser.post(page.url, {"code": code_at(time.time())}).url == reverse("accounts:account")
    assert opens(browser)


def test_a_new_password_in_a_session_from_before_is_no_step(ada, settings):
    browser, _answer = enters(ada)
    TOTP.activate(ada, SECRET)
    new = {"oldpassword": PASSWORD, "password1": "another-harbour-43", "password2": "another-harbour-43"}
    assert browser.post(reverse("account_change_password"), new).status_code == 302
    settings.MFA_REQUIRED_ROLES = ["administrator"]
    assert browser.get(reverse("my-tasks")).url.startswith(reverse("mfa_reauthenticate"))


@pytest.mark.usefixtures("required", "_app")
def test_who_removes_the_only_step_sets_up_another(ada):
    browser, _answer = enters(ada)
    browser.post(reverse("mfa_authenticate"), {"code": code_at(time.time())})
    assert opens(browser)
    assert browser.post(reverse("mfa_deactivate_totp")).url == reverse("mfa_index")
    assert not Authenticator.objects.filter(user=ada).exists()
    assert browser.get(reverse("accounts:account")).url == reverse("mfa_index")


@pytest.mark.security("V11")
@pytest.mark.usefixtures("_app")
def test_secrets_are_sealed_in_the_database(ada, settings):
    kept = {row.type: row.data for row in Authenticator.objects.filter(user=ada)}
    assert SECRET not in str(kept)
    codes = RecoveryCodes.activate(ada).get_unused_codes()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key", [settings.SECRET_KEY]
    assert RecoveryCodes.activate(ada).get_unused_codes() == codes


@pytest.mark.security("V11")
@pytest.mark.usefixtures("_app")
def test_under_another_key_apps_and_codes_let_nobody_in_and_page_and_log_say_so(ada, settings, caplog):
    code = RecoveryCodes.activate(ada).get_unused_codes()[0]
    settings.SECRET_KEY = "another-key"
    browser, answer = enters(ada)
    assert answer.url == reverse("mfa_authenticate")
    for given in (code_at(time.time()), code):
        answer = browser.post(reverse("mfa_authenticate"), {"code": given})
        assert "This did not work." in answer.text
        assert "_auth_user_id" not in browser.session
    browser.force_login(ada, "django.contrib.auth.backends.ModelBackend")
    for page in ("mfa_index", "mfa_view_recovery_codes"):
        assert "Ask an administrator to remove them." in browser.get(reverse(page), follow=True).text
    assert f"SECRET_KEY_FALLBACKS lacks its key (person {ada.pk})" in caplog.text


@pytest.mark.security("V11")
@pytest.mark.parametrize("lost", ["totp", "recovery_codes"])
def test_what_another_key_sealed_stops_no_other_step_and_page_and_log_name_it(ada, settings, caplog, lost):
    made = {"totp": lambda: TOTP.activate(ada, SECRET), "recovery_codes": lambda: RecoveryCodes.activate(ada)}
    made.pop(lost)()
    settings.SECRET_KEY = "another-key"
    made.popitem()[1]()
    browser, _answer = enters(ada)
    answer = browser.post(reverse("mfa_authenticate"), {"code": "123456"})
    assert ("Your app cannot be read any more." in answer.text) == (lost == "totp")
    assert "_auth_user_id" not in browser.session
    right = RecoveryCodes.activate(ada).get_unused_codes()[0] if lost == "totp" else code_at(time.time())
    assert browser.post(reverse("mfa_authenticate"), {"code": right}).url == reverse("my-tasks")
    assert opens(browser)
    assert f"lacks the key of {lost} of person {ada.pk}" in caplog.text


def test_nothing_asks_the_database_for_the_step_on_an_ordinary_page(ada, settings, django_assert_max_num_queries):
    browser, _answer = enters(ada)
    counted = []
    for roles in ([], ["administrator"]):
        settings.MFA_REQUIRED_ROLES = roles
        if roles:
            TOTP.activate(ada, SECRET)
            browser, _answer = enters(ada)
            browser.post(reverse("mfa_authenticate"), {"code": code_at(time.time())})
        browser.get(reverse("accounts:account"))
        with django_assert_max_num_queries(100) as asked:
            assert opens(browser)
        counted.append([query["sql"] for query in asked.captured_queries])
    assert len(counted[0]) == len(counted[1])
    assert not [sql for sql in counted[1] if "mfa_authenticator" in sql]


# What asks again.


@pytest.fixture
def _soon(settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900


@pytest.fixture
def later(monkeypatch):
    """Lets twenty minutes pass."""
    now = time.time()
    return lambda: monkeypatch.setattr(time, "time", lambda: now + 1200)


@pytest.mark.usefixtures("_soon", "_app")
def test_secrets_are_shown_to_whoever_has_just_signed_in_and_else_after_the_password(ada, later):
    browser, _answer = enters(ada)
    browser.post(reverse("mfa_authenticate"), {"code": code_at(time.time())})
    pages = [reverse(f"mfa_{name}") for name in ("view_recovery_codes", "download_recovery_codes")]
    assert all(browser.get(page).status_code == 200 for page in pages)
    later()
    for page in [*pages, *(reverse(f"mfa_{name}") for name in ("generate_recovery_codes", "deactivate_totp"))]:
        assert browser.get(page).url.startswith(reverse("account_reauthenticate")), page
    again = browser.get(pages[0]).url
    assert browser.post(again, {"password": "wrong-harbour-42"}).status_code == 200
    assert browser.post(again, {"password": PASSWORD}).url == pages[0]
    assert all(browser.get(page).status_code == 200 for page in pages)
