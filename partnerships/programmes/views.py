"""The programme, the list of strands, the page of one with its board, its timeline and its themes."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.actions import buttons_on
from core.columns import Column, Filter, by, shown
from core.formats import apart
from core.kept import Kept, KeptForReader, kept_parts
from core.parts import panels
from core.sent_files import MOST_ROWS, leave_to_worker
from partnerships.documents.selectors import attached_in_strand
from partnerships.enums import LATE, MilestoneStatus
from partnerships.history.services import log_export
from partnerships.lists import FORMATS, ListPage, list_file, sorting
from partnerships.matching.cards import stated_on_theme
from partnerships.milestones.tables import PERIODS, TITLE
from partnerships.models import DateChange, Milestone, Pairing, Strand, Theme
from partnerships.organisations.selectors import acting_in
from partnerships.pairings.cards import side_labels, state_text
from partnerships.pairings.selectors import Journey, read_journeys, read_stages
from partnerships.programmes import selectors
from partnerships.programmes.cards import board, page_timeline, row_cells, strand_map
from partnerships.programmes.pages import InStrand, crumbs
from partnerships.programmes.set_up_actions import AddThemes, EditTheme, StartStrand
from partnerships.projects.selectors import level_steps, levels_of_pairings, strand_helix, strand_levels
from partnerships.rules import may_edit_plan
from partnerships.tasks.signals import read_health

_HEALTH = {
    "on-track": pgettext_lazy("status", "On track"),
    "watch": pgettext_lazy("status", "Watch"),
    "at-risk": pgettext_lazy("status", "At risk"),
}
# Their rows are those of `read_rows`, sorted before.
PROGRAMME_COLUMNS = [
    Column(
        "pairing",
        gettext_lazy("Pairing"),
        lambda row: row["pairing"].name,
        link=lambda row: row["pairing"].get_absolute_url(),
    ),
    Column("strand", gettext_lazy("Strand"), lambda row: str(row["pairing"].strand)),
    Column(
        "health",
        pgettext_lazy("table head", "Status"),
        lambda row: _HEALTH[row["health"].state] if row["health"] else row["pairing"].get_status_display(),
    ),
    Column(
        "signals",
        gettext_lazy("Signals"),
        lambda row: apart(signal.sentence for signal in row["health"].signals) if row["health"] else "",
    ),
    Column("silence", gettext_lazy("Days without contact"), lambda row: row["silent_days"]),
    Column("silent_side", gettext_lazy("Silent longer"), lambda row: row["silent_side"]),
    Column("due", gettext_lazy("Next due"), lambda row: row["next_due"].forecast if row["next_due"] else None),
    Column("next", gettext_lazy("What is due"), lambda row: row["next_due"].title if row["next_due"] else ""),
    Column("done", pgettext_lazy("table head", "Done"), lambda row: row["progress"].done),
    Column("open", pgettext_lazy("table head", "Open"), lambda row: row["progress"].open),
    Column("late", pgettext_lazy("table head", "Overdue"), lambda row: row["progress"].late),
    Column("not_reported", pgettext_lazy("table head", "Not reported"), lambda row: row["progress"].not_reported),
]


_BY_PAIRING = ("pairing__code", "stage__position", "forecast_start", "forecast_last_day", "pk")


def with_dates(rows: QuerySet[Milestone]) -> QuerySet[Milestone]:
    """The rows with what their columns read: names, stage, and why each was last moved, in both languages."""
    newest = DateChange.objects.filter(milestone=OuterRef("pk")).order_by("-at", "-pk")
    why = {f"{name}_of_move": Subquery(newest.values(name)[:1]) for name in ("reason", "reason_other")}
    return rows.select_related("stage").annotate(**why).order_by(*_BY_PAIRING)


def _why(row: Any) -> str:
    """The milestone's own reason, else that of its newest move."""
    move = DateChange(reason=row.reason_of_move or "", reason_other=row.reason_other_of_move or "")
    return str((row if row.reason else move).in_reading_language("reason"))


