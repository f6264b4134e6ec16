"""Who gets the mails about a side: its coordinators on a day, and who stands in for them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from partnerships.models import Deputy, Membership

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class People:
    """Coordinators and deputies by participation; a deputy follows the coordinator stood in for."""

    coordinators: dict[int, list[User]] = field(default_factory=lambda: defaultdict(list))
    deputies: dict[tuple[int, int], list[User]] = field(default_factory=lambda: defaultdict(list))

    def of_side(self, participation_id: int) -> list[User]:
        """Everybody who works for the side, each once."""
        return self._with_deputies(participation_id, self.coordinators.get(participation_id, []))

    def of_person(self, participation_id: int, person_id: int | None) -> list[User]:
        """One coordinator with who stands in for that person; the whole side where it is none of its coordinators."""
        people = [one for one in self.coordinators.get(participation_id, []) if one.pk == person_id]
        return self._with_deputies(participation_id, people) if people else self.of_side(participation_id)

    def _with_deputies(self, participation_id: int, people: list[User]) -> list[User]:
        deputies = [one for person in people for one in self.deputies.get((participation_id, person.pk), [])]
        return list({one.pk: one for one in [*people, *deputies]}.values())


def read_people(participation_ids: Iterable[int], today: dt.date) -> People:
    """Who works for these participations on a day, closed accounts left out; two queries."""
    wanted = set(participation_ids)
    people = People()
    memberships = (
        Membership.objects.not_ended(today)
        .filter(participation__in=wanted, started_on__lte=today, user__is_active=True)
        .select_related("user")
        .order_by("user__search_text", "pk")
    )
    for membership in memberships:
        people.coordinators[membership.participation_id].append(membership.user)
    deputies = (
        Deputy.objects.on(today)
        .filter(membership__participation__in=wanted, user__is_active=True)
        .select_related("user", "membership")
        .order_by("user__search_text", "pk")
    )
    for deputy in deputies:
        key = (deputy.membership.participation_id, deputy.membership.user_id)
        people.deputies[key].append(deputy.user)
    return people
