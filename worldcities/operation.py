"""How the portal runs: what each request took, what it must have before it has readers, and its page.

A request leaves a line of the log and a count for the metrics, and says which page a slow query belongs to.
"""

import datetime as dt
import logging
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import Case, Count, F, Min, When
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, ngettext, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from django_tasks_db.models import DBTaskResult, get_date_max
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from accounts.enums import MailState
from accounts.mails.services import retry_refused, send_again
from accounts.models import STRANDED, Mail
from core import audit
from core.access import Access
from core.action_views import ActPage
from core.checks import missing_in
from core.errors import AlreadyDone, outage_of
from core.formats import format_number
from core.models import TimerRun, write_audit
from partnerships.documents.models import document_storage
from reports.enums import OPEN_EXPORT, ExportState
from reports.exports.services import make_again
from reports.exports.work import export_name
from reports.models import Export
from worldcities.logs import request_number
from worldcities.tasks import BACKUP, LATE_AFTER, TIMERS, late_timers, run_now

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


TRIAL = "doctor"  # the folder of files that are written, read and deleted again


def unready() -> Iterator[str]:
    """What keeps the portal from its work, in words for an operator."""
    if missing_in(connection):
        yield "The database lacks migrations or columns. manage.py check --database default says which."
        return  # what follows may ask for them
    if storage_fault():
        yield "No file can be stored and read again. manage.py doctor says why."
    if cache_fault():
        yield "Redis does not answer. manage.py doctor says why."
    late = settings.QUEUE_LATE_MINUTES * 60
    if late and queue()["oldest"] > late:
        yield "Tasks have waited for too long: no worker runs, or it cannot keep up."
    if not settings.DEMO and (timers := late_timers()):  # no clock runs beside a demonstration
        yield f"Late by the clock: {', '.join(timers)}. manage.py doctor says how to run them."


def storage_fault() -> str:
    """Why a file cannot be stored and read again as it was; nothing where it can."""
    documents, content = document_storage(), os.urandom(1000)
    try:
        name = documents.save(f"{TRIAL}/file", ContentFile(content))
        with documents.open(name) as file:
            same = file.read() == content
        documents.delete(name)
    except OSError as fault:
        return f"No file can be stored: {fault}"
    return "" if same else "A stored file is not read as it was written."


def cache_fault() -> str:
    """Why Redis, where it is used, cannot be asked; nothing where it can."""
    for name in ("default", "pages") if settings.REDIS_URL else ():
        try:
            caches[name].get(TRIAL)
        except Exception as fault:
            if outage_of(fault) is None:
                raise
            return f"Redis does not answer: {fault}"
    return ""


def queue() -> dict[str, float]:
    """How many tasks wait for a worker, and for how many seconds the oldest has: `waiting` and `oldest`.

    One that is to begin later does not wait yet.
    """
    since = Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"))
    found = DBTaskResult.objects.ready().order_by().aggregate(waiting=Count("pk"), first=Min(since))
    now = timezone.now()
    first: dt.datetime = found["first"] or now
    return {"waiting": found["waiting"], "oldest": max(0.0, (now - first).total_seconds())}


SHOWN = 20  # rows of a table: who has more looks into the administration's list

NAMES = {
    "hourly": pgettext_lazy("timer", "Every hour: reminders, old exports"),
    "daily": pgettext_lazy("timer", "Every day: old sessions and tasks, details whose time is over"),
    BACKUP: pgettext_lazy("timer", "Backup"),
}
TIMER_STARTED, MAILS_SENT_AGAIN = "timer-started", "mails-sent-again"
audit.register(TIMER_STARTED, gettext_lazy("Started by hand: %(timer)s"), {"timer": NAMES}, kind=audit.Kind.LOOK)
audit.register(
    MAILS_SENT_AGAIN,
    ngettext_lazy("Sent %(count)s refused mail again", "Sent %(count)s refused mails again", "count"),
    kind=audit.Kind.MAIL,
)


class ForAdministrators(Access):
    """A page of the operation."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse everybody else before anything is looked up."""
        if not self.grants.is_administrator:
            raise PermissionDenied
        page: Any = super()
        response: HttpResponse = page.dispatch(request, *args, **kwargs)
        return response


