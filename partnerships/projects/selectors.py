"""What is read of projects: the triple helix, how many are on each level, how far one has come, for any page."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.db.models import BigIntegerField, Case, Count, F, Q, QuerySet, Value, When, Window, prefetch_related_objects
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from core.access import Grants
from core.blocks import inline_drawing
from core.flat_rows import prepared
from core.folding import ByName
from core.formats import format_number
from core.models import address
from core.pictures.charts import shares, steps_drawing, unit_of
from core.pictures.shapes import NARROW
from partnerships.enums import LEVELS, REACHED, ProjectLevel, ResultKind, Sector
from partnerships.models import (
    LevelChange,
    Organisation,
    Pairing,
    Participation,
    Project,
    ProjectOrganisation,
    ProjectResult,
    Strand,
)
from partnerships.places.selectors import read_places
from partnerships.projects.models import reached
from partnerships.projects.tables import LEVEL_ORDER

# The triple helix: how many organisations of each sector take part in projects, and which sector is missing.

# Government, research and business make the helix, civil society the fourth strand of it; "other" is never missed.
MISSING = {
    Sector.GOVERNMENT: gettext_lazy("No government partner"),
    Sector.RESEARCH: gettext_lazy("No research partner"),
    Sector.BUSINESS: gettext_lazy("No business partner"),
    Sector.CIVIL_SOCIETY: gettext_lazy("No civil society partner"),
}


class Helix(dict[str, int]):
    """The distinct organisations of some projects by sector; one that takes part in three counts once."""

    @property
    def total(self) -> int:
        return sum(self.values())

    @property
    def sectors(self) -> list[dict[str, Any]]:
        """All five in their order: how many (`count`), what share in per cent, and the `step` of grey that draws it."""
        return [
            {
                "sector": sector.value,
                "label": sector.label,
                "count": (count := self.get(sector, 0)),
                "percent": round(100 * count / (self.total or 1)),
                "step": step,
            }
            for step, sector in enumerate(Sector, start=1)
        ]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The sectors in their order; "other" only where there is one."""
        return [row for row in self.sectors if row["count"] or row["sector"] in MISSING]

    @property
    def missing(self) -> dict[str, Any]:
        """The sectors of which nobody takes part, each with a label such as "No research partner"."""
        return {sector.value: label for sector, label in MISSING.items() if not self.get(sector)}

    @property
    def picture(self) -> dict[str, Any]:
        """The bar."""
        return shares([row["count"] for row in self.sectors], [str(row["label"]) for row in self.sectors])


def helix_of(projects: QuerySet[Project]) -> Helix:
    """The helix of these projects together, in one query; those not pursued are left out."""
    return helixes(pairings=(), whole=projects)[0]


def helixes(
    *, pairings: Iterable[Pairing], projects: QuerySet[Project] | None = None, whole: QuerySet[Project] | None = None
) -> dict[int, Helix]:
    """The helix of each pairing by key, and that of the `whole` by 0; projects that are not pursued are left out.

    One query.
    """
    keys = [pairing.pk for pairing in pairings]
    parts: list[QuerySet[Any, Any]] = []
    if keys:
        among: Any = (Project.objects.all() if projects is None else projects).filter(pairing__in=keys)
        rows = ProjectOrganisation.objects.filter(project__in=among.pursued().order_by().values("pk")).order_by()
        named = rows.values_list("project__pairing", "organisation__sector")
        parts.append(named.annotate(number=Count("organisation", distinct=True)))
    if whole is not None:
        every = Organisation.objects.in_projects(whole).order_by().annotate(of=Value(0, BigIntegerField()))
        parts.append(every.values_list("of", "sector").annotate(number=Count("pk")))
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for key, sector, number in parts[0].union(*parts[1:], all=True).order_by() if parts else ():
        counts[key][sector] = number
    return {key: Helix(counts[key]) for key in (keys if whole is None else [*keys, 0])}


# How many projects are on each level, and how far one has come.

CARDS = 6  # projects that a column of the board shows
FEW = 5  # projects that a pairing's page shows
MOST = 12  # projects that a partner's page shows


