"""The strand's directory of organisations, whose list gives each row its `strand_code`; one, and merging two."""

from functools import lru_cache
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import TemplateView

from core.act_forms import ReasonForm
from core.action_views import ActPage
from core.actions import buttons_on
from core.columns import Column, Filter, choice_filter
from core.errors import DomainError, NotAllowed
from core.folding import ByName, matching, name_key
from core.kept import KeptForReader
from core.texts import in_two_languages, picked, reader_language
from partnerships import models
from partnerships.enums import ProjectLevel, Sector
from partnerships.history.services import history_link
from partnerships.lists import ListPage
from partnerships.organisations.actions import AddOrganisation, EditEntry, EditOrganisation
from partnerships.organisations.selectors import description_of, parts_by_code, resembling_organisations
from partnerships.organisations.services import check_merge, count_links, merge_organisations
from partnerships.programmes.pages import InStrand
from partnerships.rules import may_edit_plan

IN_PROJECTS = "with"


# What the list reads: rows of tuples, since a directory has ten thousand of them.
FIELDS = ("code", "name_en", "name_ko", "sector", "city__name_en", "city__name_ko", "strand_code", "project_count")


def _other_name(row: Any) -> str:
    """The name in the language that the page does not speak."""
    return str(row.name_en if reader_language() == "ko" and row.name_ko else row.name_ko)


@lru_cache(maxsize=16)
def _sector(sector: str, language: str) -> str:
    del language
    return str(Sector(sector).label)


ORGANISATION_COLUMNS = [
    Column(
        "name",
        gettext_lazy("Organisation"),
        lambda row: picked(row.name_en, row.name_ko),
        order=(ByName(), "pk"),
        link=lambda row: reverse("partnerships:organisation", args=[row.strand_code, row.code]),
    ),
    Column("other_name", gettext_lazy("Name in the other language"), _other_name),
    Column(
        "sector",
        gettext_lazy("Sector"),
        lambda row: _sector(row.sector, reader_language()),
        order=("sector", ByName(), "pk"),
    ),
    Column(
        "city",
        gettext_lazy("City"),
        lambda row: picked(row.city__name_en or "", row.city__name_ko or ""),
        order=("city_name", ByName(), "pk"),
    ),
    Column(
        "projects",
        gettext_lazy("Projects"),
        lambda row: row.project_count,
        order=("project_count", ByName(), "pk"),
        number=True,
    ),
    Column("code", gettext_lazy("Code"), lambda row: row.code, order=("code",), in_files_alone=True),
]


def organisation_filters(strand: models.Strand) -> list[Filter]:
    """Sector, taking part in projects, and in those of one pairing; projects not pursued count for nothing."""
    projects = models.Project.objects.filter(strand=strand)
    return [
        choice_filter("sector", gettext_lazy("Sector"), Sector),
        Filter(
            "projects",
            gettext_lazy("Projects"),
            lambda _strand: [(IN_PROJECTS, gettext_lazy("Takes part in projects"))],
            lambda rows, _choice: rows.in_projects(projects),
        ),
        Filter(
            "pairing",
            gettext_lazy("Pairing"),
            lambda strand: models.Pairing.objects.filter(strand=strand).choices(),
            lambda rows, code: rows.in_projects(projects.filter(pairing__code=code)),
        ),
    ]


class OrganisationList(ListPage):
    """The strand's directory of organisations, with the number of its projects that each takes part in."""

    template_name = "partnerships/organisations/organisation_list.html"
    name = "organisations"
    title = gettext_lazy("Organisations")
    section = "organisations"

    @property
    def columns(self) -> list[Column]:  # type: ignore[override]
        """With the name in the other language, where the strand has one."""
        return [one for one in ORGANISATION_COLUMNS if one.key != "other_name" or in_two_languages()]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The filters are those of the strand, and the project that a figure leads here from."""
        strand = self.get_strand()
        self.filters = organisation_filters(strand) + self._of_project(strand)
        return super().get(request, *args, **kwargs)

    def _of_project(self, strand: models.Strand) -> list[Filter]:
        """Its choice is not offered, since a strand may have thousands."""
        code = self.request.GET.get("project", "")
        rows = models.Project.objects.visible_to(self.grants).filter(strand=strand)
        project = rows.filter(code=code).first() if code.isprintable() else None
        if project is None:
            return []
        return [
            Filter(
                "project",
                gettext_lazy("Project"),
                lambda _strand: [(project.code, project.title)],
                lambda rows, code: rows.in_projects(models.Project.objects.filter(pk=project.pk, code=code)),
            )
        ]

    def get_rows(self, strand: models.Strand) -> QuerySet[Any]:
        rows = models.Organisation.objects.visible_to(self.grants).active().filter(strands=strand)
        return (
            rows.annotate(
                strand_code=Value(strand.code),
                city_name=Coalesce(ByName("city__"), Value("")),
                project_count=_projects_in(strand),
            )
            .order_by(ByName(), "pk")
            .values_list(*FIELDS, named=True)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(add=AddOrganisation.button_on(kwargs["strand"], self.grants), **kwargs)


class OfOrganisation(InStrand):
    """A page about one organisation of the strand's directory."""

    @cached_property
    def entry(self) -> models.DirectoryOrganisation:
        """Its entry in the directory, else 404."""
        of_organisation = [f"organisation__{name}" for name in ("city", "home_strand", "merged_into")]
        rows = models.DirectoryOrganisation.objects.visible_to(self.grants).select_related("strand", *of_organisation)
        entry = self.get_or_404(
            rows, strand__code=self.kwargs["strand"], organisation__code=self.kwargs["organisation"]
        )
        entry.organisation.listing = entry
        return entry


