"""The columns and filters of lists of events and missions, and what is counted of them in the programme."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from operator import methodcaller
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext, pgettext_lazy

from core import clock
from core.columns import Column, Filter, choice_filter, linked, note
from core.folding import ByName
from core.templatetags.pictures import status_label
from core.templatetags.portal import dates_whole, side_badge, text, wcperiod
from core.texts import reader_language
from events.enums import OPEN_EVENT, EventKind, EventStatus
from events.events.querysets import DAYS_KNOWN, FIRST_DAY, LAST_DAY, NOT_REPORTED
from events.events.selectors import days_remark
from events.models import Delegate, Delegation, Event, EventPairing
from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import BuiltInCount, Source
from partnerships.models import Pairing
from partnerships.projects.tables import strand_of
from partnerships.querysets import over_by

COMING, PAST = "coming", "past"


_page_of = methodcaller("get_absolute_url")
HEAD_COUNTS = Column("head_counts", gettext_lazy("Head counts"), lambda row: row.head_counts_text)
# What an event is, also in the lists of those that a count is made of.
WHAT_COLUMNS = (
    Column("event", gettext_lazy("Event"), lambda row: row.title, order=(ByName(), "pk"), link=_page_of),
    Column("kind", gettext_lazy("Kind"), lambda row: row.get_kind_display(), order=("kind", ByName(), "pk")),
    Column("part_of", gettext_lazy("Part of"), lambda row: row.part_of.title if row.part_of else ""),
)


def _title_cell(event: Event) -> SafeString:
    """Its title, also in the language that the page is not in."""
    name = linked(event.get_absolute_url(), text(event, "title"))
    if not event.title_en or not event.title_ko or event.title_en == event.title_ko:
        return name
    language, other = ("en", event.title_en) if reader_language() == "ko" else ("ko", event.title_ko)
    return format_html('{}<p class="wc-note" lang="{}">{}</p>', name, language, other)


def _listed_cell(event: Any) -> SafeString:
    """With who was counted at it; a part of a mission is set in below that."""
    name = _title_cell(event) + note(event.head_counts_text)
    return format_html('<div class="wc-event-part">{}</div>', name) if event.is_nested and event.part_of_id else name


def _sides_cell(event: Event) -> SafeString | str:
    hosts, country = event.host_sides, event.strand.side_letters("counterpart")
    if not hosts:
        all_partners = format_html('<span class="wc-note wc-nowrap">{}</span>', gettext("all partners"))
        return all_partners if event.all_pairings else ""
    return sides_sign(tuple(hosts), tuple(event.guest_sides), country, gettext("receives"))


@lru_cache(maxsize=64)
def sides_sign(hosts: tuple[str, ...], guests: tuple[str, ...], country: str, receives: str) -> SafeString:
    """Which side receives which."""
    row = format_html_join("", "{}", ((side_badge(side, country),) for side in hosts))
    if guests:
        arrow = '{} <span class="wc-note" aria-hidden="true">›</span><span class="visually-hidden">{}</span> {}'
        coming = format_html_join("", "{}", ((side_badge(side, country),) for side in guests))
        row = format_html(arrow, row, receives, coming)
    return format_html('<span class="wc-nowrap">{}</span>', row)


def when_html(event: Any) -> SafeString:
    """The days of an event as far as they are known, and those of the first plan where they have moved."""
    period = wcperiod(event.shown_period)
    if not period:
        days: Any = event.when
    elif event.look == NOT_REPORTED:
        days = format_html(pgettext("event", "planned %(period)s").replace("%(period)s", "{}"), period)
    else:
        days = format_html("{}, {}", period, remark) if (remark := event.days_remark) else period
    if not event.moved:
        return conditional_escape(days)
    first_plan = pgettext("event", "first plan: %(period)s").replace("%(period)s", "{}")
    first = format_html(first_plan, wcperiod(event.baseline))
    return format_html('{}<br><span class="wc-note">{}</span>', days, first)


def _state_cell(event: Any) -> SafeString:
    state = status_label(event.look, event.state_text)
    off = format_html('<p class="wc-note">{}</p>', dates_whole(event.off)) if event.off else ""
    return format_html('<span class="wc-nowrap">{}</span>{}', state, off)


_TITLE, _KIND, _PART_OF = WHAT_COLUMNS
EVENT_COLUMNS = [
    replace(_TITLE, link=None, cell=_listed_cell),
    replace(_KIND, in_files_alone=True),
    replace(_PART_OF, in_files_alone=True),
    Column("where", pgettext_lazy("of an event", "Place"), lambda row: row.place),
    Column("sides", gettext_lazy("Host, guest"), None, cell=_sides_cell),
    Column("venue", gettext_lazy("Venue"), lambda row: row.venue, in_files_alone=True),
    Column("hosts", gettext_lazy("Hosts"), lambda row: row.hosts_text, in_files_alone=True),
    Column("pairings", gettext_lazy("Pairings"), lambda row: row.pairings_text, in_files_alone=True),
    Column(
        "when",
        gettext_lazy("When"),
        lambda row: row.shown_period,
        order=(FIRST_DAY.asc(nulls_last=True), "pk"),
        cell=lambda row: format_html('<div class="wc-event-when">{}</div>', when_html(row)),
    ),
    Column("baseline", gettext_lazy("First plan"), lambda row: row.baseline, in_files_alone=True),
    Column("forecast", gettext_lazy("Plan now"), lambda row: row.forecast, in_files_alone=True),
    Column("actual", gettext_lazy("Held on"), lambda row: row.actual, in_files_alone=True),
    Column(
        "status", gettext_lazy("Status"), lambda row: row.state_text, order=("status", ByName(), "pk"), cell=_state_cell
    ),
    replace(HEAD_COUNTS, in_files_alone=True),
    Column("reason", gettext_lazy("Reason"), lambda row: row.in_reading_language("reason"), in_files_alone=True),
    Column("code", gettext_lazy("Code"), lambda row: row.code, order=("code",), in_files_alone=True),
    Column("source", gettext_lazy("Sources"), lambda row: row.source, in_files_alone=True),
]
# Those of a short table on another page.
_ON_PAGES = [column for column in EVENT_COLUMNS[1:] if not column.in_files_alone]
SHORT_COLUMNS = [replace(_TITLE, link=None, cell=_title_cell), *_ON_PAGES]


def _of_state(rows: models.QuerySet[Event], state: str) -> models.QuerySet[Event]:
    """By what the page says of it: what is over and was never reported is not reported."""
    over = models.Q(status__in=OPEN_EVENT, over__lt=clock.today())
    rows = rows.alias(over=LAST_DAY)
    if state == EventStatus.UNKNOWN:
        return rows.filter(models.Q(status=state) | over)
    if state in OPEN_EVENT:
        return rows.filter(models.Q(over=None) | models.Q(over__gte=clock.today()), status=state)
    return rows.filter(status=state)


def _of_time(rows: models.QuerySet[Event], choice: str) -> models.QuerySet[Event]:
    """What still comes or runs, by its last day; one without any date still comes while it is open."""
    rows = rows.alias(over=LAST_DAY)
    coming = models.Q(status__in=OPEN_EVENT) & (models.Q(over=None) | models.Q(over__gte=clock.today()))
    return rows.filter(coming) if choice == COMING else rows.exclude(coming)


def _pairings(scope: Any) -> Sequence[tuple[str, Any]]:
    return Pairing.objects.filter(strand=strand_of(scope)).choices()


def _of_pairing(rows: models.QuerySet[Event], code: str) -> models.QuerySet[Event]:
    """With those that serve all pairings."""
    served = EventPairing.objects.filter(event=models.OuterRef("pk"), pairing__code=code)
    return rows.filter(models.Q(all_pairings=True) | models.Exists(served))


EVENT_FILTERS = [
    Filter(
        "time",
        pgettext_lazy("filter", "Time"),
        lambda _scope: [(COMING, pgettext_lazy("events", "coming")), (PAST, pgettext_lazy("events", "over"))],
        _of_time,
    ),
    choice_filter("kind", gettext_lazy("Kind"), EventKind),
    Filter("status", gettext_lazy("Status"), lambda _scope: EventStatus.choices, _of_state),
    Filter("pairing", gettext_lazy("Pairing"), _pairings, _of_pairing),
]

# The columns of the rows behind the counts that are made of events.

_EARLY = models.F("actual_start").asc(nulls_last=True)
_OF_DELEGATION = models.F("event__actual_start").asc(nulls_last=True)


HELD_COLUMNS = (*WHAT_COLUMNS, Column("actual", gettext_lazy("Held on"), lambda row: row.actual, order=(_EARLY, "pk")))
COUNTED_COLUMNS = (*HELD_COLUMNS, HEAD_COUNTS)
DELEGATION_COLUMNS = (
    Column(
        "event",
        gettext_lazy("Event"),
        lambda row: row.event.title,
        order=(ByName("event__"), "pk"),
        link=lambda row: row.event.get_absolute_url(),
    ),
    Column(
        "partner",
        pgettext_lazy("table head", "Partner"),
        lambda row: row.participation.partner.name,
        order=(ByName("participation__partner__"), "pk"),
    ),
    Column("actual", gettext_lazy("Held on"), lambda row: row.event.actual, order=(_OF_DELEGATION, "pk")),
)


# Events held, their days and who came to them, as counts of the programme.

_IN_PAIRING = "in_pairing"


def _held(today: dt.date) -> models.QuerySet[Any]:
    """Held events with `lasting`, from their first day to the last with both; empty where the days are not known."""
    between = models.F("actual_last_day") - models.F("actual_start")
    length = models.ExpressionWrapper(between, output_field=models.DurationField())
    both = models.ExpressionWrapper(length + models.Value(dt.timedelta(days=1)), output_field=models.DurationField())
    return Event.objects.held(today).annotate(lasting=both)


def _delegations(today: dt.date) -> models.QuerySet[Any]:
    """Delegations to held events of which somebody has said who came, with how many that are (`came`)."""
    reported = Delegate.objects.filter(delegation=models.OuterRef("pk"), attended__isnull=False)
    came = Delegate.objects.filter(delegation=models.OuterRef("pk"), attended=True).order_by().values("delegation")
    number = models.Subquery(came.annotate(number=models.Count("pk")).values("number"))
    rows = Delegation.objects.filter(models.Exists(reported), over_by(today, "event__"), event__status=EventStatus.HELD)
    return rows.annotate(came=Coalesce(number, 0))


def _counted(_today: dt.date) -> models.QuerySet[Any]:
    """Held events at which a source counts people (`head_count`)."""
    rows = Event.objects.filter(status=EventStatus.HELD).with_head_count()
    return rows.filter(head_count__isnull=False).prefetch_related("head_counts")


def _of_each_pairing(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Each delegation once for every pairing of its partner that its event serves."""
    served = EventPairing.objects.filter(event=models.OuterRef("event"), pairing=models.OuterRef(_IN_PAIRING))
    found = rows.annotate(
        in_pairing=models.F("event__strand__pairings"),
        its_eu=models.F("event__strand__pairings__eu"),
        its_counterpart=models.F("event__strand__pairings__counterpart"),
    )
    its_own = models.Q(its_eu=models.F("participation")) | models.Q(its_counterpart=models.F("participation"))
    return found.filter(its_own, models.Q(event__all_pairings=True) | models.Exists(served))