def levels_of(
    projects: QuerySet[Project],
    *,
    list_url: str,
    chosen: Mapping[str, str] | None = None,
    cards_for: Grants | None = None,
) -> dict[str, Any]:
    """The five levels of these projects in their order as `rows`, those not pursued as `dropped`; one query.

    `total` is of the five, `reached` those that are agreed, piloting or running: the others were named or are talked
    about. Of each `level` with its `label` and `number` in the order: how many projects are on it (`count`), the
    address of these rows (`url`), and the share of the fullest level in per cent. For a reader, by two queries more,
    the newest as `cards` and how many `more` there are. `list_url` is the list of the same projects, `chosen` its other
    filters.
    """
    shown: dict[str, list[Project]] = defaultdict(list)
    if cards_for:
        for project in _cards(projects, cards_for):
            shown[project.level].append(project)
        counts = {level: rows[0].among for level, rows in shown.items()}  # type: ignore[attr-defined]
    else:
        counts = dict(projects.order_by().values_list("level").annotate(number=Count("pk")))
    return _by_level(counts, list_url=list_url, chosen=chosen, shown=shown)


def _by_level(
    counts: Mapping[str, int],
    *,
    list_url: str,
    chosen: Mapping[str, str] | None = None,
    shown: Mapping[str, list[Project]] = MappingProxyType({}),
) -> dict[str, Any]:
    fullest = max(counts.values(), default=0) or 1
    rows: list[dict[str, Any]] = [
        {
            "level": level.value,
            "label": level.label,
            "number": number,
            "count": (count := counts.get(level.value, 0)),
            "url": f"{list_url}?{urlencode({**(chosen or {}), 'level': level.value})}",
            "percent": round(100 * count / fullest),
            "cards": (newest := shown.get(level.value, [])),
            "more": count - len(newest),
        }
        for number, level in enumerate((*LEVELS, ProjectLevel.NOT_PURSUED), start=1)
    ]
    *rows, dropped = rows
    return {
        "rows": rows,
        "dropped": dropped,
        "total": sum(row["count"] for row in rows),
        "reached": sum(row["count"] for row in rows if row["level"] in REACHED),
    }


def _cards(projects: QuerySet[Project], grants: Grants) -> list[Project]:
    """The first of each level, `among` how many, each with its `url` and the names `between` which it is.

    What the reader may move to another level has the address of the form for it as `move_url`.

    Those that moved last come first, then those of unknown day by name.
    """
    order = [F("level_since").desc(nulls_last=True), ByName().asc(), F("pk").asc()]
    placed = projects.annotate(
        place=Window(RowNumber(), partition_by=F("level"), order_by=order),
        among=Window(Count("pk"), partition_by=F("level")),
    )
    shown = placed.filter(place__lte=CARDS).select_related("strand").order_by("place")
    rows: list[Any] = list(
        shown.only("code", "title_en", "title_ko", "level", "level_since", "pairing", "strand__code")
    )
    around = Pairing.objects.filter(pk__in={row.pairing_id for row in rows})
    names, movable = around.names(), {one.pk for one in around.open() if one.actors(grants)}
    apart = [row for row in rows if not row.pairing_id]
    prefetch_related_objects(apart, "further_partners__participation__partner")
    for row in rows:
        row.between = between["name"] if (between := names.get(row.pairing_id)) else row.place_name
        place = {"strand": row.strand.code, "project": row.code}
        row.url = address(Project.PAGE, **place)
        moves = row.pairing_id in movable if row.pairing_id else row.actors(grants)
        row.move_url = address("partnerships:project-level", **place) if moves else ""
    return rows


def square_of(steps: Sequence[tuple[str, int]]) -> str:
    """What a square of the stairs of levels is, where it is several projects; else empty."""
    unit = unit_of([count for _name, count in steps])
    return _("A square is %(number)s projects.") % {"number": format_number(unit)} if unit > 1 else ""


