"""What the language switch keeps, and when a form with unsent words asks before it is left."""

import pytest
from playwright.sync_api import expect

from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.browser

PAIRING = f"/strands/{CODE}/pairings/busan-barcelona/"


@pytest.fixture
def page(window):
    return window("coordinator").page


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
    # Nothing asks whether to leave what is kept; before it is, and of a form that keeps nothing, one is asked.
    page.goto(f"{PAIRING}milestones/bilateral-meeting/edit/")
    page.locator("[name=title_en]").press_sequentially(".")
    expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved")
    assert leaves(page) == []
    page.goto(f"{PAIRING}milestones/bilateral-meeting/edit/")
    page.locator("[name=title_en]").press_sequentially(".")
    assert leaves(page) == ["beforeunload"]
    page.goto(f"{PAIRING}milestones/bilateral-meeting/reschedule/")
    page.locator("[name=reason]").fill("The hall is taken.")
    assert leaves(page) == ["beforeunload"]


def leaves(page):
    """What asks whether to leave the page, which is left."""
    asked = []

    def accept(dialog):
        asked.append(dialog.type)
        dialog.accept()

    page.once("dialog", accept)
    page.goto("/")
    page.remove_listener("dialog", accept)
    return asked


def test_a_text_in_two_languages_is_kept_though_its_fields_change_places(page):
    page.goto(f"{PAIRING}milestones/bilateral-meeting/edit/")
    page.locator("[name=title_en]").fill("They meet")
    page.locator("[name=title_ko]").fill("만남")
    for name in ("한국어", "English"):
        page.locator(".wc-header-tools").get_by_role("button", name=name).click()
        expect(page.locator("[data-typed-kept]")).to_be_visible()
        expect(page.locator("[name=title_en]")).to_have_value("They meet")
        expect(page.locator("[name=title_ko]")).to_have_value("만남")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/")


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
