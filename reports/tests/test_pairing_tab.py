"""The tab of a pairing: its updates, reports and publicity, and to which update it leads."""

import datetime as dt

import pytest

from partnerships.tests.milestone_pages import said
from reports.tests.factories import (
    CityUpdateFactory,
    PublicityItemFactory,
)
from reports.tests.period_scene import DUE, ENDS, STARTS, issued, open_page, pairing_url, period_of

pytestmark = pytest.mark.django_db


def update_of(sides, period, side="eu", status="draft"):
    return CityUpdateFactory(period=period, participation=getattr(sides.pairing, side), status=status)


@pytest.mark.one_database
def test_the_tab_of_a_pairing_shows_its_updates_report_and_publicity(client, sides):
    period = period_of(sides)
    update_of(sides, period, "counterpart", "accepted")
    issued(period, pairing=sides.pairing)
    PublicityItemFactory(strand=sides.pairing.strand, pairing=sides.pairing, title="Un port més verd", language="ca")
    page = open_page(client, sides, "eu", pairing_url(sides))
    text = said(page)
    assert "Accepted" in text
    assert "Revision 1" in text
    assert '<span lang="ca">Un port més verd' in page.content.decode()
    papers = sides.pairing.address_of("partnerships:document-list")
    assert papers in client.get(sides.pairing.get_absolute_url()).content.decode()
    assert pairing_url(sides) in client.get(papers).content.decode()
    observer = open_page(client, sides, "observer", pairing_url(sides))
    assert observer.context["brief_url"] == ""


def test_the_tab_of_a_pairing_leads_its_coordinators_to_the_update_that_waits_longest(client, sides):
    earlier = period_of(sides)
    period_of(sides, code="later", due_on=DUE + dt.timedelta(days=9))
    page = open_page(client, sides, "eu", pairing_url(sides))
    assert page.context["step"].url == f"{earlier.get_absolute_url()}updates/{sides.pairing.eu.partner.code}/write/"
    update_of(sides, earlier, "eu", "accepted")
    assert "/later/" in open_page(client, sides, "eu", pairing_url(sides)).context["step"].url
    for role in ("staff", "observer", "administrator"):
        assert open_page(client, sides, role, pairing_url(sides)).context["step"] is None


def test_the_tab_of_a_pairing_begins_with_the_period_that_is_due_next(client, sides):
    due = period_of(sides)
    for code, days in (("later", 200), ("next", 9), ("out", -200), ("long-out", -300), ("of-old", -900)):
        by = dt.timedelta(days=days)
        one = period_of(sides, code=code, starts_on=STARTS + by, ends_on=ENDS + by, due_on=DUE + by)
        if "out" in code:
            issued(one)
    page = open_page(client, sides, "eu", pairing_url(sides))
    found = [period.code for period, _updates, _report in page.context["periods"]]
    assert found == [due.code, "next", "later", "out", "long-out", "of-old"]
