"""A record that is added by the statement of its model: with its key, and also where a value is an expression."""

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Lower
from django.test.utils import CaptureQueriesContext

from partnerships.models import City
from partnerships.tests.factories import CityFactory

pytestmark = pytest.mark.django_db


def test_each_record_is_added_with_its_own_values_and_key():
    first, second = CityFactory(name_en="Busan"), CityFactory(name_en="Port'o", country="PT")
    assert first.pk < second.pk
    assert dict(City.objects.values_list("pk", "name_en")) == {first.pk: "Busan", second.pk: "Port'o"}
    assert [row.country for row in City.objects.order_by("pk")] == ["ES", "PT"]
    assert [row.history.get().name_en for row in (first, second)] == ["Busan", "Port'o"]


def test_a_value_may_be_an_expression():
    with CaptureQueriesContext(connection) as asked:
        city = CityFactory(code=Lower(Value("BUSAN")))
    assert City.objects.get().code == "busan"
    assert "LOWER" in next(one["sql"] for one in asked if '"partnerships_city"' in one["sql"])
    assert city.pk
