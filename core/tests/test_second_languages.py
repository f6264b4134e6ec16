"""Texts in languages that have no column: one of each, read together, and written by one person at a time."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.errors import StaleRecord
from core.folding import matching
from core.models import Translation, one_act, write_audit
from partnerships.tests.factories import CityFactory, StrandFactory, ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db


def written(record, text, *, language="ja", field="name", by=None):
    row = Translation(record=record, field=field, language=language, text=text)
    row.save(by=by)
    return row


def test_the_texts_of_many_records_of_several_kinds_cost_one_query():
    cities = [CityFactory() for _ in range(5)]
    theme, bare = ThemeFactory(), CityFactory()
    for number, city in enumerate(cities):
        written(city, f"都市 {number}")
    written(theme, "交通")
    written(theme, "", field="note")
    for records in (cities[:1], [*cities, theme, bare]):
        with CaptureQueriesContext(connection) as queries:
            found = Translation.objects.of(records, "ja")
        assert len(queries) == 1
        assert set(found) == set(records)
    assert [found[city]["name"] for city in cities] == [f"都市 {number}" for number in range(5)]
    assert (found[theme], found[bare]) == ({"name": "交通"}, {})
    assert Translation.objects.of([], "ja") == {}


def test_a_record_that_several_strands_read_has_its_name_in_the_language_of_each():
    city = CityFactory(name_en="Hamburg", name_ko="함부르크")
    written(city, "ハンブルク")
    written(city, "汉堡", language="zh-hans")
    names = [Translation.objects.of([city], language)[city]["name"] for language in ("ja", "zh-hans")]
    assert names == ["ハンブルク", "汉堡"]


def test_records_of_two_kinds_with_one_number_keep_their_texts_apart():
    city = CityFactory()
    strand = StrandFactory(pk=city.pk)
    written(city, "東京")
    assert Translation.objects.of([strand], "ja") == {strand: {}}


def test_a_text_is_found_by_its_folded_form():
    row = written(CityFactory(), "Đà Nẵng", language="vi")
    assert Translation.objects.filter(matching("da nang")).get() == row


def test_a_text_stands_once_for_each_record_field_and_language():
    city = CityFactory()
    written(city, "東京")
    with pytest.raises(IntegrityError, match=r"translation_once|UNIQUE"), transaction.atomic():
        written(city, "京都")


@pytest.mark.parametrize("language", ["en", "ko", "", "jp"])
def test_what_has_a_column_or_is_no_language_has_no_row(language):
    with pytest.raises(IntegrityError, match="translation_language_allowed"), transaction.atomic():
        written(CityFactory(), "Tokyo", language=language)


def test_the_second_of_two_who_write_one_text_is_refused_and_the_history_names_the_first():
    marta, jisu = UserFactory(), UserFactory()
    city = CityFactory()
    with one_act():
        written(city, "東京", by=marta)
        city.save(by=marta)
        write_audit(action="record-changed", by=marta, record=city, fields="name")
    first, second = Translation.objects.get(), Translation.objects.get()
    first.text = "東京都"
    first.save(by=jisu)
    second.text = "とうきょう"
    with pytest.raises(StaleRecord), transaction.atomic():
        second.save(by=marta)
    row = Translation.objects.get()
    assert (row.text, row.version) == ("東京都", 2)
    saved = row.history.order_by("version").values_list("text", "history_user")
    assert list(saved) == [("東京", marta.pk), ("東京都", jisu.pk)]
    # The record's own version of the same act goes with it.
    assert row.history.get(version=1).entry == city.history.get(version=2).entry


def test_a_record_that_goes_takes_its_texts_along():
    city, other = CityFactory(), CityFactory()
    written(city, "東京")
    kept = written(other, "京都")
    city.delete()
    assert Translation.objects.get() == kept
