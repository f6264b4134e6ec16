"""Texts in two languages: which one is shown, which one has grown stale, which one is wanted."""

import pytest
from django.utils import translation

from core.texts import reader_language, writer_language
from partnerships.models import City, Theme
from partnerships.tests.factories import CityFactory, ThemeFactory


@pytest.mark.parametrize(("active", "language"), [("en", "en"), ("ko", "ko"), ("ko-kr", "ko"), ("de", "en")])
def test_the_readers_language_is_one_of_two(active, language):
    with translation.override(active):
        assert reader_language() == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Held in Copenhagen", "en"),
        ("부산 방문", "ko"),
        ("MOU 체결 2017", "ko"),
        ("ㄱ", "ko"),
        ("Korean city press also writes 월드시티 프로젝트.", "en"),
        ("東京", "en"),
        ("", "en"),
    ],
)
def test_a_free_text_is_korean_where_it_holds_hangul(text, language):
    assert writer_language(text) == language


@pytest.mark.parametrize(
    ("english", "korean", "reader", "shown"),
    [
        ("Busan", "부산", "en", ("Busan", "en")),
        ("Busan", "부산", "ko", ("부산", "ko")),
        ("Busan", "", "ko", ("Busan", "en")),
        ("", "부산", "en", ("부산", "ko")),
    ],
)
def test_the_other_language_stands_in_for_a_missing_one(english, korean, reader, shown):
    city = City(name_en=english, name_ko=korean)
    with translation.override(reader):
        assert City.name.pick(city) == shown
        assert city.name == shown[0]


def test_a_missing_text_is_wanted_if_its_pair_is_there():
    assert City(name_en="Busan").translation_wanted() == ["name_ko"]
    assert City(name_ko="부산").translation_wanted() == ["name_en"]
    assert City(name_en="Busan", name_ko="부산").translation_wanted() == []
    assert City().translation_wanted() == []


def edit(**texts):
    """Read the one theme afresh, edit it, and say which of its texts are stale after the save."""
    theme = Theme.objects.get()
    for field, text in texts.items():
        setattr(theme, field, text)
    theme.save(by=None)
    return Theme.objects.get().stale_texts


@pytest.mark.django_db
def test_an_edit_of_one_language_makes_the_other_stale_until_it_is_edited_too():
    ThemeFactory(name_en="Transport", name_ko="교통")
    assert edit(name_en="Mobility") == "name_ko"
    assert edit(note="No text in two languages.") == "name_ko"
    assert edit(name_ko="이동") == ""


@pytest.mark.django_db
def test_a_second_edit_of_the_newer_one_leaves_the_other_stale():
    ThemeFactory(name_en="Transport", name_ko="교통")
    edit(name_ko="이동")
    assert edit(name_ko="도시 이동") == "name_en"


@pytest.mark.django_db
def test_an_edit_that_is_taken_back_leaves_the_marks_that_the_pair_had():
    ThemeFactory(name_en="Transport", name_ko="교통")
    assert edit(name_en="Mobility") == "name_ko"
    assert edit(name_en="Transport") == ""
    edit(name_ko="이동")
    assert edit(name_ko="도시 이동") == edit(name_ko="이동") == "name_en"


@pytest.mark.django_db
def test_an_edit_of_both_leaves_none_stale():
    ThemeFactory(name_en="Transport", name_ko="교통")
    edit(name_en="Mobility")
    assert edit(name_en="Urban mobility", name_ko="도시 이동") == ""


@pytest.mark.django_db
def test_a_first_translation_makes_nothing_stale():
    ThemeFactory(name_en="Transport", name_ko="")
    assert edit(name_ko="교통") == ""


@pytest.mark.django_db
def test_clearing_a_text_unmarks_its_pair():
    ThemeFactory(name_en="Transport", name_ko="교통")
    edit(name_en="Mobility")
    assert edit(name_ko="") == ""


@pytest.mark.django_db
def test_a_new_record_has_nothing_stale_and_a_second_save_of_it_counts():
    city = CityFactory(name_en="Busan", name_ko="부산")
    assert city.stale_texts == ""
    city.name_en = "Pusan"
    city.save(by=None)
    assert city.stale_texts == "name_ko"


@pytest.mark.django_db
def test_a_row_read_again_is_compared_with_what_was_read_last():
    mine = ThemeFactory(name_en="Transport", name_ko="교통")
    edit(name_en="Mobility")
    mine.refresh_from_db()
    mine.name_ko = "이동"
    mine.save(by=None)
    assert Theme.objects.get().stale_texts == ""


@pytest.mark.django_db
def test_a_row_read_in_part_keeps_its_marks():
    ThemeFactory(name_en="Transport", name_ko="교통")
    edit(name_en="Mobility")
    Theme.objects.only("code").get().save(by=None)
    assert Theme.objects.get().stale_texts == "name_ko"


@pytest.mark.django_db
def test_a_save_of_some_fields_keeps_the_mark_it_makes():
    theme = ThemeFactory(name_en="Transport", name_ko="교통")
    theme.name_en = "Mobility"
    theme.save(by=None, update_fields=["name_en"])
    assert Theme.objects.get().stale_texts == "name_ko"
