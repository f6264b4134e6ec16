"""Invitation letters in the administration: known by the delegate and the event, and nobody's name."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.tests.factories import InvitationLetterFactory
from partnerships.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LIST = "admin:events_invitationletter_changelist"


@pytest.fixture
def administrator(client):
    user = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")


@pytest.mark.one_database
def test_a_letter_is_called_by_delegate_and_event(client, administrator):
    letter = InvitationLetterFactory(delegate__family_name="Geheim")
    delegation = letter.delegate.delegation
    called = f"Delegate {letter.delegate.number}, {delegation.participation.partner} · {letter.event}"
    for page in (reverse(LIST), reverse("admin:events_invitationletter_change", args=[letter.pk])):
        shown = client.get(page).content.decode()
        assert called in shown
        assert "Geheim" not in shown


@pytest.mark.one_database
def test_letters_cost_the_same_for_many(client, administrator):
    InvitationLetterFactory()
    client.get(reverse(LIST))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(LIST))
    InvitationLetterFactory.create_batch(5)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(LIST))
    assert len(many) == len(few)
