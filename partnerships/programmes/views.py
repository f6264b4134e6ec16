"""The list of strands, the page of one with its board, its timeline and its themes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.access import Access
from core.formats import format_number, join_names
from core.parts import panels
from core.periods import Period
from partnerships.enums import BuiltIn, MilestoneStatus, Side
from partnerships.indicators.selectors import figure_url
from partnerships.lists import ListPage
from partnerships.matching.cards import stated_on_theme
from partnerships.milestones.cards import marked
from partnerships.models import Milestone, Pairing, Participation, Stage, Strand, StrandImplementer, Theme
from partnerships.pairings.cards import side_labels
from partnerships.pairings.selectors import Journey, read_journeys
from partnerships.programmes.pages import InStrand, crumbs
from partnerships.programmes.selectors import rounds_of
from partnerships.programmes.states import read_states
from partnerships.programmes.strand_map import strand_map
from partnerships.programmes.tables import DATE_COLUMNS, DATE_FILTERS, with_dates
from partnerships.programmes.timelines import page_timeline
from partnerships.projects.selectors import level_steps, levels_of_pairings, strand_helix, strand_levels
from partnerships.rules.places import may_edit_plan
from partnerships.tasks.signals import read_health
from partnerships.translations.services import count_lacking

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    from partnerships.pairings.selectors import StageOfJourney
    from partnerships.programmes.states import StageNow, StrandState
    from partnerships.tasks.signals import Health

# The first screen of a strand's page: its key figures, each with where it leads, and which pairings it shows.

MOST = 12  # pairings that the page shows before the link to all of them


def pairings_shown(
    pairings: Sequence[Pairing], health: Mapping[int, Health], *, everything: bool
) -> tuple[list[Pairing], int]:
    """Those that the page shows, and how many are left out: of many, the ones that stand worst come first."""
    if everything or len(pairings) <= MOST:
        return list(pairings), 0
    ranked = sorted(pairings, key=lambda row: -health[row.pk].rank if row.pk in health else 0)
    return ranked[:MOST], len(pairings) - MOST


def key_figures(strand: Strand, standing: StrandState, levels: dict[str, Any], partners: int) -> list[dict[str, Any]]:
    """Four or five figures, each with the rows behind it."""
    return [
        {
            "value": format_number(standing.pairings),
            "label": _pairings_label(standing.pairings, partners),
            "url": "#board-heading" if standing.pairings else "",
        },
        {
            "value": format_number(levels["reached"]),
            "label": _projects_label(levels),
            "url": reverse("partnerships:project-list", args=[strand.code], query={"level": "reached"}),
        },
        {
            "value": format_number(standing.agreements),
            "label": _agreements_label(standing),
            "url": figure_url("figure-rows", strand, BuiltIn.AGREEMENTS_SIGNED.value),
        },
        *_delay_figure(strand, standing.delay),
        *(_over_figure(strand, standing) if standing.is_over else _stage_figure(strand, standing.stage)),
    ]


def _agreements_label(standing: StrandState) -> str:
    """With what the sides come from, which is no result of the strand."""
    said = ngettext("agreement signed", "agreements signed", standing.agreements)
    if not standing.earlier:
        return said
    years = join_names(str(year) for year in standing.earlier)
    return _("%(signed)s; before the programme: %(years)s") % {"signed": said, "years": years}


def _pairings_label(pairings: int, partners: int) -> str:
    of_partners = ngettext("%(count)s partner", "%(count)s partners", partners) % {"count": format_number(partners)}
    return ngettext("pairing, %(partners)s", "pairings, %(partners)s", pairings) % {"partners": of_partners}


def _projects_label(levels: dict[str, Any]) -> str:
    """What was merely named, or is talked about, comes after what two sides have agreed."""
    said = ngettext("project agreed, piloting or running", "projects agreed, piloting or running", levels["reached"])
    if named := levels["total"] - levels["reached"]:
        return _("%(reached)s; named or explored: %(number)s") % {"reached": said, "number": format_number(named)}
    return said


def _delay_figure(strand: Strand, days: int) -> Iterator[dict[str, Any]]:
    """All delays of the strand, where there are any."""
    if days:
        yield {
            "value": ngettext("%(count)s day", "%(count)s days", days) % {"count": format_number(days)},
            "label": _("of delay after the first plan; what several pairings share counts once"),
            "url": figure_url("figure-rows", strand, BuiltIn.DAYS_OF_DELAY.value),
        }


def _stage_figure(strand: Strand, now: StageNow | None) -> Iterator[dict[str, Any]]:
    if now is None:
        return
    label = {
        "running": _("to the end of stage %(number)s"),
        "ahead": _("to the beginning of stage %(number)s"),
        "done": _("since the end of stage %(number)s"),
    }[now.state]
    yield {
        "value": ngettext("%(count)s day", "%(count)s days", now.days) % {"count": format_number(now.days)},
        "label": label % {"number": now.stage.position},
        "url": reverse("partnerships:plan", args=[strand.code]),
    }


def _over_figure(strand: Strand, standing: StrandState) -> Iterator[dict[str, Any]]:
    """Of a strand that is over: what became of its milestones."""
    told, planned, untold = (standing.milestones[key] for key in ("done", "planned", "untold"))
    if not planned:
        return
    label = _("milestones done")
    if untold:
        label = _("milestones done, %(count)s not reported") % {"count": format_number(untold)}
    yield {
        "value": _("%(done)s of %(all)s") % {"done": format_number(told), "all": format_number(planned)},
        "label": label,
        "url": reverse("partnerships:timeline", args=[strand.code], query={"status": MilestoneStatus.DONE}),
    }


MARKS = 12  # milestones that a cell of the board marks


class StrandList(Access, TemplateView):
    """The strands one may read; whoever has one goes straight to it from the header."""

    template_name = "partnerships/programmes/strand_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All of them, newest first, each with its days and how many pairings are open."""
        strands = Strand.objects.visible_to(self.grants).newest_first().with_pairing_counts()
        shown = [(strand, Period(strand.starts_on_date, strand.ends_on_date)) for strand in strands]
        return super().get_context_data(strand_list=shown, **kwargs)


