"""Events to count with: each event, each move of its date, participants, head counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.enums import EventKind, EventStatus, Gender
from partnerships.enums import Sector
from reports.rendering.parts import Cell, Data, Sheet
from reports.rendering.sections.cells import cell, listed, plain, plain_names, whole
from reports.rendering.sections.event_words import deviates, deviation_words
from reports.rendering.words import NOTHING, Words, day_cell

type One = Mapping[str, Any]
_EDGES = ("start", "end")


def event_sheets(data: Data, words: Words) -> Iterator[Sheet]:
    """Events, moves, participants by event, genders, head counts."""
    yield Sheet(
        "events",
        _("Events"),
        _head(),
        [_event(row, data, words) for row in (*data["held"], *data["others"])],
    )
    yield _moves(data, words)
    yield _participants(data, words)
    yield _genders(data)
    yield _head_counts(data, words)


def _head() -> list[str]:
    return [
        pgettext("table head", "Event"),
        pgettext("of a record", "Kind"),
        pgettext("table head", "Status"),
        _("Part of"),
        _("Pairings"),
        _("Cities"),
        pgettext("table head", "Host"),
        _("Baseline, start"),
        _("Baseline, end"),
        _("Forecast, start"),
        _("Forecast, end"),
        _("Actual, start"),
        _("Actual, end"),
        pgettext("table head", "Days"),
        pgettext("table head", "Deviation"),
        pgettext("why a date differs", "Reason"),
        pgettext("of a record", "Remark"),
        _("Recorded from sources"),
        _("Sources"),
        _("Code"),
        _("Address"),
    ]


def _event(row: One, data: Data, words: Words) -> list[Cell]:
    names = plain_names(words, data)
    pairings = (
        pgettext("whom an event serves", "all pairings")
        if row["all_pairings"]
        else ", ".join(names[code] for code in row["pairings"]) or None
    )
    deviation = deviation_words(row) if deviates(row) else None
    return [
        plain(words, row["name"]),
        str(EventKind(row["kind"]).label),
        state_word(row),
        row["part_of"] or None,
        pairings,
        listed(words, row["cities"]) or None,
        listed(words, (host["name"] for host in row["hosts"])) or None,
        *(day_cell(row[name][edge]) for name in ("baseline", "forecast", "actual") for edge in _EDGES),
        row["days"],
        None if deviation == NOTHING else deviation,
        cell(words, row["reason"]) or (cell(words, row["moves"][-1]["reason"]) if row["moves"] else None),
        cell(words, row.get("remark", {})),
        _("yes") if row["from_sources"] else _("no"),
        row["source"] or None,
        row["code"],
        whole(words, row["url"]),
    ]


def state_word(row: One) -> str:
    """How it stands: as stored, but for what the calendar knew better when the records were read."""
    if row["state"] == "running":
        return pgettext("event status", "Running")
    if row["state"] == "not-reported":
        return str(EventStatus.UNKNOWN.label)
    return str(EventStatus(row["status"]).label)


def _moves(data: Data, words: Words) -> Sheet:
    rows: list[list[Cell]] = [
        [
            plain(words, row["name"]),
            day_cell(move["on"]),
            *(day_cell(move[name][edge]) for name in ("old", "new") for edge in _EDGES),
            cell(words, move["reason"]),
            whole(words, row["url"]),
        ]
        for row in (*data["held"], *data["others"])
        for move in row["moves"]
    ]
    head = [
        pgettext("table head", "Event"),
        pgettext("day of a move", "Moved on"),
        _("Before, start"),
        _("Before, end"),
        _("After, start"),
        _("After, end"),
        pgettext("why a date differs", "Reason"),
        _("Address"),
    ]
    return Sheet("event-moves", _("Moves of events"), head, rows)


def _participants(data: Data, words: Words) -> Sheet:
    sectors = [*Sector.values, ""]
    rows: list[list[Cell]] = [
        [
            plain(words, one["name"]),
            *(one["sides"][side] for side in ("eu", "counterpart")),
            one["total"],
            one["came"],
            one["absent"],
            *(one["sectors"][sector] for sector in sectors),
            whole(words, one["url"]),
        ]
        for one in data["participants"]["events"]
    ]
    head = [
        pgettext("table head", "Event"),
        *(plain(words, data["sides"][side]["name"]) for side in ("eu", "counterpart")),
        pgettext("people", "Delegates"),
        pgettext("people", "Came"),
        pgettext("people", "Did not come"),
        *(str(sector.label) for sector in Sector),
        pgettext("sector", "Not given"),
        _("Address"),
    ]
    return Sheet("participants", pgettext("sheet", "Participants"), head, rows)


def _genders(data: Data) -> Sheet:
    """Of all events together; what is too small to be told is an empty cell with a word."""
    genders = data["participants"]["genders"] or {}
    rows: list[list[Cell]] = [
        [
            str(gender.label),
            number if isinstance(number := genders[gender.value], int) else None,
            None if isinstance(number, int) else _("fewer than 5") if number == "few" else _("not told"),
        ]
        for gender in Gender
        if gender.value in genders
    ]
    head = [pgettext("table head", "Gender"), pgettext("people", "Delegates"), pgettext("of a figure", "Note")]
    return Sheet("genders", pgettext("sheet", "Delegates by gender"), head, rows)


def _head_counts(data: Data, words: Words) -> Sheet:
    rows: list[list[Cell]] = [
        [
            plain(words, row["name"]),
            plain(words, row["whom"]),
            row["least"],
            row["most"],
            plain(words, data["sides"][row["side"]]["name"]) if row["side"] else None,
            row["source"] or None,
        ]
        for row in data["head_counts"]
    ]
    head = [
        pgettext("table head", "Event"),
        pgettext("head count", "Who is counted"),
        pgettext("head count", "At least"),
        pgettext("head count", "At most"),
        pgettext("table head", "Side"),
        pgettext("table head", "Source"),
    ]
    return Sheet("head-counts", _("Head counts"), head, rows)
