"""A list of blocks as PDF, by the one template that sets them all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from core.block_images import document_image
from core.blocks import Block, Facts, Heading, Image, OutlineItem, PageBreak, Paragraph, Table, check_blocks
from core.pdf.rendering import render_pdf

TEMPLATE = "blocks.typ"


def render_blocks_pdf(
    blocks: Sequence[Block], *, language: str, title: str, made_at: dt.datetime, head: str = ""
) -> bytes:
    """The blocks below their title as tagged PDF; arguments and errors are those of `render_pdf`.

    Raises ValueError for blocks that `check_blocks` refuses, and for an image that cannot be read.
    """
    check_blocks(blocks)
    data = {"blocks": [_told(block) for block in blocks]}
    return render_pdf(TEMPLATE, data, language=language, title=title, made_at=made_at, head=head)


def _told(block: Block) -> dict[str, Any]:
    """One block as the template reads it."""
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"kind": "paragraph", "text": block.text}
        case OutlineItem():
            return {"kind": "outline", "level": block.level, "mark": block.shown_mark, "text": block.text}
        case Facts():
            return {"kind": "facts", "rows": [list(row) for row in block.rows]}
        case Table():
            widths = list(block.widths) or [1] * len(block.head)
            return {"kind": "table", "head": list(block.head), "rows": list(block.rows), "widths": widths}
        case Image():
            content, _width, _height = document_image(block.content)
            words = {"caption": block.caption, "alternative": block.alternative}
            return {"kind": "image", "content": content, "width": block.width, **words}
        case PageBreak():
            return {"kind": "break"}
