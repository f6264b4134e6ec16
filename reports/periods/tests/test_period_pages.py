"""The calendar and the page of a period: for each reader what is next, and nothing more."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.formats import format_moment
from partnerships.tests.factories import ParticipationFactory
from partnerships.tests.milestone_pages import filled, said
from partnerships.tests.pages import sign_in
from reports.models import ReportingPeriod
from reports.tests.factories import (
    CityUpdateFactory,
    ProgressReportFactory,
    ReportingPeriodFactory,
)
from reports.tests.period_scene import DUE, ENDS, NOON, address, issued, of_strand, open_page, pairing_url, period_of

pytestmark = pytest.mark.django_db


def update_of(sides, period, side="eu", status="draft"):
    return CityUpdateFactory(period=period, participation=getattr(sides.pairing, side), status=status)


def main_button(page):
    found = [button.label for button in page.context["buttons"] if button.kind == "main"]
    assert len(found) <= 1
    return found[0] if found else ""


@pytest.mark.one_database
def test_an_empty_calendar_says_what_to_do(client, sides):
    page = open_page(client, sides, "staff", of_strand("calendar", sides))
    assert of_strand("period-add", sides) in page.content.decode()
    page = open_page(client, sides, "eu", of_strand("calendar", sides))
    assert "Staff add the periods" in said(page)
    assert of_strand("period-add", sides) not in page.content.decode()


@pytest.mark.one_database
def test_the_calendar_shows_states_and_who_is_missing(client, sides):
    period = period_of(sides)
    update_of(sides, period, "eu", "submitted")
    period_of(sides, code="skipped", skipped_at=NOON, skipped_reason="The contract was amended.")
    page = open_page(client, sides, "observer", of_strand("calendar", sides))
    text = said(page)
    assert "1 of 4" in text
    assert "3 days left" in text
    (led,) = re.findall(r'wc-button--main"\s+href="([^"]+)"', page.content.decode())
    assert led == period.get_absolute_url()
    assert "The contract was amended." in text
    row = next(row for row in page.context["periods"] if row == period)
    assert "Busan" in row.missing
    assert "Barcelona" not in row.missing


@pytest.mark.parametrize(
    ("state", "codes"),
    [
        ("coming", ["coming"]),
        ("due", ["due"]),
        ("late", ["late"]),
        ("sent", ["sent"]),
        ("returned", ["returned"]),
        ("accepted", ["accepted"]),
        ("skipped", ["skipped"]),
    ],
)
def test_the_filter_and_the_page_know_the_same_states(client, sides, state, codes):
    ahead, past = dt.date(2026, 12, 24), dt.date(2026, 11, 1)
    period_of(sides, code="coming", ends_on=ahead, due_on=ahead)
    period_of(sides, code="due")
    period_of(sides, code="late", due_on=past)
    period_of(sides, code="skipped", skipped_at=NOON, skipped_reason="No.")
    for status, code in (("issued", "sent"), ("returned", "returned"), ("accepted", "accepted")):
        issued(period_of(sides, code=code), status=status)
    page = open_page(client, sides, "observer", f"{of_strand('calendar', sides)}?state={state}")
    assert [row.code for row in page.context["periods"]] == codes
    assert {row.state for row in page.context["periods"]} == {state}


@pytest.mark.one_database
def test_the_calendar_is_taken_along(client, sides):
    period_of(sides)
    page = open_page(client, sides, "observer", f"{of_strand('calendar', sides)}?format=csv")
    text = b"".join(page).decode("utf-8-sig")
    assert "Interim report" in text
    assert "Due" in text
    assert b"".join(client.get(f"{of_strand('calendar', sides)}?format=xlsx")).startswith(b"PK")


def test_staff_add_what_is_proposed_and_edit_it(client, sides):
    url = of_strand("period-add", sides)
    sent = filled(open_page(client, sides, "staff", url)) | {"due_on": ""}
    assert client.post(url, sent | {"ends_on": "2017-01-01", "starts_on": "2018-01-01"}).status_code == 422
    answer = client.post(url, sent)
    period = ReportingPeriod.objects.get()
    assert answer["Location"] == period.get_absolute_url()
    assert client.post(url, sent).status_code == 302
    assert ReportingPeriod.objects.count() == 1
    edit = address("period-edit", period)
    assert client.post(edit, filled(client.get(edit)) | {"name_en": "<b>Autumn</b>"}).status_code == 302
    assert "&lt;b&gt;Autumn&lt;/b&gt;" in client.get(period.get_absolute_url()).content.decode()
    stale = filled(client.get(edit)) | {"seen_version": 1, "name_en": "Winter"}
    assert client.post(edit, stale).status_code == 409


def test_days_in_wrong_order_are_told_in_one_sentence(client, sides):
    url = of_strand("period-add", sides)
    sent = filled(open_page(client, sides, "staff", url))
    page = client.post(url, sent | {"due_on": "2001-01-01"})
    assert page.status_code == 422
    assert "cannot be due before" in said(page)
    assert "Constraint" not in said(page)


@pytest.mark.one_database
def test_the_days_of_an_issued_period_are_not_asked(client, sides):
    period = period_of(sides)
    issued(period)
    edit = address("period-edit", period)
    page = open_page(client, sides, "staff", edit)
    assert "its kind and its days stay" in said(page)
    assert set(page.context["form"].fields) == {"once", "seen_version", "languages", "name_en", "name_ko"}
    assert client.post(edit, filled(page) | {"due_on": "2030-01-01", "name_en": "Autumn"}).status_code == 302
    period.refresh_from_db()
    assert (period.due_on, period.name_en) == (DUE, "Autumn")


@pytest.mark.one_database
def test_a_period_is_skipped_and_taken_up_on_its_page(client, sides):
    period = period_of(sides)
    out, back = address("period-skip", period), address("period-take-up", period)
    sent = filled(open_page(client, sides, "staff", out))
    assert client.post(out, sent).status_code == 422
    assert client.post(out, sent | {"reason": "No contract."}).status_code == 302
    assert "This period was skipped already." in said(client.get(out))
    page = client.get(period.get_absolute_url())
    assert "nothing is due" in said(page)
    assert "No contract." in said(page)
    assert back in page.content.decode()
    sent = filled(client.get(back))
    assert client.post(back, sent).status_code == 302
    again = client.get(back)
    assert "This period is not skipped." in said(again)
    assert "wc-button--main" not in again.content.decode()
    now = sent | {"once": "another", "seen_version": again.context["form"].initial["seen_version"]}
    assert "This period is not skipped." in said(client.post(back, now, follow=True))
    assert "3 days are left" in said(client.get(period.get_absolute_url()))


@pytest.mark.one_database
def test_a_period_with_an_issued_report_offers_no_form_to_skip_it(client, sides):
    period = period_of(sides)
    issued(period)
    page = open_page(client, sides, "staff", address("period-skip", period))
    assert "it can no longer be skipped" in said(page)
    assert "Skip it" not in said(page)
    assert 'name="reason"' not in page.content.decode()


@pytest.mark.one_database
def test_each_reader_has_one_next_step(client, sides):
    period = period_of(sides)
    url = period.get_absolute_url()
    steps = {
        role: main_button(open_page(client, sides, role, url)) for role in ("eu", "staff", "authority", "observer")
    }
    assert steps == {
        "eu": "Write the update of Barcelona",
        "staff": "Draft the report",
        "authority": "",
        "observer": "",
    }
    update = update_of(sides, period, status="submitted")
    assert main_button(open_page(client, sides, "eu", url)) == ""
    assert main_button(open_page(client, sides, "staff", url)) == "Check 1 update"
    update.status = "returned"
    update.save(by=None)
    assert main_button(open_page(client, sides, "eu", url)) == "Complete the update of Barcelona"
    draft = ProgressReportFactory(period=period)
    assert main_button(open_page(client, sides, "staff", url)) == "Continue the report"
    draft.delete()
    issued(period)
    steps = {role: main_button(open_page(client, sides, role, url)) for role in ("eu", "staff", "authority")}
    assert steps == {"eu": "", "staff": "", "authority": "Accept or return the report"}
    assert "locked" in said(open_page(client, sides, "eu", url))


@pytest.mark.one_database
def test_drafts_of_others_are_told_to_nobody(client, sides):
    period = period_of(sides)
    update_of(sides, period, "eu")
    ProgressReportFactory(period=period, pairing=sides.pairing)
    for role, sees in {"counterpart": False, "observer": False, "staff": True, "eu": True}.items():
        page = open_page(client, sides, role, period.get_absolute_url())
        row = next(row for row in page.context["partners"] if row.participation == sides.pairing.eu)
        assert bool(row.url) is sees, role
    page = open_page(client, sides, "observer", period.get_absolute_url())
    assert not page.context["reports"]


@pytest.mark.one_database
def test_everybody_reads_when_an_update_was_submitted_and_nobody_when_it_was_before_it_went_back(client, sides):
    period = period_of(sides)
    update = update_of(sides, period, "eu", "submitted")
    type(update).objects.filter(pk=update.pk).update(submitted_at=NOON)
    moment = format_moment(NOON)
    for role in ("observer", "counterpart", "eu"):
        assert said(open_page(client, sides, role, period.get_absolute_url())).count(moment) == 1, role
    type(update).objects.filter(pk=update.pk).update(status="returned")
    assert moment not in said(open_page(client, sides, "observer", period.get_absolute_url()))


@pytest.mark.one_database
def test_a_period_of_another_strand_is_not_found(client, sides):
    other = ReportingPeriodFactory()
    assert open_page(client, sides, "staff", other.get_absolute_url()).status_code == 404
    wrong = reverse("reports:period", args=[sides.pairing.strand.code, other.code])
    assert client.get(wrong).status_code == 404
    assert client.get(address("period-edit", other)).status_code == 404


@pytest.mark.one_database
def test_the_period_page_costs_the_same_for_one_city_and_for_many(client, sides):
    period = period_of(sides)
    update_of(sides, period, "eu", "submitted")
    sign_in(client, sides, "staff")
    client.get(period.get_absolute_url())
    with CaptureQueriesContext(connection) as few:
        client.get(period.get_absolute_url())
    for _at in range(8):
        part = ParticipationFactory(strand=sides.pairing.strand)
        CityUpdateFactory(period=period, participation=part, status="submitted")
    with CaptureQueriesContext(connection) as many:
        client.get(period.get_absolute_url())
    assert len(many) == len(few)


@pytest.mark.one_database
def test_calendar_and_tab_cost_the_same_for_one_period_and_for_many(client, sides):
    issued(period_of(sides), pairing=sides.pairing)
    sign_in(client, sides, "staff")
    urls = [of_strand("calendar", sides), pairing_url(sides)]
    costs = []
    for round_ in range(2):
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            costs.append(len(queries))
        for at in range(8 * (round_ == 0)):
            period = period_of(sides, code=f"more-{at}", ends_on=ENDS, due_on=DUE)
            update_of(sides, period, "eu", "submitted")
            ProgressReportFactory(period=period, pairing=sides.pairing, issued={})
    assert costs[:2] == costs[2:]


@pytest.mark.one_database
def test_the_strand_leads_to_its_reports(client, sides):
    page = open_page(client, sides, "observer", sides.pairing.strand.get_absolute_url())
    assert of_strand("calendar", sides) in page.content.decode()
    assert of_strand("publicity", sides) in page.content.decode()
