"""The pictures of a strand's dashboard, each with the numbers of the table that stands beside it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.formats import count_word, format_date, format_number, join_names, month_label, year_label
from core.periods import PartialDate
from core.pictures.contact_months import ContactMonth, contact_months
from core.pictures.delays import delays
from core.pictures.level_months import level_months
from partnerships.enums import LEVELS, ProjectLevel
from partnerships.models import Project
from partnerships.services.level_history import LevelHistory, LevelMonth, read_history

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.access import Grants
    from partnerships.models import Strand
    from reports.services.dashboard_figures import Dashboard, Delay


def month_name(first: dt.date) -> str:
    """A month in full."""
    return format_date(PartialDate(first, "month"))


def month_key(first: dt.date) -> str:
    """A month as addresses name it."""
    return f"{first:%Y-%m}"


def delays_picture(delays_of: Sequence[Delay]) -> dict[str, Any]:
    """A bar for each row of the table of delays, and the marks of their scale; none where nothing is late."""
    rows = [(delay.average or 0.0, delay.worst) if delay.is_told else None for delay in delays_of]
    picture = delays(rows)
    return {"bars": picture.bars, "marks": picture.marks if any(row and row[1] for row in rows) else ()}


def activity_picture(found: Dashboard) -> Any:
    """The contacts of the last months, by who began them; None without any."""
    months = [ContactMonth(one.first, one.eu, one.counterpart, one.together) for one in found.months]
    return contact_months(months, month_label=month_label, year_label=year_label)


def level_history(strand: Strand, grants: Grants, *, is_open: bool, today: dt.date, moves_url: str) -> dict[str, Any]:
    """Levels over time: picture, table, and in words what has no day; two queries."""
    until = today if is_open or strand.ends_on is None else strand.ends_on
    rows = Project.objects.visible_to(grants).filter(strand=strand)
    history = read_history(rows, today=today, until=until)
    picture = level_months(
        [(month.first, month.counts) for month in history.months],
        [str(level.label) for level in LEVELS],
        month_label=month_label,
        year_label=year_label,
    )
    return {
        "picture": picture,
        "labels": [level.label for level in LEVELS],
        "rows": [_level_row(month, moves_url) for month in history.months],
        "undated": undated_words(history),
        "undated_url": f"{reverse('partnerships:project-list', args=[strand.code])}?unchanged=unknown",
        "dropped": history.undated[ProjectLevel.NOT_PURSUED],
    }


def _level_row(month: LevelMonth, moves_url: str) -> dict[str, Any]:
    return {
        "name": month_name(month.first),
        "counts": month.counts,
        "moves": (month.moves, f"{moves_url}?month={month_key(month.first)}" if month.moves else ""),
    }


def undated_words(history: LevelHistory) -> str:
    """How many projects stand apart and on which levels; empty where none does."""
    if not history.undated_total:
        return ""
    said = ngettext(
        "Of %(count)s project the records give no day, so it is not in the picture: %(levels)s.",
        "Of %(count)s projects the records give no day, so they are not in the picture: %(levels)s.",
        history.undated_total,
    )
    levels = join_names(_undated_levels(history))
    return said % {"count": count_word(history.undated_total), "levels": levels}


def _undated_levels(history: LevelHistory) -> Iterator[str]:
    for level in LEVELS:
        if history.undated[level]:
            count = format_number(history.undated[level])
            yield pgettext("projects on a level", "%(count)s %(level)s") % {
                "count": count,
                "level": str(level.label).lower(),
            }


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
    return " ".join(sentence[:1].upper() + sentence[1:] for sentence in said)
