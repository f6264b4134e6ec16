"""The dashboards of a strand and of the programme, and the rows behind their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import TemplateView

from core import clock
from core.access import Access
from core.errors import NotAllowed
from partnerships.enums import BuiltIn, Side
from partnerships.models import Project
from partnerships.rules import may_see_some_dealings
from partnerships.services.contact_gaps import contact_gaps
from partnerships.services.project_board import levels_of
from partnerships.views.figure_cells import figure_url, shown
from partnerships.views.level_pictures import level_history
from partnerships.views.lists import ListPage
from partnerships.views.strands import InStrand, crumbs
from reports.services.dashboard_figures import COUNTED, Dashboard, Delay
from reports.services.dashboard_kinds import KINDS, RowKind
from reports.services.dashboard_rows import (
    DELAYED,
    LATE,
    MET,
    NOT_REPORTED,
    ON_TIME,
    SOON,
    TOGETHER,
    UNMET,
    UNTOLD,
    overdue,
)
from reports.services.dashboards import read_dashboard, read_programme_dashboard
from reports.views.dashboard_pictures import (
    activity_picture,
    delays_picture,
    lede,
    month_key,
    month_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from core.columns import Column, Filter
    from partnerships.models import Strand


def rows_url(strand: Strand, kind: str, **chosen: str) -> str:
    """The list of the rows that a number counts."""
    address = reverse("reports:dashboard-rows", args=[strand.code, kind])
    return f"{address}?{urlencode(chosen)}" if chosen else address


def dashboard_place(strand: Strand) -> tuple[str, str]:
    """The strand's dashboard, for the way back."""
    return _("Dashboard"), reverse("reports:dashboard", args=[strand.code])


class DashboardPage(InStrand, TemplateView):
    """One strand: what is due and late, days without contact, punctuality, levels over time, activity, needs."""

    template_name = "reports/dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries; each number with its rows."""
        strand, today = self.get_strand(), clock.today()
        found = read_dashboard(grants=self.grants, strand=strand, today=today)
        projects = Project.objects.visible_to(self.grants).filter(strand=strand)
        delays = delays_picture([delay for _stage, delay in found.stages])
        return super().get_context_data(
            strand=strand,
            section="strand",
            crumbs=crumbs(strand, (_("Dashboard"), "")),
            found=found,
            lede=lede(found),
            figures=_figures(found),
            late=[(row, row.days_over(today)) for row in overdue(strand, today)],
            late_url=rows_url(strand, "milestones", state=LATE),
            gaps=contact_gaps(grants=self.grants, strand=strand, today=today),
            levels=levels_of(projects, list_url=reverse("partnerships:project-list", args=[strand.code])),
            history=level_history(
                projects,
                strand,
                is_open=bool(found.pairings),
                today=today,
                list_url=reverse("partnerships:project-list", args=[strand.code]),
                moves_url=rows_url(strand, "moves"),
            ),
            stages=[
                _stage_row(strand, stage.code, stage, delay) | {"bar": bar}
                for (stage, delay), bar in zip(found.stages, delays["bars"], strict=True)
            ],
            whole=_stage_row(strand, "", None, found.delay),
            delays=delays,
            months=list(_month_rows(found, opens=may_see_some_dealings(self.grants, strand))),
            activity=activity_picture(found),
            letters={side.value: strand.side_letters(side) for side in Side},
            met_url=rows_url(strand, "needs", met=MET),
            unmet_url=rows_url(strand, "needs", met=UNMET),
            needs_url=rows_url(strand, "needs"),
            unmet=found.needs[UNMET],
            counts=[_count_figure(found, slug) for slug in COUNTED],
            **kwargs,
        )


def _figures(found: Dashboard) -> list[dict[str, Any]]:
    """What is due and late, with the lists that the numbers open."""
    strand = found.strand
    return [
        {
            "label": _("Milestones overdue"),
            "value": shown(found.late),
            "url": rows_url(strand, "milestones", state=LATE),
            "kind": "late" if found.late else "",
        },
        {
            "label": _("Milestones due soon"),
            "value": shown(found.soon),
            "url": rows_url(strand, "milestones", state=SOON),
        },
        {
            "label": _("Milestones not reported"),
            "value": shown(found.not_reported),
            "url": rows_url(strand, "milestones", state=NOT_REPORTED),
        },
        *_period_figures(found),
    ]


def _period_figures(found: Dashboard) -> Iterator[dict[str, Any]]:
    """Reports that are due or late, where the strand has a calendar."""
    if not found.period_states:
        return
    address = reverse("reports:calendar", args=[found.strand.code])
    for state, label in (("due", _("Reports due")), ("late", _("Reports late"))):
        number = found.period_states[state]
        late = "late" if number and state == "late" else ""
        yield {"label": label, "value": shown(number), "url": f"{address}?state={state}", "kind": late}


