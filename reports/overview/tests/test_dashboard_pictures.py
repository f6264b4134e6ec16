"""What a dashboard says first, and its pictures: due and late, days without contact, levels over time."""

import pytest

from partnerships.tests.pages import text_of
from reports.overview.tests.test_dashboards import everything, page_of

pytestmark = pytest.mark.django_db


def test_the_first_screen_says_what_is_due_and_late(client, sides):
    everything(sides)
    page = page_of(client, sides, "observer")
    assert "One milestone is overdue. One is due soon." in page.context["lede"]
    assert [(row.title, days) for row, days in page.context["late"]] == [("Late", 5)]
    assert text_of(page).index("Days late") < text_of(page).index("Punctuality")


def test_days_without_contact_are_for_those_who_see_signals(client, sides):
    everything(sides)
    for role, seen in (("staff", True), ("eu", True), ("observer", False)):
        page = page_of(client, sides, role)
        assert bool(page.context["gaps"]) == seen
        assert ("Days without contact" in text_of(page)) == seen
