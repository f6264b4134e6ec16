"""The brief of a pairing as blocks and as what its one page is set from: what is told stands in it already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
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
from core.formats import format_moment
from reports.progress.rendering.words import Words

MOST = 8  # entries of one part on the page and in Word
SIZES = (12, 10, *range(8, 0, -1))  # the same on the one page of the PDF, as many as fit
LONGEST_TITLE, LONGEST_NOTE, LONGEST_NAME = 110, 140, 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is told: what it is, when, and what else is to say of it; `kind` is what it is one of."""

    title: Written
    url: str = ""
    when: str = ""
    note: Written = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class BriefPart:
    """One of the four parts, its entries in the order in which they count; `url` is where all of them stand.

    Those that are shown stand by their `kinds`, where the part names such.
    """

    name: str
    title: str
    nothing: str
    url: str
    entries: list[Entry] = field(default_factory=list)
    kinds: tuple[str, ...] = ()

    def shown(self, most: int = MOST) -> list[Entry]:
        """As many as there is room for."""
        found = self.entries[:most]
        return sorted(found, key=lambda entry: self.kinds.index(entry.kind)) if self.kinds else found

    def more(self, most: int = MOST) -> str:
        """How many more there are, in words; empty where all are shown."""
        left = len(self.entries) - most
        return ngettext("%(count)s more", "%(count)s more", left) % {"count": left} if left > 0 else ""


@dataclass(frozen=True, slots=True)
class SideOfBrief:
    """One side: its letters and its partner."""

    side: str
    letters: str
    name: Written


@dataclass(frozen=True, slots=True)
class Brief:
    """What a mayor reads of a pairing, in one language, as the records stood at a moment in Brussels.

    `narrow_picture` is the same way for a page on a phone.
    """

    language: str
    name: str
    strand: str
    url: str
    sides: tuple[SideOfBrief, SideOfBrief]
    themes: list[Written]
    stage: str
    progress: str
    journey: str
    picture: str
    narrow_picture: str
    as_of: dt.datetime
    parts: list[BriefPart]

    @property
    def title(self) -> str:
        """What stands above it."""
        return pgettext("brief of a pairing", "Brief: %(pairing)s") % {"pairing": self.name}

    @property
    def as_of_label(self) -> str:
        """When the records were read."""
        return pgettext("brief of a pairing", "%(moment)s, Brussels time") % {"moment": format_moment(self.as_of)}

    @property
    def themes_label(self) -> list[Written]:
        """The themes, a few of them."""
        return self.themes[:4]

    @property
    def standing(self) -> str:
        """Where the pairing stands, and how many milestones are done."""
        return f"{self.stage} {Words(self.language).sentence([self.progress])}"

    @property
    def picture_label(self) -> str:
        """The picture in words: where the pairing stands, its milestones, what was reported of each stage."""
        return f"{self.stage} {Words(self.language).sentence([self.journey])}"


def key_label() -> str:
    """How the picture of a journey reads."""
    return pgettext(
        "picture of a journey",
        "Solid: reported as happened. Dotted: not reported. Outline: planned. Thin line: the first plan.",
    )


def brief_blocks(brief: Brief, *, base_url: str) -> list[Block]:
    """The brief as blocks below its title."""
    blocks: list[Block] = [Facts(_facts(brief))]
    if brief.picture:
        blocks.append(Drawing(brief.picture, alternative=brief.picture_label, caption=key_label()))
    for part in brief.parts:
        blocks.append(Heading(part.title))
        if not part.entries:
            blocks.append(Paragraph(part.nothing))
        for entry in part.shown():
            blocks.append(OutlineItem(_linked(entry.title, base_url, entry.url, brief.language), mark=BULLET))
            if note := _note(entry):
                blocks.append(OutlineItem(note, level=2))
        if more := part.more():
            blocks.append(Paragraph(Text(more, brief.language, base_url + part.url)))
    return blocks


def _facts(brief: Brief) -> list[tuple[Written, Written]]:
    facts: list[tuple[Written, Written]] = [(side.letters, side.name) for side in brief.sides]
    themes = [(pgettext("brief of a pairing", "Theme"), theme) for theme in brief.themes_label]
    return [
        *facts,
        *themes,
        (pgettext("brief of a pairing", "Stage"), brief.stage),
        (pgettext("brief of a pairing", "Milestones"), brief.progress),
        (pgettext("brief of a pairing", "As of"), brief.as_of_label),
    ]


def _linked(written: Written, base_url: str, url: str, language: str) -> Written:
    """A text with the address of what it names."""
    return Text(text_of(written), language_of(written, language), base_url + url if url else "")


def _note(entry: Entry) -> Written:
    """When, and what else is to say; the words of the note keep their language."""
    said = dated(entry.when, text_of(entry.note))
    return Text(said, entry.note.language) if isinstance(entry.note, Text) else said


def dated(when: str, note: str) -> str:
    """A date and what else is to say: a Korean date ends in a point, behind which no comma stands."""
    return " · ".join(part for part in (when, note) if part)


def one_page_data(brief: Brief, *, base_url: str, most: int) -> dict[str, Any]:
    """What the template of the one page reads, with so many entries of each part."""
    return {
        "name": clipped(brief.name, 2 * LONGEST_NAME),
        "sides": [{"letters": side.letters, "name": clipped(side.name, LONGEST_NAME)} for side in brief.sides],
        "facts": [
            *([[pgettext("brief of a pairing", "Themes"), _themes(brief)]] if brief.themes else []),
            [pgettext("brief of a pairing", "Stage"), clipped(brief.stage, LONGEST_TITLE)],
            [pgettext("brief of a pairing", "Milestones"), brief.progress],
            [pgettext("brief of a pairing", "As of"), brief.as_of_label],
        ],
        "picture": brief.picture,
        "alternative": brief.picture_label,
        "key": key_label(),
        "parts": [_part(part, base_url, most) for part in brief.parts],
    }


def _themes(brief: Brief) -> list[Written]:
    return [clipped(theme, LONGEST_NAME) for theme in brief.themes_label]


def _part(part: BriefPart, base_url: str, most: int) -> dict[str, Any]:
    return {
        "title": part.title,
        "nothing": "" if part.entries else part.nothing,
        "more": part.more(most),
        "url": base_url + part.url,
        "entries": [
            {
                "title": clipped(entry.title, LONGEST_TITLE),
                "url": base_url + entry.url if entry.url else "",
                "when": entry.when,
                "note": clipped(entry.note, LONGEST_NOTE),
            }
            for entry in part.shown(most)
        ],
    }


def clipped(written: Written, most: int) -> Written:
    """A text on one line, cut where it is longer than a page for people in a hurry bears."""
    words = " ".join(text_of(written).split())
    if len(words) > most:
        words = words[: most - 1].rstrip() + "…"
    return Text(words, written.language) if isinstance(written, Text) else words


def spread(entries: Sequence[Sequence[Entry]]) -> list[Entry]:
    """Entries of several kinds, so that whatever is cut each kind keeps its first: one of each in turn."""
    longest = max((len(some) for some in entries), default=0)
    return [some[place] for place in range(longest) for some in entries if place < len(some)]
