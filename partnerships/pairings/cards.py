"""Turns journeys into what the journey strip is drawn from."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, ngettext, pgettext

from core.formats import format_period, short_date
from core.pictures.stops import StageBar, Stop, journey_span
from core.pictures.strips import large_journey, small_journey, upright_journey
from core.texts import reader_language, writer_language
from partnerships.confirmations.selectors import TextState, names_of
from partnerships.enums import MilestoneStatus
from partnerships.models import Milestone, Strand
from partnerships.pairings.selectors import Journey, StageOfJourney

STRIP_WIDTH = 520
DRAWN_AT_ONCE = 30  # milestones in a large strip
FAR = 100_000  # days: behind all that have a day


def state_text(milestone: Milestone, today: dt.date) -> str:
    """A milestone's state in words: a late one says by how many days."""
    days = milestone.days_over(today)
    if days:
        return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
    return str(MilestoneStatus(milestone.status).label)


def state_name(milestone: Milestone, today: dt.date) -> str:
    """The state as components call it."""
    if milestone.is_overdue(today):
        return "overdue"
    return "not-reported" if milestone.status == "unknown" else str(milestone.status)


def confirm_label(milestone: Milestone, standing: TextState | None) -> str:
    """Whose confirmation an open milestone waits for, by name: “Busan to confirm”; nothing where it waits for none."""
    if standing is None or not standing.waits_for or milestone.status != MilestoneStatus.PLANNED:
        return ""
    return _("%(partner)s to confirm") % {"partner": names_of(milestone.pairing, standing.waits_for)}


def _foreign(text: str, language: str) -> str:
    written = writer_language(text)
    return written if written != language else ""


def stage_bar(part: StageOfJourney) -> StageBar:
    """A stage as the strip wants it."""
    stage = part.stage
    return StageBar(
        name=stage.name,
        baseline=stage.baseline,
        forecast=stage.forecast,
        reported=part.reported,
        lang=_foreign(stage.name, reader_language()),
    )


def drawn_stop(milestone: Milestone, today: dt.date, standing: TextState | None = None) -> Stop:
    """A milestone as strips and rows draw it; `standing` tells which halves of a joint one are confirmed."""
    title, overdue = milestone.title, milestone.is_overdue(today)
    is_told = overdue or milestone.status in {MilestoneStatus.UNKNOWN, MilestoneStatus.CANCELLED}
    return Stop(
        title=title,
        note="",
        url="",
        side=milestone.responsible,  # type: ignore[arg-type]
        baseline=milestone.baseline,
        forecast=milestone.forecast,
        actual=milestone.actual,
        status=milestone.status,  # type: ignore[arg-type]
        overdue=overdue,
        # Done and planned show by fill and place; the other states never by colour alone.
        state=state_text(milestone, today) if is_told else confirm_label(milestone, standing),
        lang=_foreign(title, reader_language()),
        confirmed=standing.confirmed if standing else frozenset(),
    )


def stop(milestone: Milestone, today: dt.date, standing: TextState | None = None) -> Stop:
    """A milestone as the large strip and tables want it: with its address and its dates in words."""
    when = format_period(milestone.shown_period)
    return replace(
        drawn_stop(milestone, today, standing),
        note=when,
        url=milestone.get_absolute_url(),
        when=when,
        planned=format_period(milestone.baseline),
        reason=milestone.in_reading_language("reason"),
    )


def stops_of(journey: Journey) -> dict[int, Stop]:
    """All milestones of a journey as pictures and tables want them, by key."""
    return {row.pk: stop(row, journey.today, journey.standings.get(row.pk)) for row in journey.milestones}


def large_strip(journey: Journey, stops: Mapping[int, Stop] | None = None) -> dict[str, Any]:
    """The large strip of one pairing, and the context of the tag `journey_upright`.

    Each milestone has a row of its own. Of many those nearest to today are drawn; `left_out` is how many are not.
    """
    known = stops_of(journey) if stops is None else stops
    drawn = _nearest(journey.milestones, journey.today)
    groups = [
        (stage_bar(part), [known[row.pk] for row in part.milestones if row.pk in drawn]) for part in journey.stages
    ]
    bars = [bar for bar, _some in groups]
    labels = side_labels(journey.pairing.strand)
    today_label = _("Today, %(day)s") % {"day": short_date(journey.today)}
    large = large_journey(
        bars,
        [one for _bar, some in groups for one in some],
        journey.today,
        today_label=today_label,
        title=_("Journey"),
        summary=f"{journey.position} {journey.picture_label}",
        sides={"eu": labels["eu_name"], "counterpart": labels["counterpart_name"], "both": _("Both sides")},
    )
    return {
        "journey": mark_safe(large),  # noqa: S308 - escapes what it is given
        "items": upright_journey(groups, journey.today),
        "today_label": today_label,
        "left_out": len(journey.milestones) - len(drawn),
        **labels,
    }


def _nearest(milestones: Sequence[Milestone], today: dt.date) -> set[int]:
    """The keys of so many as are drawn at once, those first that are nearest to today."""

    def distance(row: Milestone) -> int:
        day = (row.actual or row.forecast or row.baseline).first_day
        return abs((day - today).days) if day else FAR

    return {row.pk for row in sorted(milestones, key=distance)[:DRAWN_AT_ONCE]}


def side_labels(strand: Strand) -> dict[str, str]:
    """What its two hues are called, by letters and by name."""
    return {
        "eu_label": pgettext("side letters", "EU"),
        "counterpart_label": strand.side_letters("counterpart"),
        "eu_name": strand.side_name("eu"),
        "counterpart_name": strand.side_name("counterpart"),
    }


def small_strips(journeys: Sequence[Journey]) -> list[SafeString]:
    """One small strip a journey, all on one scale so that a list lines up."""
    drawn = [
        (
            [stage_bar(part) for part in journey.stages],
            [drawn_stop(row, journey.today, journey.standings.get(row.pk)) for row in journey.milestones],
        )
        for journey in journeys
    ]
    span = journey_span(
        [bar for bars, _stops in drawn for bar in bars], [one for _bars, stops in drawn for one in stops]
    )
    return [
        mark_safe(  # noqa: S308 - escapes what it is given
            small_journey(*one, journey.today, summary=journey.picture_label, width=STRIP_WIDTH, span=span)
        )
        for journey, one in zip(journeys, drawn, strict=True)
    ]
