"""A project begins in a few clicks from the first screen: from a match, a note or nothing; and is undone."""

import pytest
from playwright.sync_api import expect

from e2e.desk import Desk
from partnerships.models import Project

pytestmark = pytest.mark.browser

FROM_MATCH, FROM_NOTE, FROM_NOTHING = 3, 2, 3  # clicks from my tasks, the one that sends the sheet included
NAME = {"en": "Night ferries", "ko": "야간 여객선"}


@pytest.fixture(params=["en", "ko"])
def busan(request, window):
    return Desk(window, "coordinator", request.param)


@pytest.fixture
def before(portal):
    del portal
    return set(Project.objects.values_list("pk", flat=True))


def head(desk, text):
    """A link of the head of every page."""
    desk.page.locator("header").get_by_role("link", name=desk.words(text), exact=True).first.click()


def begun(desk, before, most):
    """The one project that is there now; its page offers the way back, and one more click takes it."""
    desk.send()
    assert desk.clicks <= most
    project = Project.objects.with_names().exclude(pk__in=before).get()
    assert desk.page.url.endswith(project.get_absolute_url())
    return project


def undone(desk, before):
    with desk.page.expect_navigation():
        desk.page.get_by_role("status").get_by_role("button", name=desk.words("Undo")).click()
    assert set(Project.objects.values_list("pk", flat=True)) == before


def test_from_a_match(busan, before):
    busan.begin()
    head(busan, "Matching")
    rows = (
        busan.page.get_by_role("main")
        .get_by_role("row")
        .filter(has_text={"en": "Tampere", "ko": "탐페레"}[busan.language])
    )
    rows.get_by_role("link", name=busan.words("Start a project")).first.click()
    proposed = busan.page.locator("[name=name]").input_value()
    assert proposed == {"en": "Renewable energy", "ko": "재생에너지"}[busan.language]
    project = begun(busan, before, FROM_MATCH)
    assert (project.title, project.topic.code) == (project.topic.name, "renewable-energy")
    assert project.partner_codes == "tampere"
    undone(busan, before)


def test_from_a_note_of_a_visit(busan, before):
    busan.begin()
    row = busan.page.locator(".wc-task").filter(has_text=busan.words("Decide", "task")).first
    row.locator(".wc-task-thing a").click()
    expect(busan.page.locator("[name=partners]:checked")).to_have_count(2)
    project = begun(busan, before, FROM_NOTE)
    assert project.noted_interests.get().outcome == "project"
    undone(busan, before)
    busan.go("/")
    expect(row).to_be_visible()


def test_from_nothing(busan, before):
    busan.begin()
    head(busan, "Projects")
    busan.press("Start a project")
    expect(busan.page.locator("[name=name]")).to_be_focused()
    busan.page.keyboard.type(NAME[busan.language])
    project = begun(busan, before, FROM_NOTHING)
    assert getattr(project, f"title_{busan.language}") == NAME[busan.language]
    assert project.pairing.code == "busan-barcelona"
    undone(busan, before)
