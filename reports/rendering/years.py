"""A pairing's year, month by month: what its page, its one-page PDF and its Word file are made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext, pgettext

from core.blocks import (
    BULLET,
    Block,
    Drawing,
    Facts,
    Heading,
    OutlineItem,
    Paragraph,
    Text,
    Written,
    language_of,
    text_of,
)
from core.formats import format_moment, format_number, join_names
from reports.rendering.briefs import SideOfBrief, clipped, dated
from reports.rendering.words import Words

NOTHING = "–"
# Shares of the line for the columns of things; less where none of them is told.
WIDTHS, EMPTY = tuple(enumerate((1.25, 1.0, 1.1, 0.8))), 0.4
# What fits: lines of a cell, letters of a line, points of type.
SIZES = (
    *((9, 80, points) for points in (9.5, 9.0, 8.5, 8.0)),
    *((most, letters, 8.0) for most, letters in ((6, 80), (5, 64), (4, 56), (3, 48), (2, 40), (1, 36))),
    *((most, letters, 6.5) for most, letters in ((2, 40), (1, 36), (1, 20))),
)


@dataclass(frozen=True, slots=True)
class YearLine:
    """One thing that lies in a month: what, when within it, and what else is to say; `ghost` is of the first plan."""

    title: Written
    url: str
    when: str = ""
    note: str = ""
    is_ghost: bool = False


@dataclass(frozen=True, slots=True)
class YearMonth:
    """A month, or what is known by its year alone: milestones, events, levels, agreements; contacts by side.

    Contacts are None where nothing is known.
    """

    name: str
    cells: list[list[YearLine]]
    eu: int | None = None
    counterpart: int | None = None

    @property
    def contacts(self) -> tuple[str, str]:
        """The contacts of either side as numbers; a dash where nothing is known."""
        eu, counterpart = (NOTHING if one is None else format_number(one) for one in (self.eu, self.counterpart))
        return eu, counterpart

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies in it."""
        return not any(self.cells) and not self.eu and not self.counterpart


@dataclass(frozen=True, slots=True)
class PairingYear:
    """The year in one language, as the records stood at a moment in Brussels.

    `picture` shows all of it; `thirds` show four months each, for narrow pages.
    """

    language: str
    name: str
    strand: str
    year: int
    sides: tuple[SideOfBrief, SideOfBrief]
    months: list[YearMonth]
    picture: str
    thirds: list[str]
    progress: str
    journey: str
    as_of: dt.datetime
    knows_contacts: bool

    @property
    def title(self) -> str:
        """What stands above it."""
        return pgettext("year of a pairing", "%(pairing)s: %(year)s") % {"pairing": self.name, "year": self.year}

    @property
    def as_of_words(self) -> str:
        """When the records were read."""
        return pgettext("year of a pairing", "As of %(moment)s, Brussels time") % {"moment": format_moment(self.as_of)}

    @property
    def lines(self) -> list[str]:
        """How many milestones are done, and when the records were read: two lines."""
        words = Words(self.language)
        return [words.sentence([self.progress]), words.sentence([self.as_of_words])]

    @property
    def heads(self) -> list[str]:
        """The heads of the table: month, four columns of things, contacts of either side."""
        letters = [side.letters for side in self.sides]
        return [
            pgettext("year of a pairing", "Month"),
            pgettext("year of a pairing", "Milestones"),
            pgettext("year of a pairing", "Events"),
            pgettext("year of a pairing", "Levels of projects"),
            pgettext("year of a pairing", "Agreements"),
            *(pgettext("year of a pairing", "Contacts %(side)s") % {"side": one} for one in letters),
        ]

    @property
    def notes(self) -> list[str]:
        """What the table means."""
        how = pgettext(
            "year of a pairing",
            "Milestones stand in the month in which they end. “First plan” names a month that they have left.",
        )
        counted = pgettext("year of a pairing", "A call, meeting or visit counts for both sides.")
        nothing = pgettext("year of a pairing", "No contact of this pairing is recorded.")
        return [how, counted if self.knows_contacts else nothing]

    @property
    def picture_words(self) -> str:
        """The picture in words."""
        return pgettext(
            "year of a pairing",
            "The year by months: stages on top, milestones below, contacts of both sides at the foot. %(journey)s",
        ) % {"journey": Words(self.language).sentence([self.journey])}


