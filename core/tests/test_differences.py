"""Differences: word by word, in both scripts, and nothing of either text is lost."""

import unicodedata
from itertools import pairwise

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given, strategies as st

from core.texts import after, before, compare_texts

pytestmark = pytest.mark.one_database

_WORDS = ["Busan", "부산에서", " ", "\n", ",", "👩\u200d👧", "the", "2018"]
TEXTS = st.lists(st.sampled_from(_WORDS), max_size=40).map("".join)


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        ("same", "same", [("same", "same")]),
        ("", "all new", [("added", "all new")]),
        ("all gone", "", [("removed", "all gone")]),
        ("two", "two more", [("same", "two"), ("added", " more")]),
        (
            "Meet in March, in Busan",
            "Meet in April, in Busan",
            [("same", "Meet in "), ("removed", "March"), ("added", "April"), ("same", ", in Busan")],
        ),
        # A particle belongs to its word, and a syllable is never taken apart.
        (
            "부산에서 회의 개최",
            "서울에서 회의 개최",
            [("removed", "부산에서"), ("added", "서울에서"), ("same", " 회의 개최")],
        ),
        # Two words that both changed are one change, not two with a blank between.
        ("a red car", "a blue bus", [("same", "a "), ("removed", "red car"), ("added", "blue bus")]),
        ("a family 👩‍👧", "a family 👩‍👦", [("same", "a family "), ("removed", "👩‍👧"), ("added", "👩‍👦")]),
    ],
)
def test_two_texts_are_compared_by_words(old, new, pieces) -> None:
    assert compare_texts(old, new) == pieces


def test_line_ends_and_the_writing_of_hangul_are_no_change() -> None:
    assert compare_texts("부산\r\n계획", unicodedata.normalize("NFD", "부산\n계획")) == [("same", "부산\n계획")]


@given(TEXTS, TEXTS)
def test_each_text_can_be_read_from_the_pieces(old, new) -> None:
    pieces = compare_texts(old, new)
    assert "".join(text for _kind, text in before(pieces)) == unicodedata.normalize("NFC", old)
    assert "".join(text for _kind, text in after(pieces)) == unicodedata.normalize("NFC", new)
    assert all(one[0] != other[0] for one, other in pairwise(pieces))


def test_in_a_very_long_text_one_word_is_found() -> None:
    old = "\n".join(f"line {number} of the plan and the the the" for number in range(4000))
    pieces = compare_texts(old, old.replace("line 77 ", "line seventy-seven "))
    assert [kind for kind, _text in pieces if kind != "same"] == ["removed", "added"]


def test_a_page_marks_what_changed_for_eye_and_ear_and_escapes_it() -> None:
    template = Template("{% include 'components/comparison.html#difference' with pieces=pieces only %}")
    html = template.render(Context({"pieces": compare_texts("A <b>", "A <i>")}))
    assert '<del><span class="visually-hidden">removed: </span>&lt;b&gt;</del>' in html
    assert '<ins><span class="visually-hidden">added: </span>&lt;i&gt;</ins>' in html
    assert "<b>" not in html


def test_a_compared_text_says_its_language_where_the_page_speaks_the_other() -> None:
    template = Template("{% include 'components/comparison.html#difference' with pieces=pieces only %}")
    pieces = compare_texts("부산", "서울")
    assert 'lang="ko"' in template.render(Context({"pieces": pieces}))
    with translation.override("ko"):
        assert "lang=" not in template.render(Context({"pieces": pieces}))
