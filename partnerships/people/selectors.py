"""What a person may do, read once a request in one query; who works for a side, and who did in a strand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import F, Q, Value
from django.utils.functional import SimpleLazyObject

from core import clock
from core.access import Grants
from partnerships.enums import StrandRoleName
from partnerships.models import Deputy, Membership, StrandRole

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from partnerships.models import Strand

# Stand for the person and the day while the query is built: once, because to build it takes ten times as long as to
# answer it, and every request asks it.
_WHOEVER, _SOME_DAY = -1, dt.date.min


def _query() -> QuerySet[Any, tuple[str, int, int]]:
    """Roles with their strands, and participations with theirs, which have no role.

    In no order: by name it would join the account.
    """
    roles = StrandRole.objects.not_ended(_SOME_DAY).filter(user=_WHOEVER).values_list("role", "strand_id", Value(0))
    deputy_panel = Deputy.objects.on(_SOME_DAY).filter(user=_WHOEVER).values("membership")
    memberships = Membership.objects.not_ended(_SOME_DAY).filter(
        Q(user=_WHOEVER) | Q(pk__in=deputy_panel), started_on__lte=_SOME_DAY
    )
    coordinated = memberships.values_list(Value(""), "participation__strand_id", "participation_id")
    return roles.order_by().union(coordinated.order_by(), all=True).order_by()


@cache
def _statement(vendor: str) -> tuple[str, tuple[Any, ...]]:
    del vendor  # each database has its own words
    return _query().query.sql_with_params()


def _answer(user: int, today: dt.date) -> list[tuple[str, int, int]]:
    day = connection.ops.adapt_datefield_value
    given = {_WHOEVER: user, day(_SOME_DAY): day(today)}
    sql, asked = _statement(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [given.get(value, value) for value in asked])
        rows: list[tuple[str, int, int]] = cursor.fetchall()
    return rows


def read_grants(user: User) -> Grants:
    """The person's grants today; an inactive account has none.

    Whoever stands in for a coordinator today works for that coordinator's participation, as long as the day lasts.
    """
    if not user.is_active:
        return Grants(user_id=user.pk)
    today = clock.today()
    rows = _answer(user.pk, today)

    def strands(name: str) -> frozenset[int]:
        return frozenset(strand for role, strand, _participation in rows if role == name)

    return Grants(
        user_id=user.pk,
        is_administrator=user.is_superuser,
        staff=strands(StrandRoleName.STAFF),
        authority=strands(StrandRoleName.AUTHORITY),
        observer=strands(StrandRoleName.OBSERVER),
        coordinates=strands(""),
        participations=frozenset(participation for _role, _strand, participation in rows if participation),
    )


class GrantsMiddleware:
    """`request.grants`: read when first asked for, then the same for the whole request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the lazy grants."""
        request.grants = SimpleLazyObject(lambda: _grants(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _grants(request: HttpRequest) -> Grants:
    return read_grants(request.user) if request.user.is_authenticated else Grants()


# Who gets the mails about a side: its coordinators on a day, and who stands in for them.


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


def deputies_of(user_id: int | None, today: dt.date) -> list[Deputy]:
    """For whom a person stands in on a day, the first to end first; one query."""
    rows = Deputy.objects.on(today).filter(user=user_id)
    return list(rows.select_related("membership__user", "membership__participation__partner").order_by("ends_on", "pk"))


def people_of(strand: Strand, **which: Any) -> QuerySet[User]:
    """Whoever has or had a role in the strand, or stood in for somebody there; `which` says which roles count."""
    had = Q(pk__in=StrandRole.objects.filter(strand=strand, **which).values("user"))
    had |= Q(pk__in=Membership.objects.filter(participation__strand=strand, **which).values("user"))
    had |= Q(pk__in=Deputy.objects.filter(membership__participation__strand=strand, **which).values("user"))
    return get_user_model().objects.filter(had)


def without_access(strand: Strand) -> QuerySet[User]:
    """Those of the strand whose role there ended with their access."""
    ended = people_of(strand, ended_at=F("user__access_renewed_at"))
    return ended.filter(is_active=False).order_by("search_text", "pk")
