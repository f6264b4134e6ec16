"""The columns of this app's lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import F
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from core import clock
from core.columns import Column, Filter
from core.folding import ByName
from partnerships.enums import FollowUpState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import FollowUp, Pairing, Participation


def _cities(participation: Participation) -> str:
    return ", ".join(place.city.name for place in participation.partner.places.all())


def _last(name: str) -> OrderBy:
    """A column's order with the rows that lack a value at the end, which databases do not agree on."""
    return F(name).asc(nulls_last=True)


PARTNER_COLUMNS = [
    Column(
        "partner",
        _("Partner"),
        lambda row: row.partner.placed_name,
        order=(ByName("partner__"), "pk"),
        link=lambda row: row.get_absolute_url(),
    ),
    Column(
        "side",
        _("Side"),
        lambda row: row.strand.side_name(row.side),
        order=("side", ByName("partner__"), "pk"),
    ),
    Column(
        "kind",
        pgettext_lazy("table head", "Kind"),
        lambda row: row.partner.get_kind_display(),
        order=("partner__kind", ByName("partner__"), "pk"),
    ),
    Column("cities", _("Cities"), _cities),
    Column(
        "delegates",
        _("Delegation size"),
        lambda row: row.delegates,
        order=(_last("delegates"), ByName("partner__"), "pk"),
        number=True,
    ),
]

LATE = "late"
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
        order=(_last("owner__search_text"), "due_on", "pk"),
    ),
    Column("until", pgettext_lazy("table head", "Until"), lambda row: row.due_on, order=("due_on", "pk")),
    Column("state", pgettext_lazy("table head", "State"), follow_up_state, order=("-state", "due_on", "pk")),
    Column("closed", _("Closed on"), lambda row: row.closed_on, order=(_last("closed_on"), "pk")),
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

_HEALTH = {
    "on-track": pgettext_lazy("status", "On track"),
    "watch": pgettext_lazy("status", "Watch"),
    "at-risk": pgettext_lazy("status", "At risk"),
}
# Their rows are made by programmes/selectors.py, and sorted by it too.
PROGRAMME_COLUMNS = [
    Column("pairing", _("Pairing"), lambda row: row.pairing.name, link=lambda row: row.pairing.get_absolute_url()),
    Column("strand", _("Strand"), lambda row: str(row.pairing.strand)),
    Column(
        "health",
        pgettext_lazy("table head", "Status"),
        lambda row: _HEALTH[row.health.state] if row.health else row.pairing.get_status_display(),
    ),
    Column(
        "signals",
        _("Signals"),
        lambda row: "; ".join(signal.sentence for signal in row.health.signals) if row.health else "",
    ),
    Column("silence", _("Days without contact"), lambda row: row.silent_days),
    Column("silent_side", _("Silent longer"), lambda row: row.silent_side),
    Column("due", _("Next due"), lambda row: row.next_due.forecast if row.next_due else None),
    Column("next", _("What is due"), lambda row: row.next_due.title if row.next_due else ""),
    Column("done", pgettext_lazy("table head", "Done"), lambda row: row.journey.progress.done),
    Column("open", pgettext_lazy("table head", "Open"), lambda row: row.journey.progress.open),
    Column("late", pgettext_lazy("table head", "Overdue"), lambda row: row.journey.progress.late),
    Column("not_reported", pgettext_lazy("table head", "Not reported"), lambda row: row.journey.progress.not_reported),
]
