"""The programme, the list of strands, the page of one with its board, its timeline and its themes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.kept import Kept, KeptForReader
from core.parts import panels
from core.sent_files import MOST_ROWS, leave_to_worker
from partnerships.history.services import log_export
from partnerships.lists import FORMATS, ListPage, list_file
from partnerships.matching.cards import stated_on_theme
from partnerships.models import Milestone, Pairing, Strand, StrandImplementer, Theme
from partnerships.pairings.cards import side_labels
from partnerships.pairings.selectors import read_journeys
from partnerships.programmes.board import board
from partnerships.programmes.cards import page_timeline, strand_map
from partnerships.programmes.pages import InStrand, crumbs
from partnerships.programmes.selectors import read_programme, read_summary, rounds_of
from partnerships.programmes.tables import DATE_COLUMNS, DATE_FILTERS, PROGRAMME_COLUMNS, with_dates
from partnerships.projects.selectors import level_steps, levels_of_pairings, strand_helix, strand_levels
from partnerships.rules.places import may_edit_plan
from partnerships.tasks.signals import read_health

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, StreamingHttpResponse
    from django.http.response import HttpResponseBase

    from partnerships.tasks.signals import Health

ROWS = 12  # pairings of a page


class StrandList(KeptForReader, TemplateView):
    """The strands one may read; whoever has one goes straight to it from the header."""

    template_name = "partnerships/programmes/strand_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All of them, newest first, each with its days and how many pairings are open."""
        strands = Strand.objects.visible_to(self.grants).newest_first().with_pairing_counts()
        return super().get_context_data(strand_list=strands, **kwargs)


class StrandPage(Kept, InStrand, TemplateView):
    """How a strand stands: in words and figures, on the board, in time, on the map, by level and sector."""

    template_name = "partnerships/programmes/strand.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read what is shown in a constant number of queries; of many pairings a page of them."""
        strand = self.get_strand()
        today = clock.today()
        every = Pairing.objects.filter(strand=strand)
        states = Counter(dict(every.order_by().values_list("status").annotate(Count("pk"))))
        paginator = Paginator(every.with_names(), ROWS)
        paginator.count = states.total()
        page = paginator.get_page(self.request.GET.get("page"))
        pairings = list(page.object_list)
        health = read_health(grants=self.grants, pairings=pairings, today=today)
        journeys = read_journeys(pairings, today)
        stages = [part.stage for part in journeys[0].stages] if journeys else []
        levels = strand_levels(strand, self.grants)
        return super().get_context_data(
            strand=strand,
            section="strand",
            page=page,
            is_mixed=len(states) > 1,
            stages=stages,
            board=board(journeys, health),
            timeline=page_timeline(journeys),
            strand_map=strand_map(strand, self.grants, pairings),
            implementers=[
                row.organisation
                for row in StrandImplementer.objects.filter(strand=strand).select_related("organisation")
            ],
            may_edit_plan=may_edit_plan(self.grants, strand),
            levels=levels,
            steps=level_steps(levels),
            levels_of_pairings=levels_of_pairings(levels, pairings),
            rounds=rounds_of(strand, self.grants),
            helix=strand_helix(strand, pairings),
            panels=panels("strand", grants=self.grants, strand=strand),
            **read_summary(
                grants=self.grants,
                strand=strand,
                states=states,
                pairings=pairings,
                stages=stages,
                levels=levels,
                today=today,
            ),
            **(side_labels(journeys[0]) if journeys else {}),
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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the picture, of one pairing alone where the list is narrowed to it."""
        strand = kwargs["strand"]
        pairings = Pairing.objects.visible_to(self.grants).filter(strand=strand).with_names()
        if chosen := next(choice["value"] for choice in kwargs["filters"] if choice["key"] == "pairing"):
            pairings = pairings.filter(code=chosen)
        journeys = read_journeys(list(pairings), clock.today())
        return super().get_context_data(
            timeline=page_timeline(journeys, is_large=True),
            **(side_labels(journeys[0]) if journeys else {}),
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
        areas = [
            (area, [topic for topic in themes if topic.parent_id == area.pk])
            for area in themes
            if area.parent_id is None
        ]
        return super().get_context_data(
            strand=strand,
            areas=areas,
            section="themes",
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
            topics=topics,
            pairings=list(pairings),
            stated=stated_on_theme(strand, theme, topics),
            section="themes",
            crumbs=crumbs(strand, (_("Thematic areas"), areas), *above, (theme.name, "")),
            **kwargs,
        )


# What comes first when a head is clicked: the worst health, the longest silence, the nearest date.
ORDERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "pairing": lambda row: row["pairing"].name,
    "health": lambda row: (-row["health"].rank, -len(row["health"].signals)) if row["health"] else (1, 0),
    "silence": lambda row: 1 if row["silent_days"] is None else -row["silent_days"],
    "due": lambda row: row["next_due"].forecast.last_day if row["next_due"] else dt.date.max,
}


class ProgrammePage(KeptForReader, TemplateView):
    """Strands × stages, what is due next, who is silent; then every pairing, to be sorted and taken along."""

    template_name = "partnerships/programmes/programme.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The page, or the file where one is asked for."""
        parts = read_programme(grants=self.grants, today=clock.today())
        chosen = next((part for part in parts if part["strand"].code == request.GET.get("strand")), None)
        shown = [chosen] if chosen else parts
        sort = request.GET.get("sort", "")
        if sort.removeprefix("-") not in ORDERS:
            sort = "health"
        rows = [row for part in shown for row in part["rows"]]
        rows.sort(key=lambda row: (row["pairing"].strand.code, row["pairing"].code))
        rows.sort(key=ORDERS[sort.removeprefix("-")], reverse=sort.startswith("-"))
        if request.GET.get("format") in FORMATS:
            return self._file(request.GET["format"], shown, rows)
        return self.render_to_response(
            self.get_context_data(
                sentence=_sentence([row["health"] for row in rows if row["health"]]),
                section="programme",
                parts=shown,
                strand_choices=[part["strand"] for part in parts],
                chosen=chosen,
                rows=rows,
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

    def _file(
        self, form: str, parts: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]
    ) -> StreamingHttpResponse:
        """Log the export in each strand it holds, then send the rows in the page's order; a worker makes a long one."""
        if parts:
            leave_to_worker(
                self.request,
                strand=parts[0]["strand"],
                name=lambda: f"{_('Programme')}, {form.upper()}",
                is_long=lambda: len(rows) > MOST_ROWS,
            )
        for part in parts:
            log_export(
                by=self.request.user,
                grants=self.grants,
                strand=part["strand"],
                pairing=None,
                name="programme",
                form=form,
                rows=len(part["rows"]),
            )
        name = f"programme-{clock.today().isoformat()}"
        return list_file(PROGRAMME_COLUMNS, rows, form=form, name=name, sheet=_("Programme"))


def _sentence(open_pairings: Sequence[Health]) -> str:
    """How the open pairings are doing, in one sentence."""
    count = len(open_pairings)
    if not count:
        return _("No pairing is open.")
    opened = ngettext("%(count)s pairing is open.", "%(count)s pairings are open.", count) % {"count": count}
    states = [health.state for health in open_pairings]
    risk, watch = states.count("at-risk"), states.count("watch")
    if not risk and not watch:
        return f"{opened} {_('All are on track.')}"
    return opened + " " + _("At risk: %(risk)s. On watch: %(watch)s.") % {"risk": risk, "watch": watch}
