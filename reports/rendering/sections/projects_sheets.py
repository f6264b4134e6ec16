"""The projects to count with: each project, each move of its level, each result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partnerships.enums import ProjectLevel, ResultKind, ResultUnit, Sector
from reports.rendering.parts import Cell, Data, Sheet
from reports.rendering.sections.cells import answers_for, cell, listed, plain, plain_names, whole
from reports.rendering.words import Words, day_cell

type One = Mapping[str, Any]


def projects_sheets(data: Data, words: Words) -> Iterator[Sheet]:
    """Projects, moves of levels, results."""
    names = plain_names(words, data)
    partners = {one["code"]: one for one in data["pairings"]}
    yield Sheet(
        "projects",
        _("Cooperation projects"),
        _project_head(),
        [_project(row, names, partners[row["pairing"]], words) for row in data["projects"]],
    )
    yield Sheet("levels", _("Moves of levels"), _move_head(), [_move(row, names, words) for row in data["moves"]])
    yield Sheet(
        "results", _("Results of projects"), _result_head(), [_result(row, names, words) for row in data["results"]]
    )


def _project_head() -> list[str]:
    return [
        _("Pairing"),
        _("Project"),
        _("Topic"),
        _("Progress level"),
        _("On this level since"),
        _("First reported"),
        pgettext("project", "New in the period"),
        _("Lead side"),
        *(str(sector.label) for sector in Sector),
        _("Further partners"),
        _("Summary"),
        pgettext("why a level changed", "Reason"),
        pgettext("of a record", "Remark"),
        _("Recorded from sources"),
        _("Sources"),
        _("Documents"),
        _("Code"),
        _("Address"),
    ]


def _project(row: One, names: Mapping[str, str], partners: One, words: Words) -> list[Cell]:
    by_sector = [
        listed(words, [part["name"] for part in row["organisations"] if part["sector"] == sector]) or None
        for sector in Sector
    ]
    return [
        names[row["pairing"]],
        plain(words, row["title"]),
        cell(words, row["topic"]),
        str(ProjectLevel(row["level"]).label),
        day_cell(row["level_since"]),
        day_cell(row["first_reported"]),
        _("yes") if row["is_new"] else _("no"),
        _lead(row, partners, words),
        *by_sector,
        listed(words, row["further"]) or None,
        cell(words, row["summary"]),
        cell(words, row["reason"]),
        cell(words, row.get("remark", {})),
        _("yes") if row["from_sources"] else _("no"),
        row["source"] or None,
        ", ".join(row["documents"]) or None,
        row["code"],
        whole(words, row["url"]),
    ]


def _lead(row: One, partners: One, words: Words) -> str | None:
    return answers_for(words, row["lead"], partners) if row["lead"] else None


def _move_head() -> list[str]:
    return [
        _("Pairing"),
        _("Project"),
        pgettext("day of a move", "Moved on"),
        pgettext("level", "From"),
        pgettext("level", "To"),
        pgettext("why a level changed", "Reason"),
        _("Evidence"),
        _("Link to the evidence"),
        _("Document"),
        _("Address"),
    ]


def _move(row: One, names: Mapping[str, str], words: Words) -> list[Cell]:
    return [
        names[row["pairing"]],
        plain(words, row["title"]),
        day_cell(row["on"]),
        str(ProjectLevel(row["old"]).label),
        str(ProjectLevel(row["new"]).label),
        cell(words, row["reason"]),
        cell(words, row["evidence"]),
        row["evidence_url"] or None,
        row["document"] or None,
        whole(words, row["url"]),
    ]


def _result_head() -> list[str]:
    return [
        _("Pairing"),
        _("Project"),
        pgettext("of a project", "Result"),
        pgettext("table head", "Unit"),
        _("Expected"),
        _("Achieved"),
        pgettext("table head", "As of"),
        _("Source of the funding"),
        _("Evidence"),
        _("Link to the evidence"),
        _("Document"),
        _("Address"),
    ]


def _result(row: One, names: Mapping[str, str], words: Words) -> list[Cell]:
    return [
        names[row["pairing"]],
        plain(words, row["title"]),
        str(ResultKind(row["kind"]).label),
        str(ResultUnit(row["unit"]).label),
        row["expected"],
        row["achieved"],
        day_cell(row["as_of"]),
        cell(words, row["funder"]),
        cell(words, row["evidence"]),
        row["evidence_url"] or None,
        row["document"] or None,
        whole(words, row["url"]),
    ]
