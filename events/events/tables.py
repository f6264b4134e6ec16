"""The columns and filters of lists of events and missions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from core import clock
from core.columns import Column, Filter, choice_filter
from core.folding import ByName
from core.formats import format_period, join_names
from events.enums import OPEN_EVENT, EventKind, EventStatus
from events.models import Event, EventCity, EventHost, EventPairing
from events.querysets import FIRST_DAY, LAST_DAY
from partnerships.models import Pairing
from partnerships.projects.tables import strand_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from core.periods import Period
    from events.trips.selectors import Visited
    from partnerships.models import Milestone

# What an event's state, days and places are called, on pages, in lists, files, mails and calendars.

NOT_REPORTED = "not-reported"
# The icon beside the word (templates/components/status_word.html).
_LOOKS = {EventStatus.HELD: "done", EventStatus.CANCELLED: "cancelled", EventStatus.UNKNOWN: NOT_REPORTED}


def state_look(event: Event, today: dt.date) -> str:
    """The look of its state: `done`, `cancelled`, `running`, `not-reported` or `planned`.

    An event whose days are over and of which nobody has said whether it was held is not reported; it is neither held
    nor late.
    """
    if event.is_open:
        if event.is_running(today):
            return "running"
        return NOT_REPORTED if event.is_past(today) else "planned"
    return _LOOKS[EventStatus(event.status)]


def state_text(event: Event, today: dt.date) -> str:
    """Its state in a word: what is stored, but for what the calendar knows better (running, not reported)."""
    look = state_look(event, today)
    if look == "running":
        return pgettext("event status", "Running")
    if look == NOT_REPORTED:
        return str(EventStatus.UNKNOWN.label)
    return str(event.get_status_display())


def when_label(event: Event, visited: Visited | None = None) -> str:
    """Its days as far as they are known: what happened, else the plan, which says so; a month is never made a day.

    Without any date the planned duration alone, else that no date is known. Of one delegation the days of what it
    visits.
    """
    days = visited or event
    if days.actual:
        return _with_days(event, days.actual)
    if not days.forecast:
        return duration_label(event) or pgettext("event", "no date yet")
    when = _with_days(event, days.forecast)
    if event.status == EventStatus.UNKNOWN:
        return pgettext("event", "planned %(period)s") % {"period": when}
    return when


def where_label(event: Event, visited: Visited | None = None) -> str:
    """The names of its cities in order, else of its hosts; online where it has an address alone.

    Of one delegation those that it visits.
    """
    cities = visited.cities if visited else [row.city for row in event.visiting.all()]
    hosts = visited.hosts if visited else [row.participation for row in event.hosting.all()]
    if cities or hosts:
        return join_names([city.name for city in cities] or [host.partner.name for host in hosts])
    return pgettext("event", "online") if event.meeting_url else ""


def was_label(event: Event) -> str:
    """The first plan, where what is shown differs from it: "planned October 2017"; else nothing."""
    if not event.moved:
        return ""
    return pgettext("event", "planned %(period)s") % {"period": format_period(event.baseline)}


def days_known_label(event: Event) -> str:
    """That the day is not recorded, where it was held and only its month is known; else nothing."""
    period = event.actual
    if event.status == EventStatus.HELD and not (period and period.days_known):
        return pgettext("event", "day not recorded")
    return ""


def apart_label(event: Event, milestone: Milestone) -> str:
    """That an event and a milestone that it completes are on other days, as the milestone has it."""
    facts = {"event": format_period(event.shown_period), "milestone": format_period(milestone.shown_period)}
    return _("The event says %(event)s, this milestone %(milestone)s.") % facts


def duration_label(event: Event) -> str:
    """How long it is planned to last, where its days themselves are not known; else nothing."""
    days = event.planned_days
    if not days or (event.shown_period and event.shown_period.days_known):
        return ""
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def parallel_label() -> str:
    """That other pairings have a visit on the same days."""
    return pgettext("events", "in parallel")


def _with_days(event: Event, period: Period) -> str:
    """The period with the planned duration, where the days themselves are not known."""
    when, days = format_period(period), "" if period.days_known else duration_label(event)
    return _("%(when)s, %(days)s") % {"when": when, "days": days} if days else when


COMING, PAST = "coming", "past"


def hosts_label(event: Event) -> str:
    """The partners that host it, in order."""
    return join_names(row.participation.partner.name for row in event.hosting.all())


def pairings_label(event: Event) -> str:
    """The pairings it serves, in order, else that it serves all."""
    if event.all_pairings:
        return str(gettext_lazy("all pairings"))
    return "; ".join(row.pairing.name for row in event.serving.all())


def head_counts_label(event: Event) -> str:
    """What sources count at it, in their words."""
    return "; ".join(str(row) for row in event.head_counts.all() if row.withdrawn_at is None)


HEAD_COUNTS = Column("head_counts", gettext_lazy("Head counts"), head_counts_label)
# What an event is, also in the lists of those that a count is made of.
WHAT_COLUMNS = (
    Column(
        "event",
        gettext_lazy("Event"),
        lambda row: row.title,
        order=(ByName(), "pk"),
        link=lambda row: row.get_absolute_url(),
    ),
    Column("kind", gettext_lazy("Kind"), lambda row: row.get_kind_display(), order=("kind", ByName(), "pk")),
    Column("part_of", gettext_lazy("Part of"), lambda row: row.part_of.title if row.part_of else ""),
)
EVENT_COLUMNS = [
    *WHAT_COLUMNS,
    Column("where", pgettext_lazy("of an event", "Place"), where_label),
    Column("venue", gettext_lazy("Venue"), lambda row: row.venue),
    Column("hosts", gettext_lazy("Hosts"), hosts_label),
    Column("pairings", gettext_lazy("Pairings"), pairings_label),
    Column("when", gettext_lazy("When"), lambda row: row.shown_period, order=(FIRST_DAY.asc(nulls_last=True), "pk")),
    Column("baseline", gettext_lazy("First plan"), lambda row: row.baseline),
    Column("forecast", gettext_lazy("Plan now"), lambda row: row.forecast),
    Column("actual", gettext_lazy("Held on"), lambda row: row.actual),
    Column(
        "status", gettext_lazy("Status"), lambda row: state_text(row, clock.today()), order=("status", ByName(), "pk")
    ),
    HEAD_COUNTS,
    Column("reason", gettext_lazy("Reason"), lambda row: row.reason),
    Column("code", gettext_lazy("Code"), lambda row: row.code, order=("code",)),
    Column("source", gettext_lazy("Sources"), lambda row: row.source),
]


def _of_state(rows: QuerySet[Event], state: str) -> QuerySet[Event]:
    """By what the page says of it: what is over and was never reported is not reported."""
    over = Q(status__in=OPEN_EVENT, over__lt=clock.today())
    rows = rows.alias(over=LAST_DAY)
    if state == EventStatus.UNKNOWN:
        return rows.filter(Q(status=state) | over)
    if state in OPEN_EVENT:
        return rows.filter(Q(over=None) | Q(over__gte=clock.today()), status=state)
    return rows.filter(status=state)


def _of_time(rows: QuerySet[Event], choice: str) -> QuerySet[Event]:
    """What still comes or runs, by its last day; one without any date still comes while it is open."""
    rows = rows.alias(over=LAST_DAY)
    coming = Q(status__in=OPEN_EVENT) & (Q(over=None) | Q(over__gte=clock.today()))
    return rows.filter(coming) if choice == COMING else rows.exclude(coming)


def _pairings(scope: Any) -> Sequence[tuple[str, Any]]:
    rows = Pairing.objects.filter(strand=strand_of(scope)).with_names().order_by("code")
    return [(row.code, row.name) for row in rows]


def _of_pairing(rows: QuerySet[Event], code: str) -> QuerySet[Event]:
    """With those that serve all pairings."""
    served = EventPairing.objects.filter(event=OuterRef("pk"), pairing__code=code)
    return rows.filter(Q(all_pairings=True) | Exists(served))


def _hosts(scope: Any) -> Sequence[tuple[str, Any]]:
    rows = EventHost.objects.filter(event__strand=strand_of(scope)).select_related("participation__partner")
    partners = {row.participation.partner_id: row.participation.partner for row in rows}
    return sorted(((one.code, one.name) for one in partners.values()), key=lambda one: str(one[1]))


def _of_host(rows: QuerySet[Event], code: str) -> QuerySet[Event]:
    return rows.filter(Exists(EventHost.objects.filter(event=OuterRef("pk"), participation__partner__code=code)))


def _cities(scope: Any) -> Sequence[tuple[str, Any]]:
    rows = EventCity.objects.filter(event__strand=strand_of(scope)).select_related("city")
    cities = {row.city_id: row.city for row in rows}
    return sorted(((one.code, one.name) for one in cities.values()), key=lambda one: str(one[1]))


def _of_city(rows: QuerySet[Event], code: str) -> QuerySet[Event]:
    return rows.filter(Exists(EventCity.objects.filter(event=OuterRef("pk"), city__code=code)))


def _years(scope: Any) -> Sequence[tuple[str, Any]]:
    rows = Event.objects.filter(strand=strand_of(scope)).annotate(first_year=ExtractYear(FIRST_DAY))
    years = rows.filter(first_year__isnull=False).order_by("first_year").values_list("first_year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


def _of_year(rows: QuerySet[Event], year: str) -> QuerySet[Event]:
    return rows.alias(first_year=ExtractYear(FIRST_DAY)).filter(first_year=int(year))


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
    Filter("host", gettext_lazy("Host"), _hosts, _of_host),
    Filter("city", gettext_lazy("City"), _cities, _of_city),
    Filter("year", gettext_lazy("Year"), _years, _of_year),
]

# The columns of the rows behind the counts that are made of events.

_EARLY = F("actual_start").asc(nulls_last=True)
_OF_DELEGATION = F("event__actual_start").asc(nulls_last=True)


HELD_COLUMNS = (
    *WHAT_COLUMNS,
    Column("actual", gettext_lazy("Held on"), lambda row: row.actual, order=(_EARLY, "pk")),
)
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
