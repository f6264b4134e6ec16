"""The programme, the list of strands, the page of one with its board, its timeline and its themes."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.actions import buttons_on
from core.columns import shown
from core.kept import Kept, KeptForReader, kept_parts
from core.parts import panels
from core.sent_files import MOST_ROWS, leave_to_worker
from partnerships.documents.selectors import attached_in_strand
from partnerships.history.services import log_export
from partnerships.lists import FORMATS, ListPage, list_file
from partnerships.matching.cards import stated_on_theme
from partnerships.models import Milestone, Pairing, Strand, Theme
from partnerships.organisations.selectors import acting_in
from partnerships.pairings.cards import side_labels
from partnerships.pairings.selectors import Journey, read_journeys, read_stages
from partnerships.programmes.board import board, row_cells
from partnerships.programmes.cards import page_timeline, strand_map
from partnerships.programmes.pages import InStrand, crumbs
from partnerships.programmes.programme import (
    SORTS,
    in_order,
    read_lines,
    read_pairings,
    read_parts,
    read_rows,
    read_signals,
    read_strands,
    state_of,
)
from partnerships.programmes.selectors import health_sentences, read_numbers, read_summary, set_up_steps
from partnerships.programmes.set_up_actions import AddThemes, EditTheme, StartStrand
from partnerships.programmes.tables import DATE_COLUMNS, DATE_FILTERS, PROGRAMME_COLUMNS, with_dates
from partnerships.projects.selectors import level_steps, levels_of_pairings, strand_helix, strand_levels
from partnerships.rules.places import may_edit_plan
from partnerships.tasks.signals import read_health

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
        numbers = read_numbers(strand, today)
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

        set_up = set_up_steps(strand) if may_edit_plan(self.grants, strand) else []
        levels = strand_levels(strand, numbers["projects"])
        told = [] if is_many else pairings  # in tables, which tell of all or of none
        return super().get_context_data(
            strand=strand,
            section="strand",
            attached=attached_in_strand(self.grants, strand, strand),
            later_rounds=[one for one in self.request.strands if one.previous_id == strand.pk],
            page=page,
            stages=stages,
            board=board(
                pairings,
                journeys_of,
                health,
                is_mixed=len(numbers["pairings"]) > 1,
            ),
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
            **read_summary(
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
            strand=strand,
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
            strand=strand,
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
        strands = read_strands(self.grants)
        chosen = next((strand for strand in strands if strand.code == request.GET.get("strand")), None)
        shown = [chosen] if chosen else strands
        sort = request.GET.get("sort", "")
        if sort.removeprefix("-") not in SORTS:
            sort = "health"
        lines = read_lines(shown, by_name=sort.endswith("pairing"))
        signals = read_signals(self.grants, lines, today)
        keys = in_order(lines, signals, sort, today)
        if request.GET.get("format") in FORMATS:
            return self._file(request.GET["format"], shown, read_rows(read_pairings(keys), self.grants, today))
        page = Paginator(keys, PAIRINGS).get_page(request.GET.get("page"))
        with_strand = chosen is None
        pairings = read_pairings(list(page.object_list))

        def cells_of(some: Sequence[Pairing]) -> dict[int, SafeString]:
            rows = read_rows(some, self.grants, today)
            return {row["pairing"].pk: row_cells(row, with_strand=with_strand) for row in rows}

        # Whoever reads the programme sees what passes between the sides in all of it.
        cells = kept_parts("programme", pairings, cells_of, with_strand)
        return self.render_to_response(
            self.get_context_data(
                sentence=_sentence([state_of(some) for some in signals.values()]),
                buttons=buttons_on(Strand(), [StartStrand], self.grants),
                section="programme",
                parts=read_parts(shown, lines, signals, today),
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
        strand = self.request.GET.get("strand")
        kept = {"strand": strand} if strand else {}
        heads = [
            {
                "label": label,
                "url": f"?{urlencode(kept | {'sort': f'-{key}' if now == key else key})}",
                "direction": {key: "ascending", f"-{key}": "descending"}.get(now, ""),
            }
            for key, label in labels.items()
        ]
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
            log_export(
                by=self.request.user,
                grants=self.grants,
                strand=strand,
                pairing=None,
                name="programme",
                form=form,
                rows=sum(row["pairing"].strand_id == strand.pk for row in rows),
            )
        name = f"programme-{clock.today().isoformat()}"
        return list_file(PROGRAMME_COLUMNS, rows, form=form, name=name, sheet=_("Programme"))


def _sentence(states: Sequence[str]) -> str:
    """How the open pairings are doing, in one sentence."""
    count = len(states)
    if not count:
        return _("No pairing is open.")
    opened = ngettext("%(count)s pairing is open.", "%(count)s pairings are open.", count) % {"count": count}
    return " ".join([opened, *(health_sentences(states) or [_("All are on track.")])])