def steps_of(project: Project, moves: Sequence[LevelChange]) -> list[tuple[str, str, LevelChange | None, str]]:
    """The way of a project over the five levels; `moves` are all its moves, newest first.

    Each step has its label, whether it is reached, now or ahead, the newest move to it, and why it has no day. Moved
    down, a level above is ahead again, whatever was reached before. One that is not pursued shows how far it had come.
    """
    dropped = drop_of(project, moves)
    at = reached(dropped.old) if dropped else project.reached
    # Where a pack brought it in: the level before its first move, or that it still has.
    loaded = reached(moves[-1].old if moves else project.level) if project.from_sources else 0
    found = []
    for number, level in enumerate(LEVELS, start=1):
        change = next((move for move in moves if move.new == level), None) if number <= at else None
        state = "ahead" if number > at else "now" if number == project.reached else "reached"
        note = "" if change or number > at else _why_no_day(number, loaded)
        found.append((str(level.label), state, change, note))
    return found


def _why_no_day(number: int, loaded: int) -> str:
    if number == loaded:
        return _("Recorded from sources; the day is not known")
    return _("Before the portal") if number < loaded else _("Passed over")


def drop_of(project: Project, moves: Iterable[LevelChange]) -> LevelChange | None:
    """The move by which it is not pursued any more."""
    return next((move for move in moves if move.new == project.level), None) if project.is_settled else None


# Who takes part in a project, and what it brings.


@prepared(project=BigIntegerField())
def _parts(project: int) -> QuerySet[ProjectOrganisation]:
    rows = ProjectOrganisation.objects.filter(project=project)
    return rows.select_related("organisation__city").order_by("position")


def by_sector(project: Project) -> dict[str, list[ProjectOrganisation]]:
    """Those who take part by sector; `side` is the partner's whose city one is in, else nothing. Two queries."""
    found: dict[str, list[ProjectOrganisation]] = defaultdict(list)
    rows: list[Any] = _parts(project=project.pk)
    partners = project.partners
    if rows:
        read_places([partner for _side, partner in partners])
    places = {place.city_id: side for side, partner in partners for place in (partner.places.all() if rows else ())}
    for row in rows:
        row.side = places.get(row.organisation.city_id or 0, "")
        found[row.organisation.sector].append(row)
    return found


def figures_of(project: Project) -> list[ProjectResult]:
    """The figures of a project in the order of their kinds."""
    kinds = ResultKind.values
    rows = _results(project=project.pk)
    for row in rows:
        row.project = project
    return sorted(rows, key=lambda row: (kinds.index(row.kind), row.unit, row.funder))


@prepared(project=BigIntegerField())
def _results(project: int) -> QuerySet[ProjectResult]:
    return ProjectResult.objects.filter(project=project).order_by("pk")


@prepared(project=BigIntegerField())
def moves_of(project: int) -> QuerySet[LevelChange]:
    """The moves of a project with who made them, the newest first."""
    return LevelChange.objects.filter(project=project).select_related("by").order_by("-on", "-id")


# What the pages of strands, pairings and partners show.


def _rows_url(strand: Strand, key: str, value: str) -> str:
    """The list of organisations, narrowed as the figures are."""
    return f"{reverse('partnerships:organisation-list', args=[strand.code])}?{key}={value}"


def pairing_helix(pairing: Pairing) -> dict[str, Any]:
    """Helix and link of a pairing; one query."""
    return {
        "helix": helix_of(Project.objects.filter(pairing=pairing)),
        "rows_url": _rows_url(pairing.strand, "pairing", pairing.code),
    }


def strand_helix(strand: Strand, pairings: Sequence[Pairing]) -> dict[str, Any]:
    """Helix and link of a strand, and the sectors of some of its pairings as `by_pairing`; one query.

    `by_pairing` is for `strand.html#pairing_counts`; the sector "other" has a column only where there is one.
    """
    found: dict[int, Helix] = helixes(pairings=pairings, whole=Project.objects.filter(strand=strand))
    whole, url = found[0], _rows_url(strand, "projects", "with")
    sectors = [row["sector"] for row in whole.rows]
    return {
        "helix": whole,
        "rows_url": url,
        "by_pairing": {
            "columns": [row["label"] for row in whole.rows],
            "rows": [
                (pairing, _cells(found[pairing.pk], sectors, _rows_url(strand, "pairing", pairing.code)))
                for pairing in pairings
            ],
            "totals": _cells(whole, sectors, url),
        },
    }


