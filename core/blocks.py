"""A document as a list of blocks, told once: `core.docx` and `core.pdf.rendering` write it down.

A text is a `str` in the document's language, or a `Text` that names its own. What is in it is never read as markup;
a line feed in it begins a new line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.plain_text import plain_text
from core.texts import TwoLanguageText, reader_language, writer_language

# The marks of a Korean outline, by level: main point, point, detail, remark.
OUTLINE_MARKS = ("□", "○", "-", "※")
BULLET = "•"
HEADING_LEVELS = (1, 2, 3)
_WHOLE = ("https://", "http://")
# What a picture may be drawn with: shapes and texts, coloured by attributes. No styles, scripts, links, files.
_SHAPES = {"path", "rect", "line", "circle", "ellipse", "polyline", "polygon", "text", "tspan"}
_DRAWN_WITH = _SHAPES | {"svg", "g", "title", "desc", "defs", "clipPath", "pattern"}


@dataclass(frozen=True, slots=True)
class Text:
    """A text that names its language, `en` or `ko`; it may lead somewhere by `url`, whole or within the portal.

    On paper stands `before` it what a page says by its markup, such as that it is in another language.
    """

    text: str
    language: str
    url: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Texts below each other in one place, each in its own language, such as a reason and a remark on it."""

    parts: tuple[str | Text, ...]


type Written = str | Text | Lines


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the document's title; levels start at 1 and leave none out.

    On a page what stands below a `folded` one of level 1 is opened by whoever wants it; a file has no folds.
    """

    text: Written
    level: int = 1
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of prose."""

    text: Written


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """A line of an outline: its level, from 1, indents it, and gives the mark where none is named."""

    text: Written
    level: int = 1
    mark: str = ""

    @property
    def shown_mark(self) -> str:
        """The mark that stands before the line."""
        return self.mark or OUTLINE_MARKS[self.level - 1]


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms with what they are, such as “Purpose: …”, in pairs of term and text."""

    rows: Sequence[tuple[Written, Written]]


@dataclass(frozen=True, slots=True)
class Group:
    """The head of the rows that follow it in a table, across all columns."""

    text: Written


type Row = Sequence[Written] | Group


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below a head that every page repeats; `widths` are shares of the line, equal where none are given.

    `numbers` are the columns, from 0, whose figures stand under each other; the first column names the row. A `small`
    one is looked up, not read, and is set as closely as paper bears.
    """

    head: Sequence[Written]
    rows: Sequence[Row]
    widths: Sequence[float] = ()
    numbers: Sequence[int] = ()
    caption: Written = ""
    small: bool = False


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Figures at a glance: each a number as it is said, which may lead to its rows, and what it counts."""

    rows: Sequence[tuple[Written, Written]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture in lines and words: an SVG of its own, sized by a `viewBox`, with what it shows in words.

    It is drawn with presentation attributes alone. `width` is a share of the line, up to 1. `narrow` is the same for a
    page on a phone; without it the drawing scrolls there.
    """

    svg: str
    alternative: str
    caption: Written = ""
    width: float = 1.0
    narrow: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture (JPEG, PNG, GIF or WebP) with what it shows in words; `width` is a share of the line, up to 1."""

    content: bytes
    alternative: str
    caption: Written = ""
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


type Block = Heading | Paragraph | OutlineItem | Facts | Table | KeyFigures | Image | Drawing | PageBreak


def text_of(written: Written) -> str:
    """The words alone."""
    if isinstance(written, Lines):
        return "\n".join(text_of(part) for part in written.parts)
    return written.text if isinstance(written, Text) else written


def paper_text_of(written: str | Text) -> str:
    """The words as they stand on paper."""
    return f"{written.before} {written.text}" if isinstance(written, Text) and written.before else text_of(written)


def language_of(written: Written, otherwise: str) -> str:
    """The language of a text; `otherwise` is the document's."""
    return written.language if isinstance(written, Text) else otherwise


def marked(text: str, language: str) -> Written:
    """A text that names its language where that is not the reader's."""
    return text if language == reader_language() else Text(text, language)


