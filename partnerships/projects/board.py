"""Projects by level: how many stand on each, the newest as cards, one's own stairs, and those that stand long."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, F, Min, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.folding import ByName
from core.formats import format_number
from core.parts import RISK, WATCH, Signal
from core.pictures.steps import unit_of
from partnerships.enums import LEVELS, REACHED, ProjectLevel
from partnerships.models import Project
from partnerships.projects.tables import LONG, days_on_level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from partnerships.models import LevelChange, Pairing

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


@dataclass(frozen=True, slots=True)
class Step:
    """A level as the picture draws it: `state` is reached, now or ahead; `change` the newest move to it.

    `note` says why a level has no day.
    """

    number: int
    level: str
    word: str
    state: str
    change: LevelChange | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stairs:
    """The five levels in their order, and the days on the present one (None where the day is not known)."""

    steps: Sequence[Step]
    days: int | None
    dropped: LevelChange | None = None
    is_dropped: bool = False


def reached(level: str) -> int:
    """How many of the five levels are behind and under a project; none where it is not pursued."""
    return LEVELS.index(ProjectLevel(level)) + 1 if level in LEVELS else 0


def stairs(project: Project, changes: Iterable[LevelChange]) -> Stairs:
    """The staircase of a project; `changes` are all its moves, newest first.

    Moved down, a level above is ahead again, whatever was reached before. One that is not pursued shows how far
    it had come.
    """
    moves = list(changes)
    is_dropped = project.level == ProjectLevel.NOT_PURSUED
    dropped = next((move for move in moves if move.new == ProjectLevel.NOT_PURSUED), None) if is_dropped else None
    standing = (dropped.old if dropped else "") if is_dropped else project.level
    at = reached(standing)
    # Where a pack brought it in: the level before its first move, or that it still has.
    loaded = (moves[-1].old if moves else project.level) if project.from_sources else ""
    steps = []
    for number, level in enumerate(LEVELS, start=1):
        change = next((move for move in moves if move.new == level), None) if number <= at else None
        steps.append(
            Step(
                number=number,
                level=level.value,
                word=str(level.label),
                state="ahead" if number > at else "now" if number == at and not is_dropped else "reached",
                change=change,
                note="" if change or number > at else _why_no_day(number, reached(loaded)),
            )
        )
    return Stairs(steps, days_on_level(project), dropped, is_dropped)


def _why_no_day(number: int, loaded: int) -> str:
    if number == loaded:
        return _("Recorded from sources; the day is not known")
    return _("Before the portal") if number < loaded else _("Passed over")


PROJECT_STUCK = "project-stuck"


def stuck(pairings: Sequence[Pairing], today: dt.date) -> QuerySet[Project]:
    """The projects of open pairings that have not moved for more days than their strand allows, the longest first.

    Where the day of a level is not known, as in what was loaded from sources, nobody can say so.
    """
    by_days: dict[int, list[int]] = defaultdict(list)
    for pairing in pairings:
        if pairing.is_open:
            by_days[pairing.strand.level_days].append(pairing.pk)
    found = Q(pk__in=[])
    for days, keys in by_days.items():
        found |= Q(pairing__in=keys, pk__in=Project.objects.long_on_level(today, days).order_by().values("pk"))
    return Project.objects.filter(found).order_by("level_since", "search_text", "pk")


def stuck_url(pairing: Pairing) -> str:
    """The list of a pairing's projects that stay long on one level: its rows are those that are counted."""
    address = reverse("partnerships:pairing-projects", args=[pairing.strand.code, pairing.code])
    return f"{address}?unchanged={LONG}{pairing.strand.level_days}"


def signals_of_projects(pairings: Sequence[Pairing], today: dt.date) -> Iterator[Signal]:
    """One signal for each pairing with such projects; a risk once one stays twice as long. One query."""
    by_id = {pairing.pk: pairing for pairing in pairings if pairing.is_open}
    if not by_id:
        return
    rows = stuck(pairings, today).order_by().values("pairing").annotate(number=Count("pk"), since=Min("level_since"))
    for row in sorted(rows, key=lambda one: one["pairing"]):
        pairing = by_id[row["pairing"]]
        most = pairing.strand.level_days
        sentence = ngettext(
            "%(count)s project on its level for more than %(days)s days",
            "%(count)s projects on their level for more than %(days)s days",
            row["number"],
        ) % {"count": row["number"], "days": most}
        level = RISK if (today - row["since"]).days > 2 * most else WATCH
        yield Signal(PROJECT_STUCK, level, pairing.pk, sentence, stuck_url(pairing))


def days_label(project: Project, today: dt.date) -> str:
    """Why somebody should look at a project."""
    days = (today - project.level_since).days if project.level_since else 0
    said = ngettext(
        "On the level “%(level)s” for %(days)s day. Move it, or say what holds it up.",
        "On the level “%(level)s” for %(days)s days. Move it, or say what holds it up.",
        days,
    )
    return said % {"level": project.get_level_display(), "days": days}
