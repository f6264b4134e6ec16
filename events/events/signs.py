"""Held events as signs of life of the pairings they serve, and as entries among their contacts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import DateTimeField, F, Value
from django.utils.translation import pgettext

from events.events.labels import when_label, where_label
from events.models import Event

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.access import Grants
    from partnerships.models import Pairing


HELD = "event"
# An event has days and no hour: it stands below what else is told of its day.
_BEFORE_ALL = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)


def held_as_signs(pairing_ids: Sequence[int], until: dt.date) -> QuerySet[Any]:
    """Each event that was held on known days, for each pairing it serves, on its last day: there both sides met."""
    rows: QuerySet[Any] = Event.objects.held().days_known().per_pairing("sign_pairing")
    signs = rows.filter(sign_pairing__in=pairing_ids, actual_last_day__lte=until)
    return signs.annotate(sign_side=Value(""), sign_kind=Value(""), sign_day=F("actual_last_day"))


def held_rows(grants: Grants, pairing: Pairing) -> QuerySet[Any]:
    """The held events of a pairing with known days, as rows of its stream."""
    rows = Event.objects.visible_to(grants).of_pairing(pairing).held().days_known()
    found: QuerySet[Any] = rows.annotate(
        stream_day=F("actual_last_day"), stream_moment=Value(_BEFORE_ALL, output_field=DateTimeField())
    )
    return found


def read_held(_grants: Grants, pairing: Pairing, keys: Collection[int]) -> dict[int, Event]:
    """Some of them, each with its day in the stream, what it is there, and when and where it was; two queries."""
    rows = Event.objects.filter(pk__in=keys).prefetch_related("visiting__city", "hosting__participation__partner")
    found: dict[int, Any] = {row.pk: row for row in rows.order_by("pk")}
    for row in found.values():
        row.strand, row.on = pairing.strand, row.actual.last_day
        several = [when_label(row)] if row.actual.first_day != row.on else []
        row.stream_label = pgettext("in a pairing's stream", "Event held")
        row.stream_text = ", ".join([*several, where_label(row)]).strip(", ")
    return found
