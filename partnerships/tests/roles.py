"""One person for each thing that somebody can be to a pairing, or to a coordinator of it."""

import datetime as dt
from typing import Any

from accounts.models import User
from core import clock
from partnerships.models import Membership, Pairing, Participation
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import (
    DeputyFactory,
    MembershipFactory,
    PairingFactory,
    StrandRoleFactory,
    UserFactory,
)

TODAY = clock.today()


def day(number: int) -> dt.date:
    """A day so many days from the real today, wherever the portal stands meanwhile."""
    return TODAY + dt.timedelta(days=number)


def person(role: str, pairing: Pairing, membership: Membership | None = None) -> User:
    """Somebody new who is `role`; "the person" and "deputy" of the coordinator's work that is given."""
    user: User = _PEOPLE[role](pairing, membership) if role in _PEOPLE else _of_strand(role, pairing)
    return user


def actor(role: str, pairing: Pairing) -> dict[str, Any]:
    """Somebody new who is `role`, as a service takes whoever acts."""
    user = person(role, pairing)
    return {"by": user, "grants": read_grants(user)}


def coordinator(participation: Participation, email: str, **account: Any) -> Any:
    """Somebody new who coordinates there since before any day at which a test stands."""
    values = {f"user__{name}": value for name, value in account.items()}
    return MembershipFactory(
        participation=participation, started_on=dt.date(2017, 1, 1), user__email=email, **values
    ).user


def _of_strand(role: str, pairing: Pairing) -> Any:
    return StrandRoleFactory(strand=pairing.strand, role=role, user__language="en").user


def _both_sides(pairing: Pairing, _membership: Any) -> Any:
    user = MembershipFactory(participation=pairing.eu).user
    MembershipFactory(user=user, participation=pairing.counterpart)
    return user


def _closed_account(pairing: Pairing, _membership: Any) -> Any:
    user = MembershipFactory(participation=pairing.eu).user
    user.is_active = False
    user.save()
    return user


def _deputy_across(pairing: Pairing, _membership: Any) -> Any:
    observer = _of_strand("observer", pairing)
    DeputyFactory(user=observer, membership__participation=pairing.counterpart)
    return observer


def _deputy(pairing: Pairing, membership: Membership | None, **more: Any) -> Any:
    return DeputyFactory(membership=membership or MembershipFactory(participation=pairing.eu), **more).user


_PEOPLE = {
    "administrator": lambda _pairing, _row: UserFactory(is_superuser=True),
    "the person": lambda _pairing, row: row.user,
    "eu": lambda pairing, _row: MembershipFactory(participation=pairing.eu).user,
    "counterpart": lambda pairing, _row: MembershipFactory(participation=pairing.counterpart).user,
    "same side": lambda pairing, _row: (
        MembershipFactory(participation__strand=pairing.strand, participation__side="eu").user
    ),
    "other": lambda pairing, _row: MembershipFactory(participation=PairingFactory(strand=pairing.strand).eu).user,
    "ended": lambda pairing, _row: (
        MembershipFactory(participation=pairing.eu, started_on=day(-10), ended_on=day(-1)).user
    ),
    "outsider": lambda _pairing, _row: MembershipFactory().user,
    "nobody": lambda _pairing, _row: UserFactory(),
    "both sides": _both_sides,
    "closed account": _closed_account,
    "deputy": _deputy,
    "late deputy": lambda pairing, row: _deputy(pairing, row, starts_on=day(1)),
    "deputy of the other side": _deputy_across,
}
