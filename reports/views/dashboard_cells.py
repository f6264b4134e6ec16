"""The numbers of dashboards as pages show them, each with the list of the rows that it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partnerships.enums import Side
from partnerships.services.delays import DELAYED, ON_TIME, UNTOLD
from partnerships.views.figure_cells import figure_url, shown
from reports.services.dashboard_rows import LATE, NOT_REPORTED, SOON, TOGETHER
from reports.views.dashboard_pictures import month_key, month_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from partnerships.enums import BuiltIn
    from partnerships.models import Stage, Strand
    from partnerships.services.delays import Delay
    from reports.services.dashboard_figures import Dashboard


def rows_url(strand: Strand, kind: str, **chosen: str) -> str:
    """The list of the rows that a number counts."""
    address = reverse("reports:dashboard-rows", args=[strand.code, kind])
    return f"{address}?{urlencode(chosen)}" if chosen else address


def due_figures(found: Dashboard) -> list[dict[str, Any]]:
    """What is due and late, with the lists that the numbers open."""
    strand = found.strand
    return [
        {
            "label": _("Milestones overdue"),
            "value": shown(found.late),
            "url": rows_url(strand, "milestones", state=LATE),
            "kind": "late" if found.late else "",
        },
        {
            "label": _("Milestones due soon"),
            "value": shown(found.soon),
            "url": rows_url(strand, "milestones", state=SOON),
        },
        {
            "label": _("Milestones not reported"),
            "value": shown(found.not_reported),
            "url": rows_url(strand, "milestones", state=NOT_REPORTED),
        },
        *_period_figures(found),
    ]


def _period_figures(found: Dashboard) -> Iterator[dict[str, Any]]:
    """Reports that are due or late, where the strand has a calendar."""
    if not found.period_states:
        return
    address = reverse("reports:calendar", args=[found.strand.code])
    for state, label in (("due", _("Reports due")), ("late", _("Reports late"))):
        number = found.period_states[state]
        late = "late" if number and state == "late" else ""
        yield {"label": label, "value": shown(number), "url": f"{address}?state={state}", "kind": late}


def count_figure(found: Dashboard, slug: BuiltIn) -> dict[str, Any]:
    """A count of the programme with the list that it opens; what nobody reported is no zero."""
    value = found.count(slug)
    missing = value is None
    return {
        "label": str(slug.label),
        "value": pgettext("figure", "not reported") if missing else shown(value),
        "url": figure_url("figure-rows", found.strand, slug.value),
        "kind": "not-reported" if missing else "",
    }


def stage_row(strand: Strand, stage: Stage | None, delay: Delay) -> dict[str, Any]:
    """The milestones of a stage, or of all, against the first plan, each number with its rows."""
    chosen = {"stage": stage.code} if stage else {}

    def url(word: str) -> str:
        return rows_url(strand, "milestones", delay=word, **chosen)

    return {
        "stage": stage,
        "delay": delay,
        "total": shown(delay.total),
        "average": shown(delay.average),
        "worst": shown(delay.most),
        "on_time": (delay.on_time, url(ON_TIME)),
        "late": (delay.late, url(DELAYED)),
        "untold": (delay.untold, url(UNTOLD)),
    }


def month_rows(found: Dashboard, *, opens: bool) -> Iterator[dict[str, Any]]:
    """The contacts of each month; who may read none of them reads their number alone."""
    for month in found.months:
        key = month_key(month.first)
        numbers = ((Side.EU.value, month.eu), (Side.COUNTERPART.value, month.counterpart), (TOGETHER, month.together))
        yield {
            "name": month_name(month.first),
            "numbers": [
                (number, rows_url(found.strand, "contacts", month=key, side=side) if opens else "")
                for side, number in numbers
            ],
        }