class Operation(ForAdministrators, TemplateView):
    """Version, queue, mails, files, timers and the last backup."""

    template_name = "worldcities/operation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What waits longest comes first."""
        now = timezone.now()
        unsent = Mail.objects.exclude(state=MailState.SENT).exclude(text="").order_by("due_at", "pk")
        since = now - dt.timedelta(days=settings.EXPORT_DAYS)
        unmade = Export.objects.filter(state__in=(*OPEN_EXPORT, ExportState.FAILED), asked_at__gt=since)
        ran = dict(TimerRun.objects.values_list("name", "at"))
        waits = queue()
        return super().get_context_data(
            version=settings.VERSION,
            waiting=waits["waiting"],
            since=now - dt.timedelta(seconds=waits["oldest"]) if waits["waiting"] else None,
            backup_at=ran.get(BACKUP),
            mails=unsent[:SHOWN],
            any_refused=unsent.filter(state=MailState.FAILED).exists(),
            exports=[(row, export_name(row)) for row in unmade.with_names().order_by("asked_at", "pk")[:SHOWN]],
            timers=[
                {
                    "name": name,
                    "label": NAMES[name],
                    "at": ran.get(name),
                    "is_late": name not in ran or now - ran[name] > after,
                    "can_run": may_start(name),
                }
                for name, after in LATE_AFTER.items()
            ],
            **kwargs,
        )


def may_start(timer: str) -> bool:
    """Whether a worker can run it: a backup needs to be told where to."""
    return timer in TIMERS or (timer == BACKUP and bool(settings.BACKUP_FOLDER))


class OperationAct(ForAdministrators, ActPage):
    """An act on the operation; it leads back to its page."""

    def get_record(self) -> Any:
        """Nothing, where it is about no row."""
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        """None of its rows has versions."""
        return {"record": None}

    def get_done_url(self) -> str:
        return reverse("operation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where it lies."""
        crumbs = [(_("Operation"), reverse("operation")), (str(self.title), "")]
        return super().get_context_data(crumbs=crumbs, **kwargs)


class SendMailAgain(OperationAct):
    """Queue one mail anew that was not taken or may not have gone out."""

    title = submit_label = gettext_lazy("Send again")

    def get_record(self) -> Mail:
        """The mail of the address, else 404."""
        return self.get_or_404(Mail.objects.all(), pk=self.kwargs["mail"])

    def get_question(self) -> str:
        # Not its subject, which is in the language of its reader.
        return _("%(kind)s, to %(email)s") % {"kind": self.record.get_kind_display(), "email": self.record.address}

    def act(self, form: Any) -> str:
        send_again(by=self.request.user, mail=self.record)
        return _("The mail to %(email)s is sent again.") % {"email": self.record.address}


class SendMailsAgain(OperationAct):
    """Queue all mails anew that the mail server has refused to the last attempt."""

    title = submit_label = gettext_lazy("Send all refused mails again")

    def get_question(self) -> str:
        return _("Do this once the mail server is mended: mails that it refuses again come back here.")

    def act(self, form: Any) -> str:
        count = retry_refused()
        if not count:
            raise AlreadyDone(_("No refused mail can be sent again."))
        write_audit(action=MAILS_SENT_AGAIN, by=self.request.user, count=count)
        words = ngettext("%(count)s mail is sent again.", "%(count)s mails are sent again.", count)
        return words % {"count": format_number(count)}


class MakeExportAgain(OperationAct):
    """Let a worker begin a file anew that could not be made."""

    title = submit_label = gettext_lazy("Make it again")

    @cached_property
    def name(self) -> str:
        """What its owner asked for."""
        return export_name(self.record)

    def get_record(self) -> Export:
        """The export of the address, else 404."""
        return self.get_or_404(Export.objects.with_names(), key=self.kwargs["export"])

    def get_question(self) -> str:
        return _("%(file)s, for %(person)s") % {"file": self.name, "person": self.record.owner}

    def act(self, form: Any) -> str:
        make_again(by=self.request.user, export=self.record)
        return _("%(file)s is made again.") % {"file": self.name}


class RunTimer(OperationAct):
    """Let a worker do now what runs by the clock. Each is safe to repeat."""

    title = submit_label = gettext_lazy("Run now")
    names = NAMES

    def get_record(self) -> str:
        """Its name, else 404."""
        if not may_start(self.kwargs["timer"]):
            raise Http404
        return str(self.kwargs["timer"])

    def get_question(self) -> str:
        return str(self.names[self.record])

    def act(self, form: Any) -> str:
        write_audit(action=TIMER_STARTED, by=self.request.user, timer=self.record)
        transaction.on_commit(partial(run_now.enqueue, self.record), robust=True)
        return _("A worker runs it now. Look at its last run in a moment.")
