"""How far a coordinator's first screen is from the telephone of the counterpart."""

import pytest
from playwright.sync_api import Page, expect

from e2e.portal import DESKTOP, LANGUAGES, PHONE
from worldcities.demo.story import CARDS

pytestmark = pytest.mark.browser
CLICKS = 1
TELEPHONE = CARDS["barcelona"][0]


class Counted:
    """A page on which each click counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, link: str) -> None:
        """The first link of the page itself that has a name or leads to an address."""
        self.page.get_by_role("main").locator(link).filter(visible=True).first.click()
        self.clicks += 1

    def shows(self, telephone: str) -> bool:
        """Whether the number stands there, to be dialled."""
        dialled = telephone.replace(" ", "")
        found = self.page.get_by_role("main").locator(f"a[href='tel:{dialled}']").filter(visible=True)
        return found.count() == 1 and found.inner_text() == telephone


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_counterparts_telephone_is_one_click_from_the_first_screen(window, language, width):
    page = window("coordinator", language=language, width=width).page
    page.goto("/")
    counted = Counted(page)
    assert not counted.shows(TELEPHONE)
    counted.click("a[href='/strands/eu-korea-now/pairings/busan-barcelona/']")
    page.wait_for_load_state()
    assert counted.shows(TELEPHONE)
    assert counted.clicks <= CLICKS
    # And the name beside it leads to the card.
    counted.click("a[href^='/strands/eu-korea-now/people/']")
    expect(page.get_by_role("heading", level=1)).to_have_text("Marta Soler")
    assert counted.shows(TELEPHONE)