def _cells(helix: Helix, sectors: Sequence[str], url: str) -> list[tuple[int, str]]:
    return [(helix.get(sector, 0), f"{url}&sector={sector}") for sector in sectors]


def projects_of_pairing(pairing: Pairing, grants: Grants) -> dict[str, Any]:
    """Those that have come furthest, and their list, which has those not pursued as well; one query."""
    rows = pairing.projects.visible_to(grants).annotate(
        pursued=Case(When(level=ProjectLevel.NOT_PURSUED, then=0), default=LEVEL_ORDER), total=Window(Count("pk"))
    )
    found: list[Any] = list(rows.order_by("-pursued", ByName(), "pk")[:FEW])
    for row in found:
        row.strand = pairing.strand
    shown = [row for row in found if row.level != ProjectLevel.NOT_PURSUED]
    return {
        "rows": shown,
        "url": pairing.address_of("partnerships:pairing-projects"),
        "link": _in_the_list(found[0].total if found else 0),
    }


def _in_the_list(total: int) -> str:
    """What leads to a list of so many projects, of which some are shown."""
    words = ngettext("%(number)s project in the list", "All %(number)s projects in the list", total)
    return words % {"number": format_number(total)}


def strand_levels(strand: Strand, counts: Mapping[str, int]) -> dict[str, Any]:
    """The projects of a strand by level, as they were counted, each number with its rows."""
    return _by_level(counts, list_url=reverse("partnerships:project-list", args=[strand.code]))


def level_steps(levels: dict[str, Any]) -> dict[str, Any]:
    """The levels as stairs, and what a square of them is."""
    steps = [(str(row["label"]), row["count"]) for row in levels["rows"]]
    drawing = steps_drawing(steps, width=NARROW)
    return {"drawing": inline_drawing(drawing, _("Projects by level")), "square": square_of(steps)}


def levels_of_pairings(levels: dict[str, Any], pairings: Sequence[Pairing]) -> dict[str, Any]:
    """How many projects of each pairing are on each level, for `strand.html#pairing_counts`; one query."""
    rows = Project.objects.filter(pairing__in=[pairing.pk for pairing in pairings]).order_by()
    counted = rows.values_list("pairing", "level").annotate(number=Count("pk"))
    counts = {(pairing, level): number for pairing, level, number in counted}
    order, lists = [row["level"] for row in levels["rows"]], "partnerships:pairing-projects"
    return {
        "columns": [row["label"] for row in levels["rows"]],
        "rows": [
            (one, [(counts.get((one.pk, level), 0), f"{one.address_of(lists)}?level={level}") for level in order])
            for one in pairings
        ],
        "totals": [(row["count"], row["url"]) for row in levels["rows"]],
    }


def projects_of_partner(participation: Participation, grants: Grants) -> dict[str, Any]:
    """Those in which a partner takes part, as a side of the pairing or beside its two (`is_further`); two queries."""
    own = Q(pairing__eu=participation) | Q(pairing__counterpart=participation)
    rows = Project.objects.visible_to(grants).filter(strand=participation.strand_id).touching(participation.pk)
    shown = rows.with_names().annotate(
        level_order=LEVEL_ORDER, is_further=Case(When(own | Q(pairing=None), then=False), default=True)
    )
    shown = list(shown.order_by("-level_order", ByName(), "pk")[:MOST])
    prefetch_related_objects([row for row in shown if not row.pairing_id], "further_partners__participation__partner")
    address = reverse("partnerships:project-list", args=[participation.strand.code])
    url = f"{address}?{urlencode({'partner': participation.partner.code})}"
    link = _in_the_list(rows.count() if len(shown) == MOST else len(shown))
    return {"rows": shown, "url": url, "link": link}
