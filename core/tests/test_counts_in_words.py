"""How numbers stand in sentences: counts in words, units, brackets, days left and over."""

import pytest
from django.utils import translation
from django.utils.translation import ngettext

from core.formats import bracketed, format_counted, spell_count

pytestmark = pytest.mark.one_database


def test_a_number_and_its_unit():
    assert format_counted("12", "projects", "en") == "12 projects"
    assert format_counted("12", "건", "ko") == "12건"
    assert format_counted("140", "CO2 톤/년", "ko") == "140 CO2 톤/년"


def test_brackets_behind_words():
    assert bracketed("Busan", "KR", "en") == "Busan (KR)"
    assert bracketed("부산", "KR", "ko") == "부산(KR)"


@pytest.mark.parametrize(
    ("number", "english", "korean"), [(0, "no", "0"), (3, "three", "3"), (9, "nine", "9"), (10, "10", "10")]
)
def test_a_count_in_a_sentence(number, english, korean):
    assert spell_count(number, "en") == english
    assert spell_count(number, "ko") == korean


@pytest.mark.parametrize(
    ("number", "left", "over"),
    [
        (1, ("1 day left", "1일 남음"), ("1 day late", "1일 지남")),
        (34, ("34 days left", "34일 남음"), ("34 days late", "34일 지남")),
    ],
)
def test_days_left_and_over(number, left, over):
    for place, language in enumerate(("en", "ko")):
        with translation.override(language):
            said = ngettext("%(days)s day left", "%(days)s days left", number) % {"days": number}
            assert said == left[place]
            said = ngettext("%(days)s day late", "%(days)s days late", number) % {"days": number}
            assert said == over[place]
