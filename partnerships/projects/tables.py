"""The columns and filters of lists of cooperation projects."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Case, F, IntegerField, Model, Q, QuerySet, Value, When
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _, ngettext, npgettext, pgettext, pgettext_lazy

from core import clock
from core.columns import Column, Filter, by, linked, shown
from core.folding import ByName
from core.formats import apart, format_number, join_names
from core.models import address
from core.templatetags.pictures import level
from core.templatetags.portal import written
from core.texts import in_reading_order, picked
from partnerships.enums import REACHED, ProjectLevel, Responsible, Sector
from partnerships.models import Pairing, Participation, Project, ProjectOrganisation, ProjectPartner, Strand, Theme

# Levels sort by how far they lead, not by their words.
LEVEL_ORDER = Case(
    *[When(level=level, then=Value(number)) for number, level in enumerate(ProjectLevel)],
    default=Value(len(ProjectLevel)),
    output_field=IntegerField(),
)
LONG = "over-"
DAYS = (30, 90)


def name_projects(strand: Strand, rows: Sequence[Any]) -> None:
    """Give projects what their columns name: `url`, `between`, `about`, `beside`, `takes_part`; four queries."""
    keys = [row.pk for row in rows]
    pairings = Pairing.objects.filter(pk__in={row.pairing_id for row in rows}).names()
    topics = {
        key: (address("partnerships:theme", strand=strand.code, theme=code), *names)
        for key, code, *names in Theme.objects.filter(pk__in={row.topic_id for row in rows}).values_list(
            "pk", "code", "name_en", "name_ko"
        )
    }
    beside = _by_project(ProjectPartner, keys, "participation__partner")
    takes_part = _by_project(ProjectOrganisation, keys, "organisation")
    for row in rows:
        row.url = address(Project.PAGE, strand=strand.code, project=row.code)
        row.between, row.about = pairings.get(row.pairing_id), topics.get(row.topic_id)
        row.beside, row.takes_part = beside[row.pk], takes_part[row.pk]


def _by_project(model: type[Model], keys: Sequence[int], path: str) -> dict[int, list[tuple[str, str]]]:
    """The names of what takes part in projects, in both languages and in their order."""
    found = defaultdict(list)
    rows = model._base_manager.filter(project__in=keys).order_by("position")
    for key, *names in rows.values_list("project", f"{path}__name_en", f"{path}__name_ko"):
        found[key].append(tuple(names))
    return found


def _lead(project: Any) -> str:
    if project.lead == Responsible.BOTH:
        return str(Responsible.BOTH.label)
    return project.between["sides"][project.lead] if project.lead else ""


def _names(names: Iterable[tuple[str, str]]) -> SafeString:
    return format_html_join(", ", "{}", ((shown(*one),) for one in names))


def _with_further(project: Any, cell: Any) -> SafeString:
    """What a cell says, and the further partners in small below it."""
    if not project.beside:
        return format_html("<div>{}</div>", cell)
    beside = pgettext("further partners", "with")
    return format_html('<div>{}<p class="wc-caption">{} {}</p></div>', cell, beside, _names(project.beside))


def _title_cell(project: Any) -> SafeString:
    name = linked(project.url, shown(project.title_en, project.title_ko))
    if not project.from_sources:
        return name
    return format_html('{}<p class="wc-caption">{}</p>', name, _("recorded from sources"))


def _pairing_cell(project: Any) -> SafeString:
    pairing = project.between
    if pairing is None:
        return format_html("<div>{}</div>", _names(project.beside))
    return _with_further(project, linked(pairing["url"], written(pairing["name"])))


def _level_cell(project: Any) -> SafeString:
    return level(project.reached, ProjectLevel(project.level).label)


def _days_cell(project: Any) -> Any:
    days = project.days_on_level
    if days is None:
        return format_html('<span class="wc-note">{}</span>', pgettext("days on a level", "Not known"))
    return format_number(days)


def _organisations_cell(project: Any) -> SafeString:
    if project.takes_part:
        return _names(project.takes_part)
    return format_html('<span class="wc-note">{}</span>', _("None yet."))


PROJECT_COLUMNS = [
    Column("project", _("Project"), lambda row: row.title, order=(ByName(), "pk"), cell=_title_cell),
    Column(
        "pairing",
        _("Pairing"),
        lambda row: row.between["name"] if row.between else "",
        order=by("pairing__search_text"),
        cell=_pairing_cell,
    ),
    Column("level", _("Progress level"), lambda row: row.get_level_display(), order=by(LEVEL_ORDER), cell=_level_cell),
    Column(
        "since", _("On this level since"), lambda row: row.level_since, order=by("level_since"), in_files_alone=True
    ),
    Column(
        "days",
        _("Days on level"),
        lambda row: row.days_on_level,
        order=(F("level_since").desc(nulls_last=True), ByName(), "pk"),
        number=True,
        cell=_days_cell,
    ),
    Column(
        "topic",
        _("Topic"),
        lambda row: picked(*row.about[1:]) if row.about else "",
        order=(ByName("topic__").asc(nulls_last=True), ByName(), "pk"),
        cell=lambda row: linked(row.about[0], shown(*row.about[1:])) if row.about else "",
    ),
    Column("lead", _("Lead side"), _lead, order=by("lead"), in_files_alone=True),
    Column(
        "further",
        _("Further partners"),
        lambda row: join_names(picked(*names) for names in row.beside),
        in_files_alone=True,
    ),
    Column(
        "organisations",
        _("Organisations"),
        lambda row: apart(picked(*names) for names in row.takes_part),
        cell=lambda row: format_html("<div>{}</div>", _organisations_cell(row)),
    ),
    Column(
        "first",
        _("First reported"),
        lambda row: row.first_reported_date,
        order=by("first_reported"),
        in_files_alone=True,
    ),
    Column("code", _("Code"), lambda row: row.code, order=("code",), in_files_alone=True),
    Column("source", _("Sources"), lambda row: row.source, in_files_alone=True),
]
# Of one pairing: its name stands above the list.
OF_PAIRING: dict[str, dict[str, Any]] = {
    "pairing": {"in_files_alone": True},
    "organisations": {"cell": lambda row: _with_further(row, _organisations_cell(row))},
}
PAIRING_PROJECT_COLUMNS = [replace(column, **OF_PAIRING.get(column.key, {})) for column in PROJECT_COLUMNS]


def strand_of(scope: Strand | Pairing) -> Strand:
    """The strand that a list's filters choose from."""
    return scope if isinstance(scope, Strand) else scope.strand


