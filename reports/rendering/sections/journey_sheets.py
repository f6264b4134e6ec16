"""The journey to count with: every milestone, every stage and every move of a date, each edge in a cell of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partnerships.enums import MilestoneStatus, PairingStatus
from reports.rendering.parts import Cell, Data, Sheet
from reports.rendering.sections.cells import answers_for, cell, parties, plain, plain_names, whole
from reports.rendering.sections.journey_rows import confirmed_words, without_reason
from reports.rendering.words import Words, day_cell

type One = Mapping[str, Any]


def journey_sheets(data: Data, words: Words) -> Iterator[Sheet]:
    """Milestones, stages, moves; of a strand also where each pairing stands."""
    names = plain_names(words, data)
    stages = {stage["code"]: f"{stage['position']}. {plain(words, stage['name'])}" for stage in data["stages"]}
    yield Sheet(
        "milestones",
        _("Milestones"),
        _head(),
        [_milestone(row, names, stages, parties(data, row["pairing"]), words) for row in data["milestones"]],
    )
    if not data["of_pairing"]:
        yield _standings(data, words)
    yield _stages(data, words)
    yield _moves(data, names, words)


def _head() -> list[str]:
    return [
        _("Pairing"),
        _("Stage"),
        _("Milestone"),
        _("Responsible"),
        _("Baseline, start"),
        _("Baseline, end"),
        _("Forecast, start"),
        _("Forecast, end"),
        _("Actual, start"),
        _("Actual, end"),
        pgettext("table head", "Status"),
        _("Days overdue"),
        _("Days of delay"),
        pgettext("of a milestone from its baseline", "Deviation"),
        pgettext("why a date differs", "Reason"),
        pgettext("of a record", "Remark"),
        pgettext("table head", "Confirmed"),
        _("Outcome"),
        _("Recorded from sources"),
        _("Sources"),
        _("Documents"),
        _("Code"),
        _("Address"),
    ]


def _milestone(
    row: One, names: Mapping[str, str], stages: Mapping[str, str], partners: One, words: Words
) -> list[Cell]:
    edges = [day_cell(row[name][edge]) for name in ("baseline", "forecast", "actual") for edge in ("start", "end")]
    return [
        names[row["pairing"]],
        stages[row["stage"]],
        plain(words, row["title"]),
        answers_for(words, row["responsible"], partners),
        *edges,
        str(MilestoneStatus(row["status"]).label),
        row["days_over"] or None,
        row["days_of_delay"],
        deviation_word(row["deviation"]),
        _("no reason on record") if without_reason(row) else cell(words, row["reason"]),
        cell(words, row.get("remark", {})),
        confirmed_words(row, partners, words) or None,
        cell(words, row["outcome"]),
        _("yes") if row["from_sources"] else _("no"),
        row["source"] or None,
        ", ".join(row["documents"]) or None,
        row["code"],
        whole(words, row["url"]),
    ]


def deviation_word(deviation: str) -> str | None:
    """How it left its first plan, in one word."""
    return {
        "later": pgettext("deviation", "later"),
        "earlier": pgettext("deviation", "earlier"),
        "shorter": pgettext("deviation", "shorter"),
        "moved": pgettext("deviation", "forecast moved"),
        "cancelled": pgettext("deviation", "cancelled"),
    }.get(deviation)


def _standings(data: Data, words: Words) -> Sheet:
    positions = {stage["code"]: stage["position"] for stage in data["stages"]}
    rows: list[Sequence[Cell]] = [
        [
            plain(words, row["name"]),
            str(PairingStatus(row["status"]).label),
            positions.get(row["stage"]),
            *(row["progress"][name] for name in ("done", "open", "late", "not_reported", "cancelled")),
            row["on_time"],
            row["days_of_delay"],
            whole(words, row["url"]),
        ]
        for row in data["pairings"]
    ]
    head = [
        _("Pairing"),
        pgettext("table head", "Status"),
        _("Stage"),
        pgettext("milestones", "Done"),
        pgettext("milestones", "Open"),
        pgettext("milestones", "Overdue"),
        pgettext("milestones", "Not reported"),
        pgettext("milestones", "Cancelled"),
        pgettext("milestones", "Done by their baseline"),
        _("Days of delay"),
        _("Address"),
    ]
    return Sheet("pairings", _("Pairings"), head, rows)


def _stages(data: Data, words: Words) -> Sheet:
    rows = [
        [
            stage["position"],
            plain(words, stage["name"]),
            *(day_cell(stage[name][edge]) for name in ("baseline", "forecast") for edge in ("start", "end")),
        ]
        for stage in data["stages"]
    ]
    head = [
        pgettext("table head", "No"),
        _("Stage"),
        _("Baseline, start"),
        _("Baseline, end"),
        _("Forecast, start"),
        _("Forecast, end"),
    ]
    return Sheet("stages", _("Stages"), head, rows)


def _moves(data: Data, names: Mapping[str, str], words: Words) -> Sheet:
    rows: list[Sequence[Cell]] = [
        [
            names.get(move["pairing"]),
            plain(words, move["title"]),
            day_cell(move["on"]),
            *(day_cell(move[name][edge]) for name in ("old", "new") for edge in ("start", "end")),
            cell(words, move["reason"]),
            whole(words, move["url"]),
        ]
        for move in data["moves"]
    ]
    head = [
        _("Pairing"),
        pgettext("what was moved", "Date of"),
        pgettext("day of a move", "Moved on"),
        _("Before, start"),
        _("Before, end"),
        _("After, start"),
        _("After, end"),
        pgettext("why a date differs", "Reason"),
        _("Address"),
    ]
    return Sheet("moves", _("Dates moved in the period"), head, rows)
