"""A list of blocks as a Word file (DOCX), the same bytes from the same blocks."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from django.views.decorators.debug import sensitive_variables

from core import blocks as kinds
from core.pdf.rendering import document_image, drawing_png
from core.plain_text import plain_text
from core.texts import LANGUAGES

if TYPE_CHECKING:
    from docx.table import Table as WordTable
    from docx.text.run import Run as WordRun

# On every Korean Windows and Mac; who lacks it gets the office program's own Korean font.
LATIN, HANGUL = "Arial", "Malgun Gothic"
TAGS = {"en": "en-GB", "ko": "ko-KR"}


def _library() -> Any:
    """python-docx, which loads all of itself."""
    import docx  # noqa: PLC0415 - few requests need it

    return docx


def qn(name: str) -> str:
    """The whole name of an element or attribute, of one with a prefix."""
    return str(_library().oxml.ns.qn(name))


def new_element(name: str) -> Any:
    """An element by its name with a prefix."""
    return _library().oxml.OxmlElement(name)


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
        element = new_element("w:lang")
        properties.append(element)
    element.set(qn("w:val"), TAGS[language])
    element.set(qn("w:eastAsia"), TAGS["ko"])


def add_field(paragraph: Any, instruction: str) -> None:
    """A number that the office program works out, such as PAGE."""
    field = new_element("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, text = new_element("w:r"), new_element("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 -- python-docx knows no fields


def repeat_head(table: WordTable) -> None:
    """Each page begins with the table's first row, which screen readers take for its head."""
    first = table._tbl.tr_lst[0].get_or_add_trPr()  # noqa: SLF001 -- python-docx knows no heads
    first.append(new_element("w:tblHeader"))


_INK = "1A2129"
_MM, _PT = 36_000, 12_700  # in the units in which Word files measure
_MARGIN, _LINE, _PAGE = 20 * _MM, 170 * _MM, (210 * _MM, 297 * _MM)
_INDENT, _NUMBER = 6 * _MM, 24 * _MM
_SIZES = {"Normal": 10.5, "Title": 20, "Heading 1": 14, "Heading 2": 12, "Heading 3": 10.5, "Caption": 9}


