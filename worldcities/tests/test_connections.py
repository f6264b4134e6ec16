"""A process of the portal keeps its connection to the database from one request to the next."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import RequestFactory

pytestmark = pytest.mark.django_db


def _begun(_status, _headers):
    """Where a server begins to answer."""


def _served(times):
    """The driver's connection after each request, all of them from first to last signal, as a server's thread does."""
    handler, seen = WSGIHandler(), []
    for _ in range(times):
        answer = handler(RequestFactory().get("/readyz").environ, _begun)
        assert b"".join(answer).startswith(b"ready")
        answer.close()
        seen.append(connections[DEFAULT_DB_ALIAS].connection)
    connections.close_all()
    return seen


def test_a_request_finds_the_connection_of_the_one_before_it():
    with ThreadPoolExecutor(1) as thread:
        first, second = thread.submit(_served, 2).result()
    assert first is not None
    assert first is second
