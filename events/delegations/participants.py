"""How many people take part in an event: by side, sector and gender where given, and how many came; numbers alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count

from events.enums import PLACED_DELEGATE, Gender
from events.models import Delegate, Delegation
from partnerships.enums import Sector
from partnerships.projects.selectors import Helix

if TYPE_CHECKING:
    from events.models import Event


@dataclass(slots=True)
class Participants:
    """The delegates of one event who have a place; once anybody's coming was recorded, those who came.

    `sectors` and `genders` are by their stored words, "" for what was not given: neither is ever guessed. `attended`
    and `absent` count those of whom it was said.
    """

    sides: Counter[str] = field(default_factory=Counter)
    sectors: Counter[str] = field(default_factory=Counter)
    genders: Counter[str] = field(default_factory=Counter)
    attended: int = 0
    absent: int = 0

    @property
    def total(self) -> int:
        return self.sides.total()

    @property
    def is_recorded(self) -> bool:
        """Whether somebody has said who came."""
        return bool(self.attended or self.absent)

    @property
    def women(self) -> int:
        return self.genders[Gender.WOMAN]

    @property
    def men(self) -> int:
        return self.genders[Gender.MAN]

    @property
    def gender_not_given(self) -> int:
        return self.genders[Gender.NOT_GIVEN]

    @property
    def sector_not_given(self) -> int:
        return self.sectors[""]

    @property
    def helix(self) -> Helix:
        """The mix of sectors, of those whose sector is known."""
        return Helix({sector: self.sectors[sector] for sector in Sector})


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
        one.attended += number if attended else 0
        one.absent += number if attended is False else 0
        if key in recorded and not attended:
            continue
        one.sides[side] += number
        one.sectors[sector] += number
        one.genders[gender] += number
    return found
