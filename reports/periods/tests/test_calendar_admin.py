"""Periods, terms and publicity in the administration: saved through the services, refused in their words."""

import pytest
from django.urls import reverse

from core.models import AuditEntry
from partnerships.tests.test_admin_saving import change_url, errors, filled, post
from reports.tests.factories import PublicityItemFactory, ReportingTermsFactory
from reports.tests.period_scene import DUE, issued, period_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides(client, sides):
    client.force_login(sides.people["administrator"])
    return sides


def test_a_period_is_edited_there(client, sides):
    period = period_of(sides)
    data = filled(client.get(change_url(period))) | {"name_en": "Autumn"}
    assert "cannot be due before" in errors(client.post(change_url(period), data | {"due_on": "2016-01-01"}))
    post(client, period, data)
    period.refresh_from_db()
    assert (period.name_en, period.version) == ("Autumn", 2)
    assert "Someone else changed this meanwhile" in errors(client.post(change_url(period), data))
    post(client, period, filled(client.get(change_url(period))))
    assert AuditEntry.objects.filter(action="period-edit").count() == 1


def test_the_days_of_an_issued_period_are_shown_and_not_asked(client, sides):
    period = period_of(sides)
    issued(period)
    form = filled(client.get(change_url(period)))
    assert "due_on" not in form
    post(client, period, form | {"due_on": "2030-01-01", "name_en": "Autumn"})
    period.refresh_from_db()
    assert (period.due_on, period.name_en) == (DUE, "Autumn")


def test_the_lists_and_histories_open(client, sides):
    rows = [period_of(sides), ReportingTermsFactory(strand=sides.pairing.strand), PublicityItemFactory()]
    for row in rows:
        name = f"admin:reports_{row._meta.model_name}"
        assert client.get(reverse(f"{name}_changelist")).status_code == 200
        assert client.get(reverse(f"{name}_history", args=[row.pk])).status_code == 200
