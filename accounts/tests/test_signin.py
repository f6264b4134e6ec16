"""Signing in by e-mail, what the pages do not tell, and the account page."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from lxml import html

from accounts.models import User
from core.audit import Kind
from core.models import AuditEntry

pytestmark = pytest.mark.django_db
PASSWORD = "lantern-harbour-42"
ACCOUNT = {
    "given_name": "Jisu",
    "family_name": "Kim",
    "name_order": "family-first",
    "name_native": "김지수",
    "language": "ko",
    "time_zone": "Asia/Seoul",
}


@pytest.fixture(autouse=True)
def _no_earlier_tries():
    cache.clear()


@pytest.fixture
def marta():
    return User.objects.create_user("marta@example.org", PASSWORD, given_name="Marta", family_name="Soler")


def sign_in(client, email="marta@example.org", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


@pytest.mark.parametrize("typed", ["marta@example.org", "Marta@Example.ORG", " marta@example.org "])
def test_a_person_signs_in_however_the_address_is_typed(client, marta, typed):
    answer = sign_in(client, typed)
    assert answer.status_code == 302
    assert answer.url == reverse("my-tasks")
    assert client.session["_auth_user_id"] == str(marta.pk)
    entry = AuditEntry.objects.get(kind=Kind.SIGN_IN)
    assert (entry.actor, entry.actor_label, entry.sentence) == (marta, "Marta Soler", "Signed in")


@pytest.mark.one_database
def test_one_goes_on_to_the_page_one_wanted(client, marta):
    wanted = client.get(reverse("accounts:account"))
    assert wanted.url == f"{reverse('account_login')}?next={reverse('accounts:account')}"
    answer = client.post(wanted.url, {"login": marta.email, "password": PASSWORD})
    assert answer.url == reverse("accounts:account")


@pytest.mark.security("C22", "V6")
@pytest.mark.one_database
def test_a_wrong_password_and_an_unknown_address_look_alike(client, marta):
    wrong = sign_in(client, password="not-the-password")
    unknown = sign_in(client, "nobody@example.org")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert "_auth_user_id" not in client.session


@pytest.mark.security("V6")
@pytest.mark.one_database
def test_a_closed_account_does_not_sign_in(client, marta):
    marta.is_active = False
    marta.save()
    sign_in(client)
    assert "_auth_user_id" not in client.session


@pytest.mark.one_database
def test_four_wrong_tries_are_forgiven(client, marta):
    for _ in range(4):
        sign_in(client, password="not-the-password")
    assert sign_in(client).status_code == 302
    assert client.session["_auth_user_id"] == str(marta.pk)


def test_signing_in_keeps_no_second_address(client, marta):
    """An address that an administrator changes must not go on opening the account."""
    sign_in(client)
    assert not EmailAddress.objects.filter(user=marta).exists()
    marta.email = "soler@example.org"
    marta.save()
    client.logout()
    sign_in(client)
    assert "_auth_user_id" not in client.session


@pytest.mark.security("V6")
@pytest.mark.one_database
def test_nobody_signs_up(client):
    url = reverse("account_signup")
    answer = client.post(
        url, {"email": "new@example.org", "password1": "quiet-lighthouse-7", "password2": "quiet-lighthouse-7"}
    )
    assert answer.templates[0].name == "account/signup_closed.html"
    assert not User.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["account_email", "account_confirm_email", "account_confirm_login_code"])
def test_the_pages_that_would_change_an_address_are_not_there(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["account_login", "account_logout", "account_reset_password", "account_inactive"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_public_pages_come_in_both_languages(client, name, language):
    answer = client.get(reverse(name), headers={"accept-language": language}, follow=True)
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
    ],
)
def test_the_window_is_called_what_the_page_is_called(client, name, language):
    words = {"uidb36": "1", "key": "run-out"} if name.endswith("key") else {}
    page = html.fromstring(client.get(reverse(name, kwargs=words), headers={"accept-language": language}).text)
    (heading,) = page.findall(".//h1")
    called = heading.text_content().strip()
    assert called
    assert page.findtext(".//title").partition("–")[0].strip() == called


@pytest.mark.one_database
@pytest.mark.parametrize("next_page", ["http://[", "//[", "https://example.org/", "javascript:alert(1)"])
@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_inactive", "account_logout"])
def test_a_way_back_that_leads_nowhere_of_the_portal_is_none(client, marta, name, next_page):
    assert client.get(reverse(name, query={"next": next_page}), follow=True).status_code == 200
    sent = {"login": marta.email, "password": PASSWORD, "next": next_page}
    assert client.post(reverse("account_login"), sent).url == reverse("my-tasks")


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["account_change_password", "account_reauthenticate", "accounts:account"])
def test_the_pages_of_the_person_signed_in(client, marta, name):
    address = reverse(name)
    assert client.get(address).url == f"{reverse('account_login')}?next={address}"
    client.force_login(marta)
    answer = client.get(address)
    assert answer.status_code == 200
    assert str(marta) in answer.text


def test_the_account_page_saves_a_korean_name_in_its_order(client, marta):
    client.force_login(marta)
    answer = client.post(reverse("accounts:account"), ACCOUNT, follow=True)
    marta.refresh_from_db()
    assert str(marta) == "Kim Jisu"
    assert marta.name_native == "김지수"
    assert '<html lang="ko">' in answer.text


@pytest.mark.one_database
def test_an_unknown_time_zone_is_refused_and_the_input_kept(client, marta):
    client.force_login(marta)
    answer = client.post(reverse("accounts:account"), ACCOUNT | {"time_zone": "Asia/Atlantis"})
    assert answer.status_code == 422
    assert "time_zone" in answer.context["form"].errors
    for kept in ("Asia/Atlantis", "김지수", "Kim"):
        assert kept in answer.text
    marta.refresh_from_db()
    assert marta.time_zone == ""


@pytest.mark.security("V8", "V15")
@pytest.mark.one_database
@pytest.mark.parametrize("name", ["is_superuser", "is_staff", "email"])
def test_the_account_page_gives_no_rights(client, marta, name):
    client.force_login(marta)
    client.post(reverse("accounts:account"), ACCOUNT | {name: "boss@example.org"})
    marta.refresh_from_db()
    assert (marta.is_superuser, marta.is_staff, marta.email) == (False, False, "marta@example.org")


@pytest.mark.security("V7", "V14")
def test_a_sign_out_leaves_nothing_of_the_portal_in_the_browser(client, marta):
    assert "Clear-Site-Data" not in client.get(reverse("account_login"))
    assert "Clear-Site-Data" not in sign_in(client)
    answer = client.post(reverse("account_logout"))
    # Not the cookies: by one of them the browser is known.
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get(reverse("account_login"))


@pytest.mark.security("V3")
def test_no_page_may_use_what_the_portal_does_not_ask_for(client):
    policy = client.get(reverse("account_login"))["Permissions-Policy"]
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(policy.split(", "))


@pytest.mark.security("V6")
@pytest.mark.parametrize(
    ("new", "words"), [("harbour-42x", "at least 12 characters"), ("q1w2e3r4t5y6", "too common"), ("7" * 12, "numeric")]
)
def test_a_password_has_twelve_characters_and_is_not_a_common_one(client, marta, new, words):
    client.force_login(marta, "django.contrib.auth.backends.ModelBackend")
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    answer = client.post(reverse("account_change_password"), typed)
    assert answer.status_code in (200, 422)
    assert words in answer.text
    marta.refresh_from_db()
    assert marta.check_password(PASSWORD)
