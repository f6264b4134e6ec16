"""Histories in the administration: dates, choices and sides as the language of the page writes them."""

import pytest
from django.urls import reverse

from core.periods import PartialDate
from partnerships.tests.factories import (
    ParticipationFactory,
    StrandFactory,
    UserFactory,
)

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.fixture
def administrator(client):
    user = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return user


def shown(client, page, record, *, language):
    client.cookies["django_language"] = language
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}"
    return client.get(reverse(name, args=[record.pk])).content.decode()


@pytest.mark.parametrize(("language", "change"), [("en", "→ April 2017"), ("ko", "→ 2017. 4.")])
def test_what_changed_is_told_as_pages_write_it(client, administrator, language, change):
    strand = StrandFactory()
    strand.starts_on_date = PartialDate.parse("2017-04")
    strand.save(by=administrator)
    page = shown(client, "history", strand, language=language)
    assert change in page
    assert page.count("→") == 1


@pytest.mark.parametrize(("language", "change"), [("en", "EU side → South Korea"), ("ko", "EU 측 → 한국 측")])
def test_sides_are_called_by_their_country(client, administrator, language, change):
    participation = ParticipationFactory(side="eu")
    participation.side = "counterpart"
    participation.save(by=administrator)
    assert change in shown(client, "history", participation, language=language)
