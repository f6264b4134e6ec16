"""A document of blocks as a page draws it, by templates/components/blocks.html."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.blocks import (
    Block,
    Drawing,
    Facts,
    Group,
    Heading,
    KeyFigures,
    OutlineItem,
    Paragraph,
    Row,
    Table,
    Written,
    check_blocks,
    text_of,
)
from core.plain_text import plain_text

# Drawings that take less of the line stand smaller on the page too.
_WHOLE = 0.75
# The classes by which cells are set, see static/css/tables.css.
_NUMBER, _NONE, _ONE_LINE = "wc-number", "wc-none", "wc-nowrap"
# Characters of the longest date, "2026. 11. 16.(월)" or "30 September 2026": what is no longer stands in one line.
_DATE = 17


def block_rows(blocks: Sequence[Block], *, below: int = 1, folds: bool = False) -> list[dict[str, Any]]:
    """Each block by its kind, as the template reads it; pictures from files stand elsewhere on the page.

    A heading of level 1 stands one below the level `below` of the page's own, and has the anchor `part-1`, `part-2`.
    What is folded below one stands in its `blocks`; `folds` folds every part but the first, of a long document.
    Raises ValueError for blocks that `check_blocks` refuses.
    """
    check_blocks(blocks)
    found: list[dict[str, Any]] = []
    place, parts = found, 0
    for block in blocks:
        row = _row(block)
        if isinstance(block, Heading):
            parts += block.level == 1
            row |= {"rank": block.level + below, "anchor": f"part-{parts}" if block.level == 1 else ""}
            row["title"] = text_of(block.text)
            if block.level == 1:
                place = found
        if row:
            place.append(row)
        if isinstance(block, Heading) and block.level == 1 and (block.folded or (folds and parts > 1)):
            place = row["blocks"] = []
    return found


def with_one_open(rows: list[dict[str, Any]], anchor: str, language: str) -> list[dict[str, Any]]:
    """Of the folded parts of `block_rows` the one that is asked for; the others are links that open them."""
    for row in rows:
        if row.get("blocks") and row["anchor"] == anchor:
            row["is_open"] = True
        elif row.get("blocks"):
            row |= {"blocks": [], "url": f"?language={language}&part={row['anchor']}#{row['anchor']}"}
    return rows


def _is_spelled_out(figure: Written) -> bool:
    """Whether words stand where a number would: not reported."""
    return not any(letter.isdigit() for letter in text_of(figure))


def _row(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "text": block.text}
        case Paragraph():
            return {"kind": "paragraph", "text": block.text}
        case OutlineItem():
            return {"kind": "outline", "level": block.level, "mark": block.shown_mark, "text": block.text}
        case Facts():
            return {"kind": "facts", "rows": block.rows}
        case Table():
            return {"kind": "table", "caption": block.caption, **_table(block)}
        case KeyFigures():
            return {"kind": "figures", "rows": [(*row, _is_spelled_out(row[0])) for row in block.rows]}
        case Drawing():
            name = text_of(block.caption) or block.alternative
            part = block.width < _WHOLE
            svg, narrow = (inline_drawing(svg, block.alternative) if svg else "" for svg in (block.svg, block.narrow))
            found = {"kind": "drawing", "svg": svg, "narrow": narrow, "caption": block.caption}
            return found | {"name": name, "part": part}
    return {}


def _table(table: Table) -> dict[str, Any]:
    """Head and bodies: each group of rows is a body below its own head."""
    kinds = [_NUMBER if column in table.numbers else "" for column in range(len(table.head))]
    return {
        "head": list(zip(table.head, kinds, strict=True)),
        "columns": len(table.head),
        "bodies": [
            {"group": group, "rows": [_cells(row, table.head, kinds) for row in rows]}
            for group, rows in _bodies(table.rows)
        ],
    }


def _bodies(rows: Iterable[Row]) -> list[tuple[Written, list[Sequence[Written]]]]:
    found: list[tuple[Written, list[Sequence[Written]]]] = []
    for row in rows:
        if isinstance(row, Group):
            found.append((row.text, []))
        else:
            if not found:
                found.append(("", []))
            found[-1][1].append(row)
    return found


def _cells(row: Sequence[Written], head: Sequence[Written], kinds: Sequence[str]) -> dict[str, Any]:
    """The cell that names the row, and the others with the words of their column."""
    shown = [_kind(text_of(words), kind) for words, kind in zip(row, kinds, strict=True)]
    cells = list(zip(row, (text_of(words) for words in head), shown, strict=True))
    return {"first": cells[0], "others": cells[1:]}


def _kind(words: str, kind: str) -> str:
    """How a cell is set: one that is empty, a number, or a date, which breaks nowhere."""
    if not words:
        return _NONE
    return kind or (_ONE_LINE if words[0].isdecimal() and len(words) <= _DATE else "")


def inline_drawing(svg: str, alternative: str) -> SafeString:
    """The drawing for the page itself: `check_blocks` has seen that there is nothing in it but shapes and words."""
    start, rest = svg[: len("<svg")], plain_text(svg[len("<svg") :])
    tag, within = rest.split(">", 1)
    title = format_html("<title>{}</title>", plain_text(alternative))
    return mark_safe(f'{start} class="wc-drawing" role="img"{tag}>{title}{within}')  # noqa: S308 -- as said above
