"""Publicity in a report: the items of the period that stand, each in its own language."""

import datetime as dt

import pytest

from core import clock
from core.blocks import Table, Text
from reports.tests.factories import PublicityItemFactory, ReportingPeriodFactory
from reports.tests.real_scope import scope_of
from reports.tests.told_sections import all_words, cells, compiled, figure_values, sheets, told

pytestmark = pytest.mark.django_db
AS_OF = dt.datetime(2017, 10, 1, 12, tzinfo=clock.STRAND_ZONE)


def item(reporting, title, day="2017-03-17", **values):
    return PublicityItemFactory(strand=reporting.strand, title=title, published_on=dt.date.fromisoformat(day), **values)


def data_of(reporting, pairing=""):
    return compiled("publicity", scope_of(reporting, pairing, as_of=AS_OF))


def test_standing_items_of_the_period_are_told_in_their_order(half_year, pairing):
    item(half_year, "Last", "2017-09-13")
    item(half_year, "First", "2017-03-14", pairing=pairing)
    item(half_year, "Too early", "2017-03-13")
    item(half_year, "Too late", "2017-09-14")
    item(half_year, "Withdrawn", withdrawn_at=clock.now(), withdrawn_reason="Another strand")
    item(ReportingPeriodFactory(), "Of another strand")
    found = data_of(half_year)
    assert [row["title"] for row in found["items"]] == ["First", "Last"]
    assert figure_values(found) == {"publicity-items": 2}
    assert [row["title"] for row in data_of(half_year, pairing.code)["items"]] == ["First"]


@pytest.mark.parametrize(
    ("language", "text", "name"), [("ko", "ko", "Korean"), ("es", "en", "Spanish"), ("x-old", "en", "x-old")]
)
def test_the_title_stands_as_printed_and_leads_to_where_it_appeared(half_year, language, text, name):
    item(half_year, "부산·바르셀로나", language=language, link="https://busan.example/1")
    blocks = told("publicity", data_of(half_year))
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert Text("부산·바르셀로나", text, "https://busan.example/1") in table.rows[0]
    assert name in table.rows[0]


def test_without_a_link_the_title_leads_to_the_portal(half_year):
    row = item(half_year, "On paper", link="", language="en")
    (table,) = [block for block in told("publicity", data_of(half_year)) if isinstance(block, Table)]
    assert table.rows[0][2].url == f"https://portal.example{row.get_absolute_url()}"


def test_the_workbook_has_real_days_and_no_side_of_persons(half_year, pairing):
    item(half_year, "=1+1", pairing=pairing, published_by="City of Busan")
    row = cells(sheets("publicity", data_of(half_year))["publicity"])
    assert row["Day"] == dt.date(2017, 3, 17)
    assert row["Title as printed"] == "=1+1"
    assert row["Published by"] == "City of Busan"


def test_none_is_said_in_one_sentence(half_year):
    for language in ("en", "ko"):
        assert len(told("publicity", data_of(half_year), language)) == 1
    assert "No publicity item" in all_words(told("publicity", data_of(half_year)))
