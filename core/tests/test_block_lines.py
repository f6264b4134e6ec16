"""Several texts in one cell, each in its language, and a part of a document that a page folds."""

import datetime as dt
import io

import pytest
from django.template.loader import render_to_string
from docx import Document
from pypdf import PdfReader

from core.blocks import Heading, Lines, Paragraph, Table, Text, block_rows, in_lines, text_of
from core.docx import render_docx
from core.pdf.rendering import render_blocks_pdf

pytestmark = pytest.mark.one_database

MADE_AT = dt.datetime(2018, 5, 25, 12, tzinfo=dt.UTC)
WHY = in_lines("사유 기록 없음", "", Text("Two days reported, three planned.", "en"))
LINKED = Text("방문", "ko", "https://portal.example/visit/")
BLOCKS = [Heading("일정"), Table(["단계", "사유"], [[LINKED, WHY]], small=True)]


def test_empty_texts_are_no_lines_and_a_single_one_is_itself():
    assert in_lines("", "one", "") == "one"
    assert in_lines("", "") == ""
    assert in_lines(Lines(("a", "b")), "c") == Lines(("a", "b", "c"))
    assert text_of(WHY) == "사유 기록 없음\nTwo days reported, three planned."


def test_each_line_of_a_cell_keeps_its_language_on_a_page():
    said = render_to_string("components/blocks.html", {"blocks": block_rows(BLOCKS), "language": "ko"})
    assert '사유 기록 없음<br><span lang="en">Two days reported, three planned.</span>' in said


def test_each_line_stands_in_the_files_too():
    pdf = render_blocks_pdf(BLOCKS, language="ko", title="보고서", made_at=MADE_AT)
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "Two days reported" in words
    document = Document(io.BytesIO(render_docx(BLOCKS, language="ko", title="보고서", made_at=MADE_AT)))
    cell = document.tables[0].rows[1].cells[1]
    assert cell.text == "사유 기록 없음\nTwo days reported, three planned."
    assert {run.font.size.pt for run in cell.paragraphs[0].runs} == {8}
    (link,) = document.tables[0].rows[1].cells[0].paragraphs[0].hyperlinks
    assert [run.font.size.pt for run in link.runs] == [8]


@pytest.mark.parametrize("below", [1, 2])
def test_a_folded_part_holds_what_stands_below_its_heading_and_no_more(below):
    blocks = [
        Heading("One"), Paragraph("first"), Heading("Annex", folded=True), Paragraph("second"), Heading("Rows", 2),
        Heading("Last"), Paragraph("third"),
    ]  # fmt: skip
    rows = block_rows(blocks, below=below)
    assert [row["title"] for row in rows if row["kind"] == "heading"] == ["One", "Annex", "Last"]
    annex = rows[2]
    assert [row["kind"] for row in annex["blocks"]] == ["paragraph", "heading"]
    said = render_to_string("components/blocks.html", {"blocks": rows, "language": "en", "contents": True})
    assert said.index("<details") < said.index("second") < said.index("</details>") < said.index("third")
    assert 'href="#part-2"' in said
    assert 'id="part-2"' in said
