"""A journey with all that its papers tell: Busan's delegation on a mission to Copenhagen and Barcelona in autumn."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from core.periods import Period
from events.agendas.selectors import AgendaLine
from events.models import AgendaOrganisation, Delegation, Event, EventDateChange
from events.tests.factories import (
    AgendaItemFactory,
    AgendaReleaseFactory,
    DelegateFactory,
    EventFactory,
    VisitNoteFactory,
)
from partnerships.models import Pairing
from partnerships.tests.factories import CityFactory, PairingFactory, ThemeFactory
from partnerships.tests.factories_together import OrganisationFactory
from partnerships.tests.files import file_storage
from partnerships.tests.roles import actor

SEOUL = ZoneInfo("Asia/Seoul")
DURING = dt.datetime(2026, 10, 14, 12, tzinfo=SEOUL)
AFTER = dt.datetime(2026, 10, 20, 12, tzinfo=SEOUL)
BEFORE = dt.datetime(2026, 9, 20, 12, tzinfo=SEOUL)


@dataclass
class Trip:
    """The pairing, the mission with its part, and Busan's delegation to the mission."""

    pairing: Pairing
    mission: Event
    part: Event
    delegation: Delegation

    def by(self, role: str) -> dict[str, Any]:
        """Somebody new who is `role`, as services take who acts."""
        return actor(role, self.pairing)


def address(
    trip: Trip, name: str, *more: object, event: str = "autumn-mission", partner: str = "busan", kind: str = "report"
) -> str:
    """An address of one paper of the journey."""
    return reverse(f"events:{name}", args=[trip.pairing.strand.code, event, partner, kind, *more])


def kept_photos() -> list[str]:
    """The names of the photographs that are stored."""
    storage = file_storage()
    return storage.listdir("trips")[1] if storage.exists("trips") else []


def pairing_abroad() -> Pairing:
    """Busan and Barcelona in their countries."""
    barcelona = CityFactory(
        code="barcelona", name_en="Barcelona", name_ko="바르셀로나", country="ES", time_zone="Europe/Madrid"
    )
    busan = CityFactory(code="busan", name_en="Busan", name_ko="부산", country="KR", time_zone="Asia/Seoul")
    pairing: Pairing = PairingFactory(
        code="busan-barcelona",
        eu__partner__code="barcelona",
        eu__partner__name_en="Barcelona",
        eu__partner__name_ko="바르셀로나",
        counterpart__partner__code="busan",
        counterpart__partner__name_en="Busan",
        counterpart__partner__name_ko="부산",
    )
    for participation, city in ((pairing.eu, barcelona), (pairing.counterpart, busan)):
        participation.partner.places.all().delete()
        participation.partner.places.create(city=city, position=1)
    return pairing


def tell_trip() -> Trip:
    """The mission of 12 to 16 October 2026, planned a week earlier; the visit to Barcelona is its part."""
    pairing = pairing_abroad()
    barcelona = pairing.eu.partner.places.get().city
    copenhagen = CityFactory(
        code="copenhagen", name_en="Copenhagen", name_ko="코펜하겐", country="DK", time_zone="Europe/Copenhagen"
    )
    mission = _event(
        pairing, "autumn-mission", [copenhagen, barcelona], "2026-10-12/2026-10-16", kind="mission",
        title_en="Autumn mission to Europe", title_ko="추계 유럽 방문단", baseline="2026-10-05/2026-10-09",
    )  # fmt: skip
    part = _event(
        pairing, "busan-in-barcelona", [barcelona], "2026-10-14/2026-10-15", kind="study-visit", part_of=mission,
        title_en="Busan delegation in Barcelona", title_ko="부산 대표단 바르셀로나 방문", hosts=[pairing.eu],
    )  # fmt: skip
    change = EventDateChange(event=mission, reason="추석 연휴와 겹침", by_label="Lee Suyeon")
    change.old, change.new = mission.baseline, mission.actual
    change.save()
    _agenda(pairing, part)
    delegation = Delegation(event=mission, participation=pairing.counterpart)
    delegation.save(by=None)
    _people(delegation)
    return Trip(pairing, mission, part, delegation)


