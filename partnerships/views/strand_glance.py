"""The first screen of a strand's page: its key figures, each with where it leads, and which pairings it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import format_number, join_names
from partnerships.enums import BuiltIn, MilestoneStatus
from partnerships.views.figure_cells import figure_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from partnerships.models import Pairing, Strand
    from partnerships.services.health import Health
    from partnerships.services.project_board import Levels
    from partnerships.services.strand_standing import StageNow, StrandStanding

MOST = 12  # pairings that the page shows before the link to all of them


def pairings_shown(
    pairings: Sequence[Pairing], health: Mapping[int, Health], *, everything: bool
) -> tuple[list[Pairing], int]:
    """Those that the page shows, and how many are left out: of many, the ones that stand worst come first."""
    if everything or len(pairings) <= MOST:
        return list(pairings), 0
    ranked = sorted(pairings, key=lambda row: -health[row.pk].rank if row.pk in health else 0)
    return ranked[:MOST], len(pairings) - MOST


def key_figures(strand: Strand, standing: StrandStanding, levels: Levels, partners: int) -> list[dict[str, Any]]:
    """Four or five figures, each with the rows behind it."""
    return [
        {
            "value": format_number(standing.pairings),
            "label": _pairings_label(standing.pairings, partners),
            "url": "#board-heading" if standing.pairings else "",
        },
        {
            "value": format_number(levels.reached),
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


def _agreements_label(standing: StrandStanding) -> str:
    """With what the sides come from, which is no result of the strand."""
    said = ngettext("agreement signed", "agreements signed", standing.agreements)
    if not standing.earlier:
        return said
    years = join_names(str(year) for year in standing.earlier)
    return _("%(signed)s; before the programme: %(years)s") % {"signed": said, "years": years}


def _pairings_label(pairings: int, partners: int) -> str:
    of_partners = ngettext("%(count)s partner", "%(count)s partners", partners) % {"count": format_number(partners)}
    return ngettext("pairing, %(partners)s", "pairings, %(partners)s", pairings) % {"partners": of_partners}


def _projects_label(levels: Levels) -> str:
    """What was merely named, or is talked about, comes after what two sides have agreed."""
    said = ngettext("project agreed, piloting or running", "projects agreed, piloting or running", levels.reached)
    if named := levels.total - levels.reached:
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


def _over_figure(strand: Strand, standing: StrandStanding) -> Iterator[dict[str, Any]]:
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
