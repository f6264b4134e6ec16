"""What cities answered in their updates, by partner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.blocks import Block, Heading, Text, Written, text_of
from reports.rendering.narrative import narrative_blocks
from reports.rendering.parts import Data
from reports.rendering.words import Words

type One = Mapping[str, Any]


def partner_words(row: One, data: Data, words: Words) -> Written:
    """A partner with the letters of its side, leading to its update."""
    letters = data["sides"][row["side"]]["letters"]
    said = words.say(row["name"], url=row["url"])
    if isinstance(said, Text):
        return Text(words.bracketed(said.text, letters), said.language, said.url)
    return words.bracketed(text_of(said), letters)


def tell_answers(rows: Iterable[One], data: Data, words: Words, *, level: int) -> Iterator[Block]:
    """Each answer below its partner, in the language that it was written in where it has no version in this one."""
    for row in rows:
        yield Heading(partner_words(row, data, words), level)
        yield from narrative_blocks(row["text"], words)
