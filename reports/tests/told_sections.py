"""Sections as tests read them: compiled from records, told in a language, all their words in one text."""

from typing import Any

from django.utils import translation

from core.blocks import (
    Block,
    Drawing,
    Facts,
    Group,
    Heading,
    KeyFigures,
    OutlineItem,
    Paragraph,
    Table,
    check_blocks,
    text_of,
)
from reports.enums import Section
from reports.progress.compiling.scope import Scope
from reports.progress.rendering.documents import PARTS
from reports.progress.rendering.phrases import Phrases, Sheet
from reports.progress.selectors import COMPILERS, plain


def compiled(section: str, scope: Scope) -> dict[str, Any]:
    """The section's data as a snapshot keeps it."""
    return dict(plain(COMPILERS[Section(section)](scope)))


def figure_values(data: dict[str, Any]) -> dict[str, Any]:
    """The figures by their key."""
    return {figure["key"]: figure["value"] for figure in data["figures"]}


def told(section: str, data: dict[str, Any], language: str = "en") -> list[Block]:
    """The section's blocks, which make a document that can be read aloud."""
    with translation.override(language):
        blocks = list(PARTS[Section(section)](data, Phrases(language, "https://portal.example")).blocks())
    check_blocks([Heading("Section", 1), *blocks])
    return blocks


def sheets(section: str, data: dict[str, Any], language: str = "en") -> dict[str, Sheet]:
    """The section's sheets by their key, each row as long as its head."""
    with translation.override(language):
        found = list(PARTS[Section(section)](data, Phrases(language, "https://portal.example")).sheets())
    assert all(len(row) == len(sheet.head) for sheet in found for row in sheet.rows)
    return {sheet.key: sheet for sheet in found}


def cells(sheet: Sheet, at: int = 0) -> dict[str, Any]:
    """A row of a sheet by its head."""
    return dict(zip(sheet.head, sheet.rows[at], strict=True))


def rows_of(blocks: list[Block]) -> list[list[str]]:
    """Every row of every table, as words; the head of a group is a row of one cell."""
    found: list[list[str]] = []
    for block in blocks:
        if isinstance(block, Table):
            found += [
                [text_of(row.text)] if isinstance(row, Group) else [text_of(one) for one in row] for row in block.rows
            ]
    return found


def all_words(blocks: list[Block]) -> str:
    """Everything that is read, the words of drawings too."""
    said: list[str] = []
    for block in blocks:
        match block:
            case Heading() | Paragraph() | OutlineItem():
                said.append(text_of(block.text))
            case Facts():
                said += [f"{text_of(term)}: {text_of(words)}" for term, words in block.rows]
            case KeyFigures():
                said += [f"{text_of(number)} {text_of(label)}" for number, label in block.rows]
            case Table():
                said += [text_of(one) for one in block.head]
                said += [" | ".join(row) for row in rows_of([block])]
                said.append(text_of(block.caption))
            case Drawing():
                said += [block.svg, block.alternative]
    return "\n".join(said)
