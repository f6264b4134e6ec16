"""Reads what a person may do, once per request, in two queries."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q
from django.utils.functional import SimpleLazyObject

from core import clock
from core.access import Grants
from partnerships.enums import StrandRoleName
from partnerships.models import Deputy, Membership, StrandRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User


# Stand for the person and the day while the queries are built: once, because to build them takes ten times as long as
# to answer them, and every request asks them.
_WHOEVER, _SOME_DAY = -1, dt.date.min


def _queries() -> tuple[QuerySet[Any, tuple[Any, int]], ...]:
    """Roles with their strands, and participations with theirs. In no order: by name it would join the account."""
    roles = StrandRole.objects.not_ended(_SOME_DAY).filter(user=_WHOEVER).values_list("role", "strand_id")
    stands_in = Deputy.objects.on(_SOME_DAY).filter(user=_WHOEVER).values("membership")
    memberships = Membership.objects.not_ended(_SOME_DAY).filter(
        Q(user=_WHOEVER) | Q(pk__in=stands_in), started_on__lte=_SOME_DAY
    )
    return roles.order_by(), memberships.order_by().values_list("participation_id", "participation__strand_id")


@cache
def _statements(vendor: str) -> list[tuple[str, tuple[Any, ...]]]:
    del vendor  # each database has its own words
    return [rows.query.sql_with_params() for rows in _queries()]


def _answers(user: int, today: dt.date) -> Iterator[list[tuple[Any, int]]]:
    day = connection.ops.adapt_datefield_value
    given = {_WHOEVER: user, day(_SOME_DAY): day(today)}
    with connection.cursor() as cursor:
        for sql, asked in _statements(connection.vendor):
            cursor.execute(sql, [given.get(value, value) for value in asked])
            yield cursor.fetchall()


def read_grants(user: User) -> Grants:
    """The person's grants today; an inactive account has none.

    Whoever stands in for a coordinator today works for that coordinator's participation, as long as the day lasts.
    """
    if not user.is_active:
        return Grants(user_id=user.pk)
    today = clock.today()
    roles, memberships = _answers(user.pk, today)

    def strands(name: StrandRoleName) -> frozenset[int]:
        return frozenset(strand for role, strand in roles if role == name)

    return Grants(
        user_id=user.pk,
        is_administrator=user.is_superuser,
        staff=strands(StrandRoleName.STAFF),
        authority=strands(StrandRoleName.AUTHORITY),
        observer=strands(StrandRoleName.OBSERVER),
        coordinates=frozenset(strand for _, strand in memberships),
        participations=frozenset(participation for participation, _ in memberships),
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
