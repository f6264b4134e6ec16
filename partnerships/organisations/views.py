"""The strand's directory of organisations, and the page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.folding import ByName, name_key
from partnerships.lists import ListPage
from partnerships.models import Agreement, Organisation, Project, ProjectOrganisation, Strand
from partnerships.organisations.services import said_of
from partnerships.organisations.tables import ORGANISATION_COLUMNS, filter_by_project, organisation_filters
from partnerships.programmes.views import InStrand, crumbs
from partnerships.rules.together import may_add_organisation, may_edit_organisation, may_merge_organisations

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from core.columns import Filter


class OrganisationList(ListPage):
    """The strand's directory of organisations, with the number of its projects that each takes part in."""

    template_name = "partnerships/organisations/organisation_list.html"
    name = "organisations"
    title = gettext_lazy("Organisations")
    columns = ORGANISATION_COLUMNS
    section = "organisations"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The filters are those of the strand, and the project that a figure leads here from."""
        strand = self.get_strand()
        self.filters = organisation_filters(strand) + self._of_project(strand)  # type: ignore[misc]
        return super().get(request, *args, **kwargs)

    def _of_project(self, strand: Strand) -> list[Filter]:
        code = self.request.GET.get("project", "")
        rows = Project.objects.visible_to(self.grants).filter(strand=strand, code=code) if code.isprintable() else []
        return [filter_by_project(project) for project in rows]

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """By name."""
        rows = Organisation.objects.visible_to(self.grants).standing().filter(strands=strand)
        return (
            rows.select_related("city")
            .annotate(
                strand_code=Value(strand.code),
                city_name=Coalesce(ByName("city__"), Value("")),
                project_count=_projects_in(strand),
            )
            .order_by(ByName(), "pk")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the reader may add one."""
        may_add = may_add_organisation(self.grants, kwargs["strand"])
        return super().get_context_data(may_add=may_add, **kwargs)


class OfOrganisation(InStrand):
    """A page about one organisation of the strand's directory."""

    def find(self, code: str) -> Organisation:
        """The organisation of that code in the directory, else 404."""
        strand = self.get_strand()
        rows = Organisation.objects.visible_to(self.grants).select_related("city", "home_strand", "merged_into")
        return self.get_or_404(rows, strands=strand, code=code)

    def address(self, name: str, *more: object) -> str:
        """A page of the organisation."""
        return reverse(f"partnerships:{name}", args=[self.kwargs["strand"], self.kwargs["organisation"], *more])


class OrganisationPage(OfOrganisation, TemplateView):
    """An organisation: what it is, and the projects, agreements and strands that name it."""

    template_name = "partnerships/organisations/organisation.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """One that was merged leads to what it became."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            became = self._became()
            if became is None:
                raise
            return redirect("partnerships:organisation", self.kwargs["strand"], became.code)

    def _became(self) -> Organisation | None:
        merged = Organisation.objects.filter(code=self.kwargs["organisation"], merged_into__isnull=False).first()
        if merged is None or merged.merged_into_id is None:
            return None
        rows = Organisation.objects.visible_to(self.grants).filter(strands__code=self.kwargs["strand"])
        return rows.filter(pk=merged.merged_into_id).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In a constant number of queries."""
        strand = self.get_strand()
        organisation = self.find(self.kwargs["organisation"])
        entry = organisation.entries.get(strand=strand)
        directory = reverse("partnerships:organisation-list", args=[strand.code])
        parts = ProjectOrganisation.objects.filter(
            organisation=organisation, project__in=Project.objects.visible_to(self.grants).order_by().values("pk")
        )
        projects = {row.pk: row for row in Project.objects.with_names().filter(pk__in=parts.values("project"))}
        agreements = Agreement.objects.visible_to(self.grants).filter(parties=organisation)
        return super().get_context_data(
            strand=strand,
            organisation=organisation,
            section="organisations",
            crumbs=crumbs(strand, (_("Organisations"), directory), (organisation.name, "")),
            parts=sorted(
                ((projects[part.project_id], part.part) for part in parts if part.project_id in projects),
                key=lambda line: (line[0].strand_id != strand.pk, line[0].strand_id, name_key(line[0]), line[0].pk),
            ),
            agreements=list(
                agreements.select_related(
                    "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
                ).order_by(ByName(), "pk")
            ),
            said=said_of(organisation, strand=strand, grants=self.grants),
            strands=list(Strand.objects.visible_to(self.grants).filter(organisations=organisation)),
            runs=list(Strand.objects.visible_to(self.grants).filter(implementers=organisation)),
            former=list(Organisation.objects.filter(merged_into=organisation).order_by(ByName(), "pk")),
            may_edit=may_edit_organisation(self.grants, organisation),
            may_add=may_add_organisation(self.grants, strand),
            may_merge=may_merge_organisations(self.grants, strand),
            entry_history_url=reverse(
                "partnerships:record-history", args=[strand.code, "organisation-entry", entry.pk]
            ),
            history_url=reverse("partnerships:record-history", args=[strand.code, "organisation", organisation.pk]),
            **kwargs,
        )


def _projects_in(strand: Strand) -> Coalesce:
    """How many of the strand's projects that are pursued name the organisation."""
    parts = ProjectOrganisation.objects.filter(
        organisation=OuterRef("pk"), project__in=Project.objects.pursued().filter(strand=strand).order_by().values("pk")
    )
    counted = parts.order_by().values("organisation").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())
