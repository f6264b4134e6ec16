"""What a pairing's pages do with much: what is at hand stays in sight, the rest is folded or a link away."""

import datetime as dt

import pytest
from django.urls import reverse
from lxml import html

from core import clock
from core.periods import PartialDate, Period
from partnerships.milestones.tables import READ_AT_ONCE
from partnerships.pairings.cards import DRAWN_AT_ONCE
from partnerships.tests.factories import MilestoneFactory, StageFactory
from partnerships.tests.factories_together import ProjectFactory

pytestmark = pytest.mark.django_db


def day(days):
    return Period(PartialDate(clock.today() + dt.timedelta(days=days)))


def page(client, sides, name="pairing"):
    client.force_login(sides.people["eu"], "django.contrib.auth.backends.ModelBackend")
    return client.get(reverse(f"partnerships:{name}", args=[sides.pairing.strand.code, sides.pairing.code]))


def milestones(sides, number, first, **values):
    stage = StageFactory(strand=sides.pairing.strand)
    return [
        MilestoneFactory(pairing=sides.pairing, stage=stage, baseline=day(at), forecast=day(at), **values)
        for at in range(first, first + number)
    ]


@pytest.mark.one_database
def test_few_milestones_are_read_at_once(client, sides):
    milestones(sides, READ_AT_ONCE, 5)
    found = page(client, sides)
    assert found.context["stages"] == []
    assert found.context["left_out"] == 0


@pytest.mark.one_database
def test_of_many_the_stage_that_is_late_is_open_and_shows_what_waits(client, sides):
    milestones(sides, 4, -40, status="done", actual=day(-40))
    late = milestones(sides, READ_AT_ONCE + 3, -5)
    over, at_hand = (one for one in page(client, sides).context["stages"] if one["rows"])
    assert [over["at_hand"], over["more"], at_hand["at_hand"], at_hand["more"]] == [False, 0, True, 3]
    assert [row["milestone"] for row in at_hand["rows"]] == late[:READ_AT_ONCE]


@pytest.mark.one_database
def test_of_many_milestones_those_nearest_to_today_are_drawn(client, sides):
    near = milestones(sides, DRAWN_AT_ONCE, 1, status="done", actual=day(0))
    far = milestones(sides, 2, 300)
    found = page(client, sides)
    drawn = found.text.partition('id="journey-heading"')[2].partition('id="milestones-heading"')[0]
    assert [row.title in drawn for row in (near[0], near[-1], *far)] == [True, True, False, False]
    assert "2 more are in the table" in " ".join(drawn.split())


@pytest.mark.one_database
def test_a_link_leads_to_the_table_of_milestones_on_narrow_and_on_wide_screens(client, sides):
    milestones(sides, 1, 3)
    links = html.fromstring(page(client, sides).text).xpath('//a[.="As a table to download"]/ancestor::div[1]/@class')
    assert [name.rpartition("-")[2] for name in links] == ["narrow", "head"]


@pytest.mark.one_database
def test_projects_stand_by_level_with_the_dropped_ones_in_the_number_alone(client, sides):
    for level in ("identified", "running", "not-pursued"):
        ProjectFactory(pairing=sides.pairing, level=level, title_en=level)
    projects = page(client, sides).context["projects"]
    assert [row.level for row in projects["rows"]] == ["running", "identified"]
    assert projects["total"] == 3


@pytest.mark.one_database
def test_a_milestones_reason_stands_below_its_title_in_the_table(client, sides):
    (row,) = milestones(
        sides, 1, 3, reason="The hall was taken.", source="https://example.org/a ; https://example.org/b"
    )
    found = page(client, sides, "milestone-list")
    assert [head["label"] for head in found.context["heads"]][-2:] == ["Actual", "Status"]
    told = " ".join(found.text.split())
    assert "The hall was taken." in told
    assert "Sources: 2" in told
    assert row.title in told


def test_the_page_of_results_has_the_search_box_once(client, sides):
    client.force_login(sides.people["eu"], "django.contrib.auth.backends.ModelBackend")
    assert client.get("/search/", {"q": "Busan"}).text.count('type="search"') == 1
    nothing = client.get("/search/", {"q": "qqqq"}).text
    assert "Nothing was found for “qqqq”." in nothing
    assert "Try a part of the name" in nothing
    assert "No results" not in nothing
