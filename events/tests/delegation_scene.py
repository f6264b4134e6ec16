"""An event with places: Busan and Barcelona, who coordinates for each, staff, and who else reads the strand."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from core import clock
from core.periods import PartialDate, Period
from events.delegations.services import nominate
from events.models import Delegate, Delegation, Event
from events.tests.factories import EventFactory, QuotaFactory
from partnerships.models import Pairing, Participation
from partnerships.tests.factories import CityFactory, PairingFactory, PartnerFactory
from partnerships.tests.roles import actor

KIM = {"family_name": "Kim", "given_name": "Jisu", "name_order": "family-first", "name_native": "김지수"}


@dataclass
class Scene:
    """What most tests of delegations begin with; `busan` and `barcelona` are participations."""

    event: Event
    pairing: Pairing
    actors: dict[str, dict[str, Any]]

    @property
    def busan(self) -> Participation:
        return self.pairing.counterpart

    @property
    def barcelona(self) -> Participation:
        return self.pairing.eu

    def act(self, role: str = "counterpart") -> dict[str, Any]:
        """Who acts, as a service takes it; made once for each role."""
        if role not in self.actors:
            self.actors[role] = actor(role, self.pairing)
        return self.actors[role]

    def nominate(self, *people: dict[str, Any], role: str = "counterpart", partner: Any = None) -> list[Delegate]:
        """Nominate them for Busan."""
        return nominate(
            **self.act(role), event=self.event, participation=partner or self.busan, people=people or [person()]
        )

    def one(self, **values: Any) -> Delegate:
        """Nominate one for Busan."""
        return self.nominate(person(**values))[0]

    def delegation(self) -> Delegation:
        """Busan's delegation as it stands."""
        return Delegation.objects.get(event=self.event, participation=self.busan)

    def statuses(self) -> list[str]:
        """Of Busan's delegates, by their numbers."""
        rows = Delegate.objects.filter(delegation__event=self.event, delegation__participation=self.busan)
        return list(rows.order_by("number").values_list("status", flat=True))


_names = iter(range(1, 1_000_000))


def person(**values: Any) -> dict[str, Any]:
    """What is written of a new person: nobody has the same name."""
    return KIM | {"given_name": f"Jisu {next(_names)}", "role": "member", "sector": "government"} | values


def on(days: int) -> dt.date:
    """A day so many days from the portal's today."""
    return clock.today() + dt.timedelta(days=days)


def fresh(delegate: Delegate) -> Delegate:
    """The delegate as stored now."""
    row: Delegate = Delegate.objects.get(pk=delegate.pk)
    row.delegation = delegate.delegation
    return row


def do(
    found: Scene, step: Any, delegate: Delegate, role: str = "counterpart", *, version: int | None = None, **more: Any
) -> Any:
    """Take a step on a delegate by its action, on the version that is stored unless another is named."""
    row = fresh(delegate)
    return step.do(row, **found.act(role), version=version or row.version, **more)


def path(delegate: Delegate) -> list[tuple[str, str, str]]:
    """From which state to which a delegate has gone, and why."""
    return list(delegate.steps.order_by("pk").values_list("old", "new", "reason"))


def scene(*, places: int | None = 4, **values: Any) -> Scene:
    """An event in Barcelona in six weeks, to which each counterpart may send so many."""
    barcelona = CityFactory(name_en="Barcelona", name_ko="바르셀로나", time_zone="Europe/Madrid", country="ES")
    busan = CityFactory(name_en="Busan", name_ko="부산", time_zone="Asia/Seoul", country="KR")
    pairing = PairingFactory(
        eu__partner=PartnerFactory(code="barcelona", name_en="Barcelona", name_ko="바르셀로나", cities=[barcelona]),
        counterpart__partner=PartnerFactory(code="busan", name_en="Busan", name_ko="부산", cities=[busan]),
    )
    plan = Period(PartialDate(on(42)), PartialDate(on(44)))
    facts = {"forecast": plan, "baseline": plan, "title_en": "Autumn visit", "title_ko": "가을 방문"} | values
    event = EventFactory(
        strand=pairing.strand, pairings=[pairing], hosts=[pairing.eu], cities=[barcelona], code="autumn", **facts
    )
    if places is not None:
        QuotaFactory(event=event, side="counterpart", places=places)
    return Scene(Event.objects.with_names().get(pk=event.pk), pairing, {})
