"""The columns of the list of the programme's pairings, and of a strand's table of dates."""

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from core import clock
from core.columns import Column, Filter
from core.folding import ByName
from core.formats import apart
from partnerships.enums import LATE, MilestoneStatus
from partnerships.milestones.tables import PERIODS, TITLE
from partnerships.models import DateChange, Milestone
from partnerships.pairings.cards import state_text

_HEALTH = {
    "on-track": pgettext_lazy("status", "On track"),
    "watch": pgettext_lazy("status", "Watch"),
    "at-risk": pgettext_lazy("status", "At risk"),
}
# Their rows are those of `read_rows`, sorted before.
PROGRAMME_COLUMNS = [
    Column(
        "pairing", _("Pairing"), lambda row: row["pairing"].name, link=lambda row: row["pairing"].get_absolute_url()
    ),
    Column("strand", _("Strand"), lambda row: str(row["pairing"].strand)),
    Column(
        "health",
        pgettext_lazy("table head", "Status"),
        lambda row: _HEALTH[row["health"].state] if row["health"] else row["pairing"].get_status_display(),
    ),
    Column(
        "signals",
        _("Signals"),
        lambda row: apart(signal.sentence for signal in row["health"].signals) if row["health"] else "",
    ),
    Column("silence", _("Days without contact"), lambda row: row["silent_days"]),
    Column("silent_side", _("Silent longer"), lambda row: row["silent_side"]),
    Column("due", _("Next due"), lambda row: row["next_due"].forecast if row["next_due"] else None),
    Column("next", _("What is due"), lambda row: row["next_due"].title if row["next_due"] else ""),
    Column("done", pgettext_lazy("table head", "Done"), lambda row: row["progress"].done),
    Column("open", pgettext_lazy("table head", "Open"), lambda row: row["progress"].open),
    Column("late", pgettext_lazy("table head", "Overdue"), lambda row: row["progress"].late),
    Column("not_reported", pgettext_lazy("table head", "Not reported"), lambda row: row["progress"].not_reported),
]


_BY_PAIRING = ("pairing__code", "stage__position", "forecast_start", "forecast_last_day", "pk")
MOVED = "moved"


def with_dates(rows: QuerySet[Milestone]) -> QuerySet[Milestone]:
    """The rows with what their columns read: names, stage, and why each was last moved, in both languages."""
    newest = DateChange.objects.filter(milestone=OuterRef("pk")).order_by("-at", "-pk")
    why = {f"{name}_of_move": Subquery(newest.values(name)[:1]) for name in ("reason", "reason_other")}
    return rows.select_related("stage").annotate(**why).order_by(*_BY_PAIRING)


def _why(row: Any) -> str:
    """The milestone's own reason, else that of its newest move."""
    move = DateChange(reason=row.reason_of_move or "", reason_other=row.reason_other_of_move or "")
    return str((row if row.reason else move).in_reading_language("reason"))


def moved_label(milestone: Milestone) -> str:
    """By how many days its end lies after that of the first plan, or before; else empty."""
    days = milestone.shown_period.days_after(milestone.baseline)
    later = ngettext("%(count)s day later", "%(count)s days later", days)
    earlier = ngettext("%(count)s day earlier", "%(count)s days earlier", -days)
    return (later if days > 0 else earlier) % {"count": abs(days)} if days else ""


def _in_state(rows: QuerySet[Milestone], state: str) -> QuerySet[Milestone]:
    if state == LATE:
        return rows.overdue(clock.today())  # type: ignore[attr-defined]
    if state == MOVED:
        # As `Milestone.moved` has it: what happened where it is known, else the forecast, against a first plan.
        known = Q(actual_start__isnull=False)
        happened = known & (~Q(actual_start=F("baseline_start")) | ~Q(actual_last_day=F("baseline_last_day")))
        expected = ~known & (~Q(forecast_start=F("baseline_start")) | ~Q(forecast_last_day=F("baseline_last_day")))
        return rows.filter(happened | expected, baseline_start__isnull=False)
    return rows.filter(status=state)


DATE_COLUMNS = [
    TITLE,
    Column("pairing", _("Pairing"), lambda row: row.pairing.name, order=_BY_PAIRING),
    *PERIODS,
    Column("moved", pgettext_lazy("table head", "Difference"), moved_label),
    Column(
        "status",
        pgettext_lazy("table head", "Status"),
        lambda row: state_text(row, clock.today()),
        order=("status", ByName(), "pk"),
    ),
    Column("reason", _("Why it differs"), _why),
]

DATE_FILTERS = [
    Filter(
        "pairing",
        _("Pairing"),
        lambda strand: strand.pairings.choices(),
        lambda rows, code: rows.filter(pairing__code=code),
    ),
    Filter(
        "stage",
        _("Stage"),
        lambda strand: [(row.code, row.name) for row in strand.stages.order_by("position")],
        lambda rows, code: rows.filter(stage__code=code),
    ),
    Filter(
        "status",
        pgettext_lazy("table head", "Status"),
        lambda _strand: [
            (LATE, pgettext_lazy("status", "Overdue")),
            (MOVED, pgettext_lazy("table of dates", "Moved from the baseline")),
            *MilestoneStatus.choices,
        ],
        _in_state,
    ),
]