def record_text(record: Any, name: str) -> Written:
    """A text of a record that has it in two languages: in the reader's, else in the other."""
    pair: TwoLanguageText = getattr(type(record), name)
    return marked(*pair.pick(record))


def typed(text: str) -> Written:
    """A text of which nobody noted the language."""
    return marked(text, writer_language(text)) if text else ""


def reworded(written: Written, text: str) -> Written:
    """Other words in place of a text, or around it: they count as written in its language, and lead where it leads."""
    return replace(written, text=text) if isinstance(written, Text) else text


def in_lines(*parts: Written) -> Written:
    """Texts below each other, without the empty ones; a single one is itself."""
    found = [one for part in parts for one in (part.parts if isinstance(part, Lines) else [part]) if text_of(one)]
    return Lines(tuple(found)) if len(found) > 1 else found[0] if found else ""


def unlinked(written: Written) -> Written:
    """The words in their language, without where they lead."""
    return replace(written, url="") if isinstance(written, Text) else written


def url_of(written: Written, *, whole: bool = False) -> str:
    """Where a text leads, or nothing; `whole` where an address within the portal would lead nowhere, as in a file.

    Addresses of the web alone: whoever reads a document runs nothing by a click.
    """
    url = written.url.strip() if isinstance(written, Text) else ""
    within = not whole and url.startswith(("/", "?", "#")) and not url.startswith("//")
    return url if within or url.lower().startswith(_WHOLE) else ""


def check_blocks(blocks: Iterable[Block]) -> None:
    """Raise ValueError where blocks make no document that can be read aloud: a fault of the code that made them.

    A skipped level of headings, a row that does not fit its head, a picture without words.
    """
    deepest = 0
    for block in blocks:
        match block:
            case Heading(level=level):
                is_next = level in HEADING_LEVELS and level <= deepest + 1
                _require(is_next, f"a heading of level {level} cannot follow one of level {deepest}")
                deepest = level
            case OutlineItem(level=level, mark=mark):
                is_known = 1 <= level <= len(OUTLINE_MARKS) and mark in {"", *OUTLINE_MARKS, BULLET}
                _require(is_known, f"an outline has levels 1 to {len(OUTLINE_MARKS)} and its marks, not {level} {mark}")
            case Table(head=head, widths=widths):
                every = [
                    head,
                    *(row for row in block.rows if not isinstance(row, Group)),
                    *([widths] if widths else []),
                ]
                fits = bool(head) and all(len(row) == len(head) for row in every)
                _require(fits, "a table needs a head, and every row and the widths as many cells as it")
                known = all(0 <= number < len(head) for number in block.numbers)
                _require(known, "a table has no such column of numbers")
            case Image(alternative=words, width=width) | Drawing(alternative=words, width=width):
                is_told = bool(words.strip()) and 0 < width <= 1
                _require(is_told, "a picture needs an alternative text and a width between 0 and 1")
                for svg in filter(None, (block.svg, block.narrow) if isinstance(block, Drawing) else ()):
                    _check_drawing(svg)


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)


def _check_drawing(svg: str) -> None:
    try:
        root = ET.fromstring(svg) if svg.startswith("<svg ") else None  # noqa: S314 -- our own drawing; no DTD begins so
    except ET.ParseError as fault:
        message = f"a drawing is no XML: {fault}"
        raise ValueError(message) from fault
    is_sized = root is not None and bool(root.get("viewBox"))
    _require(is_sized, "a drawing begins with <svg and names its viewBox")
    for element in root.iter() if root is not None else ():
        names = [element.tag.removeprefix("{http://www.w3.org/2000/svg}"), *element.attrib]
        runs = any(name in {"style", "class"} or name.startswith("on") for name in names)
        alone = f"a drawing has shapes and texts with presentation attributes alone, no {' '.join(names)}"
        _require(names[0] in _DRAWN_WITH and not runs, alone)
        _require(not any("href" in name for name in names), "a drawing leads nowhere and fetches nothing")


# Drawings that take less of the line stand smaller on the page too.
_NARROWED = 0.75
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
            part = block.width < _NARROWED
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
