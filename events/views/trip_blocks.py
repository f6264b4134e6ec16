"""The blocks of a paper as a page draws them, below its own headings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.blocks import Block, Facts, Heading, OutlineItem, Paragraph, Table


def block_rows(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Each block by its kind, as templates/events/trip_blocks.html reads it; pictures stand elsewhere on the page."""
    return [row for block in blocks if (row := _row(block))]


def _row(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"kind": "paragraph", "text": block.text}
        case OutlineItem():
            return {"kind": "outline", "level": block.level, "mark": block.shown_mark, "text": block.text}
        case Facts():
            return {"kind": "facts", "rows": block.rows}
        case Table():
            return {"kind": "table", "head": block.head, "rows": block.rows}
    return {}