def moved_label(milestone: Milestone) -> str:
    """By how many days its end lies after that of the first plan, or before; else empty."""
    days = milestone.shown_period.days_after(milestone.baseline)
    later = ngettext("%(count)s day later", "%(count)s days later", days)
    earlier = ngettext("%(count)s day earlier", "%(count)s days earlier", -days)
    return (later if days > 0 else earlier) % {"count": abs(days)} if days else ""


def _in_state(rows: QuerySet[Milestone], state: str) -> QuerySet[Milestone]:
    if state == LATE:
        return rows.overdue(clock.today())  # type: ignore[attr-defined]
    return rows.filter(status=state)


DATE_COLUMNS = [
    TITLE,
    Column("pairing", gettext_lazy("Pairing"), lambda row: row.pairing.name, order=_BY_PAIRING),
    *PERIODS,
    Column("moved", pgettext_lazy("table head", "Difference"), moved_label),
    Column(
        "status", pgettext_lazy("table head", "Status"), lambda row: state_text(row, clock.today()), order=by("status")
    ),
    Column("reason", gettext_lazy("Why it differs"), _why),
]

DATE_FILTERS = [
    Filter(
        "pairing",
        gettext_lazy("Pairing"),
        lambda strand: strand.pairings.choices(),
        lambda rows, code: rows.filter(pairing__code=code),
    ),
    Filter(
        "stage",
        gettext_lazy("Stage"),
        lambda strand: [(row.code, row.name) for row in strand.stages.order_by("position")],
        lambda rows, code: rows.filter(stage__code=code),
    ),
    Filter(
        "status",
        pgettext_lazy("table head", "Status"),
        lambda _strand: [
            (LATE, pgettext_lazy("status", "Overdue")),
            *MilestoneStatus.choices,
        ],
        _in_state,
    ),
]


ROWS = 10  # pairings of a strand's page
FEW = 4  # that are drawn on a timeline
PAIRINGS = 50  # of the programme's page, a line each


class StrandList(KeptForReader, TemplateView):
    """The strands one may read; whoever has one goes straight to it from the header."""

    template_name = "partnerships/programmes/strand_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All of them, newest first, each with its days and how many pairings are open."""
        strands = Strand.objects.visible_to(self.grants).newest_first().with_pairing_counts()
        buttons = buttons_on(Strand(), [StartStrand], self.grants)
        return super().get_context_data(strand_list=strands, buttons=buttons, **kwargs)


class StrandPage(Kept, InStrand, TemplateView):
    """How a strand stands: in words and figures, on the board, in time, on the map, by level and sector."""

    template_name = "partnerships/programmes/strand.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read what is shown in a constant number of queries; of many pairings a page of them."""
        strand = self.get_strand()
        today = clock.today()
        every = Pairing.objects.filter(strand=strand)
        numbers = selectors.read_numbers(strand, today)
        paginator = Paginator(every.with_names().with_changes(), ROWS)
        paginator.count = numbers["pairings"].total()
        page = paginator.get_page(self.request.GET.get("page"))
        is_many, wants_map = page.has_other_pages(), "map" in self.request.GET
        pairings = [] if is_many and wants_map else list(page.object_list)
        health = read_health(grants=self.grants, pairings=pairings, today=today)
        stages = read_stages(strands=[strand.pk]) if pairings else []
        # Of few, which are drawn in time, all are read; of many those whose row of the board has changed.
        journeys = read_journeys(pairings, today, stages) if paginator.count <= FEW else []

        def journeys_of(some: Sequence[Pairing]) -> Sequence[Journey]:
            return [one for one in journeys if one.pairing in some] or read_journeys(some, today, stages)

        set_up = selectors.set_up_steps(strand) if may_edit_plan(self.grants, strand) else []
        levels = strand_levels(strand, numbers["projects"])
        told = [] if is_many else pairings  # in tables, which tell of all or of none
        return super().get_context_data(
            section="strand",
            attached=attached_in_strand(self.grants, strand, strand),
            later_rounds=[one for one in self.request.strands if one.previous_id == strand.pk],
            page=page,
            stages=stages,
            board=board(pairings, journeys_of, health, is_mixed=len(numbers["pairings"]) > 1),
            timeline=page_timeline(journeys) if journeys else None,
            strand_map=None if is_many and not wants_map else strand_map(strand, self.grants, told),
            organisations=[
                (part.label, code, shown(english, korean)) for part, code, english, korean in acting_in(strand)
            ],
            may_edit_plan=may_edit_plan(self.grants, strand),
            set_up=set_up,
            set_up_url=next((step["url"] for step in set_up if not step["is_done"]), ""),
            levels=levels,
            steps=level_steps(levels),
            levels_of_pairings=levels_of_pairings(levels, told),
            helix=strand_helix(strand, told),
            panels=panels("strand", grants=self.grants, strand=strand),
            **selectors.read_summary(
                strand=strand,
                numbers=numbers,
                health=() if is_many else health.values(),
                stages=stages,
                levels=levels,
                today=today,
            ),
            **side_labels(strand),
            **kwargs,
        )


