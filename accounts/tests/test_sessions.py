"""Where somebody is signed in, and when a session ends by itself."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.sign_in import services

pytestmark = pytest.mark.django_db
PASSWORD = "lantern-harbour-42"


@pytest.fixture
def marta():
    return User.objects.create_user("marta@example.org", PASSWORD, given_name="Marta", family_name="Soler")


def signed_in(agent):
    browser = Client(headers={"user-agent": agent}, REMOTE_ADDR="203.0.113.7")
    browser.post(reverse("account_login"), {"login": "marta@example.org", "password": PASSWORD})
    return browser


def lets_in(browser):
    return browser.get(reverse("accounts:account")).status_code == 200


@pytest.mark.security("V7")
def test_all_browsers_are_listed_and_the_others_are_signed_out(marta):
    here, there = signed_in("Firefox in Barcelona"), signed_in("Chrome in Busan")
    page = here.get(reverse("usersessions_list")).text
    for words in ("Firefox in Barcelona", "Chrome in Busan", "203.0.113.7", "this browser"):
        assert words in page
    told = here.post(reverse("usersessions_list"), follow=True).text
    assert "You are signed out everywhere else." in told
    assert "Chrome in Busan" not in told
    assert lets_in(here)
    assert not lets_in(there)


@pytest.mark.security("V7")
def test_nobody_ends_the_session_of_another_person(marta):
    other = signed_in("Firefox")
    stranger = Client()
    user = User.objects.create_user("kim@example.org", PASSWORD)
    stranger.force_login(user, "django.contrib.auth.backends.ModelBackend")
    assert "Firefox" not in stranger.get(reverse("usersessions_list")).text
    stranger.post(reverse("usersessions_list"))
    assert lets_in(other)


@pytest.mark.security("V7")
@pytest.mark.parametrize(
    ("idle", "hours", "steps", "stays"),
    [
        (60, 0, (3599, 3600), True),
        (60, 0, (3601,), False),
        (0, 12, (3600 * 11, 3599), True),
        (0, 12, (3600 * 11, 3601), False),
        (60, 12, (3000,) * 14, True),
        (60, 12, (3000,) * 15, False),
        (0, 0, (3600 * 200,), True),
    ],
)
def test_a_session_ends_after_a_time_without_a_page_and_some_time_after_its_begin(
    marta, settings, monkeypatch, idle, hours, steps, stays
):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = idle, hours
    browser, now = signed_in("Firefox"), services.time.time()
    for step in steps:
        now += step
        monkeypatch.setattr(services.time, "time", lambda moment=now: moment)
        page = browser.get(reverse("accounts:account"), follow=True)
    assert (page.redirect_chain == []) == stays
    assert ("You were signed out" in page.text) == (not stays)


def test_a_session_is_not_written_with_every_page(marta, monkeypatch):
    browser, now = signed_in("Firefox"), services.time.time()
    written = []
    for seconds in (10, 200, 299, 302, 310):
        monkeypatch.setattr(services.time, "time", lambda moment=now + seconds: moment)
        browser.get(reverse("accounts:account"))
        written.append(browser.session[services.SEEN] > now + 1)
    assert written == [False, False, False, True, True]


def test_a_session_that_ended_leaves_the_list(marta):
    signed_in("Firefox")
    stays = signed_in("Chrome").session.session_key
    Session.objects.exclude(session_key=stays).delete()
    services.forget_ended()
    assert [row.session_key for row in UserSession.objects.all()] == [stays]
