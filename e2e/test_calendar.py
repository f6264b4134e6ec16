"""A date moves with a reason in three clicks from my tasks, and what hangs on it moves or is decided in one."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from e2e.portal import PHONE
from e2e.test_confirming import Clicks
from events.models import Event
from partnerships.models import Milestone
from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.browser

MOVED = 3  # clicks from my tasks until a date has moved
TAKEN, KEPT = 2, 3  # from my tasks, with one to unfold what is not urgent
VISIT = f"/strands/{CODE}/pairings/busan-barcelona/milestones/eu-visit/"
WEBINAR = "webinar-on-street-lights-that-answer-to-people"
EVENT = f"/strands/{CODE}/events/busan-delegation-in-barcelona/"


def visit():
    return Milestone.objects.get(pairing__code="busan-barcelona", pairing__strand__code=CODE, code="eu-visit")


def event(code="busan-delegation-in-barcelona"):
    return Event.objects.get(strand__code=CODE, code=code)


def later(row, days=5):
    return (row.forecast.start.day + dt.timedelta(days)).isoformat()


def unfold(clicks):
    clicks.page.locator(".wc-fold > summary").first.click()
    clicks.count += 1


def write(page, day, reason="The hall is taken."):
    """The day alone, and why."""
    page.fill("[name=reason]", reason)
    page.fill("[name=forecast_end_text]", "")
    page.fill("[name=forecast_start_text]", day)
    page.press("[name=forecast_start_text]", "Tab")


def test_a_milestone_moves_in_three_clicks(window):
    page = window("coordinator", width=PHONE).page
    page.goto("/")
    clicks = Clicks(page)
    clicks.on("link", "Comparison of the two cities' smart …")
    clicks.on("link", "Move the date")
    write(page, later(visit(), 30))
    clicks.on("button", "Move")
    assert clicks.count == MOVED
    expect(page.get_by_role("main")).to_contain_text("The hall is taken.")


@pytest.mark.parametrize("width", [PHONE, 1366])
def test_an_event_moves_in_three_clicks_with_what_hangs_on_it(window, width):
    page = window("coordinator", width=width).page
    page.goto("/")
    clicks = Clicks(page)
    clicks.on("link", "Webinar on street lights")
    clicks.on("link", "Move")
    write(page, later(event(WEBINAR), 1))
    expect(page.get_by_role("heading", name="What moves")).to_be_visible()
    expect(page.get_by_role("button", name="Preview")).to_have_count(0)
    clicks.on("button", "Move")
    assert clicks.count == MOVED


def test_the_form_says_which_milestone_moves_and_the_way_back_brings_both_back(window):
    before, new = visit().forecast, later(visit())
    page = window("coordinator").page
    page.goto(f"{EVENT}reschedule/")
    write(page, new)
    expect(page.locator("[data-preview]")).to_contain_text("Korean delegation visits its European partner")
    clicks = Clicks(page)
    clicks.on("button", "Move")
    expect(page.get_by_text("1 milestone moves with it.").first).to_be_visible()
    assert visit().forecast.iso() == new
    clicks.on("button", "Undo")
    expect(page.locator("[data-preview]")).to_contain_text("Korean delegation visits its European partner")
    clicks.on("button", "Move")
    assert visit().forecast == event().forecast == before


@pytest.mark.parametrize("width", [PHONE, 1366])
def test_days_that_differ_are_decided_by_one_of_two_buttons(window, width):
    page = window("other", width=width).page
    page.goto(f"{VISIT}reschedule/")
    write(page, later(event(), 7 if width == PHONE else 8), "The mayor is away.")
    Clicks(page).on("button", "Move")
    page.goto("/")
    clicks = Clicks(page)
    unfold(clicks)
    expect(page.get_by_role("main")).to_contain_text("The dates differ: the event has")
    clicks.on("button", "Take the event's days")
    assert clicks.count == TAKEN
    assert visit().forecast == event().forecast
    clicks.on("button", "Undo")
    clicks.on("button", "Move")
    page.goto("/")
    clicks = Clicks(page)
    unfold(clicks)
    clicks.on("link", "Keep both")
    page.fill("[name=reason]", "The milestone counts the report as well.")
    clicks.on("button", "Keep both")
    assert clicks.count == KEPT
    expect(page.get_by_role("button", name="Take the event's days")).to_have_count(0)
    assert visit().apart_reason == "The milestone counts the report as well."
