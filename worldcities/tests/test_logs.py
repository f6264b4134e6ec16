"""No log holds an address that opens something to whoever has it."""

import logging
import sys

import pytest
from django.test import Client
from django.urls import reverse

from worldcities.logs import HideSecrets

pytestmark = pytest.mark.one_database

SECRET = "Zx81-spectrum_0123456789"


def logged(message, *args, exc_info=None):
    record = logging.LogRecord("django.request", logging.ERROR, "x.py", 1, message, args, exc_info)
    assert HideSecrets().filter(record)
    return logging.Formatter("%(message)s").format(record)


@pytest.mark.security("V16")
@pytest.mark.parametrize(
    "place", ["delegates", "invitations", "calendar/feeds", "mail/unsubscribe", "accounts/password/reset/key"]
)
def test_a_line_loses_the_secret_of_an_address_and_keeps_the_rest(place):
    line = logged("Internal Server Error: %s", f"/{place}/{SECRET}/done/")
    assert line == f"Internal Server Error: /{place}/…/done/"


def test_the_places_are_those_of_the_addresses():
    secret = SECRET.replace("_", "-")
    for name in ("events:delegate-page", "events:feed", "partnerships:invitation"):
        assert secret not in logged("Internal Server Error: %s", reverse(name, args=[secret]))


def test_other_lines_stay_as_they_are():
    assert logged("Mail %s could not be sent", 7) == "Mail 7 could not be sent"
    assert logged("/strands/eu-korea/events/calendar/") == "/strands/eu-korea/events/calendar/"


def test_the_traceback_behind_a_line_loses_it_too():
    try:
        raise ValueError(f"/delegates/{SECRET}/")
    except ValueError:
        line = logged("It failed", exc_info=sys.exc_info())
    assert SECRET not in line
    assert "ValueError: /delegates/…/" in line


@pytest.mark.security("V16")
@pytest.mark.django_db
def test_a_fault_on_a_delegates_page_is_logged_without_its_secret(monkeypatch, caplog):
    monkeypatch.setattr("events.delegates.services.find_link", lambda _token: 1 / 0)
    with caplog.at_level(logging.DEBUG):
        assert Client(raise_request_exception=False).get(f"/delegates/{SECRET}/").status_code == 500
    faults = [record for record in caplog.records if record.name == "django.request"]
    assert faults
    for record in faults:
        HideSecrets().filter(record)
        assert SECRET not in logging.Formatter("%(message)s").format(record)
