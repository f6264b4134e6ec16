"""A figure as tables draw it, with where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.formats import format_number, join_names
from partnerships.enums import BuiltIn, Direction
from partnerships.indicators.counts import BuiltInCount, counts, remark_on
from partnerships.indicators.selectors import WORDS
from partnerships.indicators.tables import way_label
from partnerships.rules.journey import may_see_dealings, may_see_some_dealings
from partnerships.rules.together import may_measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Grants
    from partnerships.indicators.selectors import Line
    from partnerships.models import Pairing, Strand


def figures_url(strand: Strand, pairing: Pairing | None) -> str:
    """The page of a pairing's figures, or of the strand's."""
    if pairing is None:
        return reverse("partnerships:indicator-list", args=[strand.code])
    return reverse("partnerships:pairing-indicators", args=[strand.code, pairing.code])


def figure_url(name: str, strand: Strand, *more: object, pairing: Pairing | None = None) -> str:
    """An address below the strand's figures; a pairing goes along as `?pairing=`."""
    path = reverse(f"partnerships:{name}", args=[strand.code, *more])
    return f"{path}?{urlencode({'pairing': pairing.code})}" if pairing else path


def _opens_rows(grants: Grants, count: BuiltInCount, strand: Strand, pairing: Pairing | None) -> bool:
    """Whether any of the rows behind a count may be the reader's to read: contacts are what two sides say."""
    if not count.source.dealings:
        return True
    return may_see_dealings(grants, pairing) if pairing else may_see_some_dealings(grants, strand)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure as the table draws it."""

    line: Line
    baseline: str
    target: str
    now: str
    way: float | None
    way_label: str
    definition: str
    rows_url: str = ""
    page_url: str = ""
    target_url: str = ""
    target_history_url: str = ""
    value_url: str = ""
    note: str = ""

    @property
    def less_is_better(self) -> bool:
        """Whether the way goes down."""
        return self.line.direction == Direction.DOWN


def shown(value: Decimal | float | None) -> str:
    """A number as people read it."""
    return "" if value is None else format_number(Decimal(str(value)))


def figure_row(line: Line, *, strand: Strand, grants: Grants) -> FigureRow:
    """What the table says of a figure, with the addresses that this reader can use."""
    pairing = line.pairing
    works = may_measure(grants, pairing, strand) and (pairing is None or pairing.is_open)
    way = line.way
    facts: dict[str, Any] = {}
    if line.is_count:
        count = counts()[BuiltIn(line.slug)]
        opens = _opens_rows(grants, count, strand, pairing)
        facts["rows_url"] = figure_url("figure-rows", strand, line.slug, pairing=pairing) if opens else ""
        facts["definition"] = str(WORDS[count.slug].definition)
        facts["note"] = beside_label(count, line.unreported, strand=strand, pairing=pairing)
        if not opens:
            facts["note"] = _("The contacts themselves are read by the two sides, staff and the authority.")
    else:
        facts["page_url"] = figure_url("indicator", strand, line.slug, pairing=pairing)
        facts["definition"] = line.figure.definition  # type: ignore[union-attr]
        ended = line.figure.ended_on is not None  # type: ignore[union-attr]
        facts["note"] = _("No longer measured.") if ended else ""
        if works and not ended:
            facts["value_url"] = figure_url("measurement-add", strand, line.slug, pairing=pairing)
    if works:
        facts["target_url"] = figure_url("target-set", strand, line.slug, pairing=pairing)
    if line.target is not None:
        facts["target_history_url"] = reverse(
            "partnerships:record-history", args=[strand.code, "target", line.target.pk]
        )
    return FigureRow(
        line=line,
        # What a count starts from where nobody has set it is shown beside a target only.
        baseline=shown(line.baseline) if line.target is not None else "",
        target=shown(line.target_value),
        now=shown(line.now),
        way=way_travelled(way.share) if way and way.share is not None else None,
        way_label=way_label(line),
        **facts,
    )


def way_travelled(share: float) -> float:
    """How long the bar of a figure is: 0 at the baseline, 118.5 at the target; more or less is cut off."""
    return round(min(max(share, 0.0), 1.0) * 118.5, 1)


def beside_label(count: BuiltInCount, unreported: int, *, strand: Strand, pairing: Pairing | None) -> str:
    """What is to be said beside a count: how many milestones stand apart, or what its number does not tell."""
    if not unreported:
        return remark_on(count, strand=strand, pairing=pairing, today=clock.today())
    text = ngettext("%(count)s milestone not reported", "%(count)s milestones not reported", unreported)
    return text % {"count": unreported}


def meanings(rows: Sequence[FigureRow]) -> list[tuple[str, str]]:
    """What counts mean, with the names of those that mean it alike."""
    found = groupby(rows, key=lambda row: row.definition)
    return [(join_names(row.line.name for row in alike), definition) for definition, alike in found]
