"""The page of a pairing's year: what it leaves out, and what it draws where there is little room."""

import pytest
from django.urls import reverse

from partnerships.tests.pages import sign_in, text_of
from reports.tests.brief_scene import milestone

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


def test_its_page_leaves_empty_months_out_and_draws_four_months_where_it_is_narrow(sides, client):
    milestone(sides, "Launch", status="done", baseline="2026-08-11", actual="2026-08-11")
    sign_in(client, sides, "observer")
    page = client.get(reverse("reports:year", args=[sides.pairing.strand.code, sides.pairing.code]))
    assert [month.name for month, _cells in page.context["rows"]] == ["August"]
    assert "Months in which nothing is recorded: January, February, March" in text_of(page)
    names = [row["svg"].partition("<title>")[2].partition(":")[0] for row in page.context["thirds"]]
    assert names == ["May–August"]
    assert "Sep" not in page.context["thirds"][0]["svg"]
