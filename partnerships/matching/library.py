"""What other strands of the programme have released: good practices, projects with their levels, coordinators.

A reader of one strand reads here of others nothing else: no page of theirs but that of a released practice.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from django.db.models import CharField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from django_countries import countries

from core import clock
from core.columns import Column, Filter, choice_filter, linked, note, shown
from core.folding import ByName, fold
from core.formats import format_number
from core.log import SHARED, ChangeCounter
from partnerships.enums import ProjectLevel
from partnerships.lists import ListPage
from partnerships.matching.models import GoodPracticeQuerySet
from partnerships.models import (
    GoodPractice,
    Membership,
    Participation,
    Partner,
    PartnerCity,
    PracticeQuestion,
    Project,
    Strand,
    Theme,
)
from partnerships.people.models import MembershipQuerySet
from partnerships.programmes.models import StrandQuerySet
from partnerships.projects.models import ProjectQuerySet
from partnerships.projects.tables import PROJECT_COLUMNS

# Inhabitants at which another size of city begins, as the OECD tells sizes apart.
SIZES = (200_000, 500_000, 1_500_000)
PLACE = "interest__participation"
STRAND = gettext_lazy("Strand")


def others(strand: Strand) -> StrandQuerySet:
    """The other strands of its programme."""
    rows: StrandQuerySet = Strand.objects.all()
    return rows.filter(programme_record=strand.programme_record_id).exclude(pk=strand.pk)


def practices_of_others(strand: Strand) -> GoodPracticeQuerySet:
    """The good practices that they have released."""
    rows: GoodPracticeQuerySet = GoodPractice.objects.released()
    return rows.filter(interest__participation__strand__in=others(strand))


def projects_of_others(strand: Strand) -> ProjectQuerySet:
    """Their projects in pairings of which both sides release them."""
    rows: ProjectQuerySet = Project.objects.pursued().filter(strand__in=others(strand))
    return rows.filter(pairing__eu__releases_projects=True, pairing__counterpart__releases_projects=True)


def coordinators_of_others(strand: Strand) -> MembershipQuerySet:
    """Their coordinators of today, as far as each lets other strands see it."""
    today = clock.today()
    rows: MembershipQuerySet = Membership.objects.not_ended(today).filter(started_on__lte=today)
    return rows.filter(
        participation__strand__in=others(strand), user__is_active=True, user__shows_to_programme=True
    ).with_names()


# Filters, which offer what the rows of the list have.


def theme_filter(released: Callable[[Strand], QuerySet[Any]], path: str) -> Filter:
    """The thematic area of a row's topic: what bears one code in several strands is one."""

    def choices(strand: Strand) -> Sequence[tuple[str, str]]:
        topics = released(strand).order_by().values(path)
        found = Theme.objects.filter(Q(topics__in=topics) | Q(pk__in=topics, parent=None)).order_by("position", "pk")
        return sorted({row.code: row.name for row in found}.items(), key=lambda one: fold(one[1]))

    def narrow(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
        return rows.filter(Q(**{f"{path}__parent__code": code}) | Q(**{f"{path}__code": code}))

    return Filter("theme", gettext_lazy("Thematic area"), choices, narrow)


def country_filter(released: Callable[[Strand], QuerySet[Any]], path: str) -> Filter:
    """The country of a city of a row's partner; `path` leads to the participation."""

    def choices(strand: Strand) -> Sequence[tuple[str, str]]:
        partners = Partner.objects.filter(participations__in=released(strand).order_by().values(path))
        codes = partners.order_by().values_list("cities__country", flat=True).distinct()
        named = [(code, str(countries.name(code))) for code in codes if code]
        return sorted(named, key=lambda one: fold(one[1]))

    def narrow(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
        return rows.filter(**{f"{path}__partner__in": Partner.objects.filter(cities__country=code)})

    return Filter("country", gettext_lazy("Country"), choices, narrow)


def _size_choices(_strand: Strand) -> Sequence[tuple[str, str]]:
    least, *_between = SIZES
    words = [(0, _("Fewer than %(number)s inhabitants") % {"number": format_number(least)})]
    for above, below in pairwise(SIZES):
        facts = {"least": format_number(above), "most": format_number(below)}
        words.append((above, _("%(least)s to %(most)s inhabitants") % facts))
    words.append((SIZES[-1], _("%(number)s inhabitants or more") % {"number": format_number(SIZES[-1])}))
    return [(str(number), label) for number, label in words]


def _of_size(rows: QuerySet[Any], least: str) -> QuerySet[Any]:
    rows = rows.filter(population__gte=int(least))
    above = [size for size in SIZES if size > int(least)]
    return rows.filter(population__lt=above[0]) if above else rows


def _partner_column(path: str) -> Column:
    order = (ByName(f"{path}__partner__"), "pk")
    return Column("partner", gettext_lazy("Partner"), lambda row: _taking_part(row).partner.placed_name, order=order)


def _country_column() -> Column:
    return Column("country", gettext_lazy("Country"), lambda row: _country_of(_taking_part(row).partner))


def _strand_column(path: str) -> Column:
    order = (f"{path}__starts_on", f"{path}__code", "pk")
    return Column("strand", STRAND, lambda row: str(_taking_part(row).strand), order=order)


def _taking_part(row: GoodPractice | Membership) -> Participation:
    return row.interest.participation if isinstance(row, GoodPractice) else row.participation


def _country_of(partner: Partner) -> str:
    return str(countries.name(str(partner.first_city.country))) if partner.first_city else ""


class OtherStrands(ListPage):
    """A list of what other strands have released, for whoever reads the strand of the address."""

    template_name = "partnerships/matching/other_strands.html"
    section = "others"
    empty: Any
    search_label: Any = ""

    def read_scopes(self) -> dict[str, int]:
        """The counters of all strands of the programme."""
        strands = Strand.objects.filter(programme_record__strands__code=self.kwargs["strand"])
        names = strands.order_by().values_list(Concat(Value("strand-"), Cast("pk", CharField())))
        counters = ChangeCounter.objects.filter(Q(scope=SHARED) | Q(scope__in=names))
        return dict(counters.values_list("scope", "number"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the ways to the two other lists."""
        tabs = [
            {
                "label": one.title,
                "url": reverse(f"partnerships:{one.name}", args=[self.kwargs["strand"]]),
                "current": one is type(self),
            }
            for one in (OtherPractices, OtherProjects, OtherCoordinators)
        ]
        return super().get_context_data(**kwargs, tabs=tabs, empty=self.empty, search_label=self.search_label)

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        return [*strand.get_crumbs(), (_("Other strands"), "")]


def _title_cell(row: GoodPractice) -> Any:
    link = linked(row.get_absolute_url(), shown(row.title_en, row.title_ko))
    return format_html("<div>{}{}</div>", link, note(row.asked_words))  # type: ignore[attr-defined]


class OtherPractices(OtherStrands):
    """The good practices that other strands have released."""

    name = "other-practices"
    title = gettext_lazy("Good practices")
    empty = gettext_lazy("Each city of the programme chooses on its own page what other strands see.")
    search_label = gettext_lazy("Text contains")
    columns: list[Column] = [
        Column(
            "practice", gettext_lazy("Good practice"), lambda row: row.title, ("search_text", "pk"), cell=_title_cell
        ),
        _partner_column(PLACE),
        _country_column(),
        Column(
            "population",
            gettext_lazy("Inhabitants"),
            lambda row: row.population,
            ("population", "pk"),
            number=True,
            cell=lambda row: format_number(row.population) if row.population else "–",
        ),
        Column("topic", gettext_lazy("Topic"), lambda row: row.interest.topic.name),
        _strand_column(f"{PLACE}__strand"),
        *(
            Column(name, label, lambda row, name=name: getattr(row, name), in_files_alone=True)  # type: ignore[misc]
            for name, label in (
                ("problem", gettext_lazy("Problem")),
                ("solution", gettext_lazy("Solution")),
                ("result", gettext_lazy("Result")),
                ("contact", gettext_lazy("Whom to ask")),
                ("asked_words", pgettext_lazy("good practice", "Asked")),
            )
        ),
    ]
    filters: list[Filter] = [
        theme_filter(practices_of_others, "interest__topic"),
        country_filter(practices_of_others, PLACE),
        Filter("size", gettext_lazy("Size of city"), _size_choices, _of_size),
    ]

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """By title. The largest city of a partner says how large it is."""
        cities = PartnerCity.objects.filter(partner=OuterRef(f"{PLACE}__partner")).order_by().values("partner")
        population = Subquery(cities.annotate(most=Max("city__population")).values("most"))
        rows = practices_of_others(strand).with_names().annotate(population=population)
        return rows.prefetch_related(f"{PLACE}__partner__places__city").order_by("search_text", "pk")

    def name_rows(self, strand: Strand, rows: Sequence[Any]) -> None:
        """Whether the reader's own city has asked, and whether it was answered."""
        asked = PracticeQuestion.objects.filter(practice__in=rows, participation__in=self.grants.participations)
        newest = {question.practice_id: question for question in asked.order_by("asked_at", "pk")}
        for row in rows:
            row.asked_words = newest[row.pk].state_label if row.pk in newest else ""


def _sides(project: Project) -> list[Partner]:
    return [project.pairing.counterpart.partner, project.pairing.eu.partner]


class OtherProjects(OtherStrands):
    """Titles and levels of the projects that both cities have released to the programme."""

    name = "other-projects"
    title = gettext_lazy("Projects")
    empty = gettext_lazy("Projects appear once both cities of a pairing release them, each on its own page.")
    columns: list[Column] = [
        Column("project", gettext_lazy("Project"), lambda row: row.title, (ByName(), "pk")),
        *(column for column in PROJECT_COLUMNS if column.key == "level"),
        Column("topic", gettext_lazy("Topic"), lambda row: row.topic.name if row.topic else ""),
        Column("pairing", gettext_lazy("Pairing"), lambda row: row.pairing.name),
        Column(
            "country",
            gettext_lazy("Country"),
            lambda row: ", ".join(dict.fromkeys(_country_of(partner) for partner in _sides(row))),
        ),
        Column("strand", STRAND, lambda row: str(row.pairing.strand), ("strand__starts_on", "strand__code", "pk")),
    ]
    filters: list[Filter] = [
        theme_filter(projects_of_others, "topic"),
        choice_filter("level", gettext_lazy("Progress level"), ProjectLevel),
    ]

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """By title."""
        places = (f"pairing__{side}__partner__places__city" for side in ("eu", "counterpart"))
        return projects_of_others(strand).with_names().prefetch_related(*places).order_by(ByName(), "pk")


def _email_cell(row: Membership) -> Any:
    email = row.user.shown_email
    return linked(f"mailto:{email}", email) if email else "–"


class OtherCoordinators(OtherStrands):
    """Who coordinates in other strands, as far as each lets other strands see it; found by the partner."""

    name = "other-coordinators"
    title = gettext_lazy("Coordinators")
    empty = gettext_lazy("Each coordinator chooses on the page “My account” whether other strands see name and office.")
    search_field = "participation__partner__search_text"
    search_label = gettext_lazy("Partner’s name contains")
    columns: list[Column] = [
        Column(
            "person",
            gettext_lazy("Name"),
            lambda row: str(row.user),
            ("user__search_text", "pk"),
            cell=lambda row: format_html("<div>{}{}</div>", str(row.user), note(row.user.function)),
        ),
        Column("function", gettext_lazy("Function"), lambda row: row.user.function, in_files_alone=True),
        _partner_column("participation"),
        _country_column(),
        Column("office", gettext_lazy("Department"), lambda row: row.user.office or row.participation.department),
        Column("address", gettext_lazy("Postal address"), lambda row: row.participation.address),
        Column("email", gettext_lazy("E-mail address"), lambda row: row.user.shown_email, cell=_email_cell),
        _strand_column("participation__strand"),
    ]
    filters: list[Filter] = [country_filter(coordinators_of_others, "participation")]

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """By name."""
        rows = coordinators_of_others(strand).prefetch_related("participation__partner__places__city")
        return rows.order_by("user__search_text", "pk")
