"""The board of a strand: a row for each pairing, a cell for each stage; and the row of a pairing in the programme."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.columns import linked
from core.formats import format_number
from core.kept import kept_parts
from core.periods import Period
from core.pictures.drawn import parts_svg
from core.pictures.stops import Stop
from core.pictures.strips import mark_parts
from core.templatetags.pictures import pairing_link, status_label
from core.templatetags.portal import text, wcperiod, written
from partnerships.confirmations.selectors import TextState
from partnerships.enums import MilestoneStatus, Responsible
from partnerships.models import Milestone, Pairing
from partnerships.pairings.selectors import Journey, StageOfJourney
from partnerships.tasks.signals import Health

MARKS = 12  # milestones that a cell marks
SIGNALS = 2  # that the programme names of a pairing


type Look = tuple[str, ...]  # of a mark: whose it is, its status, and what each side's half shows, if either does


def board(
    pairings: Sequence[Pairing],
    journeys_of: Callable[[Sequence[Pairing]], Iterable[Journey]],
    health: Mapping[int, Health],
    *,
    is_mixed: bool,
) -> dict[str, Any]:
    """The `rows`, one for each of the pairings, which come `with_changes`; and the `marks` they draw.

    A pairing's health stands below its name where it may be seen, else its status, where that `is_mixed`.
    """
    parts = kept_parts("board", pairings, lambda some: {one.pairing.pk: _cells(one) for one in journeys_of(some)})
    rows = []
    for pairing in pairings:
        own, below = health.get(pairing.pk), SafeString()
        if own:
            below = format_html("<p>{}</p>", status_label(own.state))
        elif is_mixed:
            below = format_html('<p class="wc-note">{}</p>', pairing.get_status_display())
        name = pairing_link(pairing, "wc-board-name")
        cells = parts[pairing.pk][0]
        rows.append((pairing, format_html('<tr><th scope="row">{}{}</th>\n{}</tr>', name, below, cells)))
    looks = {look for _html, some in parts.values() for look in some}
    drawn = format_html_join("", '<g id="{}">{}</g>', ((_name(look), _drawing(look)) for look in sorted(looks)))
    return {"rows": rows, "marks": drawn}


def _cells(journey: Journey) -> tuple[SafeString, set[Look]]:
    """A pairing's cells, and how the marks in them look: each look is drawn once on a page."""
    looks: set[Look] = set()
    return format_html_join("\n", "{}", ((_cell(part, journey, looks),) for part in journey.stages)), looks


def _cell(part: StageOfJourney, journey: Journey, looks: set[Look]) -> SafeString:
    """What the marks are is said once for the ear; more than a cell bears are counted."""
    label = f"{part.stage.position} {part.stage.name}"
    if not part.milestones:
        return format_html('<td data-label="{}" class="wc-note">–</td>', label)
    marks = format_html_join(
        "", "{}", ((_mark(row, journey.standings.get(row.pk), looks),) for row in part.milestones[:MARKS])
    )
    left = max(len(part.milestones) - MARKS, 0)
    return format_html(
        '<td data-label="{}"><div class="wc-cell"><p class="wc-cell-marks" role="img" aria-label="{}">{}</p>{}<p>{}</p>'
        "</div></td>",
        label,
        part.progress.sentence,
        marks,
        format_html('<p class="wc-note">{}</p>', _more(left)) if left else "",
        _line(part),
    )


def _more(number: int) -> str:
    return ngettext("%(number)s more", "%(number)s more", number) % {"number": format_number(number)}


def _line(part: StageOfJourney) -> SafeString:
    """One word on how a stage stands in a pairing; how many, where several are late or not reported."""
    progress = part.progress
    if progress.late > 1:
        return status_label("overdue", _("%(count)s overdue") % {"count": progress.late})
    if part.state == "not-reported" and progress.done and progress.not_reported > 1:
        return status_label("not-reported", _("%(count)s not reported") % {"count": progress.not_reported})
    if part.state == "planned" and any(row.status == MilestoneStatus.PLANNED and row.moved for row in part.milestones):
        return status_label("planned", pgettext("status", "Moved"))
    return status_label(part.state)


def _mark(milestone: Milestone, standing: TextState | None, looks: set[Look]) -> SafeString:
    sides = tuple(side.mark for side in standing.sides) if standing else ()
    look: Look = (milestone.responsible, milestone.status, *(sides if any(sides) else ()))
    looks.add(look)
    if look[0] == Responsible.BOTH:
        return format_html('<svg><use href="#{}"/></svg>', _name(look))
    return format_html('<svg class="is-one"><use href="#{}"/></svg>', _name(look))


def _name(look: Look) -> str:
    return f"mark-{'-'.join(look)}"


@lru_cache(maxsize=128)
def _drawing(look: Look) -> SafeString:
    side, status, *halves = look
    if halves:
        left, right = halves
        return render_to_string("components/signoff_mark.html", {"left": left, "right": right, "decorative": True})
    unknown = Period()
    drawn = Stop("", "", "", side, unknown, unknown, unknown, status, overdue=False)  # type: ignore[arg-type]
    shapes = mark_parts(drawn)
    if side == Responsible.BOTH:
        return mark_safe(parts_svg(shapes))  # noqa: S308 - our own drawing
    return format_html('<g transform="translate(-8)">{}</g>', mark_safe(parts_svg(shapes)))  # noqa: S308 - as well


def row_cells(row: dict[str, Any], *, with_strand: bool) -> SafeString:
    """The cells of a pairing in the programme's list; `with_strand` names its strand below it."""
    pairing, health, days, due = row["pairing"], row["health"], row["silent_days"], row["next_due"]
    note = '<p class="wc-note">{}</p>'
    name = format_html('<a class="wc-strong" href="{}">{}</a>', pairing.get_absolute_url(), written(pairing.name))
    state: SafeString | str = format_html('<span class="wc-note">{}</span>', pairing.get_status_display())
    if health:
        links: list[str] = [linked(one.url, one.sentence) for one in health.signals[:SIGNALS]]
        if left := len(health.signals) - len(links):
            links.append(_more(left))
        state = status_label(health.state) + format_html_join("", note, ((link,) for link in links))
    quiet: SafeString | str = "–"
    if days is not None:
        longer = _("%(partner)s has been silent longer.") % {"partner": row["silent_side"]}
        quiet = format_html("{}{}", format_number(days), format_html(note, longer) if row["silent_side"] else "")
    ahead = format_html("{}{}", wcperiod(due.forecast), format_html(note, text(due, "title"))) if due else "–"
    labelled = (
        (pgettext("table head", "Status"), state),
        (_("Days without contact"), quiet),
        (_("Next due"), ahead),
        (pgettext("table head", "Milestones"), row["progress"].sentence),
    )
    return format_html(
        '<th scope="row">{}{}</th>{}',
        name,
        format_html(note, written(str(pairing.strand))) if with_strand else "",
        format_html_join("", '<td data-label="{}"><div>{}</div></td>', labelled),
    )
