"""The columns and filters of a pairing's follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from core import clock
from core.columns import Column, Filter
from partnerships.enums import LATE, FollowUpState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import FollowUp, Pairing

NOBODY = "nobody"


def follow_up_state(row: FollowUp) -> str:
    """Its state in words; a late one says by how many days."""
    if days := row.days_over(clock.today()):
        return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
    return str(row.get_state_display())


def _promising(row: FollowUp) -> str:
    return dict(row.pairing.partners)[row.side].name


def _partners(pairing: Pairing) -> list[tuple[str, str]]:
    return [(side, partner.name) for side, partner in pairing.partners]


def _people(pairing: Pairing) -> list[tuple[str, str]]:
    """Who answers for one of the pairing's follow-ups, by name."""
    owners = get_user_model().objects.filter(pk__in=pairing.follow_ups.values("owner"))
    named = [(str(owner.pk), str(owner)) for owner in owners.order_by("search_text", "pk")]
    return [*named, (NOBODY, str(pgettext_lazy("person of a follow-up", "Nobody")))]


def _in_state(rows: QuerySet[FollowUp], state: str) -> QuerySet[FollowUp]:
    return rows.late(clock.today()) if state == LATE else rows.filter(state=state)  # type: ignore[attr-defined]


FOLLOW_UP_COLUMNS = [
    Column("what", _("What"), lambda row: row.what, order=("search_text", "pk")),
    Column("side", _("Side"), _promising, order=("side", "due_on", "pk")),
    Column(
        "person",
        pgettext_lazy("follow-up", "Person"),
        lambda row: row.owner or "",
        order=(F("owner__search_text").asc(nulls_last=True), "due_on", "pk"),
    ),
    Column("until", pgettext_lazy("table head", "Until"), lambda row: row.due_on, order=("due_on", "pk")),
    Column("state", pgettext_lazy("table head", "State"), follow_up_state, order=("-state", "due_on", "pk")),
    Column("closed", _("Closed on"), lambda row: row.closed_on, order=(F("closed_on").asc(nulls_last=True), "pk")),
    Column("result", _("What became of it"), lambda row: row.result),
    Column("origin", _("Came from"), lambda row: row.origin or ""),
]

FOLLOW_UP_FILTERS = [
    Filter(
        "state",
        pgettext_lazy("table head", "State"),
        lambda _pairing: [(LATE, pgettext_lazy("follow-up state", "Late")), *FollowUpState.choices],
        _in_state,
    ),
    Filter("side", _("Side"), _partners, lambda rows, side: rows.filter(side=side)),
    Filter(
        "person",
        pgettext_lazy("follow-up", "Person"),
        _people,
        lambda rows, person: rows.filter(owner=None if person == NOBODY else person),
    ),
]
