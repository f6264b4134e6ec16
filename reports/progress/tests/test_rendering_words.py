"""The words of a report: marks in drafts, staff's outlines, the annex, names of sheets."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from core.blocks import BULLET, Heading, OutlineItem, Paragraph, Table, Text, block_rows, paper_text_of, text_of
from reports.enums import Section
from reports.progress.rendering.documents import PARTS, Cover, report_blocks
from reports.progress.rendering.evidence import MOST_ROWS, MOST_SOURCES, Evidence, record_label
from reports.progress.rendering.phrases import FIGURES, Phrases, Sheet, figure_label, narrative_blocks, sheet_names
from reports.progress.tests.snapshots import a_snapshot, figure, reference, text

pytestmark = pytest.mark.one_database

EN, KO = Phrases("en"), Phrases("ko")
DRAFT_EN, DRAFT_KO = Phrases("en", draft=True), Phrases("ko", draft=True)


def test_a_draft_marks_what_has_no_version_in_its_language_or_an_old_one():
    assert text_of(DRAFT_KO.text(text("Launch"))) == "Launch [국문 미작성]"
    assert DRAFT_KO.text(text("Launch")).language == "en"
    assert text_of(DRAFT_EN.text(text("", "출범"))) == "출범 [no English version]"
    assert DRAFT_EN.text(text("Launch", "출범", "en")) == "Launch [older than its translation]"
    assert DRAFT_EN.text(text("Launch", "출범", "ko")) == "Launch"
    assert DRAFT_EN.text(text("Launch", "출범")) == "Launch"


def test_on_paper_a_text_in_the_other_language_says_so_before_it():
    for said in (
        EN.text(text("", "출범")),
        EN.text({"ko": "출범", "free": True}),
        DRAFT_EN.text({"ko": "출범", "free": True}),
    ):
        assert (text_of(said), paper_text_of(said)) == ("출범", "(in Korean) 출범")
    assert paper_text_of(DRAFT_EN.text(text("", "출범"))) == "출범 [no English version]"
    assert paper_text_of(EN.text(text("Launch", "출범"))) == "Launch"
    assert KO.original("en") not in ("", EN.original("ko"))
    long = narrative_blocks(text("", "하나\n\n둘"), EN)
    assert [paper_text_of(block.text) for block in long] == ["(in Korean) 하나", "둘"]


def test_sentences_follow_each_other_as_each_language_writes_them():
    assert EN.sentences("Three left.", "", "No reason.") == "Three left. No reason."
    assert KO.sentences("3건 변경", "", "사유 미보고") == "3건 변경. 사유 미보고"
    assert KO.sentences("3건 변경", "") == "3건 변경"


def test_a_reason_in_one_language_is_never_marked_and_an_issued_report_marks_nothing():
    assert text_of(DRAFT_KO.text({"en": "Strike", "free": True})) == "Strike"
    assert text_of(KO.text(text("Launch"))) == "Launch"
    assert EN.text(text("Launch", "출범", "en")) == "Launch"
    assert EN.text({}) == "–"


def test_paragraphs_end_at_blank_lines_and_korean_marks_make_an_outline():
    written = text(
        "One\nstill one\n\n\nTwo\n- first\n• second\nafter", "□ 실적\n ○ 방문\n  - 현장\n ※ 참고\n\n-5도의 날씨\n글"
    )
    assert narrative_blocks(written, EN) == [
        Paragraph("One\nstill one"), Paragraph("Two"), OutlineItem("first", 1, BULLET),
        OutlineItem("second", 1, BULLET), Paragraph("after"),
    ]  # fmt: skip
    assert narrative_blocks(written, KO) == [
        OutlineItem("실적", 1, "□"), OutlineItem("방문", 2, "○"), OutlineItem("현장", 3, "-"),
        OutlineItem("참고", 4, "※"), Paragraph("-5도의 날씨\n글"),
    ]  # fmt: skip


def test_staff_words_in_the_other_language_keep_it():
    assert narrative_blocks(text("", "□ 실적"), EN) == [OutlineItem(Text("실적", "ko", before="(in Korean)"), 1, "□")]
    assert narrative_blocks({}, EN) == []
    assert narrative_blocks(text("  \n \n"), EN) == []


def a_first_report(**changes):
    """One that corrects none."""
    snapshot = a_snapshot(**changes)
    snapshot["report"] |= {"replaces": None, "correction": {}, "revision": 1}
    return snapshot


def test_sections_stand_in_the_order_of_the_report_and_are_numbered():
    blocks = report_blocks(a_first_report(order=["lessons", "summary", "lessons", "unknown"], sections={}), EN)
    assert [block.text for block in blocks if isinstance(block, Heading) and block.level == 1] == [
        "1. Lessons",
        "2. Summary",
    ]
    assert block_rows(blocks)


def test_staff_words_stand_above_what_the_records_tell(monkeypatch):
    part = SimpleNamespace(blocks=lambda: [Paragraph("by the records")])
    monkeypatch.setitem(PARTS, Section.SUMMARY, lambda data, _words: part if data else None)
    snapshot = a_first_report(order=["summary"], sections={"summary": {"told": "by the records"}})
    said = [text_of(block.text) for block in report_blocks(snapshot, EN)]
    assert said == ["1. Summary", "The first paragraph.", "The second one.", "an item", "by the records"]


def test_the_annex_has_each_figure_with_its_rows_and_documents():
    blocks = list(Evidence(a_snapshot(), EN).blocks())
    table, documents = [block for block in blocks if isinstance(block, Table)]
    assert table.caption == "Milestones done: 2"
    assert [text_of(cell) for cell in table.rows[0]] == [
        "Visit 1", "Busan-Barcelona", "November 2017", "busan-barcelona/document-1",
    ]  # fmt: skip
    assert any("Milestones overdue: 0" in text_of(block.text) for block in blocks if isinstance(block, Paragraph))
    assert [text_of(cell) for cell in documents.rows[0]][:2] == ["busan-barcelona/document-1", "Programme of the visit"]


def test_the_published_sources_are_told_once_each_with_how_many_records_rest_on_them():
    rows = [{"source": "https://example.org/a ; City archive"}, {"source": "https://example.org/a"}, {"source": ""}]
    snapshot = a_snapshot(sections={"journey": {"milestones": rows, "figures": []}}, order=["journey"])
    (_heading, table) = Evidence(snapshot, EN).source_blocks()
    assert [[text_of(cell) for cell in row] for row in table.rows] == [
        ["https://example.org/a", "2"],
        ["City archive", "1"],
    ]
    assert table.rows[0][0].url == "https://example.org/a"
    assert Evidence(a_snapshot(sections={}), EN).source_blocks() == []
    rows = [{"source": f"Archive {number}"} for number in range(MOST_SOURCES + 2)]
    snapshot = a_snapshot(sections={"journey": {"milestones": rows, "figures": []}}, order=["journey"])
    (_heading, table) = Evidence(snapshot, EN).source_blocks()
    assert table.rows[MOST_SOURCES:] == [["2 more sources are in the workbook (XLSX).", ""]]


def test_a_list_of_thousands_stands_whole_in_the_workbook_alone():
    rows = [reference(number) for number in range(MOST_ROWS + 7)]
    snapshot = a_snapshot(sections={"journey": {"figures": [figure("milestones-done", *rows)]}})
    table = next(block for block in list(Evidence(snapshot, EN).blocks()) if isinstance(block, Table))
    assert len(table.rows) == MOST_ROWS + 1
    assert table.rows[-1][0].startswith("7 more records")
    assert len(next(Evidence(snapshot, EN).sheets()).rows) == MOST_ROWS + 7


def test_the_sheet_of_evidence_says_in_words_what_kind_each_record_is():
    (sheet, *_rest) = list(Evidence(a_snapshot(), EN).sheets())
    assert {row[4] for row in sheet.rows} == {"Milestone", None}
    assert record_label("good-practice") == "Good practice"
    with translation.override("ko"):
        assert next(Evidence(a_snapshot(), KO).sheets()).rows[0][4] == "주요 일정"
    assert record_label("new-thing") == "New-thing"


def test_the_sheet_of_evidence_names_the_pairing_of_each_record():
    assert "부산·바르셀로나" in {row[6] for row in next(Evidence(a_snapshot(), KO).sheets()).rows}
    unknown = a_snapshot(pairings=[])
    assert "busan-barcelona" in {row[6] for row in next(Evidence(unknown, KO).sheets()).rows}


def test_a_figure_that_nobody_reported_is_no_zero_and_one_of_an_unknown_key_is_shown():
    snapshot = a_snapshot(sections={"journey": {"figures": [figure("new-thing") | {"value": None}]}})
    assert "New thing: not reported" in str(list(Evidence(snapshot, EN).blocks()))
    assert figure_label("milestones-done") == "Milestones done"
    assert "new-thing" not in FIGURES


def test_a_document_of_both_sides_keeps_its_title():
    snapshot = a_snapshot()
    snapshot["documents"]["busan-barcelona/document-1"]["title"] = ""
    assert "for both sides of the pairing alone" in str(list(Evidence(snapshot, EN).blocks()))


def test_names_of_sheets_are_what_excel_takes():
    titles = ["A/B: [c]*?", "History", "x" * 40, "x" * 40, "X" * 40, "'", "같은 이름", "같은 이름"]
    names = sheet_names([Sheet("key", title, ["a"], []) for title in titles])
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert names[1] != "History"
    assert names[5] == "key"


def test_the_cover_shows_a_name_in_the_other_language_where_it_differs():
    snapshot = a_snapshot()
    snapshot["sides"]["eu"].append({"code": "x", "name": text("Alliance"), "kind": "alliance"})
    eu = Cover(snapshot, KO).sides[0]
    assert eu["partners"] == [
        ["바르셀로나", Text("Barcelona", "en")],
        [Text("Alliance", "en", before=KO.original("en")), ""],
    ]


def test_a_day_that_differs_in_seoul_is_named():
    snapshot = a_snapshot()
    snapshot["report"]["as_of"] = "2018-06-01T20:00:00Z"
    facts = dict(Cover(snapshot, EN).facts)
    assert facts["Records as of"] == "1 June 2018, 22:00 in Brussels; 2 June 2018, 05:00 in Seoul"
    with translation.override("ko"):
        facts = dict(Cover(snapshot, KO).facts)
    assert facts["기록 기준 일시"] == "2018. 6. 2.(토) 05:00(서울), 2018. 6. 1.(금) 22:00(브뤼셀)"


@pytest.mark.parametrize("empty", [{}, {"notices": {}}, {"notices": {"funding": {"en": "", "ko": ""}}}])
def test_a_cover_without_notices_has_none(empty):
    snapshot = a_snapshot()
    del snapshot["notices"]
    assert Cover(snapshot | empty, EN).notices == []


def test_a_checksum_stands_in_two_lines():
    assert [len(line.replace(" ", "")) for line in Cover(a_snapshot(), EN, "a" * 64).hash_lines] == [32, 32]
    assert Cover(a_snapshot(), EN).hash_lines == []


def test_a_row_that_stands_for_several_says_for_how_many():
    rows = [reference(1) | {"amount": 1200}, reference(2) | {"amount": 34}]
    one = figure("delegates", *rows) | {"value": 1234}
    snapshot = a_snapshot(sections={"events": {"figures": [one]}}, order=["events"])
    table = next(block for block in list(Evidence(snapshot, EN).blocks()) if isinstance(block, Table))
    assert [(text_of(row[0]), row[-1]) for row in table.rows] == [
        ("Visit 1", "1,200"), ("Visit 2", "34"), ("Total", "1,234"),
    ]  # fmt: skip
