"""The key that goes to the search on every page, and what is done from there by the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from e2e.gate import WCAG, axe_of
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


class Box:
    """The search of my tasks, reached by its key."""

    def __init__(self, seen) -> None:
        self.page = seen.page
        seen.visit("/")
        self.page.keyboard.press("/")
        self.field = self.page.get_by_role("combobox").filter(visible=True)
        expect(self.field).to_be_focused()

    def proposes(self, words: str, first: str) -> None:
        """What is typed brings proposals, of which one is called so."""
        self.field.press_sequentially(words)
        self.option = self.page.get_by_role("option").filter(has_text=first).first
        expect(self.option).to_be_visible()
        expect(self.field).to_have_attribute("aria-expanded", "true")

    def opens(self, *keys: str) -> None:
        """The keys choose the option, and Enter opens it."""
        for key in keys:
            self.page.keyboard.press(key)
        expect(self.option).to_have_attribute("aria-selected", "true")
        assert self.field.get_attribute("aria-activedescendant") == self.option.get_attribute("id")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_a_partner_and_an_action_are_opened_by_the_keyboard_alone(window, width):
    seen = window("coordinator", width=width)
    box = Box(seen)
    box.proposes("matching", "Matching")
    box.opens("ArrowDown")
    expect(box.page).to_have_url(re.compile("/matching/$"))
    box = Box(seen)
    box.proposes("ㅂㅅ", "Busan")
    box.opens("ArrowDown")
    expect(box.page).to_have_url(re.compile("/partners/busan/$"))
    box = Box(seen)
    box.proposes("barcelone", "Barcelona")
    box.opens("ArrowDown")
    expect(box.page).to_have_url(re.compile("/partners/barcelona/$"))
    box = Box(seen)
    box.proposes("record a contact", "Record a contact")
    box.opens()
    expect(box.page).to_have_url(re.compile(f"{PAIRING}contacts/add/$"))
    box = Box(seen)
    box.proposes("move closing", "Closing meeting")
    box.opens()
    expect(box.page).to_have_url(re.compile("/milestone-reschedule/$|/reschedule/$"))


def test_the_list_is_walked_in_a_circle_and_closed_before_the_box_is_left(window):
    box = Box(window("coordinator"))
    box.proposes("busan", "Busan")
    count = box.page.get_by_role("option").count()
    assert 1 < count <= 12
    box.page.keyboard.press("ArrowUp")
    expect(box.page.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    box.page.keyboard.press("ArrowDown")
    expect(box.option).to_have_attribute("aria-selected", "true")
    box.page.keyboard.press("Escape")
    expect(box.page.get_by_role("option")).to_have_count(0)
    expect(box.field).to_be_focused()
    expect(box.field).to_have_value("busan")
    box.page.keyboard.press("Escape")
    expect(box.field).not_to_be_focused()


def test_keys_that_end_a_syllable_choose_nothing(window):
    box = Box(window("coordinator"))
    box.proposes("부산", "Busan")
    box.field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    box.field.dispatch_event("keydown", {"key": "ArrowDown", "isComposing": True})
    expect(box.option).to_have_attribute("aria-selected", "false")
    with box.page.expect_navigation():
        box.page.keyboard.press("Enter")
    expect(box.page).to_have_url(re.compile(r"/search/\?q="))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_proposals_are_named_and_fit_the_page(window, width):
    seen = window("coordinator", width=width)
    box = Box(seen)
    box.proposes("busan", "Busan")
    assert list(axe_of(seen, WCAG, admin=False)) == []
    right = box.page.get_by_role("listbox").evaluate("list => list.getBoundingClientRect().right")
    assert right <= width
