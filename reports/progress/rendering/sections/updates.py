"""What the cities report: who sent an update, and the accepted ones with their answers and the lines they kept."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import BULLET, Block, Heading, OutlineItem, Paragraph
from reports.enums import LineState, Question, UpdateStatus
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    listed,
    plain,
    sheet,
    side_name,
    table,
)
from reports.progress.rendering.words import Data, Sheet, Words, narrative_blocks


def blocks(data: Data, words: Words) -> Iterator[Block]:
    updates = data["updates"]
    if not updates:
        yield Paragraph(_("This report is compiled from the records alone: no city update was accepted."))
    else:
        yield Paragraph(
            _("Accepted city updates: %(accepted)s of %(all)s.")
            % {"accepted": words.number(len(updates)), "all": words.number(len(data["partners"]))}
        )
    if any(row["state"] != "none" for row in data["partners"]):
        caption = _("The partners and their updates for the period.")
        yield table(_partner_columns(data, words), data["partners"], words, caption=caption)
    elif data["partners"]:
        names = {"partners": listed(words, (row["name"] for row in data["partners"]))}
        yield Paragraph(_("No update is submitted by: %(partners)s.") % names)
    for update in updates:
        yield Heading(words.say(update["name"], url=update["url"]), 2)
        for question in Question:
            yield from _answer(update, question, words)


def _partner_columns(data: Data, words: Words) -> list[Column]:
    return [
        Column(_("Partner"), "name", "link", 3.2),
        Column(pgettext("table head", "Side"), lambda row: side_name(words, data, row["side"]), width=1.4),
        Column(_("City update"), state_label, width=2.2),
        Column(_("Submitted on"), "submitted_on", "date"),
        Column(_("Accepted on"), "accepted_on", "date", 2),
        address_column(),
    ]


def state_label(row: One) -> str:
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


def sheets(data: Data, words: Words) -> Iterator[Sheet]:
    yield sheet("city-updates", _("City updates"), _partner_columns(data, words), data["partners"], words)
    columns = [
        Column(_("Partner"), "name"),
        Column(pgettext("city update", "Question"), "question", Question),
        Column(pgettext("city update", "Text"), "text"),
        Column(pgettext("line", "Line"), "state"),
    ]
    rows = [row for update in data["updates"] for row in _rows(update, words)]
    yield sheet("answers", pgettext("sheet", "Answers of the cities"), columns, rows, words)


def _rows(update: One, words: Words) -> Iterator[One]:
    for question in Question:
        row = {"name": update["name"], "question": question}
        if plain(words, text := update["answers"][question.value]):
            yield row | {"text": text, "state": pgettext("city update", "answer")}
        for line in update["lines"][question.value]:
            state = line["state"] if line["state"] in LineState.values else LineState.KEPT
            yield row | {"text": line["text"], "state": str(LineState(state).label)}
