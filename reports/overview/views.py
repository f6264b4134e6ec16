"""The dashboards of a strand and of the programme, the rows behind their numbers, and the brief of a pairing."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext, pgettext, pgettext_lazy
from django.views.generic import TemplateView, View

from core import clock
from core.blocks import Drawing, block_rows
from core.columns import Column, Filter
from core.errors import NotAllowed
from core.formats import spell_count
from core.kept import Kept, KeptForReader
from core.pictures.charts import contact_months
from core.pictures.shapes import Text, percent
from core.sent_files import leave_to_worker, send_file
from core.texts import LANGUAGES, written_languages, written_of
from partnerships.contacts.selectors import contact_gaps
from partnerships.enums import Side
from partnerships.lists import ListPage
from partnerships.milestones.selectors import DEFINITION, Delay
from partnerships.models import Pairing, Project, Strand
from partnerships.pairings.pages import InPairing, tabs
from partnerships.programmes.pages import InStrand, crumbs
from partnerships.projects.selectors import levels_of
from partnerships.rules import may_see_dealings, may_see_programme, may_see_some_dealings
from reports.enums import LANGUAGE_NAMES, PeriodState
from reports.models import ReportingPeriod
from reports.overview import dashboards
from reports.overview.briefs import FORMATS, Brief, brief_file, cut, key_label
from reports.periods.selectors import with_missing, with_reports

STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
MARKS = 4  # at most, beside the one at no day
ROOM = 0.9  # of the width that the longest scale takes, so that its last number has room


def delays(rows: Sequence[tuple[float, int] | None]) -> tuple[list[dict[str, float] | None], list[Text]]:
    """The `average` and the `worst` of each row, given in days, in per cent of the width, None where nothing is known
    of it; and the marks of their scale.
    """
    most = max((row[1] for row in rows if row), default=0)
    step = next((step for step in STEPS if most <= step * MARKS), most)
    whole = max(most, step) / ROOM
    bars = [{"average": percent(row[0], whole), "worst": percent(row[1], whole)} if row else None for row in rows]
    marks = [Text(percent(days, whole), str(days)) for days in range(0, max(most, step) + 1, step)]
    return bars, marks


def lede(strand: Any, owed: Sequence[ReportingPeriod]) -> str:
    """What is due and late, in a sentence or two."""
    found = [_("Nothing is overdue.")]
    if strand.late:
        one = ngettext("%(count)s milestone is overdue.", "%(count)s milestones are overdue.", strand.late)
        found = [one % {"count": spell_count(strand.late)}]
    if strand.soon:
        one = ngettext("%(count)s is due soon.", "%(count)s are due soon.", strand.soon)
        found.append(one % {"count": spell_count(strand.soon)})
    found += [period.sentence for period in owed[:1]]
    return " ".join(capfirst(sentence) for sentence in found)


class DashboardRows(ListPage):
    """The rows behind a number of a strand's dashboard, as a list with its files."""

    template_name = "reports/overview/dashboard_rows.html"
    search_field = ""
    section = "strand"

    @cached_property
    def kind(self) -> dashboards.RowKind:
        """What is listed; else 404."""
        if self.kwargs["figure"] not in dashboards.KINDS:
            raise Http404
        return dashboards.KINDS[self.kwargs["figure"]]

    @property
    def name(self) -> str:  # type: ignore[override]
        return f"dashboard-{self.kind.key}"

    @property
    def title(self) -> str:
        return str(self.kind.title)

    @property
    def columns(self) -> list[Column]:  # type: ignore[override]
        return self.kind.columns

    @property
    def filters(self) -> list[Filter]:  # type: ignore[override]
        return self.kind.filters(self.strand)

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """Those that the reader may see."""
        rows = self.kind.rows(strand)
        if self.kind.dealings:
            rows = rows.visible_to(self.grants)  # type: ignore[attr-defined]
        return rows.select_related(*self.kind.named).order_by(*self.kind.order)

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        dashboard = (_("Dashboard"), reverse("reports:dashboard", args=[strand.code]))
        return crumbs(strand, dashboard, (self.title, ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With how many of the rows are not the reader's to read."""
        hidden = 0
        if self.kind.dealings:
            every = self._chosen(self.kind.rows(self.strand).order_by(), kwargs["filters"])
            hidden = every.count() - kwargs["page"].paginator.count
        return super().get_context_data(hidden=hidden, **kwargs)


class DashboardPage(Kept, InStrand, TemplateView):
    """One strand: what is due and late, days without contact, punctuality, levels, activity, needs, who came."""

    template_name = "reports/overview/dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries; each number with its rows."""
        today = clock.today()
        strand = dashboards.with_figures([self.get_strand()], today).get()
        rows = ReportingPeriod.objects.filter(strand=strand).in_order().select_related("strand")
        periods, cities = with_missing(strand, rows, today)
        owed = [period for period in periods if period.is_owed]
        months = dashboards.contacts_by_month(strand, today)
        stages = dashboards.delays_of([strand], today)[strand.pk]
        bars, marks = delays(
            [(delay.average or 0.0, delay.worst) if delay.is_on_record else None for _stage, delay in stages]
        )
        return super().get_context_data(
            strand=strand,
            section="strand",
            crumbs=crumbs(strand, (_("Dashboard"), "")),
            lede=lede(strand, owed),
            figures=list(dashboards.due_figures(strand, periods)),
            late=[(row, row.days_over(today)) for row in dashboards.overdue(strand, today)],
            late_url=dashboards.rows_url(strand, "milestones", state=dashboards.LATE),
            periods=owed,
            cities=cities,
            gaps=contact_gaps(grants=self.grants, strand=strand, today=today),
            stages=[
                dashboards.stage_row(strand, stage, delay) | {"bar": bar}
                for (stage, delay), bar in zip(stages, bars, strict=True)
            ],
            whole=dashboards.stage_row(strand, None, sum((delay for _stage, delay in stages), Delay())),
            marks=marks if any(bar and bar["worst"] for bar in bars) else (),
            definition=DEFINITION,
            months=list(dashboards.month_rows(strand, months, opens=may_see_some_dealings(self.grants, strand))),
            activity=contact_months(months),
            letters={side.value: strand.side_letters(side) for side in Side},
            met_url=dashboards.rows_url(strand, "needs", met=dashboards.MET),
            unmet_url=dashboards.rows_url(strand, "needs", met=dashboards.UNMET),
            needs_url=dashboards.rows_url(strand, "needs"),
            unmet=strand.stated - strand.met,
            people=dashboards.people_figure(strand),
            levels=levels_of(
                Project.objects.visible_to(self.grants).filter(strand=strand),
                list_url=reverse("partnerships:project-list", args=[strand.code]),
            ),
            moves_url=dashboards.rows_url(strand, "moves"),
            **kwargs,
        )


class ProgrammeDashboard(KeptForReader, TemplateView):
    """The strands beside each other, for those who look after them or read them for the authority."""

    template_name = "reports/progress/programme_dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries, whatever the number of strands."""
        if not may_see_programme(self.grants):
            raise NotAllowed
        strands = Strand.objects.all()
        if not self.grants.is_administrator:
            strands = strands.filter(pk__in=self.grants.staff | self.grants.authority)
        return super().get_context_data(
            section="programme",
            crumbs=[(_("Programme"), reverse("partnerships:programme")), (_("Dashboard"), "")],
            lines=list(_lines(list(strands), clock.today())),
            definition=DEFINITION,
            **kwargs,
        )


def _lines(strands: Sequence[Strand], today: dt.date) -> Iterator[dict[str, Any]]:
    """The strands, the newest first, with the numbers of their rows, each with where it leads."""
    delays, helixes = dashboards.delays_of(strands, today), dashboards.helixes_of(strands)
    rows = ReportingPeriod.objects.filter(strand__in=strands).select_related("strand")
    states = [(period.strand_id, period.state) for period in with_reports(rows, today)]
    for strand in dashboards.with_figures(strands, today).order_by("-starts_on", "code"):
        calendar = reverse("reports:calendar", args=[strand.code])
        late = (states.count((strand.pk, PeriodState.LATE)), f"{calendar}?state=late")
        whole = dashboards.stage_row(strand, None, sum((delay for _stage, delay in delays[strand.pk]), Delay()))
        projects = reverse("partnerships:project-list", args=[strand.code])
        yield {
            "strand": strand,
            "url": reverse("reports:dashboard", args=[strand.code]),
            "late": (strand.late, dashboards.rows_url(strand, "milestones", state=dashboards.LATE)),
            "soon": (strand.soon, dashboards.rows_url(strand, "milestones", state=dashboards.SOON)),
            "reports": late if any(key == strand.pk for key, _state in states) else None,
            **{name: whole[name] for name in ("total", "average", "worst")},
            "delayed": whole["late"],
            "projects": (strand.reached, f"{projects}?level=reached"),
            "met": (strand.met, dashboards.rows_url(strand, "needs", met=dashboards.MET)),
            "people": dashboards.people_figure(strand),
            "helix": helixes[strand.pk],
            "helix_url": f"{reverse('partnerships:organisation-list', args=[strand.code])}?projects=with",
        }


# The brief of a pairing: its page, in either language, and its files.


class OfBrief(InPairing):
    """Below a pairing; who may not know what passes between its sides does not find it."""

    def get_brief_pairing(self) -> Pairing:
        """The pairing, else 404."""
        if not may_see_dealings(self.grants, self.pairing):
            raise Http404
        return self.pairing


class BriefPage(OfBrief, TemplateView):
    """What was achieved, what is difficult, what comes next, what is to be decided."""

    template_name = "reports/overview/brief.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As the records are, in the language that the address asks for, else the reader's."""
        pairing = self.get_brief_pairing()
        wanted = self.request.GET.get("language", "")
        language = wanted if wanted in LANGUAGES else written_languages()[0]
        brief = Brief(grants=self.grants, pairing=pairing, language=language, now=clock.now())
        with translation.override(language):
            picture = Drawing(brief.picture, brief.picture_label, key_label(), narrow=brief.narrow_picture)
            drawing = block_rows([picture]) if brief.picture else []
            parts = [(part, *cut(part)) for part in brief.parts]
            facts = {"title": brief.title, "as_of": brief.as_of_label}
            themes = pgettext("brief of a pairing", "Themes")
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            section="strand",
            crumbs=crumbs(pairing.strand, (pairing.name, pairing.get_absolute_url()), (brief.title, "")),
            tabs=tabs(pairing, "reports", self.grants),
            brief=brief,
            facts=facts,
            parts=parts,
            themes=themes,
            drawing=drawing,
            language=language,
            languages=[(code, label, f"?language={code}") for code, label in written_of(LANGUAGE_NAMES)],
            formats=list(FORMATS),
            **kwargs,
        )


class BriefFile(OfBrief, View):
    """Hands out the brief as a file, made from the records as they are."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """In one of two languages and two formats; else 404. A worker makes the PDF."""
        language, file_format = self.kwargs["paper_language"], self.kwargs["file_format"]
        if language not in LANGUAGES or file_format not in FORMATS:
            raise Http404
        pairing = self.get_brief_pairing()
        title = pgettext_lazy("brief of a pairing", "Brief: %(pairing)s")
        leave_to_worker(
            request,
            strand=pairing.strand,
            name=lambda: f"{title % {'pairing': pairing.name}}, {file_format.upper()}, {LANGUAGE_NAMES[language]}",
            # To fill one page it is set several times over.
            is_long=lambda: file_format == "pdf",
        )
        content = brief_file(
            by=request.user,  # type: ignore[arg-type]
            grants=self.grants,
            pairing=pairing,
            language=language,
            file_format=file_format,
        )
        # The name says of which pairing and day it is.
        name = f"brief_{pairing.strand.code}_{pairing.code}_{language}_{clock.today().isoformat()}.{file_format}"
        return send_file(content, name=name, media_type=FORMATS[file_format])
