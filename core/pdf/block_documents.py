"""A list of blocks as PDF, by the one template that sets them all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from core.block_images import document_image
from core.blocks import (
    Block,
    Drawing,
    Facts,
    Group,
    Heading,
    Image,
    KeyFigures,
    Lines,
    OutlineItem,
    PageBreak,
    Paragraph,
    Table,
    Written,
    check_blocks,
)
from core.pdf.coverage import drawable
from core.pdf.rendering import render_pdf

TEMPLATE = "blocks.typ"


def render_blocks_pdf(
    blocks: Sequence[Block], *, language: str, title: str, made_at: dt.datetime, head: str = ""
) -> bytes:
    """The blocks below their title as tagged PDF; arguments and errors are those of `render_pdf`.

    Raises ValueError for blocks that `check_blocks` refuses, and for an image that cannot be read.
    """
    data = {"blocks": typst_blocks(blocks)}
    return render_pdf(TEMPLATE, data, language=language, title=title, made_at=made_at, head=head)


def typst_blocks(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """The blocks as a template sets them by `set-blocks` of house.typ; raises ValueError as `render_blocks_pdf`."""
    check_blocks(blocks)
    return [_typst_block(block) for block in blocks]


def _typst_block(block: Block) -> dict[str, Any]:
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
            return {"kind": "table", **_table(block)}
        case KeyFigures():
            return {"kind": "figures", "rows": [list(row) for row in block.rows]}
        case Image():
            content, _width, _height = document_image(block.content)
            return {"kind": "image", "content": content, "format": None, **_shown(block)}
        case Drawing():
            content = drawable(block.svg).encode()
            return {"kind": "image", "content": content, "format": "svg", **_shown(block)}
        case PageBreak():
            return {"kind": "break"}


def _table(table: Table) -> dict[str, Any]:
    numbers = [column in table.numbers for column in range(len(table.head))]
    widths = list(table.widths) or [1] * len(table.head)
    return {
        "head": list(table.head),
        "rows": [row if isinstance(row, Group) else [_cell(written) for written in row] for row in table.rows],
        "widths": widths,
        "numbers": numbers,
        "caption": table.caption,
        "small": table.small,
    }


def _cell(written: Written) -> Any:
    """Several texts below each other are a list."""
    return list(written.parts) if isinstance(written, Lines) else written


def _shown(picture: Image | Drawing) -> dict[str, Any]:
    return {"caption": picture.caption, "alternative": picture.alternative, "width": picture.width}
