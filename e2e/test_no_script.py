"""The main tasks in a browser that runs no script, on a wide and on a narrow screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.portal import BOXES, PASSWORD, WIDTHS, Portal, viewport
from partnerships.models import Contact, Milestone
from worldcities.demo.preparing import CODE
from worldcities.demo.story import DOMAIN

pytestmark = pytest.mark.browser

PAIRING = f"/strands/{CODE}/pairings/busan-barcelona/"


@pytest.fixture(scope="module", params=WIDTHS)
def page(request: pytest.FixtureRequest, portal: Portal, browser: Browser) -> Iterator[Page]:
    """Somebody of Busan, who signs in by the form."""
    context = browser.new_context(
        base_url=portal.url,
        java_script_enabled=False,
        locale="en-GB",
        viewport=viewport(request.param),
    )
    shown = context.new_page()
    shown.goto("/accounts/login/")
    shown.locator("[name=login]").fill(f"{BOXES['coordinator']}@{DOMAIN}")
    shown.locator("[name=password]").fill(PASSWORD)
    shown.locator("main form:has([name=password]) button[type=submit]").click()
    expect(shown.locator("h1")).to_be_visible()
    yield shown
    context.close()


def test_a_contact_is_recorded_and_taken_back(page):
    before = Contact.objects.active().count()
    page.goto(f"{PAIRING}contacts/add/")
    page.locator("[name=kind][value=call]").check()
    page.locator("[name=who]").fill("Marta Soler")
    page.locator("[name=what]").fill("<script>alert(1)</script> Ferries")
    with page.expect_navigation():
        page.locator("main form:has([name=once]) button[type=submit]:not([name])").first.click()
    assert Contact.objects.active().count() == before + 1
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.locator("[name=reason]")).to_have_value("Undone")
    with page.expect_navigation():
        page.locator("main form:has([name=once]) button[type=submit]:not([name])").click()
    assert Contact.objects.active().count() == before
    # The way back from the way back is one click.
    with page.expect_navigation():
        page.get_by_role("status").get_by_role("button", name="Undo").click()
    assert Contact.objects.active().count() == before + 1


def test_a_date_is_moved_and_moved_back(page):
    meeting = Milestone.objects.get(
        pairing__strand__code=CODE, pairing__code="busan-barcelona", code="bilateral-meeting"
    )
    before = meeting.forecast
    page.goto(f"{PAIRING}milestones/bilateral-meeting/reschedule/")
    page.locator("[name=forecast_start_text]").fill("2027-09-14")
    page.locator("[name=forecast_end_text]").fill("")
    page.locator("[name=reason]").fill("The hall is taken.")
    with page.expect_navigation():
        page.locator("main form:has([name=once]) button[type=submit]").first.click()
    meeting.refresh_from_db()
    assert meeting.forecast != before
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    with page.expect_navigation():
        page.locator("main form:has([name=once]) button[type=submit]").first.click()
    meeting.refresh_from_db()
    assert meeting.forecast == before


def test_a_list_is_filtered_and_taken_along(page):
    page.goto(f"/strands/{CODE}/projects/?level=running")
    expect(page.locator("h1")).to_be_visible()
    link = page.locator("main a[href*='format=csv'], main a[href$='.csv'], main a[href*='csv']").first.get_attribute(
        "href"
    )
    answer = page.request.get(page.evaluate("document.baseURI") + link if link.startswith("?") else link)
    assert "text/csv" in answer.headers["content-type"]


def test_the_menu_and_the_language_switch_keep_the_page(page):
    page.goto(f"/strands/{CODE}/projects/?level=running")
    if page.viewport_size["width"] < 768:
        page.locator("details.wc-menu > summary").click()
    for language, name in (("ko", "한국어"), ("en", "English")):
        button = page.get_by_role("button", name=name)
        if not button.first.is_visible() and page.viewport_size["width"] < 768:
            page.locator("details.wc-menu > summary").click()
        button.locator("visible=true").first.click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.url.endswith("/projects/?level=running")


def test_the_other_language_keeps_what_was_typed(page):
    page.goto(f"{PAIRING}contacts/add/")
    page.locator("[name=kind][value=call]").check()
    page.locator("[name=what]").fill("Ferries ‘by day’ & 밤")
    page.get_by_role("button", name="Continue in Korean").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator("[name=what]")).to_have_value("Ferries ‘by day’ & 밤")
    expect(page.locator("[name=kind][value=call]")).to_be_checked()
    page.get_by_role("button", name="영어로 계속").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=what]")).to_have_value("Ferries ‘by day’ & 밤")
