"""Agenda items in the administration: nothing stands there as a code."""

import pytest
from django.urls import reverse

from events.tests.factories import AgendaItemFactory
from partnerships.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "said"), [("en", "English and Korean"), ("ko", "영어, 한국어")])
def test_languages_stand_by_their_names(client, language, said):
    user = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = language
    item = AgendaItemFactory(languages="en;ko")
    page = client.get(reverse("admin:events_agendaitem_change", args=[item.pk])).content.decode()
    assert said in page
    assert "en;ko" not in page
