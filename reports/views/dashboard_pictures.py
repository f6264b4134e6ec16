"""The pictures of a strand's dashboard, each with the numbers of the table that stands beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import count_word, format_date, month_label, year_label
from core.periods import PartialDate
from core.pictures.fluid import percent
from core.pictures.months import ContactMonth, contact_months
from core.pictures.shapes import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerships.services.delays import Delay
    from reports.services.dashboard_figures import Dashboard


STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
MARKS = 4  # at most, beside the one at no day
ROOM = 0.9  # of the width that the longest scale takes, so that its last number has room


@dataclass(frozen=True)
class DelayBar:
    """One row: per cent of the width to the average and to the worst."""

    average: float
    worst: float


def delays(rows: Sequence[tuple[float, int] | None]) -> tuple[list[DelayBar | None], list[Text]]:
    """Average and worst of each row in days, None where nothing is known of it, and the marks of their scale."""
    most = max((row[1] for row in rows if row), default=0)
    step = next((step for step in STEPS if most <= step * MARKS), most)
    whole = max(most, step) / ROOM
    bars = [DelayBar(percent(row[0], whole), percent(row[1], whole)) if row else None for row in rows]
    marks = [Text(percent(days, whole), str(days)) for days in range(0, max(most, step) + 1, step)]
    return bars, marks


def month_name(first: dt.date) -> str:
    """A month in full."""
    return format_date(PartialDate(first, "month"))


def month_key(first: dt.date) -> str:
    """A month as addresses name it."""
    return f"{first:%Y-%m}"


def delays_picture(delays_of: Sequence[Delay]) -> dict[str, Any]:
    """A bar for each row of the table of delays, and the marks of their scale; none where nothing is late."""
    rows = [(delay.average or 0.0, delay.worst) if delay.is_told else None for delay in delays_of]
    bars, marks = delays(rows)
    return {"bars": bars, "marks": marks if any(row and row[1] for row in rows) else ()}


def activity_picture(found: Dashboard) -> Any:
    """The contacts of the last months, by who began them; None without any."""
    months = [ContactMonth(one.first, one.eu, one.counterpart, one.together) for one in found.months]
    return contact_months(months, month_label=month_label, year_label=year_label)


def lede(found: Dashboard) -> str:
    """What is due and late, in a sentence or two."""
    said = [_("Nothing is overdue.")]
    if found.late:
        one = ngettext("%(count)s milestone is overdue.", "%(count)s milestones are overdue.", found.late)
        said = [one % {"count": count_word(found.late)}]
    if found.soon:
        one = ngettext("%(count)s is due soon.", "%(count)s are due soon.", found.soon)
        said.append(one % {"count": count_word(found.soon)})
    if found.periods:
        said.append(str(found.periods[0].standing.sentence))
    return " ".join(capfirst(sentence) for sentence in said)
