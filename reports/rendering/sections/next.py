"""The next period as a report tells it: what is open and due in it, and what the cities plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Heading, Paragraph, Table, Written, text_of
from partnerships.enums import OPEN_PAIRING, AgreementKind, AgreementStatus
from reports.enums import Section
from reports.rendering.parts import Cell, Data, Part, Sheet
from reports.rendering.sections.answers import tell_answers
from reports.rendering.sections.cells import (
    answers_for,
    grouped,
    names_of,
    parties,
    plain,
    plain_names,
    table,
    whole,
)
from reports.rendering.sections.event_sheets import state_word
from reports.rendering.sections.event_words import for_whom, planned, where
from reports.rendering.words import Words, day_cell

type One = Mapping[str, Any]


def tell_next(data: Data, words: Words) -> Iterator[Block]:
    """Milestones, events and agreements that are open, then the cities' own words."""
    days = words.span({"start": data["from"], "end": data["until"]})
    if not any(data[name] for name in ("milestones", "events", "agreements", "plans")):
        yield Paragraph(_nothing(data, days))
        return
    yield Paragraph(_("What is open and planned after the period: %(days)s.") % {"days": days})
    if data["milestones"]:
        yield Heading(pgettext("next period", "Milestones"), 2)
        yield _milestones(data, words)
    if data["events"]:
        yield Heading(pgettext("next period", "Events"), 2)
        yield _events(data, words)
    if data["agreements"]:
        yield Heading(pgettext("next period", "Agreements on their way"), 2)
        yield _agreements(data, words)
    if data["plans"]:
        yield Heading(_("What the cities plan"), 2)
        yield from tell_answers(data["plans"], words, level=3)


def _nothing(data: Data, days: str) -> str:
    """After the end of all pairings there is no next period to be named."""
    if any(row["status"] in OPEN_PAIRING for row in data["pairings"]) or not data["pairings"]:
        return _("Nothing is open or planned for the time after the period (%(days)s).") % {"days": days}
    if data["of_pairing"]:
        return _("The pairing is closed: the records plan nothing after the period.")
    return _("Every pairing is closed: the records plan nothing after the period.")


def _milestones(data: Data, words: Words) -> Table:
    """In the order of their days; what several pairings have alike is told once, with all of them."""
    return table(
        [
            _("Milestone"),
            _("Pairing"),
            pgettext("table head", "Plan now"),
            pgettext("plan", "First plan"),
            _("Responsible"),
        ],
        [
            [
                words.say(some[0]["name"], url=some[0]["url"] if len(some) == 1 else ""),
                "" if data["of_pairing"] else _pairings(some, data, words),
                words.span(some[0]["forecast"]),
                words.span(some[0]["baseline"]) if some[0]["baseline"] != some[0]["forecast"] else "",
                answers_for(words, some[0]["responsible"], parties(data, _only_pairing(some))),
            ]
            for some in _alike(data["milestones"])
        ],
        widths=(3.2, 2.1, 1.9, 1.9, 1.6),
    )


def _alike(rows: Sequence[One]) -> list[list[One]]:
    """Milestones that differ by their pairing alone, together at the place of the first."""
    found: dict[str, list[One]] = {}
    for row in rows:
        found.setdefault(repr([row[name] for name in ("name", "forecast", "baseline", "responsible")]), []).append(row)
    return list(found.values())


def _only_pairing(rows: Sequence[One]) -> str:
    """The pairing of milestones that are alike, where they are all of one."""
    codes = {row["pairing"] for row in rows}
    return codes.pop() if len(codes) == 1 else ""


def _pairings(rows: Sequence[One], data: Data, words: Words) -> Written:
    """The pairings that have a milestone alike; of all open ones that it is all."""
    names = names_of(words, data)
    codes = list(dict.fromkeys(row["pairing"] for row in rows))
    is_open = [row["code"] for row in data["pairings"] if row["status"] in OPEN_PAIRING]
    if len(codes) > 1 and set(codes) == set(is_open):
        return pgettext("whom a milestone is of", "all open pairings")
    if len(codes) == 1:
        return names[codes[0]]
    return ", ".join(text_of(names[code]) for code in codes)


def _events(data: Data, words: Words) -> Table:
    return table(
        [
            pgettext("table head", "Event"),
            pgettext("table head", "When"),
            pgettext("table head", "Where"),
            pgettext("table head", "For"),
            pgettext("table head", "Status"),
        ],
        [
            [
                words.say(row["name"], url=row["url"]),
                planned(row, words),
                where(row, words),
                "" if data["of_pairing"] and not row["all_pairings"] else for_whom(row, data, words),
                state_word(row),
            ]
            for row in data["events"]
        ],
        widths=(3.2, 2, 1.7, 1.9, 1.4),
    )


def _agreements(data: Data, words: Words) -> Table:
    rows = [
        (
            row["pairing"],
            [
                words.say(row["name"], url=row["url"]),
                str(AgreementKind(row["kind"]).label),
                str(AgreementStatus(row["status"]).label),
            ],
        )
        for row in data["agreements"]
    ]
    return table(
        [_("Agreement"), pgettext("of a record", "Kind"), pgettext("table head", "Status")],
        grouped(names_of(words, data), rows),
        widths=(4, 2.4, 1.4),
    )


def next_sheets(data: Data, words: Words) -> Iterator[Sheet]:
    """What is ahead, one row a milestone, event or agreement."""
    head = [
        pgettext("of a record", "Kind"),
        pgettext("table head", "What"),
        _("Pairing"),
        _("Forecast, start"),
        _("Forecast, end"),
        pgettext("table head", "Status"),
        _("Address"),
    ]
    yield Sheet("next", pgettext("sheet", "Next period"), head, list(_sheet_rows(data, words)))


def _sheet_rows(data: Data, words: Words) -> Iterator[Sequence[Cell]]:
    names = plain_names(words, data)

    def row(kind: str, one: One, whose: str, days: Iterable[Cell], status: str | None) -> Sequence[Cell]:
        return [kind, plain(words, one["name"]), whose, *days, status, whole(words, one["url"])]

    for one in data["milestones"]:
        yield row(_("Milestone"), one, names[one["pairing"]], _forecast(one), None)
    for one in data["events"]:
        yield row(pgettext("table head", "Event"), one, for_whom(one, data, words), _forecast(one), state_word(one))
    for one in data["agreements"]:
        status = str(AgreementStatus(one["status"]).label)
        yield row(_("Agreement"), one, names[one["pairing"]], (None, None), status)


def _forecast(one: One) -> Iterator[Cell]:
    return (day_cell(one["forecast"][edge]) for edge in ("start", "end"))


PART = Part(Section.NEXT, tell_next, next_sheets)
