"""The section of what the cities report: the accepted updates, and which partners sent none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from core import clock
from partnerships.enums import Side
from partnerships.models import Participation
from reports.enums import HANDED_IN, LineState, Question, UpdateStatus
from reports.models import CityUpdate
from reports.services.compiling.plain import Plain, both, figure, iso, ref, sides_of

if TYPE_CHECKING:
    from reports.services.compiling.scope import Scope

_BETWEEN_SIDES = ("contacts-", "followup-")


def compile_updates(scope: Scope) -> dict[str, Any]:
    """Every partner with how its update stands; of accepted ones the answers and the lines that were not dropped."""
    updates = read_updates(scope)
    return {
        "sides": sides_of(scope.strand),
        "partners": [partner_plain(one) for one in updates],
        "updates": [
            {**partner_plain(one), "answers": answers_of(update), "lines": _lines(update)}
            for one in updates
            if (update := one.accepted)
        ],
        "figures": [
            figure("updates-accepted", [update_ref(one) for one in updates if one.accepted]),
            figure("updates-missing", [update_ref(one) for one in updates if one.state == "none"]),
        ],
    }


def _lines(update: CityUpdate) -> dict[str, list[Plain]]:
    """The lines from the records that stand below each answer, as the city kept or edited them."""
    found: dict[str, list[Plain]] = {question: [] for question in Question.values}
    for line in update.lines:
        if line.get("state") == LineState.DROPPED or line.get("question") not in found:
            continue
        text = {"en": line.get("text_en", ""), "ko": line.get("text_ko", ""), "stale": ""}
        key = line.get("key", "")
        # What passes between two sides is not for everybody who reads the report.
        url = "" if key.startswith(_BETWEEN_SIDES) else line.get("url", "")
        found[line["question"]].append({"key": key, "state": line.get("state", ""), "text": text, "url": url})
    return found


@dataclass(frozen=True, slots=True)
class PartnerUpdate:
    """A partner of the scope with its update, where it has begun one; only an accepted one is told."""

    participation: Participation
    update: CityUpdate | None

    @property
    def accepted(self) -> CityUpdate | None:
        """The update, once staff have accepted it."""
        return self.update if self.update and self.update.status == UpdateStatus.ACCEPTED else None

    @property
    def state(self) -> str:
        """`accepted`, `sent` (handed in, not yet accepted), or `none`: what is still, or again, being written is
        between the partner and the office.
        """
        if self.update is None or self.update.status not in HANDED_IN:
            return "none"
        return "accepted" if self.accepted else "sent"


def read_updates(scope: Scope) -> list[PartnerUpdate]:
    """Each partner of the scope with its update of the period, the EU side first; two queries."""
    keys = {key for pairing in scope.pairings for key in (pairing.eu_id, pairing.counterpart_id)}
    where = Q(pk__in=keys) if scope.pairing is not None else Q(strand=scope.strand)
    rows = Participation.objects.filter(where).select_related("partner")
    updates = {
        update.participation_id: update
        for update in CityUpdate.objects.filter(period=scope.period, participation__in=rows.order_by().values("pk"))
    }
    order = list(Side.values)
    found = sorted(rows, key=lambda row: (order.index(row.side), row.partner.code))
    for row in found:
        row.strand = scope.strand
        if update := updates.get(row.pk):
            update.participation, update.period = row, scope.period
    return [PartnerUpdate(row, updates.get(row.pk)) for row in found]


def partner_plain(one: PartnerUpdate) -> Plain:
    """The partner, and how its update stands."""
    row = one.participation
    update = one.update if one.state != "none" else None
    submitted = update.submitted_at if update else None
    accepted = one.accepted.accepted_at if one.accepted else None
    return {
        "code": row.partner.code,
        "name": both(row.partner, "name"),
        "side": row.side,
        "state": one.state,
        "submitted_on": iso(clock.day_of(submitted)) if submitted else None,
        "accepted_on": iso(clock.day_of(accepted)) if accepted else None,
        "url": update.get_absolute_url() if update else "",
    }


def answers_of(update: CityUpdate) -> dict[str, Plain]:
    """The answers to the three questions, in the languages in which they were written."""
    return {question: both(update, question) for question in Question.values}


def answers_to(question: str, updates: list[PartnerUpdate]) -> list[Plain]:
    """What the accepted updates answer to one question; those that left it empty are left out."""
    found = []
    for one in updates:
        update = one.accepted
        text = both(update, question) if update else {}
        if update and (text["en"] or text["ko"]):
            found.append({**partner_plain(one), "text": text})
    return found


def update_ref(one: PartnerUpdate) -> Plain:
    """An update as a row behind a figure."""
    told = partner_plain(one)
    day = told["accepted_on"] or told["submitted_on"]
    return ref("city-update", told["code"], told["name"], told["url"], day=day)
