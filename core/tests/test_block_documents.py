"""Blocks as PDF and as DOCX: the same words in both, read back from the files."""

import datetime as dt
import io
import time
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image as Picture

from core.block_images import document_image
from core.blocks import (
    BULLET,
    Facts,
    Heading,
    Image,
    OutlineItem,
    PageBreak,
    Paragraph,
    Table,
    Text,
    check_blocks,
)
from core.docx import render_docx
from core.pdf.rendering import render_blocks_pdf
from core.tests.pdf_reading import elements_of, pdf_text, read_pdf

pytestmark = pytest.mark.one_database

MADE_AT = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)


def photograph(form="JPEG", size=(60, 40), mode="RGB"):
    written = io.BytesIO()
    Picture.new(mode, size, 120 if mode == "L" else (120, 40, 60, 90)[: len(mode)]).save(written, form)
    return written.getvalue()


REPORT = [
    Heading("개요"),
    OutlineItem("국제협력 실무 협의를 진행함"),
    OutlineItem("#panic() *bold* <script> & @ref", 2),
    OutlineItem("세부 사항", 3),
    OutlineItem("참고 사항", 3, "※"),
    Heading("Purpose", 2),
    Paragraph(Text("An English sentence.\nAnd the next line.", "en")),
    Facts([("기간", "2017. 3. 14.(화)"), ("Place", Text("Barcelona", "en"))]),
    Table(["이름", "기관"], [["김하나", "부산광역시"], ["Anna van Dam", Text("Barcelona City Council", "en")]], [1, 2]),
    Image(photograph(), "스마트시티 현장", "사진 1", 0.5),
    PageBreak(),
    Paragraph("끝."),
]
SAID = [
    "출장 결과 보고", "World Cities", "개요", "□", "○", "※", "국제협력 실무 협의를 진행함",
    "#panic() *bold* <script> & @ref",
    "An English sentence.", "And the next line.", "2017. 3. 14.(화)", "김하나", "부산광역시", "Anna van Dam",
    "Barcelona City Council", "사진 1", "끝.",
]  # fmt: skip


def as_pdf(blocks, language="ko", title="출장 결과 보고"):
    return render_blocks_pdf(blocks, language=language, title=title, head="World Cities", made_at=MADE_AT)


def as_docx(blocks, language="ko", title="출장 결과 보고"):
    return render_docx(blocks, language=language, title=title, head="World Cities", made_at=MADE_AT)


def opened(content):
    return Document(io.BytesIO(content))


def xml_of(content, name="word/document.xml"):
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def all_words(document):
    paragraphs = [*document.paragraphs, *document.sections[0].header.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paragraphs), *cells])


@pytest.mark.parametrize("words", SAID)
def test_both_forms_say_the_same(words):
    assert words in pdf_text(as_pdf(REPORT))
    assert words in all_words(opened(as_docx(REPORT)))


def test_the_page_break_begins_a_page():
    pages = read_pdf(as_pdf(REPORT)).pages
    assert len(pages) == 2
    assert "끝." in pages[1].extract_text()
    assert "2 / 2" in pages[1].extract_text()
    assert 'w:br w:type="page"' in xml_of(as_docx(REPORT))


def test_the_pdf_has_headings_a_head_of_the_table_and_words_for_the_picture():
    elements = elements_of(as_pdf(REPORT))
    kinds = [element["/S"] for element in elements]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 1
    assert kinds.count("/TH") == 2
    assert kinds.count("/TD") == 4
    assert {"/L", "/LI", "/Lbl", "/LBody", "/Caption"} <= set(kinds)
    assert [element["/Alt"] for element in elements if "/Alt" in element] == ["스마트시티 현장"]


def test_word_has_headings_a_head_of_the_table_and_words_for_the_picture():
    content = as_docx(REPORT)
    document = opened(content)
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}
    assert styles["출장 결과 보고"] == "Title"
    assert styles["개요"] == "Heading 1"
    assert styles["Purpose"] == "Heading 2"
    assert 'descr="스마트시티 현장"' in xml_of(content)
    heads = [row for row in document.tables[0].rows if row._tr.find(qn("w:trPr")) is not None]
    assert [cell.text for cell in heads[0].cells] == ["이름", "기관"]
    assert len(heads) == 1
    first, second = document.tables[0].rows[1].cells
    assert second.width == pytest.approx(first.width * 2, rel=0.01)


def test_word_names_a_korean_font_and_the_language_of_each_text():
    content = as_docx(REPORT)
    styles = xml_of(content, "word/styles.xml")
    assert 'w:eastAsia="Malgun Gothic"' in styles
    assert '<w:lang w:val="ko-KR" w:eastAsia="ko-KR"' in styles
    english = [run for run in opened(content).paragraphs[7].runs if "English" in run.text]
    assert english[0]._r.rPr.find(qn("w:lang")).get(qn("w:val")) == "en-GB"
    for paragraph in opened(content).styles["Heading 1"].element.iter(qn("w:rFonts")):
        assert not [name for name in paragraph.attrib if name.endswith("Theme")]


