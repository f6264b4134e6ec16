"""Production starts with what it needs and without what is for demonstrations; the banner of another day."""

import datetime as dt
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from core import clock
from scripts import env_example
from worldcities.settings import base

pytestmark = pytest.mark.one_database

NEEDED = {
    "SECRET_KEY": "only-for-this-test",
    "ALLOWED_HOSTS": "portal.example",
    "BASE_URL": "https://portal.example",
    "DATABASE_URL": "sqlite:///:memory:",
}
# Libraries, by what is imported, that read and write files or know the calendars of countries.
LATER = {
    *("boto3", "botocore", "storages", "redis"),  # only where a setting names what they speak to
    *("docx", "holidays", "icalendar", "jwt", "lxml", "markdown_it", "olefile"),
    *("PIL", "polib", "python_calamine", "qrcode", "typst", "xlsxwriter"),
}


def _start(environment, then=""):
    """Import production's settings as a process of its own does; returns its status and complaint."""
    clean = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME"}}
    done = subprocess.run(
        [sys.executable, "-c", f"from worldcities.settings import prod\n{then}"],
        cwd=settings.BASE_DIR,
        env=clean | {"IGNORE_ENV_FILE": "true"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_production_starts_with_what_it_needs():
    assert _start(NEEDED) == (0, "")


def test_a_web_process_starts_without_what_few_requests_need():
    program = "import sys, worldcities.wsgi, worldcities.urls\nprint(*sys.modules, file=sys.stderr)"
    status, told = _start(NEEDED | {"DJANGO_SETTINGS_MODULE": "worldcities.settings.prod"}, program)
    assert status == 0, told
    loaded = set(told.split())
    assert "worldcities.parts" in loaded
    assert not loaded.intersection(LATER)


def test_production_speaks_to_its_mail_server_in_the_way_that_tells_a_refusal_from_silence():
    backend = "prod.MAILERS['default']['BACKEND']"
    assert _start(NEEDED, f"assert {backend} == 'accounts.mails.sending.EmailBackend'") == (0, "")


def test_the_reference_of_settings_is_made_from_the_code():
    reference = env_example.FILE.read_text(encoding="utf-8")
    assert reference == env_example.example(), "make settings"
    assert {"DATABASE_URL", "S3_REGION", "OIDC_NAME", "PORTAL_TODAY"} < set(
        re.findall(r"^#(\w+)=", reference, re.MULTILINE)
    )
    assert "\n#SESSION_IDLE_MINUTES=60\n" in reference  # as production has it
    assert "\n#MFA_REQUIRED_ROLES=administrator,staff\n" in reference


@pytest.mark.security("V13")
def test_production_names_all_that_is_missing():
    status, complaint = _start({})
    assert status == 1
    assert all(name in complaint for name in NEEDED)


def test_sessions_are_read_from_redis_where_it_is_set():
    engine = "django.contrib.sessions.backends.cached_db"
    redis = NEEDED | {"REDIS_URL": "redis://127.0.0.1:6379"}
    assert _start(redis, f"assert (prod.SESSION_ENGINE, prod.SESSION_CACHE_ALIAS) == ({engine!r}, 'pages')") == (0, "")


OPENID = {
    "OIDC_SERVER_URL": "https://login.example",
    "OIDC_CLIENT_ID": "portal",
    "OIDC_CLIENT_SECRET": "a-secret",
    "OIDC_NAME": "EU Login",
}


STORE = dict.fromkeys(("S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY"), "x")


@pytest.mark.parametrize("missing", STORE)
def test_files_lie_in_a_bucket_only_where_all_of_it_is_set(missing):
    status, complaint = _start(NEEDED | {name: value for name, value in STORE.items() if name != missing})
    assert status == 1
    assert f"Set all of these, or none: {', '.join(STORE)}" in complaint


@pytest.mark.parametrize("missing", OPENID)
def test_another_service_signs_in_only_where_all_of_it_is_set(missing):
    status, complaint = _start(NEEDED | {name: value for name, value in OPENID.items() if name != missing})
    assert status == 1
    assert "Set all of these, or none: OIDC_SERVER_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME" in complaint


def test_another_service_has_its_addresses_where_it_is_set():
    program = "import django\ndjango.setup()\nfrom django.urls import reverse\nreverse('openid_connect_login')"
    production = NEEDED | {"DJANGO_SETTINGS_MODULE": "worldcities.settings.prod"}
    assert _start(production | OPENID, program) == (0, "")
    assert _start(production, program)[0] == 1


@pytest.mark.security("V13")
@pytest.mark.parametrize("name", ["DEMO", "PORTAL_TODAY", "DEMO_PASSWORD"])
def test_production_refuses_what_is_for_demonstrations(name):
    status, complaint = _start(NEEDED | {name: "2018-03-15"})
    assert status == 1
    assert f"{name} is for demonstrations" in complaint


@pytest.mark.parametrize(("language", "words"), [("en", "15 March 2018"), ("ko", "2018. 3. 15.")])
@pytest.mark.django_db
def test_another_day_stands_on_every_page(settings, language, words):
    settings.PORTAL_TODAY = dt.date(2018, 3, 15)
    assert words in Client(headers={"accept-language": language}).get("/accounts/login/").content.decode()
    settings.PORTAL_TODAY = None
    assert words not in Client(headers={"accept-language": language}).get("/accounts/login/").content.decode()


@pytest.mark.security("V6")
@pytest.mark.django_db
def test_whoever_fills_the_cache_does_not_make_it_forget_wrong_passwords(settings):
    settings.CACHES = base.CACHES
    call_command("createcachetable", verbosity=0)
    wrong = {"login": "nobody@example.org", "password": "not-the-password"}
    for _ in range(5):
        Client().post("/accounts/login/", wrong)
    for number in range(310):
        cache.set(f"other:{number}", 1)
    assert "Try again in 5 minutes" in Client().post("/accounts/login/", wrong).text


@pytest.mark.security("V3", "V7")
def test_in_production_cookies_belong_to_this_host_alone_over_https():
    asked = """
from django.conf import settings as s
assert (s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME) == ("__Host-sessionid", "__Host-csrftoken")
assert (s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_PATH) == (True, True, "/")
assert (s.SESSION_COOKIE_DOMAIN, s.CSRF_COOKIE_DOMAIN) == (None, None)
"""
    assert _start(NEEDED | {"DJANGO_SETTINGS_MODULE": "worldcities.settings.prod"}, asked) == (0, "")


@pytest.mark.security("V3", "V12")
def test_in_production_browsers_keep_to_https():
    asked = """
from django.conf import settings as s
assert s.SECURE_SSL_REDIRECT and s.SECURE_HSTS_INCLUDE_SUBDOMAINS and s.SECURE_HSTS_SECONDS >= 31_536_000
assert s.SECURE_PROXY_SSL_HEADER == ("HTTP_X_FORWARDED_PROTO", "https")
"""
    assert _start(NEEDED | {"DJANGO_SETTINGS_MODULE": "worldcities.settings.prod"}, asked) == (0, "")


@pytest.mark.security("V15")
def test_a_hole_is_told_to_the_operator(settings):
    settings.OPERATOR_EMAIL = "security@portal.example"
    answer = Client().get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert lines["Contact"] == "mailto:security@portal.example"
    assert lines["Canonical"] == f"{settings.BASE_URL}/.well-known/security.txt"
    assert dt.timedelta(89) < dt.datetime.fromisoformat(lines["Expires"]) - clock.now() < dt.timedelta(91)
