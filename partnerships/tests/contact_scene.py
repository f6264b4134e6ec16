"""Where tests of contacts stand: an evening in Brussels, when it is night, and the next day, in Seoul."""

import datetime as dt
from typing import Any

from partnerships.tests.pages import fields, url
from partnerships.tests.two_sides import TwoSides

NOW = dt.datetime(2026, 11, 25, 17, 30, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 25)
ZONES = {"eu": "Europe/Madrid", "counterpart": "Asia/Seoul"}


def far_apart(found: TwoSides) -> TwoSides:
    """Put the people of Busan and of Barcelona each at the own time."""
    for participation in (found.pairing.eu, found.pairing.counterpart):
        city = participation.partner.first_city
        city.time_zone = ZONES[participation.side]
        city.save(by=None)
    for role, name in ZONES.items():
        found.people[role].time_zone = name
        found.people[role].save()
    return found


def send(client: Any, scene: TwoSides, **values: Any) -> Any:
    """Send the form with these values: a mail of today, unless they say otherwise."""
    address = url(scene, "contact-add")
    return client.post(address, fields(client.get(address)) | {"kind": "mail", "on": "2026-11-25"} | values)
