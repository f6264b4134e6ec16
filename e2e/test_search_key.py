"""The key that goes to the search on every page: where it leads, when it is a letter, and how it is switched off."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from e2e.portal import WIDTHS
from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.browser

PAIRING = f"/strands/{CODE}/pairings/busan-barcelona/"
FOCUSED = "document.activeElement.id"
IN_SEARCH = "document.activeElement.matches('[data-search]')"


@pytest.fixture
def page(window):
    return window("coordinator").page


@pytest.mark.parametrize("width", WIDTHS)
def test_the_slash_goes_to_the_search_and_escape_leaves_it(window, width):
    seen = window("coordinator", width=width)
    seen.visit("/")
    seen.page.keyboard.press("/")
    box = seen.page.locator(f"#{seen.page.evaluate(FOCUSED)}")
    expect(box).to_have_attribute("data-search", "Press / to come here, Escape to leave")
    seen.page.keyboard.type("a/b")
    expect(box).to_have_value("a/b")
    seen.page.keyboard.press("Escape")
    expect(box).not_to_be_focused()


def test_the_slash_is_a_letter_while_one_types_and_with_another_key(page):
    page.goto(f"{PAIRING}contacts/add/")
    page.locator("[name=who]").press_sequentially("a/b")
    expect(page.locator("[name=who]")).to_have_value("a/b")
    page.locator("[name=who]").fill("")
    page.goto("/")
    page.keyboard.press("Control+/")
    assert not page.evaluate(IN_SEARCH)
    page.keyboard.press("/")
    assert page.evaluate(IN_SEARCH)


def test_the_key_is_switched_off_on_the_account_page(page):
    page.goto("/accounts/me/")
    page.get_by_role("checkbox", name="The key / goes to the search").uncheck()
    page.goto("/")
    page.keyboard.press("/")
    assert not page.evaluate(IN_SEARCH)
    page.goto("/accounts/me/")
    page.get_by_role("checkbox", name="The key / goes to the search").check()
