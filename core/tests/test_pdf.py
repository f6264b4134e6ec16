"""Documents as PDF: the font inside, text that stays text, tags, the same bytes, and errors that tell no data."""

import datetime as dt
import logging
import unicodedata

import pytest
from django.utils.translation import gettext_lazy

from core.blocks import Table, Text
from core.pdf import rendering
from core.pdf.rendering import (
    FONT,
    FONTS,
    STAND_IN,
    PdfError,
    covered,
    foreign_letters,
    missing_characters,
    printable,
    render_blocks_pdf,
    render_pdf,
)
from core.tests.pdf_reading import elements_of, fonts_of, pdf_text, read_pdf

pytestmark = pytest.mark.one_database

MADE_AT = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)
PROBE = """#import "/house.typ": *
#show: house
#say(data.text)
#if "side" in data [#two-sides(
  (letters: "EU", name: "Barcelona"), (letters: "KR", name: "부산"), say(data.side), say(data.side))
  #both-languages("Programme", "일정")
  #facts((("Place", data.text),))]
#if "wrong" in data { panic("it was " + data.text) }
"""


@pytest.fixture
def probe(tmp_path, monkeypatch):
    """Render a small template of its own beside the house's: probe(text, language=...)."""
    house = (rendering.template_root() / "house.typ").read_text(encoding="utf-8")
    (tmp_path / "house.typ").write_text(house, encoding="utf-8")
    (tmp_path / "probe.typ").write_text(PROBE, encoding="utf-8")
    monkeypatch.setattr(rendering, "template_root", lambda: tmp_path)

    def render(text, language="en", **data):
        return render_pdf("probe.typ", {"text": text, **data}, language=language, title="A title", made_at=MADE_AT)

    return render


def test_korean_text_is_embedded_in_pretendard_and_can_be_read_again(probe):
    content = probe("부산광역시 국제협력과", language="ko")
    assert "부산광역시 국제협력과" in pdf_text(content)
    fonts = fonts_of(content)
    assert fonts
    for name, descriptor in fonts:
        assert "Pretendard" in name
        assert "/FontFile3" in descriptor


@pytest.mark.security("C13", "C27", "V1")
@pytest.mark.parametrize(
    "text",
    [
        "#panic()", "*bold* _thin_ `code`", "$x^2$", "<script>alert(1)</script>", "@ref", "= No heading",
        "// no comment", "\\ #{1+1} [x]", "~ -- ... 'quoted'", "“따옴표” 한글", "Ελλάδα, България, Łódź, Türkiye",
    ],
)  # fmt: skip
def test_markup_in_data_stays_text(probe, text):
    assert text in pdf_text(probe(text))


@pytest.mark.security("C27")
def test_c27_every_argument_is_data_too():
    content = render_blocks_pdf([], language="en", title="#panic() *x*", head="$y$ @z", made_at=MADE_AT)
    assert "#panic() *x*" in pdf_text(content)
    assert "$y$ @z" in pdf_text(content)
    assert read_pdf(content).metadata.title == "#panic() *x*"


def test_a_line_feed_begins_a_new_line(probe):
    assert "first\nsecond" in pdf_text(probe("first\r\nsecond"))


def test_what_the_font_lacks_is_shown_as_missing_and_can_be_asked_before(probe):
    assert f"Kim {STAND_IN}{STAND_IN} {STAND_IN}!" in pdf_text(probe("Kim 金漢 😀\ufe0f!"))
    assert missing_characters("Kim 金漢金 😀\ufe0f, 김 \u200bΔ") == ["金", "漢", "😀"]
    assert not missing_characters("부산 Łódź Ελλάδα България ①→↔…“” □ ○ - ※")


def test_letters_of_a_script_that_the_font_lacks_are_foreign_and_hanja_within_korean_are_not():
    assert foreign_letters("Hello سلام") == ["س", "ل", "ا", "م"]
    assert foreign_letters("ภาษา")
    assert foreign_letters("東京の会議") == ["東", "京", "会", "議"]
    assert not foreign_letters("한강(漢江) 정비 😀, Łódź Ελλάδα България")


def test_both_weights_show_the_same_characters():
    assert covered(FONT) == covered(FONTS / "Pretendard-Bold.otf")
    assert ord(STAND_IN) in covered()


def test_loose_letters_and_control_characters_are_put_right(probe):
    loose = unicodedata.normalize("NFD", "부산")
    assert "부산" in pdf_text(probe(loose + "\x07\x00\u202e\ufffe"))
    assert printable("a\x00b\ud800c\u202ed\u200be") == "abcde"


