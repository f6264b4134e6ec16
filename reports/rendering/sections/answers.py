"""What cities answered in their updates, by partner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.blocks import Block, Heading
from reports.rendering.narrative import narrative_blocks
from reports.rendering.words import Words

type One = Mapping[str, Any]


def tell_answers(rows: Iterable[One], words: Words, *, level: int) -> Iterator[Block]:
    """Each answer below its partner, in the language that it was written in where it has no version in this one."""
    for row in rows:
        yield Heading(words.say(row["name"], url=row["url"]), level)
        yield from narrative_blocks(row["text"], words)
