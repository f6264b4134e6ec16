"""The section of what the cities report: the accepted updates, and which partners sent none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from core import clock
from partnerships.enums import Side
from partnerships.models import Participation
from reports.enums import HANDED_IN, LineState, Question, UpdateStatus
from reports.models import CityUpdate
from reports.progress.compiling.plain import Plain, both, fields, figure, iso, ref, sides_of

if TYPE_CHECKING:
    import datetime as dt

    from reports.progress.compiling.scope import Scope

_BETWEEN_SIDES = ("contacts-", "followup-")


def compile_updates(scope: Scope) -> dict[str, Any]:
    """Every partner with how its update stands; of accepted ones the answers and the lines that were not dropped."""
    updates = read_updates(scope)
    return {
        "sides": sides_of(scope.strand),
        "partners": [row for row, _accepted in updates],
        "updates": [
            {**row, "answers": fields(accepted, *Question.values), "lines": _lines(accepted)}
            for row, accepted in updates
            if accepted
        ],
        "figures": [
            figure("updates-accepted", [_ref(row) for row, accepted in updates if accepted]),
            figure("updates-missing", [_ref(row) for row, _accepted in updates if row["state"] == "none"]),
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


def read_updates(scope: Scope) -> list[tuple[Plain, CityUpdate | None]]:
    """Each partner of the scope, the EU side first, and its update of the period once staff have accepted it.

    Two queries. What is still, or again, being written is between the partner and the office.
    """
    keys = {key for pairing in scope.pairings for key in (pairing.eu_id, pairing.counterpart_id)}
    where = Q(pk__in=keys) if scope.pairing is not None else Q(strand=scope.strand)
    rows = Participation.objects.filter(where).select_related("partner")
    known = CityUpdate.objects.filter(
        period=scope.period, participation__in=rows.order_by().values("pk"), status__in=HANDED_IN
    )
    updates = {update.participation_id: update for update in known}
    order = list(Side.values)
    found = []
    for row in sorted(rows, key=lambda row: (order.index(row.side), row.partner.code)):
        row.strand = scope.strand
        update = updates.get(row.pk)
        if update:
            update.participation, update.period = row, scope.period
        accepted = update if update and update.status == UpdateStatus.ACCEPTED else None
        found.append((_partner(row, update, accepted), accepted))
    return found


def _partner(row: Participation, update: CityUpdate | None, accepted: CityUpdate | None) -> Plain:
    """The partner, and how its update stands: `accepted`, `sent` (not yet accepted), or `none`."""
    return {
        **fields(row.partner, "code", "name"),
        "side": row.side,
        "state": "accepted" if accepted else "sent" if update else "none",
        "submitted_on": _day(update.submitted_at) if update else None,
        "accepted_on": _day(accepted.accepted_at) if accepted else None,
        "url": update.get_absolute_url() if update else "",
    }


def _day(moment: dt.datetime | None) -> str | None:
    return iso(clock.day_of(moment)) if moment else None


def answers_to(question: str, scope: Scope) -> list[Plain]:
    """What the accepted updates answer to one question; those that left it empty are left out."""
    told = [(row, both(accepted, question)) for row, accepted in read_updates(scope) if accepted]
    return [{**row, "text": text} for row, text in told if text["en"] or text["ko"]]


def _ref(row: Plain) -> Plain:
    day = row["accepted_on"] or row["submitted_on"]
    return ref("city-update", row["code"], row["name"], row["url"], day=day)
