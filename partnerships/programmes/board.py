"""The board of a strand: a row for each pairing, and for each stage a cell of marks over one line on how it stands."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import format_number
from core.periods import Period
from core.pictures.drawn import parts_svg
from core.pictures.small import MARK_BOX, mark_parts
from core.pictures.stops import Stop
from core.templatetags.pictures import status_word
from partnerships.enums import LATE, MilestoneStatus, Responsible
from partnerships.programmes.cards import moved_period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from partnerships.confirmations.selectors import TextState
    from partnerships.models import Milestone
    from partnerships.pairings.selectors import Journey, StageOfJourney
    from partnerships.tasks.signals import Health

MARKS = 12  # milestones that a cell marks
ALONE = 20  # as wide as the mark of one side


type Look = tuple[str, str, tuple[str, ...]]  # of a mark: whose it is, its status, what each side's half shows


def board(journeys: Sequence[Journey], health: Mapping[int, Health]) -> dict[str, Any]:
    """The `rows`, each a pairing with its health, where it may be seen, and its cells; and the `marks` they draw."""
    looks: dict[Look, str] = {}
    rows = [
        (
            journey.pairing,
            health.get(journey.pairing.pk),
            format_html_join("\n", "{}", ((_cell(part, journey, looks),) for part in journey.stages)),
        )
        for journey in journeys
    ]
    drawn = format_html_join("", '<g id="{}">{}</g>', ((name, _drawing(look)) for look, name in looks.items()))
    return {"rows": rows, "marks": drawn}


def _cell(part: StageOfJourney, journey: Journey, looks: dict[Look, str]) -> SafeString:
    """What the marks are is said once for the ear; more than a cell bears are counted."""
    label = f"{part.stage.position} {part.stage.name}"
    if not part.milestones:
        return format_html('<td data-label="{}" class="wc-note">–</td>', label)
    marks = format_html_join(
        "", "{}", ((_mark(row, journey.standings.get(row.pk), looks),) for row in part.milestones[:MARKS])
    )
    left = max(len(part.milestones) - MARKS, 0)
    more = ngettext("%(number)s more", "%(number)s more", left) % {"number": format_number(left)} if left else ""
    return format_html(
        '<td data-label="{}"><div class="wc-cell"><p class="wc-cell-marks" role="img" aria-label="{}">{}</p>{}<p>{}</p>'
        "</div></td>",
        label,
        part.progress.sentence,
        marks,
        format_html('<p class="wc-note">{}</p>', more) if more else "",
        _line(part, journey),
    )


def _line(part: StageOfJourney, journey: Journey) -> SafeString:
    """One line on how a stage stands in a pairing; what is late leads to its rows."""
    progress = part.progress
    if progress.late:
        word = status_word("overdue", _("%(count)s overdue") % {"count": progress.late})
        codes = [journey.pairing.strand.code, journey.pairing.code]
        url = reverse("partnerships:milestone-list", args=codes, query={"status": LATE, "stage": part.stage.code})
        return format_html('<a href="{}">{}</a>', url, word)
    if part.state == "not-reported" and progress.done:
        return status_word("not-reported", _("%(count)s not reported") % {"count": progress.not_reported})
    moved = [row for row in part.milestones if row.status == MilestoneStatus.PLANNED and row.moved]
    if moved:
        newest = max(moved, key=lambda row: row.forecast.last_day or dt.date.min)
        return status_word(part.state, moved_period(newest.forecast, newest.baseline))
    return status_word(part.state)


def _mark(milestone: Milestone, standing: TextState | None, looks: dict[Look, str]) -> SafeString:
    """A milestone alone; each look of them is drawn once on a page."""
    sides = tuple(side.mark for side in standing.sides) if standing else ()
    look = (milestone.responsible, milestone.status, sides if any(sides) else ())
    name = looks.setdefault(look, f"mark-{len(looks)}")
    width, left = (MARK_BOX, 0) if look[0] == Responsible.BOTH else (ALONE, (MARK_BOX - ALONE) // 2)
    return format_html(
        '<svg width="{0}" height="20" viewBox="{1} 0 {0} 20"><use href="#{2}"/></svg>', width, left, name
    )


@lru_cache(maxsize=128)
def _drawing(look: Look) -> SafeString:
    side, status, halves = look
    if halves:
        left, right = halves
        return render_to_string("components/signoff_mark.html", {"left": left, "right": right, "decorative": True})
    unknown = Period()
    drawn = Stop("", "", "", side, unknown, unknown, unknown, status, overdue=False)  # type: ignore[arg-type]
    return mark_safe(parts_svg(mark_parts(drawn)))  # noqa: S308 - our own drawing