def _count_figure(found: Dashboard, slug: BuiltIn) -> dict[str, Any]:
    value = found.count(slug)
    missing = value is None
    return {
        "label": str(slug.label),
        "value": pgettext("figure", "not reported") if missing else shown(value),
        "url": figure_url("figure-rows", found.strand, slug.value),
        "kind": "not-reported" if missing else "",
    }


def _stage_row(strand: Strand, code: str, stage: Any, delay: Delay) -> dict[str, Any]:
    """A stage's milestones against the first plan, each number with its rows."""

    def url(word: str) -> str:
        return rows_url(strand, "milestones", delay=word, **({"stage": code} if code else {}))

    return {
        "stage": stage,
        "delay": delay,
        "average": shown(delay.average),
        "worst": shown(delay.most),
        "on_time": (delay.on_time, url(ON_TIME)),
        "late": (delay.late, url(DELAYED)),
        "untold": (delay.untold, url(UNTOLD)),
    }


def _month_rows(found: Dashboard, *, opens: bool) -> Iterator[dict[str, Any]]:
    """The contacts of each month; who may read none of them reads their number alone."""
    for month in found.months:
        key = month_key(month.first)
        numbers = ((Side.EU.value, month.eu), (Side.COUNTERPART.value, month.counterpart), (TOGETHER, month.together))
        yield {
            "name": month_name(month.first),
            "numbers": [
                (number, rows_url(found.strand, "contacts", month=key, side=side) if opens else "")
                for side, number in numbers
            ],
        }


class DashboardRows(ListPage):
    """The rows behind a number of a strand's dashboard."""

    template_name = "reports/dashboard_rows.html"
    search_field = ""
    section = "strand"

    @cached_property
    def kind(self) -> RowKind:
        """What is listed; else 404."""
        found = KINDS.get(self.kwargs["figure"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def strand(self) -> Strand:
        """The strand of the address, else 404."""
        return self.get_strand()

    @property
    def name(self) -> str:  # type: ignore[override]
        """Its word in files and in the log."""
        return f"dashboard-{self.kind.key}"

    @property
    def title(self) -> str:
        """What is listed."""
        return str(self.kind.title)

    @property
    def columns(self) -> list[Column]:  # type: ignore[override]
        """Those of what is listed."""
        return self.kind.columns

    @property
    def filters(self) -> list[Filter]:  # type: ignore[override]
        """By which the numbers of the dashboard are told apart."""
        return self.kind.filters(self.strand)

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """Those that the reader may see."""
        rows = self.kind.rows(strand)
        if self.kind.dealings:
            rows = rows.visible_to(self.grants)  # type: ignore[attr-defined]
        return rows.select_related(*self.kind.named).order_by(*self.kind.order)

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        """Below the dashboard."""
        return crumbs(strand, dashboard_place(strand), (self.title, ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With how many of the rows are not the reader's to read."""
        hidden = 0
        if self.kind.dealings:
            every = self._chosen(self.kind.rows(self.strand).order_by(), kwargs["filters"])
            hidden = every.count() - kwargs["page"].paginator.count
        return super().get_context_data(hidden=hidden, **kwargs)


class ProgrammeDashboard(Access, TemplateView):
    """The strands beside each other, for those who look after them or read them for the authority."""

    template_name = "reports/programme_dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries, whatever the number of strands."""
        try:
            found = read_programme_dashboard(grants=self.grants, today=clock.today())
        except NotAllowed as refused:
            raise PermissionDenied(str(refused)) from refused
        programme = reverse("partnerships:programme")
        return super().get_context_data(
            section="programme",
            crumbs=[(_("Programme"), programme), (_("Dashboard"), "")],
            lines=[_line(one) for one in found],
            **kwargs,
        )


def _line(found: Dashboard) -> dict[str, Any]:
    """A strand with the numbers of its row, each with where it leads."""
    strand = found.strand
    address = reverse("reports:calendar", args=[strand.code])
    projects = reverse("partnerships:project-list", args=[strand.code])
    late_reports = found.period_states["late"]
    return {
        "strand": strand,
        "url": reverse("reports:dashboard", args=[strand.code]),
        "found": found,
        "late": (found.late, rows_url(strand, "milestones", state=LATE)),
        "soon": (found.soon, rows_url(strand, "milestones", state=SOON)),
        "reports": (late_reports, f"{address}?state=late") if found.period_states else None,
        "average": shown(found.delay.average),
        "worst": shown(found.delay.most),
        "delayed": (found.delay.late, rows_url(strand, "milestones", delay=DELAYED)),
        "projects": (found.projects, projects),
        "met": (found.met, rows_url(strand, "needs", met=MET)),
        "helix_url": f"{reverse('partnerships:organisation-list', args=[strand.code])}?projects=with",
        "counts": [_count_figure(found, slug) for slug in COUNTED],
    }
