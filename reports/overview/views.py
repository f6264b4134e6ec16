"""The pictures of a strand's dashboard, each with the numbers of the table that stands beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.generic import TemplateView

from core import clock
from core.access import Access
from core.formats import format_date, month_label, spell_count, year_label
from core.periods import PartialDate
from core.pictures.months import ContactMonth, contact_months
from core.pictures.shapes import Text, percent
from partnerships.contacts.selectors import contact_gaps
from partnerships.enums import Side
from partnerships.indicators.selectors import figure_url, shown
from partnerships.lists import ListPage
from partnerships.milestones.selectors import DEFINITION, DELAYED, ON_TIME, UNTOLD
from partnerships.models import Project
from partnerships.programmes.pages import InStrand, crumbs
from partnerships.projects.selectors import levels_of
from partnerships.rules.journey import may_see_some_dealings
from reports.overview.dashboard_kinds import KINDS, RowKind
from reports.overview.dashboards import (
    LATE,
    MET,
    NOT_REPORTED,
    SOON,
    TOGETHER,
    UNMET,
    Dashboard,
    overdue,
    read_dashboard,
    read_programme_dashboard,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from core.columns import Column, Filter
    from partnerships.enums import BuiltIn
    from partnerships.milestones.selectors import Delay
    from partnerships.models import Stage, Strand

STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
MARKS = 4  # at most, beside the one at no day
ROOM = 0.9  # of the width that the longest scale takes, so that its last number has room


@dataclass(frozen=True)
class DelayBar:
    """One row: per cent of the width to the average and to the worst."""

    average: float
    worst: float


def delays(rows: Sequence[tuple[float, int] | None]) -> tuple[list[DelayBar | None], list[Text]]:
    """Average and worst of each row in days, None where nothing is known of it, and the marks of their scale."""
    most = max((row[1] for row in rows if row), default=0)
    step = next((step for step in STEPS if most <= step * MARKS), most)
    whole = max(most, step) / ROOM
    bars = [DelayBar(percent(row[0], whole), percent(row[1], whole)) if row else None for row in rows]
    marks = [Text(percent(days, whole), str(days)) for days in range(0, max(most, step) + 1, step)]
    return bars, marks


def month_name(first: dt.date) -> str:
    """A month in full."""
    return format_date(PartialDate(first, "month"))


def month_key(first: dt.date) -> str:
    """A month as addresses name it."""
    return f"{first:%Y-%m}"


def delays_picture(delays_of: Sequence[Delay]) -> dict[str, Any]:
    """A bar for each row of the table of delays, and the marks of their scale; none where nothing is late."""
    rows = [(delay.average or 0.0, delay.worst) if delay.is_on_record else None for delay in delays_of]
    bars, marks = delays(rows)
    return {"bars": bars, "marks": marks if any(row and row[1] for row in rows) else ()}


def activity_picture(found: Dashboard) -> Any:
    """The contacts of the last months, by who began them; None without any."""
    months = [ContactMonth(one.first, one.eu, one.counterpart, one.together) for one in found.months]
    return contact_months(months, month_label=month_label, year_label=year_label)


def lede(found: Dashboard) -> str:
    """What is due and late, in a sentence or two."""
    said = [_("Nothing is overdue.")]
    if found.late:
        one = ngettext("%(count)s milestone is overdue.", "%(count)s milestones are overdue.", found.late)
        said = [one % {"count": spell_count(found.late)}]
    if found.soon:
        one = ngettext("%(count)s is due soon.", "%(count)s are due soon.", found.soon)
        said.append(one % {"count": spell_count(found.soon)})
    if found.periods:
        said.append(str(found.periods[0].standing.sentence))
    return " ".join(capfirst(sentence) for sentence in said)


# The numbers of dashboards as pages show them, each with the list of the rows that it counts.


def rows_url(strand: Strand, kind: str, **chosen: str) -> str:
    """The list of the rows that a number counts."""
    address = reverse("reports:dashboard-rows", args=[strand.code, kind])
    return f"{address}?{urlencode(chosen)}" if chosen else address


def due_figures(found: Dashboard) -> list[dict[str, Any]]:
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


def count_figure(found: Dashboard, slug: BuiltIn) -> dict[str, Any]:
    """A count of the programme with the list that it opens; what nobody reported is no zero."""
    value = found.count(slug)
    missing = value is None
    return {
        "label": str(slug.label),
        "value": pgettext("figure", "not reported") if missing else shown(value),
        "url": figure_url("figure-rows", found.strand, slug.value),
        "kind": "not-reported" if missing else "",
    }


def stage_row(strand: Strand, stage: Stage | None, delay: Delay) -> dict[str, Any]:
    """The milestones of a stage, or of all, against the first plan, each number with its rows."""
    chosen = {"stage": stage.code} if stage else {}

    def url(word: str) -> str:
        return rows_url(strand, "milestones", delay=word, **chosen)

    return {
        "stage": stage,
        "delay": delay,
        "total": shown(delay.total),
        "average": shown(delay.average),
        "worst": shown(delay.most),
        "on_time": (delay.on_time, url(ON_TIME)),
        "late": (delay.late, url(DELAYED)),
        "untold": (delay.untold, url(UNTOLD)),
    }


def month_rows(found: Dashboard, *, opens: bool) -> Iterator[dict[str, Any]]:
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


# The rows behind a number of a dashboard, as a list with its files.


class DashboardRows(ListPage):
    """The rows behind a number of a strand's dashboard."""

    template_name = "reports/overview/dashboard_rows.html"
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
        dashboard = (_("Dashboard"), reverse("reports:dashboard", args=[strand.code]))
        return crumbs(strand, dashboard, (self.title, ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With how many of the rows are not the reader's to read."""
        hidden = 0
        if self.kind.dealings:
            every = self._chosen(self.kind.rows(self.strand).order_by(), kwargs["filters"])
            hidden = every.count() - kwargs["page"].paginator.count
        return super().get_context_data(hidden=hidden, **kwargs)


# The dashboards of a strand and of the programme.


class DashboardPage(InStrand, TemplateView):
    """One strand: what is due and late, days without contact, punctuality, levels, activity, needs."""

    template_name = "reports/overview/dashboard.html"

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

    template_name = "reports/progress/programme_dashboard.html"

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
