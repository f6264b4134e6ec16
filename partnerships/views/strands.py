"""The list of strands, the page of one with its board, and what all pages below it share."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.views.generic import TemplateView

from core import clock
from core.access import Access
from core.periods import Period
from partnerships.enums import MilestoneStatus, Side
from partnerships.models import Pairing, Participation, Stage, Strand, StrandImplementer
from partnerships.rules import may_edit_plan
from partnerships.services.health import read_health
from partnerships.services.journeys import Journey, read_journeys
from partnerships.services.rounds import rounds_of
from partnerships.services.strand_map import strand_map
from partnerships.services.strand_standing import read_standing
from partnerships.services.strand_timeline import page_timeline
from partnerships.services.strips import side_labels
from partnerships.services.translations import count_lacking
from partnerships.views.helix_parts import strand_helix
from partnerships.views.marks import marked
from partnerships.views.panels import panels
from partnerships.views.project_sections import level_steps, levels_of_pairings, strand_levels
from partnerships.views.strand_glance import key_figures, pairings_shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from partnerships.models import Milestone
    from partnerships.services.health import Health
    from partnerships.services.journeys import StageOfJourney


MARKS = 12  # milestones that a cell of the board marks


class InStrand(Access):
    """A page below a strand: finds the strand among those the reader may see."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render the page; the codes of its address are looked up, not shown."""
        page: TemplateView = self  # type: ignore[assignment]
        return page.render_to_response(page.get_context_data())

    def get_strand(self) -> Strand:
        """The strand of the address, else 404."""
        return self.get_or_404(Strand.objects.visible_to(self.grants), code=self.kwargs["strand"])


def crumbs(strand: Strand, *below: tuple[str, str]) -> list[tuple[str, str]]:
    """Where a page lies: from the strand down to the page itself."""
    return [(str(strand), strand.get_absolute_url()), *below]


class StrandList(Access, TemplateView):
    """The strands one may read; whoever has one goes straight to it from the header."""

    template_name = "partnerships/strand_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All of them, newest first, each with its days and how many pairings are open."""
        strands = Strand.objects.visible_to(self.grants).newest_first().with_pairing_counts()
        shown = [(strand, Period(strand.starts_on_date, strand.ends_on_date)) for strand in strands]
        return super().get_context_data(strand_list=shown, **kwargs)


class StrandPage(InStrand, TemplateView):
    """How a strand stands: in words and figures, on the board, in time, by level and sector; and who takes part."""

    template_name = "partnerships/strand.html"

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
        standing = read_standing(grants=self.grants, strand=strand, pairings=pairings, stages=stages, today=today)
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