class TimelinePage(ListPage):
    """All pairings on one axis, and every milestone with baseline, forecast, actual and the reason of its move."""

    template_name = "partnerships/programmes/timeline.html"
    name = "dates"
    title = pgettext_lazy("strand", "Timeline")
    columns = DATE_COLUMNS
    filters = DATE_FILTERS
    section = "strand"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """By pairing, then in the journey's order."""
        return with_dates(Milestone.objects.visible_to(self.grants).filter(pairing__strand=strand))

    @cached_property
    def pairings(self) -> dict[int, Pairing]:
        """Those of the strand by key."""
        rows = Pairing.objects.visible_to(self.grants).filter(strand__code=self.kwargs["strand"])
        return {row.pk: row for row in rows.with_names()}

    def name_rows(self, strand: Strand, rows: Sequence[Any]) -> None:
        del strand
        for row in rows:
            row.pairing = self.pairings[row.pairing_id]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the picture of the pairings that the page lists, which are few where it lists them in order."""
        listed = {row.pairing_id for row in kwargs["page"].object_list}
        pairings = [row for key, row in self.pairings.items() if key in listed]
        journeys = read_journeys(pairings[:FEW], clock.today())
        return super().get_context_data(
            timeline=page_timeline(journeys, is_large=True),
            left_out=len(pairings) - len(journeys),
            **(side_labels(journeys[0].pairing.strand) if journeys else {}),
            **kwargs,
        )


class ThemeList(Kept, InStrand, TemplateView):
    """The strand's thematic areas with their topics and the pairings that chose them."""

    template_name = "partnerships/programmes/theme_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Areas in the pack's order, each with its topics."""
        strand = self.get_strand()
        themes = list(
            Theme.objects.filter(strand=strand).prefetch_related(Prefetch("pairings", Pairing.objects.with_names()))
        )
        for theme in themes:
            theme.strand = strand
        areas = [
            (area, [topic for topic in themes if topic.parent_id == area.pk])
            for area in themes
            if area.parent_id is None
        ]
        return super().get_context_data(
            areas=areas,
            buttons=buttons_on(strand, [AddThemes], self.grants),
            section="strand",
            crumbs=crumbs(strand, (_("Thematic areas"), "")),
            **kwargs,
        )


class ThemePage(Kept, InStrand, TemplateView):
    """A thematic area or a topic: what lies below it and which pairings chose it."""

    template_name = "partnerships/programmes/theme.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        strand = self.get_strand()
        theme = self.get_or_404(
            Theme.objects.visible_to(self.grants).select_related("parent__strand", "strand"),
            strand=strand,
            code=self.kwargs["theme"],
        )
        topics = list(Theme.objects.filter(parent=theme).select_related("strand"))
        pairings = Pairing.objects.visible_to(self.grants).filter(themes__in=[theme, *topics]).distinct().with_names()
        areas = reverse("partnerships:theme-list", args=[strand.code])
        above = [(theme.parent.name, theme.parent.get_absolute_url())] if theme.parent else []
        return super().get_context_data(
            theme=theme,
            buttons=buttons_on(theme, [EditTheme], self.grants),
            add=[(_("Add topics"), f"{strand.address_of('partnerships:theme-add')}?area={theme.code}")]
            if theme.parent is None and may_edit_plan(self.grants, strand)
            else (),
            topics=topics,
            pairings=list(pairings),
            stated=stated_on_theme(strand, theme, topics),
            section="strand",
            crumbs=crumbs(strand, (_("Thematic areas"), areas), *above, (theme.name, "")),
            **kwargs,
        )


