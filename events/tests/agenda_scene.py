"""An event in Barcelona that serves one pairing, with people for every role; tests of agendas work on it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse

from events.models import AgendaItem, Event
from events.tests.factories import AgendaItemFactory, event_of
from partnerships.models import City, Pairing
from partnerships.tests.factories import (
    CityFactory,
    PairingFactory,
    ParticipationFactory,
    PartnerFactory,
    ThemeFactory,
    period,
)
from partnerships.tests.factories_together import OrganisationFactory
from partnerships.tests.roles import actor, person

SECRET = "Marta, +34 600 000 000"


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


def welcome(scene: AgendaScene) -> AgendaItem:
    """The first item, with everything that an item can say, the contact on the day among it."""
    strand = scene.event.strand
    item: AgendaItem = AgendaItemFactory(
        event=scene.event,
        position=1,
        title_en="Welcome at Casa Asia",
        title_ko="카사 아시아 환영 행사",
        day="2017-11-27",
        starts_at=at(9, 30),
        ends_at=at(10, 30),
        place="Casa Asia",
        topic=ThemeFactory(strand=strand, name_en="Smart City"),
        host=OrganisationFactory(name_en="Casa Asia Foundation", strands=[strand]),
        contact_on_day=SECRET,
        languages="en;ko",
    )
    return item


def sign_in(client: Client, scene: AgendaScene, role: str) -> None:
    client.force_login(scene.person(role), "django.contrib.auth.backends.ModelBackend")


def url(scene: AgendaScene, name: str, *more: object) -> str:
    return reverse(f"events:{name}", args=[scene.event.strand.code, scene.event.code, *more])
