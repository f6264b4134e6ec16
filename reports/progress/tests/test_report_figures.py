"""The page behind a figure of a report: its rows as the report counted them, and for whom there is none."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.tests.factories import MilestoneFactory
from partnerships.tests.pages import sign_in, text_of
from reports.progress.selectors import read_snapshot
from reports.progress.tests.report_scene import report_scene

pytestmark = [pytest.mark.one_database, pytest.mark.django_db, pytest.mark.usefixtures("on_report_day")]


@pytest.fixture
def scene(sides):
    return report_scene(sides, languages="en")


@pytest.fixture
def open_as(client, scene):
    def open_figure(role, report, key="milestones-open"):
        sign_in(client, scene.sides, role)
        return client.get(report.address("report-figure", key))

    return open_figure


def test_the_figures_of_a_report_lead_to_its_own_rows_and_not_to_the_lists_of_today(client, scene, open_as):
    report = scene.issued()
    sections = read_snapshot(report)["sections"]
    told = [one for section in sections.values() for one in section["figures"] if one["rows"] or not one["value"]]
    assert {one["url"] for one in told} == {report.address("report-figure", one["key"]) for one in told}
    open_as("observer", report)
    page = client.get(report.get_absolute_url()).text
    keys = [one["key"] for one in sections["summary"]["keys"] if one["value"]]
    assert keys
    for key in keys:
        assert f'href="{report.address("report-figure", key)}"' in page, key
        assert open_as("observer", report, key).status_code == 200


def test_the_page_of_a_report_opens_one_of_its_parts_at_a_time(client, scene):
    report = scene.issued()
    sign_in(client, scene.sides, "observer")

    def parts(query=""):
        blocks = client.get(report.get_absolute_url() + query).context["blocks"]
        return {one["anchor"]: one for one in blocks if one.get("anchor")}

    closed = parts()
    first, second, *_others = closed
    assert "url" not in closed[first]
    assert not any(one.get("blocks") for one in closed.values())
    opened = parts(closed[second]["url"].partition("#")[0])
    assert [anchor for anchor, one in opened.items() if one.get("blocks")] == [second]


def add_milestones(scene, number=1):
    for _number in range(number):
        MilestoneFactory(pairing=scene.pairing, stage=scene.milestone.stage, plan_item=None, title_en="Added later")


def test_an_issued_figure_keeps_its_rows_and_a_draft_counts_those_of_now(scene, open_as):
    report = scene.issued()
    before = text_of(open_as("observer", report))
    add_milestones(scene)
    assert text_of(open_as("observer", report)) == before
    assert "Added later" in text_of(open_as("staff", scene.draft(scene.pairing)))


@pytest.mark.parametrize("key", ["milestones-flown", "milestones", "contacts-"])
def test_what_a_report_does_not_count_is_not_found(scene, open_as, key):
    report, draft = scene.issued(), scene.draft(scene.pairing)
    assert open_as("staff", report, key).status_code == 404
    assert open_as("staff", draft, key).status_code == 404


def test_of_data_without_their_checksum_no_rows_are_shown(scene, open_as):
    report = scene.issued()
    report.snapshot = report.snapshot.replace("Kick-off", "Kick-out")
    report.save(by=None)
    page = text_of(open_as("authority", report, "milestones-done"))
    assert "do not have the checksum" in page
    assert "Kick-out" not in page


def test_many_rows_cost_no_more_queries(scene, open_as):
    draft = scene.draft(scene.pairing)
    open_as("staff", draft)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert open_as("staff", draft).status_code == 200
        return len(queries)

    before = cost()
    add_milestones(scene, 3)
    assert cost() == before
