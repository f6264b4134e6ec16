"""What waits for a side is read and confirmed from the first screen on, text after text, in the fewest clicks."""

import pytest
from playwright.sync_api import Page, expect

from e2e.portal import HEIGHTS, PHONE
from partnerships.models import Confirmation
from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.browser

ONE, THREE = 2, 4  # clicks from my tasks to a text that is confirmed, and to three of them
# Pixels from the end of what was read to the end of the button: both stand on one screen of a telephone.
REACH = """() => document.querySelector("#confirm .wc-button--main").getBoundingClientRect().bottom
    - [...document.querySelectorAll(".wc-text-part")].at(-1).getBoundingClientRect().bottom"""


class Clicks:
    """Clicks on what the page itself has, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, role: str, words: str) -> None:
        """The first button or link whose name begins so."""
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role(role, name=words).first.click()
        self.count += 1


def waiting() -> int:
    """How many texts wait for Busan."""
    rows = Confirmation.objects.waiting().filter(side="counterpart", text__pairing__strand__code=CODE)
    return rows.filter(text__pairing__code="busan-barcelona").count()


def test_one_text_takes_two_clicks_and_each_more_takes_one(window):
    page = window("coordinator", width=PHONE).page
    page.goto("/")
    before, clicks = waiting(), Clicks(page)
    assert before == len(("action plan", "memorandum", "joint message"))
    clicks.on("link", "Read and confirm")
    read = []
    for left in (2, 1, 0):
        read.append(page.locator("h1").inner_text())
        assert page.evaluate(REACH) < HEIGHTS[PHONE] / 2
        clicks.on("button", "Confirm edition")
        assert waiting() == left
        if left == before - 1:
            assert clicks.count == ONE
    assert clicks.count == THREE
    assert len(set(read)) == before
    expect(page.locator("#confirm")).to_have_count(0)
