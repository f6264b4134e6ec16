"""Events' records in the administration: nothing stands there as a code, or as a number alone."""

import pytest
from django.urls import reverse
from django.utils import translation

from core import clock
from events.tests.factories import AgendaItemFactory, AgendaReleaseFactory, EventFactory, QuotaFactory
from partnerships.tests.factories import UserFactory

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.mark.parametrize(("language", "said"), [("en", "English and Korean"), ("ko", "영어, 한국어")])
def test_languages_stand_by_their_names(client, language, said):
    user = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = language
    # Taken out of the agenda it is only read.
    item = AgendaItemFactory(languages="en;ko", removed_at=clock.now())
    page = client.get(reverse("admin:events_agendaitem_change", args=[item.pk])).content.decode()
    assert said in page
    assert "en;ko" not in page


def test_an_event_is_found_by_its_code(client):
    event = EventFactory(title_en="Study visit", code="autumn-week")
    user = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("admin:events_event_changelist"), {"q": "autumn-week"})
    assert list(page.context["cl"].queryset) == [event]


@pytest.mark.parametrize(
    ("language", "version", "places"),
    [("en", "Study visit, version 2", "Study visit, EU side: 1 place"), ("ko", "연수, 버전 2", "연수, EU 측: 1명")],
)
def test_titles_say_what_their_numbers_count(language, version, places):
    release = AgendaReleaseFactory(event__title_en="Study visit", event__title_ko="연수", number=2)
    quota = QuotaFactory(event=release.event, side="eu", places=1)
    with translation.override(language):
        assert str(release) == version
        assert str(quota) == places
