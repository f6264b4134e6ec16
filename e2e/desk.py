"""One person at one browser, as the stories that several people live tell them."""

import re

from django.utils import translation
from django.utils.translation import gettext, pgettext
from playwright.sync_api import Page, expect

from e2e.portal import PASSWORD

# Counted by the browser itself, over all pages of a story.
COUNT = """if (!window.counts) {
  window.counts = true;
  addEventListener("click", (event) => {
    if (event.isTrusted) sessionStorage.setItem("clicks", Number(sessionStorage.getItem("clicks")) + 1);
  }, true);
}"""


class Desk:
    """One person at one browser, who reads the portal in one language."""

    def __init__(self, window, box: str, language: str) -> None:
        self.window = window(box, language=language)
        self.page: Page = self.window.page
        self.page.set_default_timeout(10_000)
        self.language = language

    def begin(self) -> None:
        """Open my tasks, the first screen, and count clicks from there."""
        self.page.add_init_script(COUNT)
        self.go("/")
        self.page.evaluate("sessionStorage.removeItem('clicks')")

    @property
    def clicks(self) -> int:
        """How many there were since."""
        return int(self.page.evaluate("sessionStorage.getItem('clicks')") or 0)

    def words(self, text: str, context: str = "") -> str:
        """A text of the portal in the language that this person reads."""
        with translation.override(self.language):
            return pgettext(context, text) if context else gettext(text)

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(path)

    def press(self, text: str, context: str = "") -> None:
        """The button, or the link that looks like one, of the page itself."""
        main = self.page.get_by_role("main")
        name = self.words(text, context)
        both = main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True))
        both.first.click()

    def add(self, text: str) -> None:
        """What the menu beside the title of a record adds."""
        menu = self.page.get_by_role("main").locator(".wc-acts > summary")
        menu.filter(has_text=self.words("Add", "verb")).click()
        self.press(text)

    def fill(self, field: str, text: str) -> None:
        """A field of the form by its name."""
        self.page.locator(f"[name={field}]").fill(text)

    def sees(self, text: str) -> None:
        """The page says so."""
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def choose(self, field: str, value: str) -> None:
        """A choice of the form, be it a list or buttons, by its value."""
        one = self.page.locator(f"[name={field}]")
        if one.first.evaluate("field => field.tagName") == "SELECT":
            one.select_option(value)
        else:
            self.page.locator(f"[name={field}][value='{value}']").check()

    def send(self) -> None:
        """Send the form of the page, by the button that says what it does, and wait until it is answered."""
        button = "form:not(.wc-message form):has([name=once]) button[type=submit]:not([name])"
        with self.page.expect_navigation():
            self.page.get_by_role("main").locator(button).first.click()

    def accept(self, letter: str, given_name: str, family_name: str) -> None:
        """Come in by the link of the mail that invites, with a new account."""
        found = re.search(r"/invitations/[\w-]+/", letter)
        assert found, letter
        self.go(found[0])
        self.fill("given_name", given_name)
        self.fill("family_name", family_name)
        self.fill("password", PASSWORD)
        self.fill("password_again", PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("main form:has([name=password]) button[type=submit]").click()