class ProgrammePage(KeptForReader, TemplateView):
    """Strands × stages, what is due next, who is silent; then every pairing, to be sorted and taken along."""

    template_name = "partnerships/programmes/programme.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The page, or the file where one is asked for."""
        today = clock.today()
        strands = selectors.read_strands(self.grants)
        chosen = next((strand for strand in strands if strand.code == request.GET.get("strand")), None)
        shown = [chosen] if chosen else strands
        sort = request.GET.get("sort", "")
        if sort.removeprefix("-") not in selectors.SORTS:
            sort = "health"
        lines = selectors.read_lines(shown, by_name=sort.endswith("pairing"))
        signals = selectors.read_signals(self.grants, lines, today)
        keys = selectors.in_order(lines, signals, sort, today)
        if request.GET.get("format") in FORMATS:
            return self._file(
                request.GET["format"], shown, selectors.read_rows(selectors.read_pairings(keys), self.grants, today)
            )
        page = Paginator(keys, PAIRINGS).get_page(request.GET.get("page"))
        with_strand = chosen is None
        pairings = selectors.read_pairings(list(page.object_list))

        def cells_of(some: Sequence[Pairing]) -> dict[int, SafeString]:
            rows = selectors.read_rows(some, self.grants, today)
            return {row["pairing"].pk: row_cells(row, with_strand=with_strand) for row in rows}

        # Whoever reads the programme sees what passes between the sides in all of it.
        cells = kept_parts("programme", pairings, cells_of, with_strand)
        return self.render_to_response(
            self.get_context_data(
                sentence=_sentence([selectors.state_of(some) for some in signals.values()]),
                buttons=buttons_on(Strand(), [StartStrand], self.grants),
                section="programme",
                parts=selectors.read_parts(shown, lines, signals, today),
                strand_choices=strands,
                chosen=chosen,
                page=page,
                rows=[(pairing, cells[pairing.pk]) for pairing in pairings],
                sort=sort,
                heads=self._heads(sort),
                panels=panels("programme", grants=self.grants),
            )
        )

    def _heads(self, now: str) -> list[dict[str, Any]]:
        labels = {
            "pairing": _("Pairing"),
            "health": pgettext("table head", "Status"),
            "silence": _("Days without contact"),
            "due": _("Next due"),
        }
        heads = [{"label": label} | sorting(key, self.request.GET, now) for key, label in labels.items()]
        return [*heads, {"label": pgettext("table head", "Milestones")}]

    def _file(self, form: str, strands: Sequence[Strand], rows: Sequence[dict[str, Any]]) -> StreamingHttpResponse:
        """Log the export in each strand it holds, then send the rows in the page's order; a worker makes a long one."""
        if strands:
            leave_to_worker(
                self.request,
                strand=strands[0],
                name=lambda: f"{_('Programme')}, {form.upper()}",
                is_long=lambda: len(rows) > MOST_ROWS,
            )
        for strand in strands:
            count = sum(row["pairing"].strand_id == strand.pk for row in rows)
            log_export(by=self.request.user, grants=self.grants, place=strand, name="programme", form=form, rows=count)
        name = f"programme-{clock.today().isoformat()}"
        return list_file(PROGRAMME_COLUMNS, rows, form=form, name=name, sheet=_("Programme"))


def _sentence(states: Sequence[str]) -> str:
    """How the open pairings are doing, in one sentence."""
    count = len(states)
    if not count:
        return _("No pairing is open.")
    opened = ngettext("%(count)s pairing is open.", "%(count)s pairings are open.", count) % {"count": count}
    return " ".join([opened, *(selectors.health_sentences(states) or [_("All are on track.")])])
