"""No date of a sentence breaks over two lines, in either language, and no line of a page begins with a dot."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString

from core.templatetags.portal import dates_whole, lines_whole

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


def test_what_marks_the_language_of_a_sentence_stays() -> None:
    marked = SafeString('<span lang="ko">한국 2026-2027</span>')
    assert dates_whole(marked) == '<span lang="ko">한국 <span class="wc-nowrap">2026-2027</span></span>'


def test_the_address_of_a_link_stays() -> None:
    linked = SafeString('<a href="/eu-korea-2026-2027/">Final report</a>')
    assert dates_whole(linked) == linked


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>2026. 12. 3.(목)까지</p>", '<p><span class="wc-nowrap">2026. 12. 3.(목)</span>까지</p>'),
        (
            "<p>2026. 12.~2027. 1. 4.(월)</p>",
            '<p><span class="wc-nowrap">2026. 12.~</span><wbr><span class="wc-nowrap">2027. 1. 4.(월)</span></p>',
        ),
        ("12. 3.(목)~4.(금)", '<span class="wc-nowrap">12. 3.(목)~</span><wbr><span class="wc-nowrap">4.(금)</span>'),
    ],
)
def test_a_korean_date_is_one_thing_of_its_line_wherever_it_stands_on_a_page(page, expected):
    assert lines_whole(SafeString(page)) == expected


@pytest.mark.parametrize(
    "kept",
    [
        "<textarea>\n2026. 12. 3.(목)까지</textarea>",
        "<option>2026. 12. 3.(목)</option>",
        "<svg><text>2026. 12. 3.(목)</text></svg>",
        '<input value="2026. 12. 3.(목)">',
        '<span class="wc-nowrap">2026. 12. 3.(목)</span>',
        "<p>on 3 December 2026, 2026-2027, chapter 2. 12. of 2.5.(a)</p>",
    ],
)
def test_what_is_typed_chosen_drawn_or_whole_already_stays(kept):
    assert lines_whole(SafeString(kept)) == kept


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<a>PDF</a>\n   · 12 kB", "<a>PDF</a>\xa0· 12 kB"),
        ('Busan <span class="wc-note">· host</span>', 'Busan\xa0<span class="wc-note">· host</span>'),
        ("부산·바르셀로나 · 광주·탐페레", "부산·바르셀로나\xa0· 광주·탐페레"),
        ("<textarea>Busan · host</textarea>", "<textarea>Busan · host</textarea>"),
        ("Busan&nbsp;· 12. 3.(목) · host", 'Busan&nbsp;· <span class="wc-nowrap">12. 3.(목)</span>\xa0· host'),
    ],
)
def test_no_line_of_a_page_begins_with_a_dot(page, expected):
    assert lines_whole(SafeString(page)) == expected


def test_every_page_keeps_its_korean_dates_whole():
    page = Template('{% extends "base.html" %}{% block content %}{{ words }}{% endblock %}')
    assert '<span class="wc-nowrap">12. 3.(목)</span> &lt;b&gt;' in page.render(Context({"words": "12. 3.(목) <b>"}))
