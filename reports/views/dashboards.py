"""The dashboards of a strand and of the programme."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core import clock
from core.access import Access
from partnerships.enums import Side
from partnerships.models import Project
from partnerships.rules import may_see_some_dealings
from partnerships.services.contact_gaps import contact_gaps
from partnerships.services.delays import DEFINITION, DELAYED
from partnerships.services.project_board import levels_of
from partnerships.views.figure_cells import shown
from partnerships.views.strands import InStrand, crumbs
from reports.services.dashboard_figures import Dashboard
from reports.services.dashboard_rows import LATE, MET, SOON, UNMET, overdue
from reports.services.dashboards import read_dashboard, read_programme_dashboard
from reports.views.dashboard_cells import count_figure, due_figures, month_rows, rows_url, stage_row
from reports.views.dashboard_pictures import activity_picture, delays_picture, lede


class DashboardPage(InStrand, TemplateView):
    """One strand: what is due and late, days without contact, punctuality, levels, activity, needs."""

    template_name = "reports/dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries; each number with its rows."""
        strand, today = self.get_strand(), clock.today()
        found = read_dashboard(grants=self.grants, strand=strand, today=today)
        return super().get_context_data(
            strand=strand,
            section="strand",
            crumbs=crumbs(strand, (_("Dashboard"), "")),
            found=found,
            lede=lede(found),
            figures=due_figures(found),
            late=[(row, row.days_over(today)) for row in overdue(strand, today)],
            late_url=rows_url(strand, "milestones", state=LATE),
            gaps=contact_gaps(grants=self.grants, strand=strand, today=today),
            months=list(month_rows(found, opens=may_see_some_dealings(self.grants, strand))),
            activity=activity_picture(found),
            letters={side.value: strand.side_letters(side) for side in Side},
            met_url=rows_url(strand, "needs", met=MET),
            unmet_url=rows_url(strand, "needs", met=UNMET),
            needs_url=rows_url(strand, "needs"),
            unmet=found.needs[UNMET],
            counts=[count_figure(found, slug) for slug in found.counts],
            levels=levels_of(
                Project.objects.visible_to(self.grants).filter(strand=strand),
                list_url=reverse("partnerships:project-list", args=[strand.code]),
            ),
            moves_url=rows_url(strand, "moves"),
            definition=DEFINITION,
            **_punctuality(found),
            **kwargs,
        )


def _punctuality(found: Dashboard) -> dict[str, Any]:
    """The stages against the first plan, each with its bar, and the strand as a whole."""
    picture = delays_picture([delay for _stage, delay in found.stages])
    rows = zip(found.stages, picture["bars"], strict=True)
    return {
        "stages": [stage_row(found.strand, stage, delay) | {"bar": bar} for (stage, delay), bar in rows],
        "whole": stage_row(found.strand, None, found.delay),
        "delays": picture,
    }


class ProgrammeDashboard(Access, TemplateView):
    """The strands beside each other, for those who look after them or read them for the authority."""

    template_name = "reports/programme_dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries, whatever the number of strands."""
        found = read_programme_dashboard(grants=self.grants, today=clock.today())
        programme = reverse("partnerships:programme")
        return super().get_context_data(
            section="programme",
            crumbs=[(_("Programme"), programme), (_("Dashboard"), "")],
            lines=[_line(one) for one in found],
            definition=DEFINITION,
            **kwargs,
        )


def _line(found: Dashboard) -> dict[str, Any]:
    """A strand with the numbers of its row, each with where it leads."""
    strand = found.strand
    address = reverse("reports:calendar", args=[strand.code])
    projects = f"{reverse('partnerships:project-list', args=[strand.code])}?level=reached"
    late_reports = found.period_states["late"]
    return {
        "strand": strand,
        "url": reverse("reports:dashboard", args=[strand.code]),
        "found": found,
        "late": (found.late, rows_url(strand, "milestones", state=LATE)),
        "soon": (found.soon, rows_url(strand, "milestones", state=SOON)),
        "reports": (late_reports, f"{address}?state=late") if found.period_states else None,
        "total": shown(found.delay.total),
        "average": shown(found.delay.average),
        "worst": shown(found.delay.most),
        "delayed": (found.delay.late, rows_url(strand, "milestones", delay=DELAYED)),
        "projects": (found.reached, projects),
        "met": (found.met, rows_url(strand, "needs", met=MET)),
        "helix_url": f"{reverse('partnerships:organisation-list', args=[strand.code])}?projects=with",
        "counts": [count_figure(found, slug) for slug in found.counts],
    }
