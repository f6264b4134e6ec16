"""What the keyboard does on every page, where it goes on after an act, and what the language switch keeps."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from partnerships.models import FollowUp
from worldcities.demo.invented import CODE

pytestmark = pytest.mark.browser

PAIRING = f"/strands/{CODE}/pairings/busan-barcelona/"
FOCUSED = "document.activeElement.id"


@pytest.fixture
def page(window):
    return window("coordinator", width=1280).page


@pytest.mark.parametrize("width", [1280, 390])
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
    assert page.evaluate(FOCUSED) != "search-wide"


def test_the_key_is_switched_off_on_the_account_page(page):
    page.goto("/accounts/me/")
    page.get_by_role("checkbox", name="The key / goes to the search").uncheck()
    page.goto("/")
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) != "search-wide"
    page.goto("/accounts/me/")
    page.get_by_role("checkbox", name="The key / goes to the search").check()


def test_after_an_act_the_keyboard_is_on_its_row_and_the_message_in_sight_takes_it_back(page):
    page.goto(f"{PAIRING}follow-ups/")
    page.locator("form[action*='/finish/'] button").first.click()
    code = page.url.partition("#")[2]
    row = FollowUp.objects.get(pairing__strand__code=CODE, pairing__code="busan-barcelona", code=code)
    assert row.state == "done"
    expect(page.locator(f"#{code}")).to_be_focused()
    undo = page.get_by_role("status").get_by_role("button", name="Undo")
    expect(undo).to_be_in_viewport()
    undo.click()
    expect(page.get_by_role("status").first).to_contain_text("Open again.")
    row.refresh_from_db()
    assert row.state == "open"
    page.get_by_role("button", name="Close the message").click()
    expect(page.locator("#main")).to_be_focused()


def test_what_was_typed_is_still_there_in_the_other_language(page):
    page.goto(f"{PAIRING}contacts/add/?project=")
    page.locator("[name=who]").fill("Marta Soler")
    page.locator("[name=kind][value=visit]").check()
    for name, words in (
        ("한국어", "입력한 내용은 그대로 남아 있습니다."),
        ("English", "What you typed is still here."),
    ):
        page.locator(".wc-header-tools").get_by_role("button", name=name).click()
        expect(page.locator("[data-typed-kept]")).to_have_text(words)
        expect(page.locator("[name=who]")).to_have_value("Marta Soler")
        expect(page.locator("[name=kind][value=visit]")).to_be_checked()
        assert page.url.endswith("/contacts/add/?project=")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/")
    assert asked == ["beforeunload"]


def test_a_refused_form_keeps_its_words_in_the_other_language_and_sending_asks_nothing(page):
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{PAIRING}contacts/add/")
    page.locator("[name=who]").fill("Marta Soler")
    page.locator("main form:has([name=once]) button[type=submit]:not([name])").first.click()
    expect(page.locator(".wc-form-errors")).to_be_focused()
    assert asked == []
    page.locator(".wc-header-tools").get_by_role("button", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator("[name=who]")).to_have_value("Marta Soler")
    page.locator(".wc-header-tools").get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
