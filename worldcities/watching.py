"""What each request took: a line of the log and a count for the metrics, and which page a slow query belongs to."""

import logging
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from accounts.enums import MailState
from accounts.models import STRANDED, Mail
from core.models import TimerRun
from reports.enums import ExportState
from reports.models import Export
from worldcities.logs import request_number
from worldcities.readiness import queue
from worldcities.timers import LATE_AFTER

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


# Where all processes of one machine count, each in files of its own; without it each knows of itself alone.
FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
if FOLDER:
    Path(FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
# What only says that somebody passed by.
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED")
BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

_own = CollectorRegistry()
_requests = Counter("portal_requests", "Requests by view and status.", ["view", "status"], registry=_own)
_seconds = Histogram("portal_request_seconds", "Seconds until the answer.", ["view"], buckets=BUCKETS, registry=_own)
_queries = Counter("portal_queries", "Queries that requests asked.", ["view"], registry=_own)


def count_request(*, view: str, status: int, seconds: float, queries: int) -> None:
    """Add one request to the figures of this process."""
    _requests.labels(view, status).inc()
    _seconds.labels(view).observe(seconds)
    if queries:
        _queries.labels(view).inc(queries)


class Totals(Collector):
    """How the portal stands, out of its database: four queries, whatever it holds."""

    def collect(self) -> Iterator[Metric]:
        """Of mails those that still can be sent: of the others nothing is left to do, and they are many."""
        waits = queue()
        yield GaugeMetricFamily("portal_queue_waiting", "Tasks that wait for a worker.", value=waits["waiting"])
        yield GaugeMetricFamily("portal_queue_oldest_seconds", "How long the oldest has.", value=waits["oldest"])
        mails = GaugeMetricFamily("portal_mails", "Mails that still can be sent, by state.", labels=["state"])
        left = Mail.objects.exclude(state=MailState.SENT).exclude(text="")
        found = left.order_by().values_list("state").annotate(Count("pk"))
        _add(mails, {state.value: 0 for state in (MailState.QUEUED, MailState.SENDING, *STRANDED)} | dict(found))
        yield mails
        exports = GaugeMetricFamily("portal_exports", "Files that take long to make, by state.", labels=["state"])
        made = Export.objects.order_by().values_list("state").annotate(Count("pk"))
        _add(exports, dict.fromkeys(ExportState.values, 0) | dict(made))
        yield exports
        timers = GaugeMetricFamily("portal_timer_last_run", "Unix time; 0: never.", labels=["timer"])
        ran = {name: at.timestamp() for name, at in TimerRun.objects.values_list("name", "at")}
        _add(timers, dict.fromkeys(LATE_AFTER, 0) | ran)
        yield timers
        version = GaugeMetricFamily("portal_version", "Always 1; its version is the label.", labels=["version"])
        _add(version, {settings.VERSION: 1})
        yield version


def _add(family: GaugeMetricFamily, values: Mapping[str, float]) -> None:
    for label, value in sorted(values.items()):
        family.add_metric([str(label)], value)


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures in Prometheus' text format, for whoever has the token; without one set, for this machine alone."""
    if not _may_read(request):
        raise Http404
    counted = CollectorRegistry()
    if FOLDER:
        MultiProcessCollector(counted)
    else:
        counted.register(_own)
    counted.register(Totals())
    return HttpResponse(generate_latest(counted), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")
    # Through the web server everybody comes from this machine, and says so.
    is_direct = not any(name in request.META for name in FORWARDED)
    return is_direct and ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0").is_loopback  # noqa: S104
