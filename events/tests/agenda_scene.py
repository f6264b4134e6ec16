"""An event in Barcelona that serves one pairing, with people for every role; tests of agendas work on it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from events.models import Event
from events.tests.factories import event_of
from partnerships.models import City, Pairing
from partnerships.tests.factories import CityFactory, PairingFactory, ParticipationFactory, PartnerFactory, period
from partnerships.tests.roles import actor, person


@dataclass(frozen=True)
class AgendaScene:
    """The event of three days in November 2017, hosted by Barcelona for Busan."""

    pairing: Pairing
    event: Event

    def actor(self, role: str) -> dict[str, Any]:
        return actor(role, self.pairing)

    def person(self, role: str) -> Any:
        return person(role, self.pairing)


def agenda_scene() -> AgendaScene:
    barcelona = _city("barcelona", "Barcelona", "Europe/Madrid", ("41.38879", "2.15899"))
    busan = _city("busan", "Busan", "Asia/Seoul", ("35.10278", "129.04028"))
    eu = ParticipationFactory(side="eu", partner=PartnerFactory(name_en="Barcelona", cities=[barcelona]))
    guest = PartnerFactory(name_en="Busan", cities=[busan])
    counterpart = ParticipationFactory(side="counterpart", strand=eu.strand, partner=guest)
    pairing = PairingFactory(strand=eu.strand, eu=eu, counterpart=counterpart)
    days = period("2017-11-27", "2017-11-29")
    event = event_of(pairing, title_en="Busan in Barcelona", cities=[barcelona], baseline=days, forecast=days)
    return AgendaScene(pairing, Event.objects.with_names().get(pk=event.pk))


def _city(code: str, name: str, zone: str, place: tuple[str, str]) -> City:
    found: City = CityFactory(
        code=code, name_en=name, name_ko="", time_zone=zone, latitude=Decimal(place[0]), longitude=Decimal(place[1])
    )
    return found


def at(hour: int, minute: int = 0) -> dt.time:
    return dt.time(hour, minute)
