"""The main tasks with keys alone: every stop is in sight and shows its focus, and every page lets go of it."""

import datetime as dt

import pytest
from playwright.sync_api import Locator, Page, expect

from core import clock
from e2e.portal import PASSWORD, PHONE, WIDTHS
from events.models import Delegate
from partnerships.models import Confirmation, Contact, FollowUp, Milestone
from reports.models import CityUpdate
from worldcities.demo.preparing import CODE
from worldcities.demo.story import DOMAIN

pytestmark = pytest.mark.browser

PAIRING = f"/strands/{CODE}/pairings/busan-barcelona/"
MOST_STOPS = 400
# Where the focus is: whether it shows, whether something lies over it, and where it stands on the page.
STOP = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
    const name = one.tagName.toLowerCase() + " " + (one.name || one.innerText || one.ariaLabel || "").slice(0, 40);
    // Part of it may be covered, never all of it: its middle and its corners are asked for.
    const points = [[0.5, 0.5], [0.05, 0.1], [0.95, 0.1], [0.05, 0.9], [0.95, 0.9]];
    const seen = points.some(([across, down]) => {
        const there = document.elementFromPoint(box.left + across * box.width, box.top + down * box.height);
        return there && (one.contains(there) || there.contains(one) || there.closest("label")?.control === one);
    });
    const shows = style.outlineStyle !== "none" || style.boxShadow !== "none"
        || [...one.children].some(part => getComputedStyle(part).outlineStyle !== "none");
    return {name, seen, shows: shows || one === document.body, top: box.top + scrollY, left: box.left,
        body: one === document.body, positive: one.tabIndex > 0};
}"""


def _keep_still(page: Page) -> None:
    """Let the page jump to what has the focus, so that it is asked for where it stands."""
    page.emulate_media(reduced_motion="reduce")


class Keys:
    """Somebody at a page without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        _keep_still(page)

    def go_to(self, target: Locator) -> None:
        """Press Tab until the target has the focus; each stop on the way is in sight and shows it."""
        one = target.element_handle()
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            self._check()
            if self.page.evaluate("one => document.activeElement === one", one):
                return
        pytest.fail(f"no key leads to {target}")

    def _check(self) -> None:
        stop = self.page.evaluate(STOP)
        assert stop["shows"], f"focus does not show on {stop['name']}"
        assert stop["seen"] or stop["body"], f"hidden under something: {stop['name']}"

    def follow(self, words: str) -> None:
        """The link or button of these words in the page itself."""
        main = self.page.get_by_role("main")
        both = main.get_by_role("link", name=words).or_(main.get_by_role("button", name=words))
        self.go_to(both.first)
        self._leave("Enter")

    def type(self, field: str, text: str) -> None:
        """Type into a field by its name, over what stands there."""
        self.go_to(self.page.locator(f"main [name={field}]:not([type=hidden])").first)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def send(self) -> None:
        """The button that sends the page's own form."""
        self.go_to(self.page.locator("main form[method=post] button[type=submit]:not([name])").last)
        self._leave("Enter")

    def _leave(self, key: str) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press(key)


@pytest.fixture
def keys(window):
    return Keys(window("coordinator", language="en").page)


def _milestone(code):
    return Milestone.objects.get(pairing__strand__code=CODE, pairing__code="busan-barcelona", code=code)


def test_signing_in(window):
    keys = Keys(window("anonymous", language="en").page)
    keys.page.goto("/")
    keys.type("login", f"busan@{DOMAIN}")
    keys.type("password", PASSWORD)
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")
    assert keys.page.title().startswith("My tasks")
    keys.page.context.clear_cookies()


def test_the_first_stop_skips_to_the_content(keys):
    keys.page.goto(PAIRING)
    keys.page.keyboard.press("Tab")
    assert keys.page.evaluate(STOP)["name"].startswith("a Skip")
    keys.page.keyboard.press("Enter")
    assert keys.page.evaluate("document.activeElement.id") == "main"
    keys.page.keyboard.press("Tab")
    assert keys.page.evaluate("!!document.activeElement.closest('main')")


