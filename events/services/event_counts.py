"""Events held, their days and who came to them, as counts of the programme."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from events.columns.event_counts import COUNTED_COLUMNS, DELEGATION_COLUMNS, HELD_COLUMNS
from events.enums import EventStatus
from events.models import Delegate, Delegation, Event, EventPairing
from events.querysets import DAYS_KNOWN
from events.services.event_days import days_remark
from partnerships.enums import BuiltIn
from partnerships.querysets.scopes import over_by
from partnerships.services.counts import BuiltInCount, Source

if TYPE_CHECKING:
    from django.db.models import QuerySet

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
