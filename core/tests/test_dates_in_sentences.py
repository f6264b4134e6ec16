"""No date of a sentence breaks over two lines, in either language."""

import pytest
from django.utils import translation
from django.utils.html import format_html

from core.blocks import Text
from core.templatetags.portal import dates_whole, worded, written_whole

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Confirmed on 20 August 2026", 'Confirmed on <span class="wc-nowrap">20 August 2026</span>'),
        ("planned for 4–8 January 2027: open", 'planned for <span class="wc-nowrap">4–8 January 2027</span>: open'),
        ("2026. 8. 20.(목) 확인", '<span class="wc-nowrap">2026. 8. 20.(목)</span> 확인'),
        (
            "8. 12.(수)~8. 13.(목)",
            '<span class="wc-nowrap">8. 12.(수)~</span><wbr><span class="wc-nowrap">8. 13.(목)</span>',
        ),
        ("EU - Korea 2026-2027: Final report", 'EU - Korea <span class="wc-nowrap">2026-2027</span>: Final report'),
        ("Not asked yet", "Not asked yet"),
        ("22 Mayors & 3 towns", "22 Mayors &amp; 3 towns"),
    ],
)
def test_a_date_of_a_sentence_is_one_thing_of_its_line(sentence: str, expected: str) -> None:
    assert dates_whole(sentence) == expected


def test_what_marks_the_language_of_a_sentence_stands_around_its_dates() -> None:
    with translation.override("en"):
        assert written_whole("한국 2026-2027") == '<span lang="ko">한국 <span class="wc-nowrap">2026-2027</span></span>'


def test_a_sentence_is_a_text_and_no_page():
    assert dates_whole('<a href="/eu-korea-2026-2027/">') == (
        '&lt;a href=&quot;/eu-korea-<span class="wc-nowrap">2026-2027</span>/&quot;&gt;'
    )


def test_what_is_html_already_is_not_searched():
    page = format_html("<p>{}</p>", "2026. 12. 3.(목)")
    assert dates_whole(page) == page


def test_the_text_of_a_link_is_whole_and_its_address_stays():
    linked = worded(Text("Report 2026-2027", "en", "/eu-korea-2026-2027/"), "en")
    assert linked == '<a href="/eu-korea-2026-2027/">Report <span class="wc-nowrap">2026-2027</span></a>'
