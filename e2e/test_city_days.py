"""What a city does most often, in clicks from my tasks: each story counts them, and fails above its number."""

import datetime as dt

import pytest
from playwright.sync_api import Page

from core import clock
from e2e.desk import Desk
from e2e.portal import PHONE
from partnerships.models import FollowUp, Milestone
from reports.models import CityUpdate, ProgressReport
from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.browser

REPORT, PROMISE, UPDATE, DECISION = 2, 2, 3, 3
PAIRING = {"pairing__strand__code": CODE, "pairing__code": "busan-barcelona"}


class Clicks:
    """Clicks on what the page itself has, from my tasks on, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0
        page.goto("/")

    def on(self, role: str, words: str) -> None:
        """The first button or link whose name begins so; what is folded is opened first."""
        main = self.page.get_by_role("main")
        for fold in main.locator("details.wc-fold:not([open])").all():
            if fold.get_by_role(role, name=words, include_hidden=True).count():
                fold.locator("summary").first.click()
                self.count += 1
                break
        with self.page.expect_navigation():
            main.get_by_role(role, name=words).first.click()
        self.count += 1


def test_a_milestone_is_reported_done(window):
    clicks = Clicks(window("coordinator", width=PHONE).page)
    clicks.on("link", "Report done")
    clicks.on("button", "Report done")
    assert Milestone.objects.get(code="smart-services", **PAIRING).status == "done"
    assert clicks.count <= REPORT


def test_a_follow_up_is_added(window):
    page = window("coordinator").page
    clicks = Clicks(page)
    clicks.on("link", "Add a follow-up")
    page.locator("[name=what]").fill("Send the drawings of the lamps")
    page.locator("[name=due_on]").fill((clock.today() + dt.timedelta(days=9)).isoformat())
    clicks.on("button", "Add")
    assert FollowUp.objects.get(what_en="Send the drawings of the lamps", **PAIRING).side == "counterpart"
    assert clicks.count <= PROMISE


def test_a_city_update_is_sent(window):
    page = window("other").page
    clicks = Clicks(page)
    clicks.on("link", "Write it")
    page.locator("[name=achieved_en]").fill("Twelve lamps light a street.")
    clicks.on("button", "Continue to submitting")
    clicks.on("button", "Submit")
    of_barcelona = {"participation__partner__code": "barcelona", "period__strand__code": CODE}
    assert CityUpdate.objects.get(**of_barcelona, period__code="interim").status == "submitted"
    assert clicks.count <= UPDATE


def test_a_report_is_accepted(window):
    staff = Desk(window, "staff", "en")
    staff.page.set_default_timeout(90_000)  # ten files are made before the answer
    period = f"/strands/{CODE}/reports/interim/"
    staff.go(f"{period}draft/")
    staff.send()
    staff.go(f"{period}strand/1/issue/")
    staff.page.locator("[name=with_gaps]").check()
    staff.fill("reason", "The desk asked for it.")
    staff.send()
    page = window("authority").page
    clicks = Clicks(page)
    clicks.on("link", "Read and decide")
    clicks.on("link", "Accept the report")
    clicks.on("button", "Accept the report")
    assert ProgressReport.objects.filter(strand__code=CODE, status="accepted").exists()
    assert clicks.count <= DECISION
