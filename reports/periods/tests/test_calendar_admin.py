"""Periods, terms and publicity in the administration: saved through the services, refused in their words."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.models import AuditEntry
from partnerships.tests.test_admin_saving import change_url, errors, filled, post
from reports.enums import Section
from reports.models import PublicityItem, ReportingPeriod, ReportingTerms
from reports.tests.factories import PublicityItemFactory, ReportingTermsFactory
from reports.tests.period_scene import DUE, PLAN, issued, period_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides(client, sides):
    client.force_login(sides.people["administrator"])
    return sides


def test_a_period_is_added_and_edited_there(client, sides):
    add = reverse("admin:reports_reportingperiod_add")
    data = filled(client.get(add)) | PLAN | {"strand": sides.pairing.strand.pk}
    assert "cannot be due before" in errors(client.post(add, data | {"due_on": "2026-01-01"}))
    assert client.post(add, data).status_code == 302
    period = ReportingPeriod.objects.get()
    assert (period.code, period.due_on, period.version) == ("interim-1", DUE, 1)
    assert AuditEntry.objects.filter(action="period-add").count() == 1
    assert "already" in errors(client.post(add, data))
    data = filled(client.get(change_url(period))) | {"name_en": "Autumn"}
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


def test_terms_are_set_and_changed_there(client, sides):
    add = reverse("admin:reports_reportingterms_add")
    data = filled(client.get(add)) | {"strand": sides.pairing.strand.pk, "contract_number": "PI/2017/388-109"}
    assert client.post(add, data).status_code == 302
    terms = ReportingTerms.objects.get()
    assert terms.sections == list(Section.values)
    wrong = filled(client.get(change_url(terms))) | {"sections": ["summary", "weather"]}
    assert "weather is not one of the available choices." in errors(client.post(change_url(terms), wrong))
    terms.sections = ["risks", "journey", "summary"]
    terms.save(by=None)
    post(client, terms, filled(client.get(change_url(terms))) | {"sections": ["summary", "projects", "risks"]})
    terms.refresh_from_db()
    assert (terms.sections, terms.version) == (["risks", "summary", "projects"], 3)


def test_publicity_is_added_and_edited_there(client, sides):
    add = reverse("admin:reports_publicityitem_add")
    data = filled(client.get(add)) | {
        "strand": sides.pairing.strand.pk,
        "published_on": "2026-11-20",
        "outlet": "Busan Ilbo",
        "title": "부산",
        "language": "ko",
        "link": "https://busan.example/news/1",
    }
    refused = client.post(add, data | {"link": "javascript:alert(1)"})
    assert "Link: Enter a valid URL." in errors(refused)
    assert not PublicityItem.objects.exists()
    assert client.post(add, data).status_code == 302
    item = PublicityItem.objects.get()
    assert (item.number, item.side) == (1, "")
    assert "number 1" in errors(client.post(add, data))
    post(client, item, filled(client.get(change_url(item))) | {"outlet": "Kookje"})
    item.refresh_from_db()
    assert (item.outlet, item.version) == ("Kookje", 2)


def test_the_lists_and_histories_open(client, sides):
    rows = [period_of(sides), ReportingTermsFactory(strand=sides.pairing.strand), PublicityItemFactory()]
    for row in rows:
        name = f"admin:reports_{row._meta.model_name}"
        assert client.get(reverse(f"{name}_changelist")).status_code == 200
        assert client.get(reverse(f"{name}_history", args=[row.pk])).status_code == 200
        assert client.get(reverse(f"{name}_delete", args=[row.pk])).status_code == 403
