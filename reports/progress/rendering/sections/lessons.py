"""Lessons in a report: take-aways and prospects that both sides confirmed, and good practices added."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Facts, Heading, Paragraph, Written
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    names_of,
    pairing_column,
    plain,
    sheet,
)
from reports.progress.rendering.words import Data, Sheet, Words, narrative_blocks


def blocks(data: Data, words: Words) -> Iterator[Block]:
    closings, practices = data["closings"], data["practices"]
    if not closings and not practices:
        yield Paragraph(
            _("No take-aways that both sides confirmed are on record, and no good practice was added in the period.")
        )
        return
    names = names_of(words, data)
    for row in closings:
        yield Heading(names[row["pairing"]] if not data["of_pairing"] else _("What the sides take away"), 2)
        for side in row["sides"]:
            yield from _side(side, words)
    if not closings:
        yield Paragraph(_("No take-aways that both sides confirmed are on record."))
    if practices:
        yield Heading(_("Good practices added"), 2)
    for row in practices:
        yield from _practice(row, words)


def _side(side: One, words: Words) -> Iterator[Block]:
    name = {"partner": plain(words, side["partner"])}
    if take_aways := narrative_blocks(side["take_aways"], words):
        yield Heading(_("Take-aways: %(partner)s") % name, 3)
        yield from take_aways
    if prospects := narrative_blocks(side["prospects"], words):
        yield Heading(_("Prospects: %(partner)s") % name, 3)
        yield from prospects


def _practice(row: One, words: Words) -> Iterator[Block]:
    yield Heading(words.say(row["title"], url=row["url"]), 3)
    facts: list[tuple[Written, Written]] = [
        (_("Partner"), words.say(row["partner"])),
        (_("Topic"), words.say(row["topic"])),
    ]
    for name, label in _labels():
        if plain(words, row[name]):
            facts.append((label, words.say(row[name])))
    yield Facts(facts)


def _labels() -> list[tuple[str, str]]:
    return [
        ("problem", pgettext("good practice", "Problem")),
        ("solution", pgettext("good practice", "Solution")),
        ("result", pgettext("good practice", "Result")),
    ]


def sheets(data: Data, words: Words) -> Iterator[Sheet]:
    rows = [side | {"pairing": row["pairing"], "url": row["url"]} for row in data["closings"] for side in row["sides"]]
    columns = [
        pairing_column(data),
        Column(_("Partner"), "partner"),
        Column(_("Take-aways"), "take_aways"),
        Column(_("Prospects"), "prospects"),
        address_column(),
    ]
    yield sheet("take-aways", _("Take-aways"), columns, rows, words)
    columns = [
        Column(_("Good practice"), "title"),
        Column(_("Partner"), "partner"),
        Column(_("Topic"), "topic"),
        *(Column(label, name) for name, label in _labels()),
        address_column(),
    ]
    yield sheet("good-practices", _("Good practices"), columns, data["practices"], words)
