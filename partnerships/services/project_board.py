"""Projects by level: how many stand on each, and the newest of each level as cards of a board."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from core.folding import ByName
from core.formats import format_number
from core.pictures.steps import unit_of
from partnerships.columns.projects import days_on_level
from partnerships.enums import LEVELS, REACHED, ProjectLevel
from partnerships.models import Project

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from partnerships.models import Pairing

CARDS = 6  # projects that a column of the board shows


@dataclass(frozen=True, slots=True)
class Card:
    """A project on the board."""

    project: Project
    days: int | None


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level: how many projects stand on it, the rows behind that number, and its share of the fullest level."""

    level: str
    label: Any
    number: int
    count: int
    url: str
    percent: int
    cards: Sequence[Card] = ()

    @property
    def more(self) -> int:
        """How many are not among the cards."""
        return self.count - len(self.cards)


@dataclass(frozen=True, slots=True)
class Levels:
    """The five levels in their order, the projects not pursued apart from them, and all of them."""

    rows: Sequence[LevelRow]
    dropped: LevelRow

    @property
    def total(self) -> int:
        """Those on the five levels; not pursued ones are counted apart."""
        return sum(row.count for row in self.rows)

    @property
    def reached(self) -> int:
        """Those that are agreed, piloting or running; the others were named or are talked about."""
        return sum(row.count for row in self.rows if row.level in REACHED)


def levels_of(
    projects: QuerySet[Project], *, list_url: str, chosen: Mapping[str, str] | None = None, cards: bool = False
) -> Levels:
    """The levels of these projects; one query, and one more for the cards.

    `list_url` is the list of the same projects, `chosen` its other filters: each number leads to its rows.
    """
    counted = projects.order_by().values("level").annotate(number=Count("pk"))
    counts = {row["level"]: row["number"] for row in counted}
    fullest = max(counts.values(), default=0) or 1
    shown = _cards(projects) if cards and counts else {}
    rows = [
        LevelRow(
            level=level.value,
            label=level.label,
            number=number,
            count=counts.get(level.value, 0),
            url=f"{list_url}?{urlencode({**(chosen or {}), 'level': level.value})}",
            percent=round(100 * counts.get(level.value, 0) / fullest),
            cards=shown.get(level.value, []),
        )
        for number, level in enumerate((*LEVELS, ProjectLevel.NOT_PURSUED), start=1)
    ]
    return Levels(rows[:-1], rows[-1])


def square_of(steps: Sequence[tuple[str, int]]) -> str:
    """What a square of the stairs of levels is, where it is several projects; else empty."""
    unit = unit_of([count for _name, count in steps])
    return _("A square is %(number)s projects.") % {"number": format_number(unit)} if unit > 1 else ""


def counts_by_pairing(pairings: Iterable[Pairing]) -> dict[int, Counter[str]]:
    """How many projects of each pairing stand on each level, by the pairing's key; one query."""
    found: dict[int, Counter[str]] = {pairing.pk: Counter() for pairing in pairings}
    rows = Project.objects.filter(pairing__in=found).order_by().values_list("pairing", "level")
    for pairing, level, number in rows.annotate(number=Count("pk")):
        found[pairing][level] = number
    return found


def _cards(projects: QuerySet[Project]) -> dict[str, list[Card]]:
    """The first of each level: those that moved last, then those of unknown day by name."""
    order = [F("level_since").desc(nulls_last=True), ByName().asc(), F("pk").asc()]
    placed = projects.order_by().annotate(place=Window(RowNumber(), partition_by=F("level"), order_by=order))
    keys = placed.exclude(level=ProjectLevel.NOT_PURSUED).filter(place__lte=CARDS).values_list("pk", "place")
    places: dict[int, int] = dict(keys)
    rows = Project.objects.filter(pk__in=places).with_names()
    found: dict[str, list[Card]] = defaultdict(list)
    for row in sorted(rows, key=lambda project: places[project.pk]):
        found[row.level].append(Card(row, days_on_level(row)))
    return found
