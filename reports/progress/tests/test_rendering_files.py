"""The files of a report: the same bytes from the same snapshot, and whatever people wrote in it."""

import csv
import datetime as dt
import io
import json
import zipfile
from types import SimpleNamespace

import pytest
from django.utils import translation
from docx import Document
from python_calamine import CalamineWorkbook

from core.plain_text import plain_text
from core.tests.pdf_reading import elements_of, pdf_text, read_pdf
from reports.enums import FileFormat, Section
from reports.progress.rendering.documents import PARTS, report_blocks, report_file
from reports.progress.rendering.phrases import Phrases, Sheet
from reports.progress.selectors import canonical, sha256_of
from reports.progress.tests.snapshots import PORTAL, a_snapshot, figure, reference, text

pytestmark = pytest.mark.one_database

HASH = "3f7a91c40be25d18" * 4
RUDE = [
    "=1+1", "@SUM(A1)",
    "😀 emoji 👩‍👩‍👧", "שלום עולם", "مرحبا بالعالم", "<script>alert(1)</script>", "#panic() *b* $x$ @ref",
    "a\x00b\x0bc\u202ed", "half \ud800 a pair", "{{ secret }} %s %(x)s {0}",
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_parts(monkeypatch):
    """What the sections tell has its own tests: here their figures alone are there, and staff's words."""
    for section in list(PARTS):
        monkeypatch.delitem(PARTS, section)


def made(snapshot=None, file_format="pdf", language="en", **kwargs):
    return report_file(snapshot or a_snapshot(), language=language, file_format=file_format, sha256=HASH, **kwargs)


def book(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


def sheet(content, name):
    return book(content).get_sheet_by_name(name).to_python(skip_empty_area=False)


def docx_words(content):
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def csvs(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig")))) for name in archive.namelist()}


def links_of(content):
    notes = [note.get_object() for page in read_pdf(content).pages for note in page.get("/Annots", [])]
    return {note["/A"]["/URI"] for note in notes if "/A" in note and "/URI" in note["/A"]}


@pytest.mark.parametrize("draft", [False, True])
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("file_format", FileFormat.values)
def test_the_same_snapshot_gives_the_same_bytes(file_format, language, draft):
    first = made(file_format=file_format, language=language, draft=draft)
    with translation.override("ko" if language == "en" else "en"):
        assert made(file_format=file_format, language=language, draft=draft) == first


def test_the_json_is_the_text_that_was_hashed():
    snapshot = json.loads(canonical(a_snapshot()))
    content = made(snapshot, "json")
    assert content.decode() == canonical(snapshot)
    assert sha256_of(content.decode()) == sha256_of(canonical(a_snapshot()))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_draft_says_so_on_every_page(language, draft_words):
    snapshot = a_snapshot()
    snapshot["texts"]["summary"] = text("A sentence of the report. " * 3000, "보고서의 한 문장입니다. " * 3000)
    pages = read_pdf(made(snapshot, language=language, draft=True)).pages
    assert len(pages) > 10
    for page in pages:
        assert draft_words[language] in page.extract_text()
    assert draft_words[language] not in pdf_text(made(snapshot, language=language))


@pytest.fixture
def draft_words():
    """The word that stands on drafts, as the catalogue has it."""
    found = {}
    for language in ("en", "ko"):
        with translation.override(language):
            found[language] = translation.pgettext("progress report", "DRAFT")
    return found


def test_the_cover_tells_what_an_auditor_asks():
    words = pdf_text(made())
    for said in (
        "World Cities", "EU-Korea 2017-2018", "Final report", "14 March 2017 – 25 May 2018", "Barcelona", "바르셀로나",
        "Busan", "부산", "Compiled from the records alone", "Saturday, 2 June 2018",
        "1 June 2018, 12:00 in Brussels; 19:00 in Seoul", "PI/2017/388-109", "Example Consult",
        "revision 1 of 25 May 2018, SHA-256 abababababababab", "A date was wrong.", "Funded by the European Union.",
        "The authors answer for the contents.", "3f7a 91c4 0be2 5d18",
    ):  # fmt: skip
        assert said in words


def test_the_cover_in_korean_has_korean_dates_and_marks_what_is_english():
    content = made(language="ko")
    words = pdf_text(content)
    assert "2017. 3. 14.(화)~2018. 5. 25.(금)" in words
    assert "2018. 6. 2.(토)" in words
    assert "유럽연합의 재정 지원을 받았습니다." in words
    languages = {str(element.get("/Lang")) for element in elements_of(content)}
    assert "en" in languages


def test_the_pdf_has_contents_headings_and_page_numbers():
    content = made()
    pages = read_pdf(content).pages
    assert "Contents" in pages[1].extract_text()
    kinds = [element["/S"] for element in elements_of(content)]
    assert kinds.count("/H1") == 6
    assert "/TOC" in kinds
    assert "1 / 4" in pages[0].extract_text()
    assert "EU-Korea 2017-2018 · Final report · revision 2 of 2 June 2018" in pages[2].extract_text()


def test_links_lead_to_the_portal_that_the_snapshot_names():
    found = links_of(made())
    assert f"{PORTAL}/strands/eu-korea-2017/pairings/busan-barcelona/milestones/visit-1/" in found
    assert all(link.startswith(PORTAL) for link in found)
    page = report_blocks(a_snapshot(), Phrases("en"))
    urls = [
        cell.url
        for block in page
        for row in getattr(block, "rows", ())
        if isinstance(row, list)
        for cell in row
        if hasattr(cell, "url")
    ]
    assert "/strands/eu-korea-2017/pairings/busan-barcelona/milestones/visit-1/" in urls


def test_an_empty_section_says_so():
    for file_format, read in (("pdf", pdf_text), ("docx", docx_words)):
        words = read(made(file_format=file_format))
        assert words.count("Nothing is recorded here for this period.") == 2, file_format


def test_a_report_without_any_section_is_still_a_report():
    snapshot = a_snapshot(order=[], sections={}, texts={}, documents={})
    for file_format, read in (("pdf", pdf_text), ("docx", docx_words)):
        words = read(made(snapshot, file_format))
        assert "Final report" in words, file_format
        assert "Nothing is recorded here" not in words, file_format
    assert json.loads(made(snapshot, "json"))["sections"] == {}
    assert book(made(snapshot, "xlsx")).sheet_names == ["About"]
    assert list(csvs(made(snapshot, "csv"))) == ["about.csv"]


@pytest.mark.parametrize("rude", RUDE)
def test_whatever_people_wrote_stays_text(rude):
    snapshot = a_snapshot()
    snapshot["texts"]["summary"] = text(rude, rude)
    snapshot["sections"]["journey"]["figures"] = [figure("milestones-done", reference(1, name=text(rude, rude)))]
    snapshot["strand"]["name"] = text(rude, rude)
    shown = plain_text(rude)
    for language in ("en", "ko"):
        files = {one: made(snapshot, one, language, draft=True) for one in ("pdf", "docx", "xlsx", "csv")}
        assert read_pdf(files["pdf"]).pages
        assert shown in docx_words(files["docx"])
        rows = [row for name in book(files["xlsx"]).sheet_names for row in sheet(files["xlsx"], name)]
        assert any(shown in row for row in rows)
        # What a spreadsheet would compute stands behind a quote.
        quoted = f"'{shown}" if rude[0] in "=@" else shown
        assert any(quoted in row for rows in csvs(files["csv"]).values() for row in rows)


def test_what_the_font_lacks_is_shown_as_missing_in_the_pdf_and_kept_elsewhere():
    snapshot = a_snapshot()
    snapshot["texts"]["summary"] = text("Party 😀 שלום مرحبا")
    assert "⌧" in pdf_text(made(snapshot))
    for file_format, read in (("docx", docx_words), ("xlsx", lambda one: str(sheet(one, "Texts")))):
        assert "Party 😀 שלום مرحبا" in read(made(snapshot, file_format))


def test_a_formula_stays_text_in_the_workbook_and_is_quoted_in_csv():
    snapshot = a_snapshot()
    snapshot["texts"]["summary"] = text("=1+1")
    assert ["Summary", "=1+1"] in sheet(made(snapshot, "xlsx"), "Texts")
    assert "<f>" not in "".join(
        zipfile.ZipFile(io.BytesIO(made(snapshot, "xlsx"))).read(name).decode()
        for name in zipfile.ZipFile(io.BytesIO(made(snapshot, "xlsx"))).namelist()
        if "sheets/sheet" in name
    )
    assert ["Summary", "'=1+1"] in csvs(made(snapshot, "csv"))["texts.csv"]


def test_dates_and_numbers_of_the_workbook_can_be_counted():
    content = made(file_format="xlsx")
    about = {row[0]: row[1] for row in sheet(content, "About")}
    assert about["First day"] == dt.date(2017, 3, 14)
    assert about["Revision"] == 2
    assert about["Issued"] == dt.date(2018, 6, 2)
    assert about["SHA-256"] == HASH
    snapshot = a_snapshot()
    snapshot["sections"]["journey"]["figures"] = [figure("milestones-done", reference(3, day="2017-03-15"), value=2.5)]
    head, row = sheet(made(snapshot, "xlsx"), "Evidence")
    assert dict(zip(head, row, strict=True))["Day"] == dt.date(2017, 3, 15)
    assert dict(zip(head, row, strict=True))["Value"] == 2.5


def test_an_empty_table_is_named_in_the_workbook_and_a_file_with_a_head_in_csv(monkeypatch):
    part = SimpleNamespace(blocks=list, sheets=lambda: [Sheet("moves", "Moves", ["Day"], [])])
    monkeypatch.setitem(PARTS, Section.JOURNEY, lambda _data, _words: part)
    content = made(file_format="xlsx")
    assert "Moves" not in book(content).sheet_names
    assert {row[0]: row[1] for row in sheet(content, "About")}["Sheets without rows, left out"] == "Moves"
    assert csvs(made(file_format="csv"))["moves.csv"] == [["Day"]]


def test_a_month_stays_a_month_in_every_file():
    rows = sheet(made(file_format="xlsx"), "Evidence")
    assert "2017-11" in rows[1]
    assert "November 2017" in pdf_text(made())
    assert "2017-11" in csvs(made(file_format="csv"))["evidence.csv"][1]


def test_the_csv_files_begin_with_the_mark_of_utf_8_and_have_no_date_of_their_own():
    archive = zipfile.ZipFile(io.BytesIO(made(file_format="csv")))
    assert {"about.csv", "texts.csv", "evidence.csv", "documents.csv"} <= set(archive.namelist())
    for entry in archive.infolist():
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert archive.read(entry).startswith(b"\xef\xbb\xbf")


def test_word_begins_with_the_cover_and_names_the_draft():
    content = made(file_format="docx", draft=True)
    document = Document(io.BytesIO(content))
    assert document.paragraphs[0].text == "EU-Korea 2017-2018"
    assert document.sections[0].header.paragraphs[0].text.startswith("DRAFT")
    assert "Not issued: this is a draft." in docx_words(content)
    assert HASH not in docx_words(content)
    assert HASH in docx_words(made(file_format="docx"))


def test_two_hundred_pages_of_words_are_set():
    snapshot = a_snapshot()
    snapshot["texts"]["summary"] = text("A paragraph of many words about cities. " * 16_000)
    assert len(read_pdf(made(snapshot)).pages) > 120
    snapshot["texts"]["summary"] = text(ko="부산광역시 국제협력과 회의를 개최함. " * 8_000)
    assert pdf_text(made(snapshot, language="ko")).count("국제협력과") == 8_000


def test_the_report_of_a_pairing_bears_its_name():
    snapshot = a_snapshot()
    snapshot["report"] |= {"scope": "busan-barcelona", "from_records_alone": False}
    snapshot["updates"][0]["status"] = "accepted"
    words = pdf_text(made(snapshot))
    assert "Busan-Barcelona" in words
    assert "City updates accepted: 1 of 2" in words
    assert "EU-Korea 2017-2018 · Busan-Barcelona · Final report" in words
    assert "부산·바르셀로나" in pdf_text(made(snapshot, language="ko"))


def test_an_invented_strand_says_so_in_every_file():
    snapshot = a_snapshot()
    snapshot["strand"]["is_invented"] = True
    said = "Invented for demonstration: nothing here really happened."
    assert said in pdf_text(made(snapshot))
    assert said in docx_words(made(snapshot, "docx"))
    assert said in [row[1] for row in sheet(made(snapshot, "xlsx"), "About")]
    assert said not in pdf_text(made())


@pytest.mark.parametrize(("language", "file_format", "schema"), [("de", "pdf", 1), ("en", "odt", 1), ("en", "pdf", 2)])
def test_what_cannot_be_made_is_refused(language, file_format, schema):
    with pytest.raises(ValueError, match=r"report|odt|schema"):
        report_file(a_snapshot(schema=schema), language=language, file_format=file_format, sha256=HASH)
