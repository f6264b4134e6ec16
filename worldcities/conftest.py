"""What the tests of this app share: two strands, seeded once for a module and gone with it."""

import copy
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from core.tests.undone import undone
from worldcities.tests.access_table import ROLES
from worldcities.tests.seed import seed_two_strands


@pytest.fixture(scope="module")
def seeded(module_db):
    """The two strands and the people, once for the module."""
    strands = seed_two_strands()
    connection.check_constraints()  # once, instead of in each act below that is undone
    return strands


def _nothing(*_pages, **_given):
    """In place of keeping of what a page is made: nobody asks."""


@pytest.fixture(scope="module")
def visit(seeded):
    """Asks for a path as a role, or sends a form to it: in a browser just signed in, and what that does is undone."""
    _own, _other, people = seeded
    clients = {role: Client(raise_request_exception=False) for role in ROLES}
    for role in people:
        clients[role].force_login(people[role], "django.contrib.auth.backends.ModelBackend")
    cookies = {role: client.cookies for role, client in clients.items()}

    def ask(role, method, path, form=None, body=b"", kind="application/x-www-form-urlencoded"):
        cache.clear()  # allauth counts visits
        clients[role].cookies = copy.deepcopy(cookies[role])
        with undone(), patch("django.test.client.store_rendered_templates", _nothing):
            if form:
                return clients[role].post(path, form)
            return clients[role].generic(method, path, body, content_type=kind)

    return ask
