"""Who guesses passwords is stopped, and locks nobody out: neither from elsewhere nor from the same office."""

import pytest
from django.conf import settings as portal
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "lantern-harbour-42"
NEW = "quiet-lighthouse-7"
HOME, OFFICE = "192.0.2.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def _no_earlier_tries():
    cache.clear()


@pytest.fixture(autouse=True)
def marta():
    return User.objects.create_user("marta@example.org", PASSWORD, given_name="Marta", family_name="Soler")


def browser(network=HOME):
    return Client(REMOTE_ADDR=network)


def sign_in(page, password=PASSWORD, email="marta@example.org", **headers):
    return page.post(reverse("account_login"), {"login": email, "password": password}, headers=headers)


def guess(page, times=5, **more):
    for _ in range(times):
        answer = sign_in(page, "not-the-password", **more)
    return answer


def lets_in(page, password=PASSWORD, **more):
    """Whether the right password opens the account; the browser is signed out again."""
    done = sign_in(page, password, **more).status_code == 302
    page.post(reverse("account_logout"))
    return done


def known(network=HOME):
    """A browser in which the owner has signed in before."""
    page = browser(network)
    assert lets_in(page)
    return page


@pytest.mark.security("V6")
def test_a_stranger_elsewhere_does_not_lock_the_owner_out():
    stranger = browser(OFFICE)
    guess(stranger, 8)
    assert not lets_in(stranger)
    assert lets_in(browser(HOME))
    # One client stands for its network, however many addresses it has there.
    guess(browser("2001:db8::1"))
    assert not lets_in(browser("2001:db8::2"))


def test_a_browser_that_signed_in_before_is_not_locked_out_by_its_own_office():
    owner = known(OFFICE)
    guess(browser(OFFICE), 8)
    assert not lets_in(browser(OFFICE))
    for number in range(30):
        guess(browser(OFFICE), 1, email=f"other-{number}@example.org")
    assert lets_in(owner)


@pytest.mark.security("C31", "V6")
def test_guesses_from_a_known_browser_are_limited_and_lock_out_that_browser_alone():
    owner, thief = known(), known()
    guess(thief)
    assert not lets_in(thief)
    assert not lets_in(Client(REMOTE_ADDR="203.0.113.3", headers={"cookie": thief.cookies.output(header="", sep=";")}))
    assert lets_in(owner)
    assert lets_in(browser())


@pytest.mark.security("C31", "V6")
def test_c31_many_networks_that_guess_one_password_are_stopped_and_the_owner_is_not():
    owner = known()
    for number in range(10):
        guess(browser(f"203.0.113.{number}"))
    assert not lets_in(browser("203.0.113.77"))
    assert lets_in(owner)
    assert lets_in(browser("203.0.113.78"), email=User.objects.create_user("jisu@example.org", PASSWORD).email)


def test_a_stranger_who_is_refused_already_does_not_count_against_the_account():
    guess(browser(OFFICE), 70)
    assert lets_in(browser(HOME))


def test_another_persons_cookie_makes_no_browser_known():
    User.objects.create_user("jisu@example.org", PASSWORD)
    stranger = browser()
    assert lets_in(stranger, email="jisu@example.org")
    (name,) = [name for name in stranger.cookies if name.startswith("known-browser")]
    for number in User.objects.values_list("pk", flat=True):
        stranger.cookies[f"known-browser-{number}"] = stranger.cookies[name].value
    guess(stranger)
    # From elsewhere the same cookie would have tries left.
    for number in range(9):
        guess(browser(f"203.0.113.{number}"))
    assert not lets_in(stranger)


def test_a_changed_password_ends_the_trust_in_other_browsers():
    left_behind, owner = known(OFFICE), browser()
    sign_in(owner)
    new = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert owner.post(reverse("account_change_password"), new).status_code == 302
    owner.post(reverse("account_logout"))
    guess(browser(OFFICE))
    guess(browser(HOME))
    assert not lets_in(left_behind, NEW)
    assert lets_in(owner, NEW)


def test_whoever_sets_a_new_password_by_mail_signs_in_at_once(mailoutbox, django_capture_on_commit_callbacks):
    left_behind, owner = known(), browser()
    guess(owner)
    with django_capture_on_commit_callbacks(execute=True):
        owner.post(reverse("account_reset_password"), {"email": "marta@example.org"})
    link = next(word for word in mailoutbox[0].body.split() if "/reset/key/" in word)
    form = owner.get(link.removeprefix(portal.BASE_URL), follow=True).redirect_chain[-1][0]
    for _ in range(21):
        browser().post(form, {"password1": NEW, "password2": NEW})
    assert owner.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    assert lets_in(owner, NEW)
    assert not lets_in(left_behind, NEW)


@pytest.mark.security("C22", "V6")
@pytest.mark.one_database
@pytest.mark.parametrize(("language", "words"), [("en", "Try again in 5 minutes"), ("ko", "5분 뒤에 다시 시도")])
def test_the_refusal_says_how_long_and_tells_nothing_of_the_address(language, words):
    said = set()
    for email, network in (("marta@example.org", HOME), ("nobody@example.org", OFFICE)):
        page = browser(network)
        said.add(str(guess(page, 6, email=email, **{"accept-language": language}).context["form"].errors))
    assert len(said) == 1
    assert words in said.pop()


@pytest.mark.one_database
def test_the_cookie_is_for_the_server_alone_and_names_nobody(settings):
    settings.SESSION_COOKIE_SECURE = True
    page = browser()
    sign_in(page)
    (cookie,) = [cookie for name, cookie in page.cookies.items() if name.startswith("known-browser")]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] >= 180 * 86400
    assert "marta" not in cookie.value


@pytest.mark.security("V15")
@pytest.mark.one_database
def test_a_client_is_told_by_the_proxy_in_front_and_not_by_itself(settings):
    page = browser()
    for number in range(5):
        guess(page, 1, **{"x-forwarded-for": f"203.0.113.{number}"})
    assert not lets_in(page, **{"x-forwarded-for": "203.0.113.99"})
    cache.clear()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(5):
        guess(page, 1, **{"x-forwarded-for": f"203.0.113.{number}, {OFFICE}"})
    assert not lets_in(page, **{"x-forwarded-for": f"203.0.113.99, {OFFICE}"})
    assert lets_in(page, **{"x-forwarded-for": f"{OFFICE}, {HOME}"})


@pytest.mark.security("V6")
def test_the_limits_hold_with_the_cache_in_the_database(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}
    }
    call_command("createcachetable", verbosity=0)
    owner = known()
    guess(browser())
    assert not lets_in(browser())
    assert lets_in(owner)


@pytest.mark.one_database
def test_nobody_is_kept_from_the_page_for_a_new_password_by_a_stranger():
    def ask(page, email="marta@example.org"):
        return page.post(reverse("account_reset_password"), {"email": email})

    owner, stranger = known(OFFICE), browser(OFFICE)
    for _ in range(5):
        assert ask(stranger).status_code == 302
    with translation.override("en"):
        refused = ask(stranger)
    assert "Try again in 5 minutes" in str(refused.context["form"].errors)
    assert "marta@example.org" in refused.text
    for number in range(30):
        ask(stranger, f"other-{number}@example.org")
    assert ask(browser(HOME)).status_code == 302
    assert ask(owner).status_code == 302
