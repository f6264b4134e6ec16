"""A changed password ends what was opened under the one before: other browsers, calendar addresses, mailed links."""

import copy
import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from partnerships.tests.factories import PASSWORD
from worldcities.tests.access_scene import BEFORE, MOMENT, browser, calendar_of

NEW = "quiet-lighthouse-7"


@pytest.fixture
def person(sides_of_module, db):
    return copy.deepcopy(sides_of_module).people["eu"]


@pytest.fixture
def held(person, mailoutbox, django_capture_on_commit_callbacks):
    """Two browsers, the address of a calendar, and the link of a mail that leads to a new password."""
    with clock.fixed_at(BEFORE):
        calendar = calendar_of(person)
        browsers = [browser(person), browser(person)]
        with django_capture_on_commit_callbacks(execute=True):
            Client().post(reverse("account_reset_password"), {"email": person.email})
        link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mailoutbox[0].body)[1]
        return browsers, calendar, link


def status(client, address=""):
    return client.get(address or reverse("accounts:account")).status_code


@pytest.mark.security("V7")
def test_whoever_changes_it_stays_and_everybody_else_is_out(person, held):
    (own, other), calendar, link = held
    assert [status(own), status(other), status(Client(), calendar)] == [200, 200, 200]
    assert "password1" in Client().get(link, follow=True).text
    form = own.get(reverse("account_change_password"))
    assert "signed out everywhere else" in form.text
    assert "calendar addresses no longer open" in form.text
    new = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    with clock.fixed_at(MOMENT):
        changed = own.post(reverse("account_change_password"), new)
    assert changed.url == reverse("accounts:account")
    assert [status(own), status(other), status(Client(), calendar)] == [200, 302, 404]
    assert "password1" not in Client().get(link, follow=True).text
    told = own.get(reverse("accounts:account")).text
    assert "1 address of a calendar no longer opens." in told
    listed = own.get(reverse("events:feed-list")).text
    assert "No longer open" in listed
    again = re.search(r'href="([^"]+)">Make a new address', listed)[1]
    with clock.fixed_at(MOMENT + dt.timedelta(minutes=5)):
        made = own.post(again, {"once": "a"})
    address = re.search(r"/calendar/feeds/[\w-]+\.ics", made.text)[0]
    assert status(Client(), address) == 200
    assert "No longer open" not in own.get(reverse("events:feed-list")).text
    assert "no longer opens" not in own.get(reverse("accounts:account")).text


@pytest.mark.security("V7")
def test_a_new_password_by_the_mailed_link_ends_every_browser(person, held):
    browsers, calendar, link = held
    anyone = Client()
    form = anyone.get(link, follow=True)
    assert "signed out everywhere else" in form.text
    with clock.fixed_at(MOMENT):
        assert anyone.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}).status_code == 302
    assert [status(one) for one in browsers] == [302, 302]
    assert status(Client(), calendar) == 404
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": NEW})
    assert "No longer open" in client.get(reverse("events:feed-list")).text


def test_a_password_that_is_only_kept_in_a_newer_way_ends_nothing(person, held, settings):
    (_browser, _other), calendar, _link = held
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", *settings.PASSWORD_HASHERS]
    kept = person.password
    client = Client()
    with clock.fixed_at(MOMENT):
        client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    person.refresh_from_db()
    assert person.password != kept
    assert status(client) == 200
    assert status(Client(), calendar) == 200