def areas_of(strand: Strand) -> list[tuple[Theme, list[Theme]]]:
    """The strand's thematic areas, each with its topics; one query."""
    themes = list(Theme.objects.filter(strand=strand).order_by("position", "pk"))
    areas = [theme for theme in themes if theme.parent_id is None]
    return [(area, [topic for topic in themes if topic.parent_id == area.pk]) for area in areas]


def _topics(scope: Any) -> Sequence[tuple[str, Any]]:
    found = []
    for area, topics in areas_of(strand_of(scope)):
        found += [(area.code, area.name), *((topic.code, f"– {topic.name}") for topic in topics)]
    return found


def _of_sector(rows: QuerySet[Project], sector: str) -> QuerySet[Project]:
    return rows.filter(pk__in=ProjectOrganisation.objects.filter(organisation__sector=sector).values("project"))


def _partners(scope: Any) -> Sequence[tuple[str, Any]]:
    rows = Participation.objects.filter(strand=strand_of(scope)).order_by(ByName("partner__"), "pk")
    named = rows.values_list("partner__code", *in_reading_order("partner__name"))
    return [(code, name or other) for code, name, other in named]


def _of_partner(rows: QuerySet[Project], code: str) -> QuerySet[Project]:
    """On either side of the pairing, or beside them."""
    further = ProjectPartner.objects.filter(participation__partner__code=code).values("project")
    return rows.filter(
        Q(pairing__eu__partner__code=code) | Q(pairing__counterpart__partner__code=code) | Q(pk__in=further)
    )


def _unchanged(scope: Any) -> Sequence[tuple[str, Any]]:
    days = strand_of(scope).level_days
    more = [
        (str(number), ngettext("More than %(days)s day", "More than %(days)s days", number) % {"days": number})
        for number in DAYS
    ]
    still = npgettext(
        "days on a level", "Still on the way after %(days)s day", "Still on the way after %(days)s days", days
    )
    return [
        *more,
        (f"{LONG}{days}", still % {"days": days}),
    ]


def _since(rows: QuerySet[Project], choice: str) -> QuerySet[Project]:
    days = int(choice.removeprefix(LONG))
    if choice.startswith(LONG):
        return rows.long_on_level(clock.today(), days)  # type: ignore[attr-defined]
    return rows.filter(level_since__lt=clock.today() - dt.timedelta(days=days))


PROJECT_FILTERS = [
    Filter(
        "level",
        _("Progress level"),
        lambda _scope: [("reached", _("Agreed, piloting or running")), *ProjectLevel.choices],
        lambda rows, level: rows.filter(level__in=REACHED if level == "reached" else [level]),
    ),
    # An area stands for its topics, too.
    Filter(
        "topic", _("Topic"), _topics, lambda rows, code: rows.filter(Q(topic__code=code) | Q(topic__parent__code=code))
    ),
    Filter("sector", _("Sector"), lambda _scope: Sector.choices, _of_sector),
    Filter("partner", _("Partner"), _partners, _of_partner),
    Filter("unchanged", pgettext_lazy("filter", "Days on level"), _unchanged, _since),
]
