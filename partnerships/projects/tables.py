"""The columns and filters of lists of cooperation projects."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, npgettext, pgettext, pgettext_lazy

from core import clock
from core.columns import Column, Filter
from core.folding import ByName
from core.formats import join_names
from partnerships.enums import NAMED, REACHED, ProjectLevel, Responsible, Sector
from partnerships.models import Participation, Project, ProjectOrganisation, ProjectPartner, Strand, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from partnerships.models import Pairing

# Levels sort by how far they lead, not by their words.
LEVEL_ORDER = Case(
    *[When(level=level, then=Value(number)) for number, level in enumerate(ProjectLevel)],
    default=Value(len(ProjectLevel)),
    output_field=IntegerField(),
)
UNKNOWN, UNDATED, LONG, WITHOUT = "unknown", "undated", "over-", "without-"
DAYS = (30, 90)


def _lead(project: Project) -> str:
    if project.lead == Responsible.BOTH:
        return str(Responsible.BOTH.label)
    return dict(project.pairing.partners)[project.lead].name if project.lead else ""


def _further(project: Project) -> str:
    return join_names(row.participation.partner.name for row in project.further_partners.all())


def _organisations(project: Project) -> str:
    return "; ".join(row.organisation.name for row in project.parts.all())


PROJECT_COLUMNS = [
    Column(
        "project",
        _("Project"),
        lambda row: row.title,
        order=(ByName(), "pk"),
        link=lambda row: row.get_absolute_url(),
    ),
    Column("pairing", _("Pairing"), lambda row: str(row.pairing or ""), order=("pairing__search_text", ByName(), "pk")),
    Column("level", _("Progress level"), lambda row: row.get_level_display(), order=(LEVEL_ORDER, ByName(), "pk")),
    Column(
        "since",
        _("On this level since"),
        lambda row: row.level_since,
        order=(F("level_since").asc(nulls_last=True), ByName(), "pk"),
    ),
    Column(
        "days",
        _("Days on level"),
        lambda row: row.days_on_level,
        order=(F("level_since").desc(nulls_last=True), ByName(), "pk"),
        number=True,
    ),
    Column(
        "topic",
        _("Topic"),
        lambda row: row.topic.name if row.topic else "",
        order=(ByName("topic__").asc(nulls_last=True), ByName(), "pk"),
    ),
    Column("lead", _("Lead side"), _lead, order=("lead", ByName(), "pk")),
    Column("further", _("Further partners"), _further),
    Column("organisations", _("Organisations"), _organisations),
    Column(
        "first",
        _("First reported"),
        lambda row: row.first_reported_date,
        order=(F("first_reported").asc(nulls_last=True), ByName(), "pk"),
    ),
    Column("code", _("Code"), lambda row: row.code, order=("code",)),
    Column("source", _("Sources"), lambda row: row.source),
]


def with_cells(rows: QuerySet[Project]) -> QuerySet[Project]:
    """With what the columns name, in a constant number of queries."""
    return rows.with_names().prefetch_related(  # type: ignore[attr-defined]
        "further_partners__participation__partner", "parts__organisation"
    )


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


def _of_topic(rows: QuerySet[Project], code: str) -> QuerySet[Project]:
    """An area stands for its topics, too."""
    return rows.filter(Q(topic__code=code) | Q(topic__parent__code=code))


def _sectors(_scope: Any) -> Sequence[tuple[str, Any]]:
    missing = [sector for sector in Sector if sector != Sector.OTHER]
    return [
        *Sector.choices,
        *((f"{WITHOUT}{sector}", _("without: %(sector)s") % {"sector": sector.label}) for sector in missing),
    ]


def _of_sector(rows: QuerySet[Project], choice: str) -> QuerySet[Project]:
    sector = choice.removeprefix(WITHOUT)
    projects = ProjectOrganisation.objects.filter(organisation__sector=sector).values("project")
    if choice == sector:
        return rows.filter(pk__in=projects)
    # Nothing is missed in what is not pursued.
    return rows.exclude(pk__in=projects).pursued()  # type: ignore[attr-defined]


def _partners(scope: Any) -> Sequence[tuple[str, Any]]:
    rows = Participation.objects.filter(strand=strand_of(scope)).select_related("partner")
    return [(row.partner.code, row.partner.name) for row in rows.order_by(ByName("partner__"), "pk")]


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
        (UNKNOWN, pgettext("days on a level", "Not known")),
        (UNDATED, pgettext("days on a level", "Not known, nor dated by a first report")),
    ]


def _since(rows: QuerySet[Project], choice: str) -> QuerySet[Project]:
    if choice == UNKNOWN:
        return rows.filter(level_since=None)
    if choice == UNDATED:
        return rows.undated()  # type: ignore[attr-defined]
    days = int(choice.removeprefix(LONG))
    if choice.startswith(LONG):
        return rows.long_on_level(clock.today(), days)  # type: ignore[attr-defined]
    return rows.filter(level_since__lt=clock.today() - dt.timedelta(days=days))


_GROUPS = {"reached": REACHED, "named": NAMED}

PROJECT_FILTERS = [
    Filter(
        "level",
        _("Progress level"),
        lambda _scope: [
            ("reached", _("Agreed, piloting or running")),
            ("named", _("Identified or exploring")),
            *ProjectLevel.choices,
        ],
        lambda rows, level: rows.filter(level__in=_GROUPS.get(level, [level])),
    ),
    Filter("topic", _("Topic"), _topics, _of_topic),
    Filter("sector", _("Sector"), _sectors, _of_sector),
    Filter("partner", _("Partner"), _partners, _of_partner),
    Filter("unchanged", pgettext_lazy("filter", "Days on level"), _unchanged, _since),
]