def year_key() -> str:
    """How the picture reads."""
    return pgettext(
        "picture of a year",
        "Solid: reported as happened. Dotted: not reported. Outline: planned. Thin line: the first plan. "
        "Bars: contacts.",
    )


def year_data(year: PairingYear, *, base_url: str, size: tuple[int, int, float]) -> dict[str, Any]:
    """What the template of the one page reads: so many lines in a cell, of so many letters, in points of type."""
    most, letters, points = size
    return {
        "points": points,
        "sides": [{"letters": side.letters, "name": clipped(side.name, 60)} for side in year.sides],
        "lines": year.lines,
        "alternative": year.picture_words,
        "key": year_key(),
        "heads": year.heads,
        "widths": [wide if any(month.cells[place] for month in year.months) else EMPTY for place, wide in WIDTHS],
        "rows": [
            {
                "name": month.name,
                "cells": [_cell(lines, base_url, most, letters) for lines in month.cells],
                "contacts": list(month.contacts),
            }
            for month in year.months
        ],
        "notes": year.notes,
    }


def _cell(lines: list[YearLine], base_url: str, most: int, letters: int) -> dict[str, Any]:
    left = len(lines) - most
    return {
        "lines": [
            {
                "title": clipped(line.title, letters),
                "url": base_url + line.url if line.url else "",
                "note": clipped(dated(line.when, line.note), letters),
                "ghost": line.is_ghost,
            }
            for line in lines[:most]
        ],
        "more": _more_words(left),
    }


def _more_words(left: int) -> str:
    """How many more there are; empty where all are shown."""
    return ngettext("%(count)s more", "%(count)s more", left) % {"count": left} if left > 0 else ""


def empty_words(year: PairingYear) -> str:
    """Which months have nothing recorded, in one sentence; empty where each has something."""
    empty = [month.name for month in year.months if month.is_empty]
    words = pgettext("year of a pairing", "Months in which nothing is recorded: %(months)s.")
    return words % {"months": join_names(empty)} if empty else ""


def year_blocks(year: PairingYear, *, base_url: str) -> list[Block]:
    """The year as blocks below its title: months in which something lies, the others in one sentence."""
    blocks: list[Block] = [
        Facts([*((side.letters, side.name) for side in year.sides)]),
        Paragraph("\n".join(year.lines)),
    ]
    if year.picture:
        blocks.append(Drawing(year.picture, alternative=year.picture_words, caption=year_key()))
    for month in year.months:
        if not month.is_empty:
            blocks += _month_blocks(year, month, base_url)
    if empty := empty_words(year):
        blocks.append(Paragraph(empty))
    return [*blocks, *(Paragraph(note) for note in year.notes)]


def _month_blocks(year: PairingYear, month: YearMonth, base_url: str) -> list[Block]:
    found: list[Block] = [Heading(month.name)]
    _month, *heads, eu, counterpart = year.heads
    for head, lines in zip(heads, month.cells, strict=True):
        if lines:
            found.append(Paragraph(head))
        for line in lines:
            language = language_of(line.title, year.language)
            title = Text(text_of(line.title), language, base_url + line.url if line.url else "")
            found.append(OutlineItem(title, mark=BULLET))
            if note := dated(line.when, line.note):
                found.append(OutlineItem(note, level=2))
    if month.eu or month.counterpart:
        numbers = zip((eu, counterpart), month.contacts, strict=True)
        found.append(Facts([(head, number) for head, number in numbers]))
    return found