def test_a_word_without_end_breaks_inside_the_page(probe):
    content = probe("x" * 2000)
    assert pdf_text(content).count("x") == 2000
    assert len([line for line in pdf_text(content).splitlines() if line.startswith("x")]) > 10


def test_a_font_that_is_missing_fails_loudly(probe, monkeypatch, tmp_path):
    (tmp_path / "empty").mkdir()
    monkeypatch.setattr(rendering, "FONTS", tmp_path / "empty")
    with pytest.raises(PdfError, match=r"probe\.typ"):
        probe("Hello")


def test_a_sign_that_slips_through_fails_loudly(probe, monkeypatch):
    """Should what is known of the font be wrong, no box is printed in silence."""
    monkeypatch.setattr(rendering, "printable", str)
    with pytest.raises(PdfError):
        probe("金")


def test_the_document_is_tagged_and_names_its_title_and_language(probe):
    content = probe("안녕하세요", language="ko")
    root = read_pdf(content).trailer["/Root"]
    assert root["/Lang"] == "ko"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert read_pdf(content).metadata.title == "A title"


def test_a_text_in_the_other_language_says_so(probe):
    in_korean = elements_of(probe(Text("부산", "ko"), language="en"))
    assert "ko" in {element.get("/Lang") for element in in_korean}
    assert "ko" not in {element.get("/Lang") for element in elements_of(probe("Busan", language="en"))}


def test_the_house_has_two_sides_both_languages_and_facts(probe):
    content = probe("Barcelona", side="what stands there")
    words = pdf_text(content)
    for word in ("EU", "KR", "부산", "Programme", "일정", "Place"):
        assert word in words
    assert {"/L", "/LI", "/LBody"} <= {element["/S"] for element in elements_of(content)}


def test_the_same_data_gives_the_same_bytes(probe):
    first = probe("부산")
    assert probe("부산") == first
    assert probe("서울") != first
    assert "20261125093000" in read_pdf(first).metadata["/CreationDate"]


def test_lazy_translations_numbers_and_nothing_are_data(probe):
    assert "Save" in pdf_text(probe(gettext_lazy("Save")))
    assert "12" in pdf_text(probe(12))
    assert pdf_text(probe(None))


@pytest.mark.parametrize("value", [dt.date(2026, 11, 25), {1, 2}, object()])
def test_what_is_not_yet_formatted_is_refused(probe, value):
    with pytest.raises(TypeError):
        probe(value)


@pytest.mark.parametrize(
    ("language", "moment"),
    [("de", MADE_AT), ("en", dt.datetime(2026, 11, 25))],  # noqa: DTZ001
)
def test_a_wrong_language_or_a_moment_without_zone_is_refused(language, moment):
    with pytest.raises(ValueError, match="a PDF needs"):
        render_pdf("blocks.typ", {"blocks": []}, language=language, title="x", made_at=moment)


@pytest.mark.security("V16")
def test_an_error_names_the_template_and_keeps_the_data_to_itself(probe, caplog):
    need = "allergic to nuts"
    with pytest.raises(PdfError) as refused:
        probe(need, wrong=True)
    assert refused.value.template == "probe.typ"
    assert "probe.typ" in str(refused.value)
    logging.getLogger("portal").error("failed", exc_info=refused.value)
    assert "probe.typ" in caplog.text
    assert need not in caplog.text
    assert need not in str(refused.value)


def test_a_template_that_is_not_there_is_named():
    with pytest.raises(PdfError, match="nowhere"):
        render_pdf("events/nowhere.typ", {}, language="en", title="x", made_at=MADE_AT)


def test_ten_thousand_rows_come_and_each_page_repeats_the_head():
    rows = [[f"row {number}", "부산광역시 국제협력과"] for number in range(10_000)]
    content = render_blocks_pdf([Table(["number", "부서"], rows)], language="ko", title="Rows", made_at=MADE_AT)
    pages = read_pdf(content).pages
    assert len(pages) > 100
    assert "부서" in pages[57].extract_text()
    assert "row 9999" in pages[-1].extract_text()


def test_a_font_without_the_table_of_characters_is_refused(tmp_path):
    font = tmp_path / "bare.otf"
    font.write_bytes(b"OTTO\x00\x00" + b"\x00" * 20)
    with pytest.raises(ValueError, match="cmap"):
        rendering.covered(font)
