"""The journey as a report tells it: the picture of all pairings, and the tables of the same dates with every reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Block, Heading, Paragraph, Table, Written
from core.formats import count_word, format_period
from core.periods import PartialDate, Period, covering
from partnerships.services.delays import DEFINITION
from reports.enums import Section
from reports.rendering.parts import Data, Part
from reports.rendering.sections.cells import (
    answers_for,
    figures_of,
    key_figures,
    numbered,
    parties,
    table,
)
from reports.rendering.sections.journey_pictures import journey_pictures
from reports.rendering.sections.journey_rows import (
    confirmed_words,
    in_groups,
    left_plan,
    moves_in_groups,
    only_sources,
    shown_dates,
    state_words,
    why_words,
    without_reason,
)
from reports.rendering.sections.journey_sheets import journey_sheets
from reports.rendering.sections.standings import standings
from reports.rendering.words import Words


def tell_journey(data: Data, words: Words) -> Iterator[Block]:
    """Where it stands in full, the picture, the tables."""
    if not data["milestones"]:
        yield Paragraph(_("No milestone is planned."))
        return
    yield Paragraph(_in_full(data, words))
    if data["of_pairing"]:
        yield key_figures(words, data, _glance(data))
        yield Paragraph(str(DEFINITION))
    else:
        yield from standings(data, words)
    yield Heading(_("Dates"), 2)
    yield Paragraph(_deviations(data, words))
    yield from journey_pictures(data, words)
    yield _milestones(data, words)
    yield from _stages(data, words)
    yield from _moves(data, words)


def _in_full(data: Data, words: Words) -> str:
    """Never a bare per cent; what is late and what nobody reported stand apart."""
    progress = data["progress"]
    said = [_("%(count)s done") % {"count": progress["done"]}]
    if progress["open"]:
        said.append(_("%(count)s open") % {"count": progress["open"]})
    if late := progress["late"]:
        said.append(ngettext("%(count)s of them overdue", "%(count)s of them overdue", late) % {"count": late})
    if progress["not_reported"]:
        said.append(_("%(count)s not reported") % {"count": progress["not_reported"]})
    if progress["cancelled"]:
        said.append(_("%(count)s cancelled") % {"count": progress["cancelled"]})
    pairings = len(data["pairings"])
    if data["of_pairing"]:
        return _("Milestones: %(progress)s.") % {"progress": ", ".join(said)}
    return ngettext(
        "Milestones of %(pairings)s pairing: %(progress)s.",
        "Milestones of %(pairings)s pairings: %(progress)s.",
        pairings,
    ) % {"pairings": count_word(pairings, words.language), "progress": ", ".join(said)}


def _glance(data: Data) -> list[tuple[str, str]]:
    found = figures_of(data)
    labels = [
        ("milestones-done", pgettext("milestones", "done")),
        ("milestones-open", pgettext("milestones", "open")),
        ("milestones-overdue", pgettext("milestones", "overdue")),
        ("milestones-not-reported", pgettext("milestones", "not reported")),
        ("milestones-cancelled", pgettext("milestones", "cancelled")),
        ("milestones-on-time", pgettext("milestones", "done by their baseline")),
        ("days-of-delay", _("days of delay")),
    ]
    kept = {"milestones-done", "milestones-not-reported", "milestones-on-time", "days-of-delay"}
    return [(key, label) for key, label in labels if key in kept or found[key]["value"]]


def _deviations(data: Data, words: Words) -> str:
    """How many milestones left their first plan, and for how many no reason is on record."""
    rows = left_plan(data)
    if not rows:
        return _("No milestone is known to have left its baseline.")
    said = ngettext(
        "%(count)s milestone left its baseline.", "%(count)s milestones left their baseline.", len(rows)
    ) % {"count": count_word(len(rows), words.language).capitalize()}
    silent = sum(all(map(without_reason, alike)) for alike in rows)
    if not silent:
        return said
    if silent == len(rows):
        return f"{said} {_('No reason is on record.')}"
    more = ngettext(
        "For %(count)s of them no reason is on record.", "For %(count)s of them no reason is on record.", silent
    ) % {"count": count_word(silent, words.language)}
    return f"{said} {more}"


def _milestones(data: Data, words: Words) -> Table:
    """Rows that are equal in all pairings are told once."""
    return table(
        [
            _("Milestone"),
            pgettext("table head", "Side"),
            _("Baseline"),
            _("Forecast or actual"),
            pgettext("table head", "Status"),
            pgettext("table head", "Reason, remark"),
            pgettext("table head", "Confirmed"),
        ],
        in_groups(data, words, lambda row, shared: _milestone(row, shared, data, words)),
        widths=(2.1, 1.2, 1.95, 1.95, 1.35, 2.3, 0) if only_sources(data) else (2, 1.2, 2, 2, 1.3, 1.9, 1.2),
        caption=_milestones_caption(data),
    )


def _milestones_caption(data: Data) -> str:
    said = _("The milestones in the order of their stages.")
    if only_sources(data):
        said += " " + _("All of them are recorded from published sources; no side confirmed them here.")
    return said


def _milestone(row: Mapping[str, Any], shared: bool, data: Data, words: Words) -> list[Written]:
    named = parties(data, "" if shared else row["pairing"])
    return [
        words.say(row["title"], url="" if shared else row["url"]),
        answers_for(words, row["responsible"], named),
        words.span(row["baseline"]),
        shown_dates(row, words),
        state_words(row, words),
        why_words(row, words),
        "" if only_sources(data) else confirmed_words(row, named, words),
    ]


def _stages(data: Data, words: Words) -> Iterator[Block]:
    yield Heading(_("Stages"), 2)
    yield table(
        [_("Stage"), _("Baseline"), _("Forecast"), pgettext("dates of a stage", "Actual")],
        [
            [
                numbered(stage["position"], words.say(stage["name"])),
                words.span(stage["baseline"]),
                words.span(stage["forecast"]) if stage["forecast"] != stage["baseline"] else "",
                _actual(stage, data, words),
            ]
            for stage in data["stages"]
        ],
        widths=(2, 1.5, 1.5, 1.5),
        caption=_("The stages of the strand. Actual: from the first to the last reported day of a milestone."),
    )


def _actual(stage: Mapping[str, Any], data: Data, words: Words) -> str:
    """From the first to the last reported day of its milestones; one that has begun without any says so."""
    rows = [row for row in data["milestones"] if row["stage"] == stage["code"]]
    if reported := covering(words.period(row["actual"]) or Period() for row in rows):
        return format_period(reported, words.language)
    first = (words.period(stage["forecast"]) or Period()).first_day
    is_past = first is not None and first < PartialDate.parse(data["today"]).day
    return pgettext("actual date", "not reported") if is_past else ""


def _moves(data: Data, words: Words) -> Iterator[Block]:
    if not data["moves"]:
        yield Paragraph(_("No forecast was moved in the period."))
        return
    yield Heading(_("Dates moved in the period"), 2)
    yield table(
        [
            pgettext("what was moved", "Date of"),
            pgettext("day of a move", "Moved on"),
            pgettext("period", "From"),
            pgettext("period", "To"),
            pgettext("why a date differs", "Reason"),
        ],
        moves_in_groups(data, words),
        widths=(2.4, 1.3, 1.5, 1.5, 2.4),
        caption=_("Every forecast that was moved in the period, in the order of time."),
    )


PART = Part(Section.JOURNEY, tell_journey, journey_sheets)
