"""A document as a list of blocks, told once: `core.docx` and `core.pdf.block_documents` write it down.

A text is a `str` in the document's language, or a `Text` that names its own. What is in it is never read as markup;
a line feed in it begins a new line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# The marks of a Korean outline, by level: main point, point, detail, remark.
OUTLINE_MARKS = ("□", "○", "-", "※")
BULLET = "•"
HEADING_LEVELS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Text:
    """A text that names its language, `en` or `ko`; it may lead somewhere by `url`, whole or within the portal."""

    text: str
    language: str
    url: str = ""


type Written = str | Text


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the document's title; levels start at 1 and leave none out."""

    text: Written
    level: int = 1


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
class Table:
    """Rows below a head that every page repeats; `widths` are shares of the line, equal where none are given."""

    head: Sequence[Written]
    rows: Sequence[Sequence[Written]]
    widths: Sequence[float] = ()


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


type Block = Heading | Paragraph | OutlineItem | Facts | Table | Image | PageBreak


def text_of(written: Written) -> str:
    """The words alone."""
    return written.text if isinstance(written, Text) else written


def language_of(written: Written, otherwise: str) -> str:
    """The language of a text; `otherwise` is the document's."""
    return written.language if isinstance(written, Text) else otherwise


def check_blocks(blocks: Iterable[Block]) -> None:
    """Raise ValueError where blocks make no document that can be read aloud: a fault of the code that made them.

    A skipped level of headings, a row that does not fit its head, a picture without words.
    """
    deepest = 0
    for block in blocks:
        match block:
            case Heading(level=level):
                if level not in HEADING_LEVELS or level > deepest + 1:
                    message = f"a heading of level {level} cannot follow one of level {deepest}"
                    raise ValueError(message)
                deepest = level
            case OutlineItem():
                _check_outline(block)
            case Table():
                _check_table(block)
            case Image(alternative=alternative, width=width):
                if not alternative.strip() or not 0 < width <= 1:
                    message = "a picture needs an alternative text and a width between 0 and 1"
                    raise ValueError(message)


def _check_outline(item: OutlineItem) -> None:
    if not 1 <= item.level <= len(OUTLINE_MARKS) or item.mark not in {"", *OUTLINE_MARKS, BULLET}:
        message = f"an outline has levels 1 to {len(OUTLINE_MARKS)} and the marks {' '.join(OUTLINE_MARKS)} {BULLET}"
        raise ValueError(message)


def _check_table(table: Table) -> None:
    columns = len(table.head)
    if not columns or any(len(row) != columns for row in table.rows) or len(table.widths) not in {0, columns}:
        message = "a table needs a head, and every row and the widths as many cells as it"
        raise ValueError(message)
