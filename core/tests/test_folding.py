"""Folding for search: what readers type finds what is written."""

from types import SimpleNamespace

import pytest

from core.folding import LONG, FoldedField, fold, holds, matching, query_parts

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Málaga", "malaga"),
        ("Łódź", "lodz"),
        ("Århus", "arhus"),
        ("Tromsø", "tromso"),
        ("Straße", "strasse"),
        ("Œuvre, Æbelø", "oeuvre, aebelo"),
        ("İstanbul, Iğdır", "istanbul, igdir"),
        ("Đà Nẵng", "da nang"),
        ("부산광역시", "부산광역시"),
        ("\u1107\u116e\u1109\u1161\u11ab", "부산"),
        ("  two \t words\n", "two words"),
        ("ＢＵＳＡＮ", "busan"),
        ("Ελλάδα", "ελλαδα"),
        ("東京", "東京"),
        ("", ""),
    ],
)
def test_a_text_folds(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["Málaga Łódź 부산", "Straße", "İzmir", "  a  b "])
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_every_word_of_a_query_must_stand_in_the_text():
    condition = matching("Barcelona  BÚSAN", field="search_text")
    assert condition.connector == "AND"
    assert condition.children == [("search_text__contains", "barcelona"), ("search_text__contains", "busan")]


def test_what_is_kept_of_a_long_text_fits_an_index():
    field = FoldedField(sources=("name",))
    field.set_attributes_from_name("search_text")
    row = SimpleNamespace(name="\U00020000" * 1000)
    kept = field.pre_save(row, add=True)
    assert 600 < len(kept) <= field.max_length
    assert len(kept.encode()) <= 2600
    assert set(kept) == {"\U00020000"}


def test_a_long_text_has_no_index_and_is_kept_whole_and_a_list_by_its_texts():
    field = FoldedField(sources=("text", "items"), max_length=LONG)
    field.set_attributes_from_name("search_text")
    row = SimpleNamespace(text="가" * 8000, items=[{"item": 7, "said_en": "Málaga", "said_ko": "부산"}, {"item": 8}])
    assert field.pre_save(row, add=True) == "가" * 8000 + " malaga 부산"


def test_a_query_without_words_asks_for_nothing():
    assert not matching("  ")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ㅂㅅ", True),
        ("ㅄ", True),  # as a keyboard joins the two
        ("ㅂㅅㄱㅇㅅ", True),
        ("ㅇㅅ ㅂㅅ", True),
        ("ㅅㅂㄹㅅ", True),  # over a blank
        ("부ㅅ", True),  # a name that is being typed
        ("ㅆㅅ", False),
        ("ㅂㄱ", False),
    ],
)
def test_korean_consonants_stand_for_the_syllables_that_they_begin(query, found):
    assert holds(query_parts(query), fold("부산광역시 바르셀로나")) is found
