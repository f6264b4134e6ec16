"""Each request has a line: by whose number, which view, how long, how many queries; and nothing that is a secret."""

import logging
import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.access import new_token
from partnerships.tests.pages import sign_in
from worldcities.logs import LineFormatter
from worldcities.operation import WatchMiddleware
from worldcities.settings import base

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """What the log of production gets, as it is written."""
    told, handler = [], logging.Handler()
    handler.setFormatter(LineFormatter(base.LOGGING["formatters"]["line"]["format"], style="{"))
    handler.emit = lambda record: told.append(handler.format(record))
    watched = [logging.getLogger("portal.requests"), logging.getLogger("django.request")]
    levels = [logger.level for logger in watched]
    for logger in watched:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield told
    for logger, level in zip(watched, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


LINE = re.compile(
    r"(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) INFO portal\.requests (?P<number>[0-9a-f]{32}) "
    r"(?P<method>\w+) (?P<view>\S+) (?P<status>\d+) person=(?P<person>\S+) ms=(?P<ms>\d+) queries=(?P<queries>\d+)"
)


def test_a_page_has_one_line_with_the_numbers_of_request_and_person(sides, lines):
    client = Client()
    sign_in(client, sides, "eu")
    lines.clear()
    answer = client.get(sides.pairing.get_absolute_url())
    (line,) = lines
    found = LINE.fullmatch(line)
    assert found["number"] == answer["X-Request-Id"]
    assert (found["view"], found["status"]) == ("partnerships:pairing", "200")
    assert int(found["person"]) == int(client.session["_auth_user_id"])
    assert int(found["queries"]) > 5


def test_whoever_is_not_known_costs_no_query_more(client, lines, django_assert_max_num_queries):
    with django_assert_max_num_queries(0):
        client.get("/help/")
    assert (LINE.fullmatch(lines[0])["person"], LINE.fullmatch(lines[0])["queries"]) == ("-", "0")


@pytest.mark.parametrize(
    ("given", "is_kept"), [("0f" * 16, True), ("0F" * 16, False), ("x\n", False), ("1" * 33, False)]
)
def test_the_number_of_the_web_server_is_kept_where_it_is_one(client, lines, given, is_kept):
    answer = client.get("/help/", headers={"x-request-id": given})
    assert (answer["X-Request-Id"] == given) == is_kept
    assert answer["X-Request-Id"] in lines[0]


@pytest.mark.security("V16")
def test_the_line_names_the_view_and_not_the_address(client, lines):
    token = new_token()
    client.get(reverse("events:delegate-page", args=[token]))
    assert LINE.fullmatch(lines[0])["view"] == "events:delegate-page"
    assert token not in lines[0]


@pytest.mark.security("V16")
def test_a_slow_query_names_its_page_and_no_value(sides, lines, settings):
    client = Client()
    sign_in(client, sides, "eu")
    settings.SLOW_QUERY_MS, project = 0, sides.pairing
    lines.clear()
    client.get(project.get_absolute_url())
    slow = [line for line in lines if "Slow query on partnerships:pairing: " in line]
    assert len(slow) == int(LINE.fullmatch(lines[0])["queries"])
    assert any("SELECT" in line for line in slow)
    assert not any(client.session.session_key in line for line in slow)
    assert all(len(line) < 1_200 for line in slow)


def test_the_lines_of_a_fault_are_found_together_and_later_ones_are_not_among_them(sides, lines):
    client = Client(raise_request_exception=False)
    sign_in(client, sides, "eu")
    lines.clear()

    def refuse(execute, sql, params, many, context):
        if "partnerships_pairing" in sql:
            raise RuntimeError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        answer = client.get(sides.pairing.get_absolute_url())
    fault, line = lines
    assert f" ERROR django.request {answer['X-Request-Id']} Internal Server Error: " in fault
    found = LINE.fullmatch(line)
    assert (found["status"], found["number"]) == ("500", answer["X-Request-Id"])
    assert connection.execute_wrappers == []
    logging.getLogger("portal.requests").info("between")
    assert lines[-1].endswith(" INFO portal.requests - between")


def test_a_fault_for_which_there_is_no_page_is_counted_all_the_same(rf, lines):
    def fail(request):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        WatchMiddleware(fail)(rf.get("/help/"))
    assert " GET none 500 person=- " in lines[0]
