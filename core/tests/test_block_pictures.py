"""Links, groups, figures at a glance and drawings: the same in PDF, in Word and on a page."""

import datetime as dt
import io
import zipfile

import pytest
from django.template.loader import render_to_string
from docx import Document
from docx.oxml.ns import qn

from core.blocks import Drawing, Group, Heading, KeyFigures, Paragraph, Table, Text, block_rows, url_of
from core.docx import render_docx
from core.pdf.rendering import drawing_png, render_blocks_pdf
from core.tests.pdf_reading import elements_of, pdf_text, read_pdf

pytestmark = pytest.mark.one_database

MADE_AT = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 40" font-family="Pretendard">'
    '<rect x="0" y="0" width="150" height="20" fill="#2355a6"/>'
    '<text x="0" y="36" font-size="12">부산 &lt;b&gt; 😀</text></svg>'
)
ADDRESS = "https://portal.example/strands/x/"
BLOCKS = [
    Heading("Figures"),
    KeyFigures([(Text("1,200", "en", ADDRESS), "participants"), ("–", Text("참여 도시", "ko"))]),
    Drawing(SVG, "A bar in blue", "How far", 0.5),
    Table(
        ["Milestone", "Where", "Days"],
        [
            Group("Busan and Barcelona"),
            ["Launch", Text("부산", "ko", ADDRESS), "1,000"],
            Group(Text("수원", "ko")),
            ["Visit", "", "12"],
        ],
        numbers=[2],
        caption="Table of dates",
    ),
    Paragraph(Text("to the portal", "en", "/strands/x/")),
]
FILES = {
    "pdf": lambda blocks: render_blocks_pdf(blocks, language="en", title="A report", made_at=MADE_AT),
    "docx": lambda blocks: render_docx(blocks, language="en", title="A report", made_at=MADE_AT),
}


def as_page(blocks, **kwargs):
    return render_to_string("components/blocks.html", {"blocks": block_rows(blocks, **kwargs), "language": "en"})


def links_of(content):
    annotations = [note.get_object() for page in read_pdf(content).pages for note in page.get("/Annots", [])]
    return [note["/A"]["/URI"] for note in annotations]


def test_the_pdf_keeps_links_groups_and_lines():
    content = FILES["pdf"](BLOCKS)
    assert set(links_of(content)) == {ADDRESS}
    words = pdf_text(content)
    for said in ("1,200", "참여 도시", "How far", "Table of dates", "Busan and Barcelona", "수원", "부산 <b> ⌧"):
        assert said in words
    kinds = [element["/S"] for element in elements_of(content)]
    assert kinds.count("/TH") == 5
    assert kinds.count("/Caption") == 2
    assert "A bar in blue" in [element.get("/Alt") for element in elements_of(content)]
    assert not [name for page in read_pdf(content).pages for name in page.images]


def test_a_group_and_the_head_stand_on_each_page():
    rows = [Group("All of them"), *([f"row {number}", "x"] for number in range(120))]
    pages = read_pdf(FILES["pdf"]([Table(["Name of it", "What"], rows)])).pages
    assert len(pages) > 2
    for page in pages:
        assert "Name of it" in page.extract_text()
        assert "All of them" in page.extract_text()


def test_word_keeps_links_groups_and_a_picture_of_the_drawing():
    content = FILES["docx"](BLOCKS)
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.read("word/_rels/document.xml.rels").decode().count(ADDRESS) == 1
    document = Document(io.BytesIO(content))
    linked = [link.get(qn("r:id")) for link in document.element.iter(qn("w:hyperlink"))]
    assert len(linked) == 2
    rows = document.tables[0]._tbl.tr_lst
    assert [len(row.tc_lst) for row in rows] == [3, 1, 3, 1, 3]
    assert 'w:jc w:val="right"' in document.tables[0]._tbl.xml
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "Table of dates" in texts
    assert "1,200\tparticipants" in texts
    assert 'descr="A bar in blue"' in archive.read("word/document.xml").decode()
    assert [name for name in archive.namelist() if name.endswith(".png")]


def test_the_page_has_scopes_labels_and_the_drawing_itself():
    page = as_page(BLOCKS)
    assert '<h2 id="part-1">Figures</h2>' in page
    assert 'class="wc-drawing" role="img" xmlns="http://www.w3.org/2000/svg"' in page
    assert "<title>A bar in blue</title><rect" in page
    assert f'<a href="{ADDRESS}" lang="ko">부산</a>' in page
    assert '<a href="/strands/x/">to the portal</a>' in page
    assert 'scope="rowgroup"><span lang="ko">수원</span>' in page.replace("\n", "")
    assert page.count("<tbody>") == 2
    assert page.count('class="wc-number"') == 3
    assert 'data-label="Days"' in page
    assert "<caption>Table of dates</caption>" in page
    assert "style=" not in page


