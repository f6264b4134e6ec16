"""What staff write above the records of a section: paragraphs, and outlines where the lines begin with marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from core.blocks import BULLET, OUTLINE_MARKS, Block, OutlineItem, Paragraph, language_of, text_of
from core.plain_text import plain_text
from reports.progress.rendering.words import NOTHING, Words

_BLANK = re.compile(r"\n\s*\n")
_KOREAN = re.compile(r"([□○※]|-(?=\s))\s*(\S.*)")
_LISTED = re.compile(r"[-•*](?=\s)\s*(\S.*)")
# Characters: what is longer is no paragraph that anybody sets, and would keep the writers busy for minutes.
_LONGEST = 4_000


def narrative_blocks(text: Mapping[str, Any], words: Words) -> list[Block]:
    """Paragraphs end at blank lines; a Korean line with a mark of the outline, or a listed English one, is an item."""
    said = words.say(text)
    if text_of(said) == NOTHING:
        return []
    language = language_of(said, words.language)
    pieces = _BLANK.split(plain_text(text_of(said)).strip())
    return [block for piece in pieces for block in _piece(piece, language, words)]


def _piece(piece: str, language: str, words: Words) -> Iterator[Block]:
    """Lines without a mark that follow each other are one paragraph."""
    waiting: list[str] = []
    for line in piece.split("\n"):
        item = _item(line, language, words)
        if item is None:
            waiting.append(line)
            continue
        yield from _paragraphs(waiting, language, words)
        waiting = []
        yield item
    yield from _paragraphs(waiting, language, words)


def _item(line: str, language: str, words: Words) -> OutlineItem | None:
    if language == "ko" and (found := _KOREAN.fullmatch(line.lstrip())):
        mark, text = found.groups()
        return OutlineItem(words.written(text, language), OUTLINE_MARKS.index(mark) + 1, mark)
    if language == "en" and (found := _LISTED.fullmatch(line.lstrip())):
        return OutlineItem(words.written(found[1], language), 1, BULLET)
    return None


def _paragraphs(lines: list[str], language: str, words: Words) -> Iterator[Block]:
    text = "\n".join(lines).strip()
    while len(text) > _LONGEST:
        cut = text.rfind(" ", _LONGEST // 2, _LONGEST) + 1 or _LONGEST
        yield Paragraph(words.written(text[:cut].rstrip(), language))
        text = text[cut:]
    if text:
        yield Paragraph(words.written(text, language))
