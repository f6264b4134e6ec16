"""Who may be the person of a follow-up, what it came from, and how many are open."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import BigIntegerField, Q, QuerySet, Value

from accounts.models import User
from core import clock
from core.access import Grants
from core.flat_rows import prepared
from core.parts import parts
from partnerships.enums import FollowUpState, Side, StrandRoleName
from partnerships.history.pairing_history import related_of
from partnerships.models import FollowUp, Membership, Pairing, StrandRole
from partnerships.rules import may_see_dealings


def people_of(pairing: Pairing) -> dict[int, frozenset[str]]:
    """Who may be the person of a follow-up, by key: the sides each works for; staff may be it for either.

    A side's coordinators are those of today; whoever begins later is none yet. One query.
    """
    sides = {pairing.eu_id: {Side.EU.value}, pairing.counterpart_id: {Side.COUNTERPART.value}}
    coordinators = _coordinators(pairing).order_by().values_list("user_id", "participation_id")
    staff = _staff(pairing).order_by().values_list("user_id", Value(0))
    found: dict[int, frozenset[str]] = {}
    for user, participation in coordinators.union(staff, all=True).order_by():
        found[user] = found.get(user, frozenset()) | sides.get(participation, set(Side.values))
    return found


def _coordinators(pairing: Pairing) -> QuerySet[Membership]:
    today, sides = clock.today(), [pairing.eu_id, pairing.counterpart_id]
    return Membership.objects.not_ended(today).filter(participation__in=sides, started_on__lte=today)


def _staff(pairing: Pairing) -> QuerySet[StrandRole]:
    roles = StrandRole.objects.not_ended(clock.today())
    return roles.filter(strand=pairing.strand_id, role=StrandRoleName.STAFF)


def choosable(pairing: Pairing, *, also: int | None = None) -> QuerySet[User]:
    """The accounts of `people_of` by name, and the one that is chosen already (`also`)."""
    among = [rows.order_by().values("user") for rows in (_coordinators(pairing), _staff(pairing))]
    found = get_user_model().objects.filter(Q(pk__in=among[0]) | Q(pk__in=among[1]) | Q(pk=also))
    return found.order_by("search_text", "pk")


def find_origin(*, grants: Grants, pairing: Pairing, kind: str, code: str) -> Any:
    """The record of the pairing that the reader may see, knowing its pairing; None for all others."""
    model = next((model for model in parts().origins if model._meta.model_name == kind), None)
    # PostgreSQL knows no text with a zero byte.
    if model is None or "\x00" in code:
        return None
    rows = model._default_manager.visible_to(grants)
    rows = rows.select_related(*related) if (related := related_of(model)) else rows
    record = rows.filter(pairing=pairing, code=code).first()
    if record is not None:
        record.pairing = pairing
    return record


def prefetch_origins() -> GenericPrefetch[Any]:
    """What reads the origins of many follow-ups with all that their names and addresses need."""
    named = [(model, related) for model in parts().origins if (related := related_of(model))]
    return GenericPrefetch("origin", [model._default_manager.select_related(*related) for model, related in named])


_STATUS = {FollowUpState.OPEN: "planned", FollowUpState.DONE: "done", FollowUpState.DROPPED: "cancelled"}


@prepared(pairing=BigIntegerField(), kind=BigIntegerField(), record=BigIntegerField())
def _from(pairing: int, kind: int, record: int) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.filter(pairing=pairing, origin_type=kind, origin_id=record)
    return rows.select_related("owner").order_by("due_on", "pk")


def follow_ups_from(grants: Grants, record: Any) -> dict[str, Any]:
    """What came from a record of a pairing, and where more is added, for the record's page; empty for an observer."""
    pairing = record.pairing
    if not may_see_dealings(grants, pairing):
        return {}
    kind = ContentType.objects.get_for_model(record)
    found = _from(pairing=pairing.pk, kind=kind.pk, record=record.pk)
    for row in found:
        row.pairing, row.origin = pairing, record
    works = pairing.is_open and pairing.actors(grants)
    address = pairing.address_of("partnerships:follow-up-add")
    return {
        "follow_ups": [line_of(row) for row in found],
        "follow_up_add_url": f"{address}?{urlencode({'from': f'{kind.model}:{record.code}'})}" if works else "",
    }


def line_of(row: FollowUp) -> dict[str, Any]:
    """A row as pages show it, with nothing to do."""
    return {
        "row": row,
        "partner": dict(row.pairing.partners)[row.side],
        "status": "overdue" if row.is_late(clock.today()) else _STATUS[FollowUpState(row.state)],
        "word": row.state_label,
        "origin": row.origin,
    }