def test_a_phone_has_a_drawing_of_its_own_where_there_is_one_and_else_one_that_scrolls():
    narrow = SVG.replace("0 0 300 40", "0 0 200 60")
    both, one = as_page([Drawing(SVG, "A bar", narrow=narrow)]), as_page([Drawing(SVG, "A bar")])
    wide, _, phone = both.partition('class="wc-drawing-narrow"')
    assert ('viewBox="0 0 300 40"' in wide, 'viewBox="0 0 200 60"' in phone) == (True, True)
    assert both.count("<title>A bar</title>") == 2  # one of them is shown
    assert "tabindex" not in both
    assert 'tabindex="0" role="group" aria-label="A bar"' in " ".join(one.split())
    assert "wc-drawing-narrow" not in one


def test_a_page_may_stand_its_blocks_below_a_heading_of_its_own():
    page = as_page([Heading("Part"), Heading("Piece", 2)], below=2)
    assert "<h3" in page
    assert "<h4>Piece</h4>" in page


def test_words_where_a_number_would_stand_are_smaller_than_numbers():
    said = as_page([KeyFigures([("1 200", "participants"), ("Not reported", "women")])])
    assert [part.count("wc-figure--not-reported") for part in said.split("</dl>")[0].split("<dt>")[:2]] == [0, 1]
    assert said.index("participants") < said.index("wc-figure--not-reported") < said.index("Not reported")


def test_markup_in_words_of_a_drawing_stays_words():
    page = as_page([Drawing(SVG, "<script>alert(1)</script>")])
    assert "<script>" not in page


@pytest.mark.parametrize("render", FILES.values(), ids=FILES)
def test_the_same_blocks_give_the_same_bytes(render):
    assert render(BLOCKS) == render(BLOCKS)


@pytest.mark.security("V1")
@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "//elsewhere.example/", "file:///etc", "x", ""],
)
def test_an_address_that_is_none_of_the_web_leads_nowhere(url):
    text = Text("words", "en", url)
    assert not url_of(text)
    assert "href" not in as_page([Paragraph(text)])
    assert not links_of(FILES["pdf"]([Paragraph(text)]))


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        (Drawing(SVG, " "), "alternative text"),
        (Drawing(SVG, "x", width=0), "width"),
        (Drawing(SVG, "x", narrow="<p>"), "begins with"),
        (Drawing("<svg <", "x"), "no XML"),
        (Drawing("<p>", "x"), "begins with"),
        (Drawing(SVG.replace("viewBox", "view"), "x"), "viewBox"),
        (Drawing(SVG.replace("<rect", "<script"), "x"), "script"),
        (Drawing(SVG.replace("fill=", "onclick="), "x"), "onclick"),
        (Drawing(SVG.replace("fill=", "style="), "x"), "style"),
        (Drawing(SVG.replace("fill=", "href="), "x"), "leads nowhere"),
        (Table(["a"], [["b"]], numbers=[1]), "column"),
        (Table(["a"], [Group("g"), ["b", "c"]]), "cells"),
    ],
)
def test_blocks_that_make_no_document_are_refused(block, fault):
    with pytest.raises(ValueError, match=fault):
        block_rows([block])


def test_a_drawing_becomes_points_as_wide_as_its_share():
    assert int.from_bytes(drawing_png(SVG, 1)[16:20]) == pytest.approx(170 / 25.4 * 200, abs=2)


def test_a_long_korean_text_is_set_whole():
    sentence = "부산광역시 국제협력과 회의를 개최함. "
    words = pdf_text(FILES["pdf"]([Paragraph(Text(sentence * 400, "ko")), Table(["가"], [[sentence * 100]])]))
    assert words.count("국제협력과") == 500


def test_links_to_the_parts_stand_above_where_they_are_wanted():
    rows = block_rows([Heading("First"), Heading("Within", 2), Heading(Text("둘째", "ko"))])
    page = render_to_string("components/blocks.html", {"blocks": rows, "language": "en", "contents": True})
    assert '<a href="#part-1">First</a>' in page
    assert '<a href="#part-2">둘째</a>' in page
    assert "Within</a>" not in page
    assert "<nav" not in as_page([Heading("First")])
