"""The next period as a report tells it: what is open and due in it, and what the cities plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Heading, Paragraph, Table
from partnerships.enums import AgreementKind, AgreementStatus, Responsible
from reports.enums import Section
from reports.rendering.parts import Cell, Data, Part, Sheet
from reports.rendering.sections.answers import tell_answers
from reports.rendering.sections.cells import grouped, names_of, plain, plain_names, table, whole
from reports.rendering.sections.event_sheets import state_word
from reports.rendering.sections.event_words import for_whom, planned, where
from reports.rendering.words import Words, day_cell

type One = Mapping[str, Any]


def tell_next(data: Data, words: Words) -> Iterator[Block]:
    """Milestones, events and agreements that are open, then the cities' own words."""
    days = words.span({"start": data["from"], "end": data["until"]})
    if not any(data[name] for name in ("milestones", "events", "agreements", "plans")):
        yield Paragraph(_("Nothing is open or planned for the time after the period (%(days)s).") % {"days": days})
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
        yield from tell_answers(data["plans"], data, words, level=3)


def _milestones(data: Data, words: Words) -> Table:
    """In the order of their days; the pairing stands in each row."""
    names = names_of(words, data)
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
                words.say(row["name"], url=row["url"]),
                "" if data["of_pairing"] else names[row["pairing"]],
                words.span(row["forecast"]),
                words.span(row["baseline"]) if row["baseline"] != row["forecast"] else "",
                _responsible(row, data),
            ]
            for row in data["milestones"]
        ],
        widths=(3.4, 2.2, 1.9, 1.9, 1.3),
    )


def _responsible(row: One, data: Data) -> str:
    if row["responsible"] == Responsible.BOTH:
        return str(Responsible.BOTH.label)
    return str(data["sides"][row["responsible"]]["letters"])


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
    names = plain_names(words, data)
    rows: list[Sequence[Cell]] = [
        [
            _("Milestone"),
            plain(words, row["name"]),
            names[row["pairing"]],
            *(day_cell(row["forecast"][edge]) for edge in ("start", "end")),
            None,
            whole(words, row["url"]),
        ]
        for row in data["milestones"]
    ]
    rows += [
        [
            pgettext("table head", "Event"),
            plain(words, row["name"]),
            for_whom(row, data, words),
            *(day_cell(row["forecast"][edge]) for edge in ("start", "end")),
            state_word(row),
            whole(words, row["url"]),
        ]
        for row in data["events"]
    ]
    rows += [
        [
            _("Agreement"),
            plain(words, row["name"]),
            names[row["pairing"]],
            None,
            None,
            str(AgreementStatus(row["status"]).label),
            whole(words, row["url"]),
        ]
        for row in data["agreements"]
    ]
    head = [
        pgettext("of a record", "Kind"),
        pgettext("table head", "What"),
        _("Pairing"),
        _("Forecast, start"),
        _("Forecast, end"),
        pgettext("table head", "Status"),
        _("Address"),
    ]
    yield Sheet("next", pgettext("sheet", "Next period"), head, rows)


PART = Part(Section.NEXT, tell_next, next_sheets)