def test_word_tells_of_no_machine_and_of_one_moment_only():
    content = as_docx(REPORT)
    properties = opened(content).core_properties
    assert properties.title == "출장 결과 보고"
    assert properties.language == "ko-KR"
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.created == properties.modified == MADE_AT
    entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert not [entry.filename for entry in entries if "thumbnail" in entry.filename]


@pytest.mark.parametrize("render", [as_pdf, as_docx])
def test_the_same_blocks_give_the_same_bytes(render):
    first = render(REPORT)
    assert render(REPORT) == first
    assert render([*REPORT, Paragraph("more")]) != first


def test_word_keeps_what_a_pdf_cannot_show_and_drops_what_no_file_may_hold():
    words = all_words(opened(as_docx([Paragraph("김金 😀 a\x00b\x0bc\ud800d\ufffee\u202e")])))
    assert "김金 😀 abcde" in words


def test_an_english_document_with_a_bullet_list():
    content = as_docx([Heading("Seen"), OutlineItem("one", 1, BULLET)], language="en", title="Report")
    assert "•\tone" in all_words(opened(content))
    assert "•" in pdf_text(as_pdf([OutlineItem("one", 1, BULLET)], language="en"))


@pytest.mark.parametrize("render", [as_pdf, as_docx])
def test_no_blocks_make_a_document_with_its_title(render):
    assert len(render([])) > 1000


@pytest.mark.parametrize(
    ("blocks", "fault"),
    [
        ([Heading("x", 2)], "level 2"),
        ([Heading("x"), Heading("y", 3)], "level 3"),
        ([Heading("x", 4)], "level 4"),
        ([OutlineItem("x", 5)], "levels 1 to 4"),
        ([OutlineItem("x", 0)], "levels 1 to 4"),
        ([OutlineItem("x", 1, "→")], "marks"),
        ([Table([], [])], "head"),
        ([Table(["a"], [["b", "c"]])], "cells"),
        ([Table(["a"], [["b"]], [1, 2])], "cells"),
        ([Image(b"", " ")], "alternative text"),
        ([Image(b"", "x", width=1.5)], "width"),
        ([Image(b"no picture", "x")], "no picture"),
    ],
)
@pytest.mark.parametrize("render", [as_pdf, as_docx])
def test_blocks_that_make_no_document_are_refused(render, blocks, fault):
    with pytest.raises(ValueError, match=fault):
        render(blocks)


def test_headings_may_come_back_up():
    check_blocks([Heading("a"), Heading("b", 2), Heading("c", 3), Heading("d"), Heading("e", 2)])


def test_a_level_left_out_after_coming_back_up_is_refused():
    with pytest.raises(ValueError, match="level 3"):
        check_blocks([Heading("a"), Heading("b", 2), Heading("c", 3), Heading("d"), Heading("e", 3)])


@pytest.mark.parametrize(
    ("language", "moment"),
    [("de", MADE_AT), ("en", dt.datetime(2026, 11, 25))],  # noqa: DTZ001
)
def test_word_refuses_a_wrong_language_or_a_moment_without_zone(language, moment):
    with pytest.raises(ValueError, match="a document needs"):
        render_docx([], language=language, title="x", made_at=moment)


@pytest.mark.parametrize(
    ("form", "mode", "kept"),
    [
        ("JPEG", "RGB", "JPEG"),
        ("JPEG", "L", "JPEG"),
        ("PNG", "RGBA", "PNG"),
        ("WEBP", "RGB", "JPEG"),
        ("GIF", "L", "JPEG"),
    ],
)
def test_pictures_of_all_forms_become_what_both_documents_take(form, mode, kept):
    content = photograph(form, mode=mode)
    made, width, height = document_image(content)
    assert Picture.open(io.BytesIO(made)).format == kept
    assert (width, height) == (60, 40)
    blocks = [Image(content, "a picture")]
    assert len(as_pdf(blocks)) > 1000
    assert len(as_docx(blocks)) > 1000


def test_a_large_picture_shrinks():
    _content, width, height = document_image(photograph(size=(4000, 2000)))
    assert (width, height) == (1600, 800)


def test_a_long_table_comes_in_time():
    rows = [[f"row {number}", "부산광역시 국제협력과"] for number in range(2_000)]
    started = time.monotonic()
    document = opened(as_docx([Table(["number", "부서"], rows)]))
    assert time.monotonic() - started < 30
    assert len(document.tables[0]._tbl.tr_lst) == 2_001
