"""The section of what the cities report: the accepted updates, and which partners sent none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.enums import LineState, Question
from reports.services.compiling.naming import sides_of
from reports.services.compiling.plain import Plain, figure
from reports.services.compiling.update_rows import answers_of, partner_plain, read_updates, update_ref

if TYPE_CHECKING:
    from reports.models import CityUpdate
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
