"""Milestones as tables show them: the columns and filters of their list, and mark, side and newest move of each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy, pgettext, pgettext_lazy

from core import clock
from core.columns import Column, Filter, by, linked, note
from core.folding import ByName
from core.pictures.stops import Stop
from core.pictures.strips import mark_parts
from core.templatetags.pictures import status_label
from core.templatetags.portal import text
from partnerships.audit_actions import MILESTONE_TOOK_DAYS
from partnerships.confirmations.selectors import TextState
from partnerships.enums import LATE, MilestoneStatus, Responsible
from partnerships.hours.selectors import offs_of
from partnerships.milestones.selectors import last_moves
from partnerships.models import Milestone, Pairing
from partnerships.pairings.cards import confirm_label, state_name, state_text
from partnerships.pairings.selectors import Journey, StageOfJourney


def _sides(pairing: Pairing) -> list[tuple[str, str]]:
    """Who may answer for something in a pairing, by the names that screens give the sides."""
    sides = (Responsible.EU, Responsible.COUNTERPART, Responsible.BOTH)
    return [(side.value, _side_name(pairing, side)) for side in sides]


def _side_name(pairing: Pairing, side: str) -> str:
    return str(Responsible.BOTH.label) if side == Responsible.BOTH else pairing.strand.side_name(side)


TITLE = Column(
    "milestone",
    gettext_lazy("Milestone"),
    lambda row: row.title,
    order=(ByName(), "pk"),
    link=lambda row: row.get_absolute_url(),
)
PERIODS = [
    Column("baseline", gettext_lazy("Baseline"), lambda row: row.baseline, order=by("baseline_start")),
    Column("forecast", gettext_lazy("Forecast"), lambda row: row.forecast, order=by("forecast_start")),
    Column("actual", gettext_lazy("Actual"), lambda row: row.actual, order=by("actual_start")),
]


def _title_cell(row: Any) -> SafeString:
    """The title, with why it differs and how many sources tell of it in small below."""
    name = linked(row.get_absolute_url(), text(row, "title"))
    count = len(row.addresses)
    sources = format_html('<p class="wc-caption">{}: {}</p>', _("Sources"), count) if count else ""
    return format_html("{}{}{}", name, note(row.in_reading_language("reason")), sources)


def _state_cell(row: Any) -> SafeString:
    """The sign of its state, and its words as of today."""
    today = clock.today()
    word = state_text(row, today)
    return status_label(state_name(row, today), word)


MILESTONE_COLUMNS = [
    replace(TITLE, link=None, cell=_title_cell),
    Column("stage", gettext_lazy("Stage"), lambda row: str(row.stage), order=by("stage__position")),
    Column(
        "responsible",
        gettext_lazy("Responsible"),
        lambda row: _side_name(row.pairing, row.responsible),
        order=by("responsible"),
    ),
    *PERIODS,
    Column(
        "status",
        pgettext_lazy("table head", "Status"),
        lambda row: row.get_status_display(),
        order=by("status"),
        cell=_state_cell,
    ),
    Column(
        "reason", gettext_lazy("Why it differs"), lambda row: row.in_reading_language("reason"), in_files_alone=True
    ),
    Column("source", gettext_lazy("Sources"), lambda row: row.source, in_files_alone=True),
]

MILESTONE_FILTERS = [
    Filter(
        "status",
        pgettext_lazy("table head", "Status"),
        lambda _pairing: [(LATE, pgettext_lazy("status", "Overdue")), *MilestoneStatus.choices],
        lambda rows, status: rows.overdue(clock.today()) if status == LATE else rows.filter(status=status),
    ),
    Filter(
        "stage",
        gettext_lazy("Stage"),
        lambda pairing: [(stage.code, stage.name) for stage in pairing.strand.stages.order_by("position")],
        lambda rows, code: rows.filter(stage__code=code),
    ),
    Filter("responsible", gettext_lazy("Responsible"), _sides, lambda rows, side: rows.filter(responsible=side)),
]


READ_AT_ONCE = 20  # milestones that a page shows without folding any


def marked_parts(journey: Journey, stops: Mapping[int, Stop]) -> list[tuple[StageOfJourney, list[dict[str, Any]]]]:
    """The stages of a journey with their milestones, as a table shows them; two queries.

    Each has its `stop`, its mark (`parts`), whose word it has or waits for (`said`), its state in words, its newest
    move but with an event, and why a side is `off` on the days on which it is planned to begin or to end.
    """
    moves, partners = last_moves(journey.milestones), dict(journey.pairing.side_choices)
    # Why an event moved stands on its own page.
    moves = {key: move for key, move in moves.items() if f" {MILESTONE_TOOK_DAYS} " not in move.entry.actions}
    coming = {row.pk: {day for day in planned_days(row) if day >= journey.today} for row in journey.milestones}
    offs: dict[dt.date, list[str]] = defaultdict(list)
    for day, name, why in offs_of(journey.pairing, set().union(*coming.values())):
        offs[day].append(_("%(partner)s: %(why)s") % {"partner": name, "why": why} if name else why)

    def shown(row: Milestone) -> dict[str, Any]:
        standing, placed = journey.standings.get(row.pk), stops[row.pk]
        return {
            "milestone": row,
            "stop": placed,
            "parts": mark_parts(placed),
            "said": _confirmation_text(row, standing) or partners.get(row.responsible) or _("Both sides"),
            "state": state_name(row, journey.today),
            "word": state_text(row, journey.today),
            "move": moves.get(row.pk),
            "off": "; ".join(text for day in sorted(coming[row.pk]) for text in offs.get(day, ())),
        }

    return [(part, [shown(row) for row in part.milestones]) for part in journey.stages]


def planned_days(milestone: Milestone) -> list[dt.date]:
    """The days on which an open one is to begin and to end, where they are known."""
    plan = milestone.forecast
    if milestone.status != MilestoneStatus.PLANNED or not plan.days_known:
        return []
    return [edge.day for edge in (plan.start, plan.end) if edge]


def _confirmation_text(milestone: Milestone, standing: TextState | None) -> str:
    """Where a milestone stands that both sides confirm; nothing of another, nor of one that was never asked for."""
    if standing is None:
        return ""
    if standing.both:
        return pgettext("milestone", "both confirmed")
    if asked := confirm_label(milestone, standing):
        return asked
    return _("Not asked yet") if milestone.status == MilestoneStatus.PLANNED and not standing.asked else ""


def stages_at_hand(parts: Sequence[tuple[StageOfJourney, list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    """The stages, where they have too many milestones to be read at once; else nothing.

    At hand is what runs or is late; where nothing does, the next that is planned, else the last. A stage shows so many
    rows as are read at once, first what waits or is late; `more` is how many it leaves to the table.
    """
    if sum(len(rows) for _part, rows in parts) <= READ_AT_ONCE:
        return []
    states = [part.state for part, _rows in parts]
    at_hand = [state in {"running", "overdue"} for state in states]
    if not any(at_hand):
        at_hand[states.index("planned") if "planned" in states else -1] = True
    found = []
    for (part, rows), near in zip(parts, at_hand, strict=True):
        shown = rows
        if len(rows) > READ_AT_ONCE:
            pending = [row for row in rows if row["milestone"].status == MilestoneStatus.PLANNED]
            shown = (pending or rows)[:READ_AT_ONCE]
        found.append({"part": part, "rows": shown, "more": len(rows) - len(shown), "at_hand": near})
    return found
