"""Every address is visited with every role and method, in the own strand and in a foreign one."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from worldcities.tests.access_kinds import KEEP_ACT, METHODS, OF_A_STRAND, ROLES, SIGN_IN
from worldcities.tests.access_table import TABLE, admin_expected, admin_rule
from worldcities.tests.addresses import addresses, words_of_admin

ADDRESSES = {address.name: address for address in addresses()}
OURS = [name for name, address in ADDRESSES.items() if not address.is_admin]
ADMIN = [name for name, address in ADDRESSES.items() if address.is_admin and address.named]
# The two routes of Django admin without a name: an old form of an address, and its own "not found".
NAMELESS = {"admin:<path:object_id>/", "admin:(?P<url>.*)$"}


def _places():
    for name in OURS:
        for role in ROLES:
            for method in METHODS:
                yield name, role, method, False
                if name in TABLE and TABLE[name].in_strand and role in OF_A_STRAND:
                    yield name, role, method, True


def _status(response):
    if response.status_code != 302:
        return response.status_code
    path, _, query = response["Location"].partition("?")
    # The administration's own door leads on to the portal's.
    return SIGN_IN if path in {reverse("account_login"), reverse("admin:login")} and "next=" in query else 302


def _visit(client, people, role, method, path):
    if role != "anonymous":
        client.force_login(people[role], "django.contrib.auth.backends.ModelBackend")
    return _status(client.generic(method, path, content_type="application/x-www-form-urlencoded"))


def test_the_table_knows_every_address_and_no_other():
    assert set(OURS) == set(TABLE)


def test_the_rule_of_the_administration_knows_every_address():
    nameless = {name for name, address in ADDRESSES.items() if address.is_admin and not address.named}
    assert nameless <= NAMELESS
    for name in ADMIN:
        assert admin_rule(name)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "role", "method", "foreign"), list(_places()))
def test_an_address_answers_as_the_table_says(seeded, client, name, role, method, foreign):
    own, other, people = seeded
    path = ADDRESSES[name].path((other if foreign else own).words)
    assert _visit(client, people, role, method, path) == TABLE[name].expected(role, method, foreign=foreign)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ADMIN)
def test_the_administration_opens_for_administrators_alone(seeded, client, name):
    own, _, people = seeded
    path = ADDRESSES[name].path(own.words | words_of_admin(name))
    wrong = {}
    for role in ROLES:
        for method in METHODS:
            status = _visit(client, people, role, method, path)
            if status not in admin_expected(name, role, method):
                wrong[role, method] = status
            client.logout()
    assert not wrong, path


@pytest.mark.django_db
@pytest.mark.parametrize("act", [name for name in TABLE if TABLE[name] is KEEP_ACT])
def test_an_act_below_the_own_strand_does_not_reach_a_foreign_record(seeded, client, act):
    own, other, people = seeded
    path = ADDRESSES[act].path({**other.words, "strand": own.words["strand"]})
    assert _visit(client, people, "staff", "POST", path) == 404


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["pairing", "milestone", "partner", "theme"])
def test_a_foreign_record_below_the_own_strand_is_not_found(seeded, client, word):
    own, other, people = seeded
    path = ADDRESSES[f"partnerships:{word}"].path({**own.words, word: other.words[word]})
    assert _visit(client, people, "administrator", "GET", path) == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", OURS)
def test_the_other_methods_give_no_more_than_the_table_says(seeded, client, name):
    own, _other, people = seeded
    path = ADDRESSES[name].path(own.words)
    for role in ROLES:
        client.logout()
        cache.clear()  # allauth counts visits
        assert _visit(client, people, role, "HEAD", path) == TABLE[name].expected(role, "GET")
        # A form's view answers PUT as it answers POST, and allauth's dispatch may answer before it asks the method.
        told = {TABLE[name].expected(role, method) for method in METHODS}
        for method in ("PUT", "DELETE"):
            assert _visit(client, people, role, method, path) in {405, *told}
