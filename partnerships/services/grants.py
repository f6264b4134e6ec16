"""Reads what a person may do, once per request, in two queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from core import clock
from core.access import Grants
from partnerships.enums import StrandRoleName
from partnerships.models import Deputy, Membership, StrandRole

if TYPE_CHECKING:
    from accounts.models import User


def read_grants(user: User) -> Grants:
    """The person's grants today; an inactive account has none.

    Whoever stands in for a coordinator today works for that coordinator's participation, as long as the day lasts.
    """
    if not user.is_active:
        return Grants(user_id=user.pk)
    today = clock.today()
    # In no order: that of these models is by the person's name, and would join the account.
    roles = list(StrandRole.objects.not_ended(today).filter(user=user).order_by().values_list("role", "strand_id"))
    stands_in = Deputy.objects.on(today).filter(user=user).values("membership")
    memberships = list(
        Membership.objects.not_ended(today)
        .filter(Q(user=user) | Q(pk__in=stands_in), started_on__lte=today)
        .order_by()
        .values_list("participation_id", "participation__strand_id")
    )

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
