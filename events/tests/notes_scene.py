"""Where tests of visit notes and minutes stand: a meeting of Busan and Barcelona that began yesterday."""

import datetime as dt
from typing import Any

from django.urls import reverse

from events.models import Event, Minutes
from events.tests.factories import event_of
from partnerships.models import Pairing
from partnerships.tests.two_sides import TwoSides

NOW = dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC)
DAYS = {
    "forecast_start": dt.date(2026, 11, 26),
    "forecast_start_precision": "day",
    "forecast_end": dt.date(2026, 11, 27),
    "forecast_end_precision": "day",
    "forecast_last_day": dt.date(2026, 11, 27),
}


def meeting(scene: TwoSides, **values: Any) -> Event:
    """The meeting; it serves their pairing alone."""
    return event_of(scene.pairing, **{"title_en": "Busan in Barcelona", "title_ko": "부산의 방문"} | DAYS | values)


def find_minutes(event: Event, pairing: Pairing) -> Minutes:
    """The minutes of a pairing; unsaved where nobody has begun them."""
    rows = Minutes.objects.with_names().filter(event=event, pairing=pairing)
    return rows.first() or Minutes(event=event, pairing=pairing, code=event.code)


def address(event: Event, name: str, *more: Any) -> str:
    """An address of the pairing below the event."""
    pairing = event.pairings.get()
    return reverse(f"events:{name}", args=[event.strand.code, event.code, pairing.code, *more])
