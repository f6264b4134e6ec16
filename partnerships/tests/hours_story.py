"""Busan and Barcelona where they are: each in its country and on its clock."""

import datetime as dt
from typing import Any

from django.urls import reverse

from partnerships.models import Pairing
from partnerships.tests.factories_together import ContactFactory

NOON = dt.datetime(2026, 11, 25, 8, 15, tzinfo=dt.UTC)  # 09:15 in Barcelona, 17:15 in Busan


def place(participation: Any, country: str, zone: str) -> None:
    """Put a partner's first city into a country."""
    city = participation.partner.first_city
    city.country, city.time_zone = country, zone
    city.save(by=None)


def in_their_places(sides: Any) -> Pairing:
    """The pairing read anew, with Busan in Korea."""
    place(sides.pairing.counterpart, "KR", "Asia/Seoul")
    return Pairing.objects.for_page().get(pk=sides.pairing.pk)


def homeless(sides: Any) -> None:
    """Busan loses its city."""
    sides.pairing.counterpart.partner.places.all().delete()


def met(pairing: Any, starts_at: str, **values: Any) -> Any:
    """A call that began at a moment in UTC and lasted an hour."""
    at = dt.datetime.fromisoformat(starts_at).replace(tzinfo=dt.UTC)
    return ContactFactory(pairing=pairing, **{"kind": "call", "on": at.date(), "starts_at": at, "minutes": 60} | values)


def hours_url(pairing: Any, name: str = "hours", **query: Any) -> str:
    """An address below the pairing."""
    address = reverse(f"partnerships:{name}", args=[pairing.strand.code, pairing.code])
    return f"{address}?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else address


def office_url(participation: Any, name: str = "hours-edit", *more: Any) -> str:
    """An address below a partner."""
    return reverse(f"partnerships:{name}", args=[participation.strand.code, participation.partner.code, *more])