class OrganisationPage(KeptForReader, OfOrganisation, TemplateView):
    """An organisation: what it is, and the projects, agreements and strands that name it."""

    template_name = "partnerships/organisations/organisation.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """One that was merged leads to what it became."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            strand, code = self.kwargs["strand"], self.kwargs["organisation"]
            rows = models.Organisation.objects.visible_to(self.grants).filter(strands__code=strand)
            became = rows.filter(merged__code=code).first()
            if became is None:
                raise
            return redirect("partnerships:organisation", strand, became.code)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = self.entry
        strand, organisation = entry.strand, entry.organisation
        parts = models.ProjectOrganisation.objects.filter(
            organisation=organisation,
            project__in=models.Project.objects.visible_to(self.grants).order_by().values("pk"),
        )
        named = parts.prefetch_related(Prefetch("project", queryset=models.Project.objects.with_names()))
        agreements = models.Agreement.objects.visible_to(self.grants).filter(parties=organisation).with_names()
        strands = models.Strand.objects.visible_to(self.grants)
        may_merge = may_edit_plan(self.grants, strand)
        merge_url = reverse("partnerships:organisation-merge", args=[strand.code, organisation.code])
        return super().get_context_data(
            organisation=organisation,
            section="organisations",
            crumbs=entry.get_crumbs(),
            parts=sorted(
                ((part.project, part.part) for part in named),
                key=lambda line: (line[0].strand_id != strand.pk, line[0].strand_id, name_key(line[0]), line[0].pk),
            ),
            agreements=agreements.order_by(ByName(), "pk"),
            part=parts_by_code(strand).get(organisation.code, ""),
            said=description_of(organisation, strand=strand, grants=self.grants),
            strands=strands.filter(organisations=organisation),
            runs=strands.filter(implementers=organisation),
            former=models.Organisation.objects.filter(merged_into=organisation).order_by(ByName(), "pk"),
            may_merge=may_merge,
            buttons=buttons_on(organisation, [EditOrganisation], self.grants),
            more=[
                *buttons_on(entry, [EditEntry], self.grants),
                (_("Merge with another one"), merge_url if may_merge else ""),
                history_link(organisation, strand),
                (_("Versions of sources and note"), history_link(entry)[1]),
            ],
            **kwargs,
        )


def _projects_in(strand: models.Strand) -> Coalesce:
    """How many of the strand's projects that are pursued name the organisation."""
    # By way of the organisation: a list of all pursued projects would be looked through for each.
    parts = models.ProjectOrganisation.objects.filter(organisation=OuterRef("pk"), project__strand=strand).exclude(
        project__level=ProjectLevel.NOT_PURSUED
    )
    counted = parts.order_by().values("organisation").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


# Merging two organisations that are one.

MOST_FOUND = 20


class OrganisationMerge(ActPage, OfOrganisation):
    """Merges another organisation into the one of the address: choose it, see how much moves, do it."""

    template_name = "partnerships/organisations/organisation_merge.html"
    form_class = ReasonForm
    title = gettext_lazy("Merge two organisations")
    submit_label = gettext_lazy("Merge them")
    danger = True

    def get_record(self) -> models.Organisation:
        """The one that is kept; whoever may not merge in this strand is refused."""
        if not may_edit_plan(self.grants, self.entry.strand):
            raise PermissionDenied
        return self.entry.organisation

    def get_done_url(self) -> str:
        return self.entry.get_absolute_url()

    @cached_property
    def other(self) -> models.Organisation | None:
        """The one that is merged into it, among those that the reader may know of; 404 for an unknown one."""
        code = self.request.GET.get("with", "")
        if not code:
            return None
        rows = models.Organisation.objects.select_related("merged_into", "city").filter(
            Q(pk__in=models.Organisation.objects.visible_to(self.grants).values("pk")) | Q(merged_into__isnull=False)
        )
        return self.get_or_404(rows, code=code)

    def act(self, form: Any) -> str:
        """Do it, as it was shown."""
        if self.other is None:
            raise DomainError(_("Choose the other organisation first."))
        merge_organisations(
            by=self.request.user,
            grants=self.grants,
            strand=self.entry.strand,
            kept=self.record,
            other=self.other,
            version=form.cleaned_data["seen_version"],
            reason=form.cleaned_data["reason"],
        )
        return _("Merged. Everything that named the other one names this one now.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The other one with what moves, or why it cannot be, or the organisations to choose from."""
        refusal, chosen = "", self.other
        if chosen is not None:
            try:
                check_merge(grants=self.grants, strand=self.entry.strand, kept=self.record, other=chosen)
            except NotAllowed:
                raise
            except DomainError as refused:
                refusal, chosen = str(refused), None
        query = self.request.GET.get("q", "")[:100]
        return super().get_context_data(
            strand=self.entry.strand,
            organisation=self.record,
            section="organisations",
            crumbs=[*self.entry.get_crumbs(), (str(self.title), "")],
            other=chosen,
            links=count_links(chosen) if chosen else [],
            refusal=refusal,
            query=query,
            candidates=[] if chosen else self._candidates(query),
            **kwargs,
        )

    def _candidates(self, query: str) -> list[models.Organisation]:
        """Those found by name, else those that resemble this one and that the reader may know of."""
        rows = models.Organisation.objects.visible_to(self.grants).active().exclude(pk=self.record.pk)
        if query:
            return list(rows.filter(matching(query)).select_related("city").order_by(ByName(), "pk")[:MOST_FOUND])
        like = resembling_organisations(
            name_en=self.record.name_en, name_ko=self.record.name_ko, without=self.record.pk
        )
        seen = set(rows.filter(pk__in=[row.pk for row in like]).values_list("pk", flat=True))
        return [row for row in like if row.pk in seen]
