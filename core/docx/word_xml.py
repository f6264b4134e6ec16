"""What python-docx has no words for: fonts by name, languages, fields, cells across a row, heads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table as WordTable

# On every Korean Windows and Mac; who lacks it gets the office program's own Korean font.
LATIN, HANGUL = "Arial", "Malgun Gothic"
TAGS = {"en": "en-GB", "ko": "ko-KR"}


def join_cells(cells: Sequence[Any]) -> Any:
    """The first cell of a row, across all of them."""
    first, *others = cells
    for cell in others:
        cell.getparent().remove(cell)
    first.grid_span = len(cells)
    return first


def set_fonts(properties: Any) -> None:
    """Latin and Korean font by name; what the theme says would win over the names."""
    fonts = properties.get_or_add_rFonts()
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    for name, font in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", HANGUL)):
        fonts.set(qn(f"w:{name}"), font)


def set_language(properties: Any, language: str) -> None:
    """The language of a run or of all; Hangul is Korean whatever the rest is."""
    element = properties.find(qn("w:lang"))
    if element is None:
        element = OxmlElement("w:lang")
        properties.append(element)
    element.set(qn("w:val"), TAGS[language])
    element.set(qn("w:eastAsia"), TAGS["ko"])


def add_field(paragraph: Any, instruction: str) -> None:
    """A number that the office program works out, such as PAGE."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 -- python-docx knows no fields


def repeat_head(table: WordTable) -> None:
    """Each page begins with the table's first row, which screen readers take for its head."""
    first = table._tbl.tr_lst[0].get_or_add_trPr()  # noqa: SLF001 -- python-docx knows no heads
    first.append(OxmlElement("w:tblHeader"))