def _event(pairing: Pairing, code: str, cities: list[Any], days: str, *, baseline: str = "", **values: Any) -> Event:
    event = EventFactory(strand=pairing.strand, code=code, pairings=[pairing], cities=cities, status="held", **values)
    event.baseline = Period.parse(baseline or days)
    event.forecast = event.actual = Period.parse(days)
    event.save(by=None)
    found: Event = Event.objects.with_names().get(pk=event.pk)
    return found


def _agenda(pairing: Pairing, part: Event) -> None:
    """Three items as they were released; since then one moved, one fell out, one was added."""
    idle = ThemeFactory(strand=pairing.strand, code="idle-spaces", name_en="Idle spaces", name_ko="유휴공간 재생")
    smart = ThemeFactory(strand=pairing.strand, code="smart-city", name_en="Smart City", name_ko="스마트시티")
    district = OrganisationFactory(code="22-at", name_en="22@ Barcelona", name_ko="22@ 바르셀로나")
    first = AgendaItemFactory(
        event=part, position=1, day="2026-10-14", starts_at=dt.time(9, 30), ends_at=dt.time(11), kind="site-visit",
        title_en="22@ innovation district", title_ko="22@ 혁신지구 시찰", topic=idle, host=district, answer="confirmed",
        city=part.visiting.get().city, place="Can Jaumandreu",
    )  # fmt: skip
    AgendaOrganisation.objects.create(item=first, organisation=district, position=1)
    second = AgendaItemFactory(
        event=part, position=2, day="2026-10-14", starts_at=dt.time(14), ends_at=dt.time(15), kind="meeting",
        title_en="Smart city unit", title_ko="스마트시티 담당 부서 면담", topic=smart, host=district, answer="asked",
    )  # fmt: skip
    third = AgendaItemFactory(
        event=part, position=3, day="2026-10-15", starts_at=dt.time(10), kind="session",
        title_en="Harbour tour", title_ko="항만 시찰", topic=idle,
    )  # fmt: skip
    lines = [AgendaLine.of(item).stored() for item in (first, second, third)]
    AgendaReleaseFactory(event=part, number=1, items=lines, at=BEFORE)
    second.starts_at, second.ends_at = dt.time(16), dt.time(17)
    second.save(by=None)
    third.removed_at = DURING
    third.save(by=None)
    AgendaItemFactory(
        event=part, position=4, day="2026-10-15", starts_at=dt.time(9), kind="meeting",
        title_en="Poblenou universities", title_ko="", topic=None,
    )  # fmt: skip
    note = VisitNoteFactory(
        event=part, place=pairing, item=first, code="visit-note-1", interests=["counterpart", "eu"],
        what_en="Old factories are leased to start-ups for ten years",
        what_ko="노후 공장을 창업기업에 10년간 임대\n민관 합동 운영위원회 구성",
    )  # fmt: skip
    dropped = note.interests.get(side="eu")
    dropped.outcome, dropped.reason = "not-pursued", "Barcelona already has a partner for it"
    dropped.save(by=None)


def _people(delegation: Delegation) -> None:
    """A head who came, a member who came, one who stayed at home, one who only waits."""
    DelegateFactory(
        delegation=delegation, number=1, family_name="Kim", given_name="Jisu", name_native="김지수", attended=True,
        title="지방행정사무관", function="도시재생정책팀장", organisation_name="부산광역시", status="confirmed",
    )  # fmt: skip
    DelegateFactory(
        delegation=delegation, number=2, family_name="Park", given_name="Minho", name_native="박민호", attended=True,
        title="지방부이사관", function="도시균형발전실장", organisation_name="부산광역시", role="head",
        status="confirmed",
    )  # fmt: skip
    DelegateFactory(
        delegation=delegation, number=3, family_name="Choi", given_name="Yuna", name_native="최유나", attended=False,
        status="confirmed",
    )  # fmt: skip
    DelegateFactory(
        delegation=delegation, number=4, family_name="Han", given_name="Bora", name_native="한보라", status="waiting"
    )
