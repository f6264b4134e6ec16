"""Redis: tries of passwords are counted there, pages and sessions kept, and its absence is told."""

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bench.services import redis_server
from core.kept import forget_pages
from core.tests.queries import count_queries
from worldcities.management.commands import doctor
from worldcities.settings.environment import shared_caches

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def redis(settings, tmp_path):
    with redis_server(tmp_path) as (address, process):
        settings.REDIS_URL, settings.CACHES = address, shared_caches(address)
        yield process


WRONG = {"login": "nobody@example.org", "password": "not-the-password"}


@pytest.mark.security("V6", "C31")
def test_tries_of_passwords_are_counted_in_redis_and_outlive_the_pages(redis):
    for _ in range(5):
        assert "Try again in" not in Client().post("/accounts/login/", WRONG).text
    caches["pages"].set("page", "kept")
    forget_pages()
    assert caches["pages"].get("page") is None
    assert "Try again in 5 minutes" in Client().post("/accounts/login/", WRONG).text
    assert list(doctor.cache()) == []


@pytest.mark.security("V7")
def test_sessions_are_read_from_redis_and_the_end_of_one_holds_at_once(redis, settings):
    settings.SESSION_ENGINE, settings.SESSION_CACHE_ALIAS = "django.contrib.sessions.backends.cached_db", "pages"
    person = User.objects.create_user("marta@example.org", "lantern-harbour-42")
    here, there = Client(), Client()
    for browser in (here, there):
        browser.post("/accounts/login/", {"login": person.email, "password": "lantern-harbour-42"})
    assert count_queries(lambda: there.session["_auth_user_id"]) == 0
    forget_pages()  # whoever empties Redis signs nobody out
    assert there.get("/accounts/me/").status_code == 200
    here.post(reverse("usersessions_list"))
    assert there.get("/accounts/me/").status_code == 302


def test_without_redis_pages_say_when_to_come_again_and_the_doctor_what_is_wrong(redis):
    redis.kill()
    redis.wait()
    answer = Client(raise_request_exception=False).post("/accounts/login/", WRONG)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    ((fault, mend),) = doctor.cache()
    assert fault.startswith("Redis does not answer: ")
    assert "REDIS_URL" in mend
    assert "Redis does not answer." in Client().get("/readyz").text


def test_both_caches_have_a_database_of_their_own():
    with pytest.raises(ImproperlyConfigured, match="takes 0 and 1"):
        shared_caches("redis://127.0.0.1:6379/3")
    found = shared_caches("redis://127.0.0.1:6379/")
    assert {name: one["OPTIONS"]["db"] for name, one in found.items()} == {"default": 0, "pages": 1}