class StrandPage(InStrand, TemplateView):
    """How a strand stands: in words and figures, on the board, in time, by level and sector; and who takes part."""

    template_name = "partnerships/programmes/strand.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the strand's journeys in a constant number of queries; of many pairings those that stand worst."""
        strand = self.get_strand()
        today = clock.today()
        pairings = list(Pairing.objects.visible_to(self.grants).filter(strand=strand).with_names())
        health = read_health(grants=self.grants, pairings=pairings, today=today)
        shown, left_out = pairings_shown(pairings, health, everything="all" in self.request.GET)
        journeys = read_journeys(shown, today)
        participants = list(Participation.objects.filter(strand=strand).for_page())
        stages = list(Stage.objects.filter(strand=strand).order_by("position"))
        standing = read_states(grants=self.grants, strand=strand, pairings=pairings, stages=stages, today=today)
        levels = strand_levels(strand, self.grants)
        return super().get_context_data(
            strand=strand,
            duration=Period(strand.starts_on_date, strand.ends_on_date),
            section="strand",
            standing=standing,
            figures=key_figures(strand, standing, levels, len(participants)),
            stages=stages,
            rows=board_rows(journeys, health),
            left_out=left_out,
            timeline=page_timeline(journeys),
            strand_map=strand_map(strand, self.grants, pairings, participants),
            sides=[
                (side.value, [row for row in participants if row.side == side]) for side in (Side.EU, Side.COUNTERPART)
            ],
            implementers=[
                row.organisation
                for row in StrandImplementer.objects.filter(strand=strand).select_related("organisation")
            ],
            may_edit_plan=may_edit_plan(self.grants, strand),
            levels=levels,
            steps=level_steps(levels),
            levels_of_pairings=levels_of_pairings(levels, shown),
            rounds=rounds_of(strand, self.grants),
            helix=strand_helix(strand, shown),
            panels=panels("strand", grants=self.grants, strand=strand),
            texts_to_mend=count_lacking(self.grants, strand),
            **(side_labels(journeys[0]) if journeys else {}),
            **kwargs,
        )


def board_rows(journeys: Sequence[Journey], health: Mapping[int, Health]) -> list[dict[str, Any]]:
    """A row of the board for each journey: per stage, marks, how many more, one word and one line.

    `health` stands where it may be seen.
    """
    return [
        {
            "journey": journey,
            "health": health.get(journey.pairing.pk),
            "cells": [
                (
                    part,
                    marked(part.milestones[:MARKS], journey.today, journey.standings),
                    max(len(part.milestones) - MARKS, 0),
                    _moved(part),
                )
                for part in journey.stages
            ],
        }
        for journey in journeys
    ]


def _moved(part: StageOfJourney) -> tuple[Milestone, int] | None:
    """The newest plan of an open milestone that has moved, and how many there are."""
    moved = [row for row in part.milestones if row.status == MilestoneStatus.PLANNED and row.moved]
    return (max(moved, key=lambda row: row.forecast.last_day or dt.date.min), len(moved)) if moved else None


# The pages of themes: the list of a strand's thematic areas, and one area or topic.


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


class ThemeList(InStrand, TemplateView):
    """The strand's thematic areas with their topics and the pairings that chose them."""

    template_name = "partnerships/programmes/theme_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Areas in the pack's order, each with its topics."""
        strand = self.get_strand()
        themes = list(Theme.objects.filter(strand=strand).prefetch_related(_pairings_of_theme()))
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


def _pairings_of_theme() -> Prefetch:
    return Prefetch("pairings", queryset=Pairing.objects.with_names())


class ThemePage(InStrand, TemplateView):
    """A thematic area or a topic: what lies below it and which pairings chose it."""

    template_name = "partnerships/programmes/theme.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The theme among those of the strand, else 404."""
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
