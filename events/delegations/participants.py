"""How many people take part in an event: by side, sector and gender where given, and how many came; numbers alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count

from events.enums import PLACED_DELEGATE, Gender
from events.models import Delegate, Delegation
from partnerships.enums import Sector
from partnerships.projects.selectors import Helix

if TYPE_CHECKING:
    from events.models import Event


@dataclass(frozen=True, slots=True)
class Participants:
    """The delegates of one event who have a place; once anybody's coming was recorded, those who came.

    `sectors` and `genders` are by their stored words, "" for what was not given. `attended` and `absent` count those
    of whom it was said.
    """

    sides: Mapping[str, int] = field(default_factory=Counter)
    sectors: Mapping[str, int] = field(default_factory=Counter)
    genders: Mapping[str, int] = field(default_factory=Counter)
    attended: int = 0
    absent: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.sides.values())

    @property
    def is_recorded(self) -> bool:
        """Whether somebody has said who came."""
        return bool(self.attended or self.absent)

    @property
    def women(self) -> int:
        """Those who said so."""
        return self.genders.get(Gender.WOMAN, 0)

    @property
    def men(self) -> int:
        """Those who said so."""
        return self.genders.get(Gender.MAN, 0)

    @property
    def gender_not_given(self) -> int:
        """Those who said nothing; it is never guessed from a name."""
        return self.genders.get(Gender.NOT_GIVEN, 0)

    @property
    def sector_not_given(self) -> int:
        """Those whose sector nobody wrote."""
        return self.sectors.get("", 0)

    @property
    def helix(self) -> Helix:
        """The mix of sectors, of those whose sector is known."""
        return Helix({sector: self.sectors.get(sector, 0) for sector in Sector})


def figures_of(event: Event) -> Participants:
    """The figures of one event; one query."""
    return figures_of_events([event])[event.pk]


def figures_of_events(events: Iterable[Event]) -> dict[int, Participants]:
    """The figures of several events by key; one query."""
    keys = [event.pk for event in events]
    return _figures("delegation__event", keys)


def figures_of_delegations(delegations: Iterable[Delegation]) -> dict[int, Participants]:
    """The same of single delegations; one query."""
    return _figures("delegation", [delegation.pk for delegation in delegations if delegation.pk])


def _figures(owner: str, keys: list[int]) -> dict[int, Participants]:
    rows = Delegate.objects.filter(**{f"{owner}__in": keys}, status__in=PLACED_DELEGATE).order_by()
    names = (owner, "delegation__participation__side", "sector", "gender", "attended")
    counted = list(rows.values_list(*names).annotate(number=Count("pk")))
    recorded = {key for key, _side, _sector, _gender, attended, _number in counted if attended is not None}
    found = {key: Participants() for key in keys}
    for key, side, sector, gender, attended, number in counted:
        one = found[key]
        if attended is not None:
            found[key] = one = _sentence(one, came=attended, number=number)
        if key in recorded and not attended:
            continue
        for counter, word in ((one.sides, side), (one.sectors, sector), (one.genders, gender)):
            counter[word] += number  # type: ignore[index]
    return found


def _sentence(one: Participants, *, came: bool, number: int) -> Participants:
    return Participants(
        one.sides,
        one.sectors,
        one.genders,
        attended=one.attended + (number if came else 0),
        absent=one.absent + (0 if came else number),
    )