@pytest.mark.parametrize("path", ["/", PAIRING, f"{PAIRING}contacts/", f"/strands/{CODE}/", f"{PAIRING}contacts/add/"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_order_of_stops_is_the_order_of_sight_and_nothing_keeps_the_focus(window, path, width):
    page = window("coordinator", language="en", width=width).page
    _keep_still(page)
    page.goto(path)
    before = None
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop["body"] or (before and stop["name"].startswith("a Skip")):
            break  # the page has let go of it, and the next round begins
        assert not stop["positive"], stop["name"]
        assert stop["shows"], stop["name"]
        assert stop["seen"], stop["name"]
        # The next stop stands lower, or further right: on the same line, or at the head of the next column.
        if before and not before["name"].startswith("a Skip"):
            assert stop["top"] > before["top"] - 4 or stop["left"] > before["left"], (before, stop)
        before = stop
    else:
        pytest.fail("the focus never leaves the page")


def test_the_menu_of_a_small_screen(window):
    keys = Keys(window("coordinator", language="en", width=PHONE).page)
    keys.page.goto(PAIRING)
    keys.go_to(keys.page.locator(".wc-menu > summary"))
    keys.page.keyboard.press("Enter")
    keys.go_to(keys.page.locator(".wc-menu-body").get_by_role("link", name="My tasks"))
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")
    assert keys.page.title().startswith("My tasks")


def test_confirming_a_text(keys):
    keys.page.goto(f"{PAIRING}texts/")
    waiting = keys.page.get_by_role("main").get_by_role(
        "link", name="Joint message of both cities to their universities"
    )
    keys.go_to(waiting.first)
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")
    confirmed = Confirmation.objects.filter(side="counterpart", state="confirmed")
    before = confirmed.count()
    keys.send()
    assert confirmed.count() == before + 1


def test_reporting_a_milestone_done(keys):
    milestone = Milestone.objects.filter(
        pairing__strand__code=CODE, pairing__code="busan-barcelona", status="planned", responsible="counterpart"
    ).order_by("forecast_start")[0]
    keys.page.goto(milestone.get_absolute_url())
    keys.follow("Report done")
    keys.type("actual_start_text", clock.today().isoformat())
    keys.send()
    milestone.refresh_from_db()
    assert milestone.status == "done"


def test_moving_a_date(keys):
    meeting = _milestone("bilateral-meeting")
    day = meeting.forecast.start.day + dt.timedelta(days=3)
    keys.page.goto(f"{PAIRING}milestones/bilateral-meeting/")
    keys.follow("Move the date")
    keys.type("forecast_start_text", day.isoformat())
    keys.type("reason", "The hall is taken that week.")
    keys.send()
    meeting.refresh_from_db()
    assert meeting.forecast.start.day == day


def test_recording_a_contact(keys):
    keys.page.goto(PAIRING)
    keys.follow("Record a contact")
    keys.go_to(keys.page.locator("[name=kind]").first)
    keys.page.keyboard.press("Space")
    keys.type("what", "Talked with keys alone.")
    keys.send()
    assert Contact.objects.filter(what_en="Talked with keys alone.").count() == 1


def test_nominating_a_delegate(keys):
    keys.page.goto(f"/strands/{CODE}/events/second-working-meeting-in-europe/delegations/busan/")
    keys.follow("Nominate a delegate")
    for field, text in {
        "family_name": "Seo",
        "given_name": "Jun",
        "function": "Team leader",
        "organisation_name": "Busan Metropolitan City",
    }.items():
        keys.type(field, text)
    keys.go_to(keys.page.locator("[name=sector]").first)
    keys.page.keyboard.press("ArrowDown")
    keys.send()
    assert Delegate.objects.filter(family_name="Seo", given_name="Jun").count() == 1


def test_writing_and_submitting_a_city_update(window):
    keys = Keys(window("other", language="en").page)
    keys.page.goto(f"/strands/{CODE}/reports/interim/updates/barcelona/write/")
    keys.type("achieved_en", "Written with keys alone.")
    keys.follow("Continue to submitting")
    keys.send()
    update = CityUpdate.objects.get(achieved_en="Written with keys alone.")
    assert update.status == "submitted"


def test_after_an_act_the_keyboard_is_on_its_row_and_the_message_in_sight_takes_it_back(window):
    page = window("coordinator").page
    page.goto(f"{PAIRING}follow-ups/")
    with page.expect_navigation():
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
