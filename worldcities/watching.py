"""What each request took: a line of the log and a count for the metrics, and which page a slow query belongs to."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from worldcities.logs import request_number
from worldcities.metrics import count_request

logger = logging.getLogger("portal.requests")

# What the web server in front may give: its log has the same.
_NUMBER = re.compile(r"[0-9a-f]{32}")
_LONGEST = 1000  # letters of a slow query
NO_VIEW = "none"


class Queries:
    """Counts what one request asks the database, and keeps what took long; values are in none of it."""

    def __init__(self) -> None:
        self.count = 0
        self.slow: list[tuple[float, str]] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Ask, and look at the clock."""
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = (time.perf_counter() - begun) * 1000
            self.count += 1
            if took >= settings.SLOW_QUERY_MS:
                self.slow.append((took, sql))


class WatchMiddleware:
    """Stands around all that belongs to a request, and asks nothing of its own.

    Lines name views and people's numbers, never addresses or names; the answer carries the request's number.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then say what it took."""
        given = request.headers.get("X-Request-Id", "")
        number = given if _NUMBER.fullmatch(given) else uuid4().hex
        queries, begun, before = Queries(), time.perf_counter(), request_number.set(number)
        status = 500  # where not even the page of a fault could be made
        try:
            with connection.execute_wrapper(queries):
                response = self.get_response(request)
            status, response.headers["X-Request-Id"] = response.status_code, number
            return response
        finally:
            _note(request, status, time.perf_counter() - begun, queries)
            request_number.reset(before)


def _note(request: HttpRequest, status: int, seconds: float, queries: Queries) -> None:
    view = request.resolver_match.view_name if request.resolver_match else NO_VIEW
    count_request(view=view, status=status, seconds=seconds, queries=queries.count)
    # As the middleware of sign-in has it already: to ask for it would be a query where none was needed.
    person = getattr(request.__dict__.get("_cached_user"), "pk", None) or "-"
    logger.info(
        "%s %s %s person=%s ms=%.0f queries=%s", request.method, view, status, person, seconds * 1000, queries.count
    )
    for took, sql in queries.slow:
        logger.warning("Slow query on %s: %.0f ms: %s", view, took, " ".join(sql.split())[:_LONGEST])
