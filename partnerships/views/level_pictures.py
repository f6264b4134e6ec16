"""How many projects stood on each level month by month: the picture and the table that stands beside it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import ngettext, pgettext

from core.formats import count_word, format_date, format_number, join_names, month_label, year_label
from core.periods import PartialDate
from core.pictures.level_months import level_months
from partnerships.enums import LEVELS, ProjectLevel
from partnerships.services.level_history import LevelHistory, LevelMonth, read_history

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from partnerships.models import Project, Strand


def level_history(
    rows: QuerySet[Project], strand: Strand, *, is_open: bool, today: dt.date, list_url: str, moves_url: str = ""
) -> dict[str, Any]:
    """Levels over time of projects of a strand: picture, table, and in words what has no day; two queries.

    `list_url` is the list of the same projects, `moves_url` that of their moves, which is narrowed to a month.
    """
    until = today if is_open or strand.ends_on is None else strand.ends_on
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
        "undated": _undated_words(history),
        "undated_url": f"{list_url}?unchanged=undated",
        "dropped": history.undated[ProjectLevel.NOT_PURSUED],
    }


def _level_row(month: LevelMonth, moves_url: str) -> dict[str, Any]:
    # A month without moves is none of those that their list can be narrowed to.
    opens = moves_url and month.moves
    return {
        "name": format_date(PartialDate(month.first, "month")),
        "counts": month.counts,
        "moves": (month.moves, f"{moves_url}?month={month.first:%Y-%m}" if opens else ""),
    }


def _undated_words(history: LevelHistory) -> str:
    """How many projects stand apart and on which levels; empty where none does."""
    if not history.undated_total:
        return ""
    said = ngettext(
        "Of %(count)s project the records do not say since when it stands on its level, so it is not in the picture: "
        "%(levels)s.",
        "Of %(count)s projects the records do not say since when they stand on their level, so they are not in the "
        "picture: %(levels)s.",
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
