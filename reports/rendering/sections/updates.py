"""What the cities report: who sent an update, and the accepted ones with their answers and the lines they kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import BULLET, Block, Heading, OutlineItem, Paragraph, Table
from reports.enums import LineState, Question, Section, UpdateStatus
from reports.rendering.narrative import narrative_blocks
from reports.rendering.parts import Cell, Data, Part, Sheet
from reports.rendering.sections.cells import listed, plain, side_name, table, whole
from reports.rendering.words import Words, day_cell

type One = Mapping[str, Any]


def tell_updates(data: Data, words: Words) -> Iterator[Block]:
    """The table of all partners, then each accepted update."""
    updates = data["updates"]
    if not updates:
        yield Paragraph(_("This report is compiled from the records alone: no city update was accepted."))
    else:
        yield Paragraph(
            _("Accepted city updates: %(accepted)s of %(all)s.")
            % {"accepted": words.number(len(updates)), "all": words.number(len(data["partners"]))}
        )
    if any(row["state"] != "none" for row in data["partners"]):
        yield _partners(data, words)
    elif data["partners"]:
        names = {"partners": listed(words, (row["name"] for row in data["partners"]))}
        yield Paragraph(_("No update is submitted by: %(partners)s.") % names)
    for update in updates:
        yield Heading(words.say(update["name"], url=update["url"]), 2)
        for question in Question:
            yield from _answer(update, question, words)


def _partners(data: Data, words: Words) -> Table:
    return table(
        [_("Partner"), pgettext("table head", "Side"), _("City update"), _("Accepted on")],
        [
            [
                words.say(row["name"], url=row["url"]),
                side_name(words, data, row["side"]),
                state_word(row),
                words.date(row["accepted_on"]) if row["accepted_on"] else "",
            ]
            for row in data["partners"]
        ],
        widths=(3.2, 1.4, 2.2, 2),
        caption=_("The partners and their updates for the period."),
    )


def state_word(row: One) -> str:
    """How a partner's update stands."""
    if row["state"] == "accepted":
        return str(UpdateStatus.ACCEPTED.label)
    words: dict[str, str] = {
        "sent": pgettext("city update", "Submitted, not accepted"),
        "none": pgettext("city update", "Not submitted"),
    }
    return words.get(row["state"], "")


def _answer(update: One, question: Question, words: Words) -> Iterator[Block]:
    """One of the three questions; one that was left empty and has no lines says so."""
    yield Heading(str(question.label), 3)
    told = narrative_blocks(update["answers"][question.value], words)
    lines = update["lines"][question.value]
    yield from told
    for line in lines:
        yield OutlineItem(words.say(line["text"], url=line["url"]), 1, BULLET)
    if not told and not lines:
        yield Paragraph(pgettext("city update", "Nothing was written."))


def update_sheets(data: Data, words: Words) -> Iterator[Sheet]:
    """The partners with how their updates stand, and each answer and line of the accepted ones."""
    partners: list[Sequence[Cell]] = [
        [
            plain(words, row["name"]),
            side_name(words, data, row["side"]),
            state_word(row),
            day_cell(row["submitted_on"]),
            day_cell(row["accepted_on"]),
            whole(words, row["url"]),
        ]
        for row in data["partners"]
    ]
    head = [
        _("Partner"),
        pgettext("table head", "Side"),
        _("City update"),
        _("Submitted on"),
        _("Accepted on"),
        _("Address"),
    ]
    yield Sheet("city-updates", _("City updates"), head, partners)
    answers = [row for update in data["updates"] for row in _rows(update, words)]
    yield Sheet(
        "answers",
        pgettext("sheet", "Answers of the cities"),
        [_("Partner"), pgettext("city update", "Question"), pgettext("city update", "Text"), pgettext("line", "Line")],
        answers,
    )


def _rows(update: One, words: Words) -> Iterator[Sequence[Cell]]:
    name = plain(words, update["name"])
    for question in Question:
        if text := plain(words, update["answers"][question.value]):
            yield [name, str(question.label), text, pgettext("city update", "answer")]
        for line in update["lines"][question.value]:
            state = LineState(line["state"]).label if line["state"] in LineState.values else LineState.KEPT.label
            yield [name, str(question.label), plain(words, line["text"]), str(state)]


PART = Part(Section.UPDATES, tell_updates, update_sheets)