class Writer:
    """Writes blocks into one document in their order."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.document: Any = _library().Document()
        self.links: dict[str, str] = {}
        self.runs: dict[bool, Any] = {}
        self.styles: dict[str, Any] = {}
        # python-docx's empty document brings a picture of its first page along.
        parts = self.document.part.package.rels
        for key in [key for key, part in parts.items() if part.reltype.endswith("/thumbnail")]:
            del parts[key]

    def begin(self, *, title: str, head: str, made_at: dt.datetime) -> None:
        """Page, styles, properties, and the title on top."""
        self._set_page(head)
        self._set_styles()
        shown = plain_text(title).replace("\n", " ")
        properties = self.document.core_properties
        moment = made_at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
        properties.title, properties.language = shown[:255], TAGS[self.language]
        properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
        properties.created = properties.modified = moment
        properties.revision = 1
        self._write(self._add_paragraph("Title"), shown)

    def _set_page(self, head: str) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = _PAGE
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
        if head:
            self._write(section.header.paragraphs[0], plain_text(head).replace("\n", " "))
        foot = section.footer.paragraphs[0]
        add_field(foot, "PAGE")
        foot.add_run(" / ")
        add_field(foot, "NUMPAGES")

    def _set_styles(self) -> None:
        ink = _library().shared.RGBColor.from_string(_INK)
        for name, size in _SIZES.items():
            style = self.document.styles[name]
            style.font.size, style.font.color.rgb = int(size * _PT), ink
            style.font.italic = False
            set_fonts(style.element.get_or_add_rPr())
        defaults = self.document.styles.element.find(qn("w:docDefaults"))
        set_language(defaults.find(qn("w:rPrDefault")).find(qn("w:rPr")), self.language)

    def add(self, block: kinds.Block) -> None:
        """Write one block at the end."""
        match block:
            case kinds.Heading():
                self._write(self._add_paragraph(f"Heading {block.level}"), block.text)
            case kinds.Paragraph():
                self._write(self.document.add_paragraph(), block.text)
            case kinds.OutlineItem():
                self._add_outline_item(block)
            case kinds.Facts():
                self._add_facts(block)
            case kinds.Table():
                self._add_table(block)
            case kinds.KeyFigures():
                self._add_figures(block)
            case kinds.Image() | kinds.Drawing():
                self._add_picture(block)
            case kinds.PageBreak():
                self.document.add_paragraph().add_run().add_break(_library().enum.text.WD_BREAK.PAGE)

    def _add_paragraph(self, style: str) -> Any:
        """An empty one in a style."""
        paragraph = self.document.add_paragraph()
        paragraph._p.style = self._style_id(style, "PARAGRAPH")  # noqa: SLF001 -- as python-docx sets it
        return paragraph

    def _style_id(self, name: str, kind: str) -> Any:
        """The key of a style, for which python-docx looks through all of them."""
        if name not in self.styles:
            of_kind = _library().enum.style.WD_STYLE_TYPE[kind]
            self.styles[name] = self.document.part.get_style_id(name, of_kind)
        return self.styles[name]

    def _write(self, paragraph: Any, written: kinds.Written, *, bold: bool = False) -> None:
        """Text into a paragraph, in its language and with its link; a line feed begins a new line."""
        if isinstance(written, kinds.Lines):
            for part in written.parts:
                paragraph.add_run("\n" if paragraph.runs else "")
                self._write(paragraph, part, bold=bold)
            return
        run = self._add_run(paragraph, plain_text(kinds.paper_text_of(written)), bold=bold)
        if url := kinds.url_of(written, whole=True):
            self._link(paragraph, run, plain_text(url))
        if (language := kinds.language_of(written, self.language)) != self.language:
            set_language(run._r.get_or_add_rPr(), language)  # noqa: SLF001 -- python-docx has no other way

    def _add_run(self, paragraph: Any, text: str, *, bold: bool) -> WordRun:
        """A run like those before: python-docx looks for the place of each element of each run."""
        if bold not in self.runs:
            made = paragraph.add_run()
            made.bold = bold or None
            self.runs[bold] = made._r  # noqa: SLF001 -- the element itself
            made._r.getparent().remove(made._r)  # noqa: SLF001
        element = deepcopy(self.runs[bold])
        paragraph._p.append(element)  # noqa: SLF001
        run: WordRun = _library().text.run.Run(element, paragraph)
        if any(sign in text for sign in "\t\n\r"):
            run.text = text
        elif text:
            element.add_t(text)
        return run

    def _link(self, paragraph: Any, run: WordRun, url: str) -> None:
        """The run leads to an address; each address stands once in the document's list of them."""
        if url not in self.links:
            self.links[url] = f"rIdLink{len(self.links) + 1}"
            kind = _library().opc.constants.RELATIONSHIP_TYPE.HYPERLINK
            self.document.part.rels.add_relationship(kind, url, self.links[url], is_external=True)
        run.underline = True
        link = new_element("w:hyperlink")
        link.set(qn("r:id"), self.links[url])
        link.append(run._r)  # noqa: SLF001 -- python-docx knows no links
        paragraph._p.append(link)  # noqa: SLF001

    def _add_outline_item(self, item: kinds.OutlineItem) -> None:
        """The mark hangs left of the text, with a tab between, as Korean offices write it."""
        paragraph = self.document.add_paragraph()
        form = paragraph.paragraph_format
        form.left_indent, form.first_line_indent = _INDENT * item.level, -_INDENT
        form.tab_stops.add_tab_stop(_INDENT * item.level)
        form.space_after = 4 * _PT
        paragraph.add_run(f"{item.shown_mark}\t")
        self._write(paragraph, item.text)

    def _add_facts(self, facts: kinds.Facts) -> None:
        for term, text in facts.rows:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_after = 2 * _PT
            self._write(paragraph, term, bold=True)
            paragraph.add_run(": ")
            self._write(paragraph, text)

    def _add_table(self, block: kinds.Table) -> None:
        if kinds.text_of(block.caption):
            caption = self._add_paragraph("Caption")
            caption.paragraph_format.keep_with_next = True
            self._write(caption, block.caption)
        columns = len(block.head)
        table: WordTable = self.document.add_table(rows=0, cols=columns)
        table._tbl.tblStyle_val = self._style_id("Table Grid", "TABLE")  # noqa: SLF001 -- as python-docx sets it
        shares = list(block.widths) or [1.0] * columns
        for column, share in zip(table.columns, shares, strict=True):
            column.width = int(_LINE * share / sum(shares))
        rows = {is_group: self._empty_row(table, block, is_group=is_group) for is_group in (False, True)}
        for number, row in enumerate([block.head, *block.rows]):
            is_group, element = isinstance(row, kinds.Group), deepcopy(rows[isinstance(row, kinds.Group)])
            table._tbl.append(element)  # noqa: SLF001 -- as `add_row` does it
            texts = [row.text] if isinstance(row, kinds.Group) else row
            for cell, written in zip(element.tc_lst, texts, strict=True):
                paragraph = _library().text.paragraph.Paragraph(cell.p_lst[0], table)
                self._write(paragraph, written, bold=number == 0 or is_group)
                for run in paragraph._p.iter(qn("w:r")) if block.small else ():  # noqa: SLF001 -- also those that link
                    _library().text.run.Run(run, paragraph).font.size = 8 * _PT
        repeat_head(table)
        self.document.add_paragraph()

    def _empty_row(self, table: WordTable, block: kinds.Table, *, is_group: bool) -> Any:
        """A row to be copied, since python-docx is slow to make one; a group is one cell across all columns."""
        row, word = table.add_row()._tr, _library()  # noqa: SLF001 -- the elements themselves
        for column, cell in enumerate([join_cells(row.tc_lst)] if is_group else row.tc_lst):
            paragraph = word.text.paragraph.Paragraph(cell.p_lst[0], table)
            paragraph.paragraph_format.space_after = 0
            if is_group:
                paragraph.paragraph_format.keep_with_next = True
            elif column in block.numbers:
                paragraph.alignment = word.enum.text.WD_ALIGN_PARAGRAPH.RIGHT
        row.getparent().remove(row)
        return row

    def _add_figures(self, figures: kinds.KeyFigures) -> None:
        """The number, and after a tab what it counts."""
        for number, words in figures.rows:
            paragraph = self.document.add_paragraph()
            form = paragraph.paragraph_format
            form.left_indent, form.first_line_indent, form.space_after = _NUMBER, -_NUMBER, 2 * _PT
            form.tab_stops.add_tab_stop(_NUMBER)
            self._write(paragraph, number, bold=True)
            paragraph.add_run("\t")
            self._write(paragraph, words)

    def _add_picture(self, picture: kinds.Image | kinds.Drawing) -> None:
        if isinstance(picture, kinds.Drawing):
            content = drawing_png(picture.svg, picture.width)
        else:
            content, _width, _height = document_image(picture.content)
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = bool(kinds.text_of(picture.caption))
        shape = paragraph.add_run().add_picture(io.BytesIO(content), width=int(_LINE * picture.width))
        words = shape._inline.docPr  # noqa: SLF001 -- python-docx has no other way to the words for a picture
        words.set("descr", plain_text(picture.alternative).replace("\n", " "))
        if kinds.text_of(picture.caption):
            self._write(self._add_paragraph("Caption"), picture.caption)


# The earliest moment that a zip file can name.
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)


@sensitive_variables()
def render_docx(
    blocks: Sequence[kinds.Block], *, language: str, title: str, made_at: dt.datetime, head: str = ""
) -> bytes:
    """The blocks below their title as DOCX; `language` is the document's, `en` or `ko`, `head` stands on each page.

    `made_at`, an aware moment, is the only one the file names, and it names no author: the same arguments give the
    same bytes. Raises ValueError for blocks that `check_blocks` refuses, an image that cannot be read, a language or
    moment that is none.
    """
    if language not in LANGUAGES or made_at.tzinfo is None:
        message = f"a document needs one of the languages {LANGUAGES} and a moment with its zone"
        raise ValueError(message)
    kinds.check_blocks(blocks)
    writer = Writer(language)
    writer.begin(title=title, head=head, made_at=made_at)
    for block in blocks:
        writer.add(block)
    written = io.BytesIO()
    writer.document.save(written)
    return _with_fixed_dates(written.getvalue())


def _with_fixed_dates(content: bytes) -> bytes:
    """The same archive, its files dated alike: python-docx writes when it was made."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return written.getvalue()
