"""The days on which events took place, which ran in parallel; events held and who came, as counts of the programme."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from core.formats import format_number
from events.enums import EventStatus
from events.events.querysets import DAYS_KNOWN
from events.events.tables import COUNTED_COLUMNS, DELEGATION_COLUMNS, HELD_COLUMNS
from events.models import Delegate, Delegation, Event, EventPairing
from partnerships.enums import BuiltIn
from partnerships.indicators.counts import BuiltInCount, Source
from partnerships.querysets.scopes import over_by

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from core.periods import Period


def days_held(event: Event) -> list[dt.date]:
    """The days on which it was held, as far as they are known to the day."""
    return days_in(event.actual) if event.status == EventStatus.HELD else []


def days_in(period: Period) -> list[dt.date]:
    """The days of a period, first and last included; none where they are not known to the day."""
    first, last = period.first_day, period.last_day
    if first is None or last is None or not period.days_known:
        return []
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def days_remark(events: Collection[Event]) -> str:
    """What is to be said beside the days of held events added up: how many are the same, and which are not known."""
    each = [days_held(event) for event in events]
    known = sum(len(days) for days in each)
    on_calendar = len({day for days in each for day in days})
    said = []
    if on_calendar < known:
        words = ngettext(
            "some on the same days, %(count)s day of the calendar",
            "some on the same days, %(count)s days of the calendar",
            on_calendar,
        )
        said.append(words % {"count": format_number(on_calendar)})
    if unknown := sum(not days for days in each):
        words = ngettext(
            "%(count)s of %(all)s event without known days",
            "%(count)s of %(all)s events without known days",
            len(each),
        )
        said.append(words % {"count": format_number(unknown), "all": format_number(len(each))})
    return "; ".join(said)


def in_parallel(events: Collection[Event]) -> set[int]:
    """The numbers of those that share a day with another one of theirs for other pairings, as far as days are known."""
    served = {event.pk: {row.pairing_id for row in event.serving.all()} for event in events}
    on: dict[dt.date, list[int]] = defaultdict(list)
    for event in events:
        for day in days_in(event.shown_period) if served[event.pk] and not event.all_pairings else ():
            on[day].append(event.pk)
    return {key for keys in on.values() for key in keys if any(served[key].isdisjoint(served[one]) for one in keys)}


# Events held, their days and who came to them, as counts of the programme.

_IN_PAIRING = "in_pairing"


def _held(today: dt.date) -> QuerySet[Any]:
    """Held events with `lasting`, from their first day to the last with both; empty where the days are not known."""
    length = ExpressionWrapper(F("actual_last_day") - F("actual_start"), output_field=DurationField())
    both = ExpressionWrapper(length + Value(dt.timedelta(days=1)), output_field=DurationField())
    return Event.objects.held(today).annotate(lasting=both)


def _delegations(today: dt.date) -> QuerySet[Any]:
    """Delegations to held events of which somebody has said who came, with how many that are (`came`)."""
    said = Delegate.objects.filter(delegation=OuterRef("pk"), attended__isnull=False)
    came = Delegate.objects.filter(delegation=OuterRef("pk"), attended=True).order_by().values("delegation")
    number = Subquery(came.annotate(number=Count("pk")).values("number"))
    rows = Delegation.objects.filter(Exists(said), over_by(today, "event__"), event__status=EventStatus.HELD)
    return rows.annotate(came=Coalesce(number, 0))


def _counted(_today: dt.date) -> QuerySet[Any]:
    """Held events at which a source counts people (`head_count`)."""
    rows = Event.objects.filter(status=EventStatus.HELD).with_head_count()
    return rows.filter(head_count__isnull=False).prefetch_related("head_counts")  # type: ignore[misc]


def _each_pairing(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.per_pairing(_IN_PAIRING)  # type: ignore[attr-defined]


def _of_each_pairing(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each delegation once for every pairing of its partner that its event serves."""
    served = EventPairing.objects.filter(event=OuterRef("event"), pairing=OuterRef(_IN_PAIRING))
    found = rows.annotate(
        in_pairing=F("event__strand__pairings"),
        its_eu=F("event__strand__pairings__eu"),
        its_counterpart=F("event__strand__pairings__counterpart"),
    )
    its_own = Q(its_eu=F("participation")) | Q(its_counterpart=F("participation"))
    return found.filter(its_own, Q(event__all_pairings=True) | Exists(served))


HELD = Source(
    "events-held",
    _held,
    _IN_PAIRING,
    ("strand", "part_of"),
    columns=HELD_COLUMNS,
    order=("actual_start", "search_text", "pk"),
    strand="strand",
    shared=_each_pairing,
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
    shared=_each_pairing,
)
COUNTS = (
    BuiltInCount(BuiltIn.MEETINGS, HELD, lambda _today: Q()),
    BuiltInCount(BuiltIn.DAYS, HELD, lambda _today: DAYS_KNOWN, summed="lasting", remark=days_remark),
    BuiltInCount(BuiltIn.PARTICIPANTS, CAME, lambda _today: Q(), summed="came"),
    BuiltInCount(BuiltIn.HEAD_COUNT, COUNTED, lambda _today: Q(), summed="head_count"),
)