HELD = Source(
    "events-held",
    _held,
    _IN_PAIRING,
    ("strand", "part_of"),
    columns=HELD_COLUMNS,
    order=("actual_start", "search_text", "pk"),
    strand="strand",
    shared=lambda rows: rows.per_pairing(),  # type: ignore[attr-defined]
)
CAME = Source(
    "delegations",
    _delegations,
    _IN_PAIRING,
    ("event__strand", "participation__partner"),
    reported=True,
    columns=DELEGATION_COLUMNS,
    order=("event__actual_start", "event__search_text", "participation__partner__search_text", "pk"),
    strand="event__strand",
    shared=_of_each_pairing,
)
COUNTED = Source(
    "head-counts",
    _counted,
    _IN_PAIRING,
    HELD.named,
    reported=True,
    columns=COUNTED_COLUMNS,
    order=HELD.order,
    strand=HELD.strand,
    shared=lambda rows: rows.per_pairing(),  # type: ignore[attr-defined]
)
COUNTS = (
    BuiltInCount(BuiltIn.MEETINGS, HELD, lambda _today: models.Q()),
    BuiltInCount(BuiltIn.DAYS, HELD, lambda _today: DAYS_KNOWN, summed="lasting", remark=days_remark),
    BuiltInCount(BuiltIn.PARTICIPANTS, CAME, lambda _today: models.Q(), summed="came"),
    BuiltInCount(BuiltIn.HEAD_COUNT, COUNTED, lambda _today: models.Q(), summed="head_count"),
)
