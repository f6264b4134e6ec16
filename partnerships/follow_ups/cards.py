"""What pages show of follow-ups: a line of a list, and those that came from a record."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, QuerySet

from core import clock
from core.access import Grants
from core.flat_rows import prepared
from partnerships.enums import FollowUpState
from partnerships.models import FollowUp
from partnerships.rules.journey import may_see_dealings

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
