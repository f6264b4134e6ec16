"""The story the portal is built for: Busan's coordinator reads the journey, an administrator keeps the data."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from e2e.portal import DESKTOP, PASSWORD, viewport
from worldcities.demo.story import DOMAIN

pytestmark = pytest.mark.browser

ADDRESS = re.compile(r"^\s*E-?mail")
SECRET = re.compile(r"^\s*Password")
SWITCH = {"en": "English", "ko": "한국어"}


@pytest.fixture
def page(portal, browser):
    """A fresh window of somebody who speaks English and is not signed in."""
    context = browser.new_context(base_url=portal.url, locale="en-GB", viewport=viewport(DESKTOP))
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def sign_in(page: Page, box: str, path: str = "/") -> None:
    """By the form, as a person does."""
    page.goto(path)
    page.get_by_label(ADDRESS).fill(f"{box}@{DOMAIN}")
    page.get_by_label(SECRET).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def switch_to(page: Page, language: str) -> None:
    """By the switch in the header."""
    page.get_by_role("button", name=SWITCH[language]).first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def row(page: Page, title: str) -> Locator:
    """A milestone's row of the journey's table."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader").filter(has_text=title))


def test_busan_finds_its_whole_journey_in_both_languages(page):
    sign_in(page, "busan")
    strands = page.locator(".wc-header-strand")
    strands.locator("summary").click()
    strands.get_by_role("link", name=re.compile("2017-2018")).click()
    page.get_by_role("main").get_by_role("link", name="EU Barcelona KR Busan").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Busan-Barcelona")

    closing = row(page, "Closing meeting with the results of every pairing")
    expect(closing).to_contain_text("March 2018")
    expect(closing).to_contain_text("20 April 2018")
    expect(closing).to_contain_text("Done")
    expect(page.get_by_role("main")).to_contain_text("recorded from sources")
    visit = row(page, "Busan delegation visits Barcelona")
    expect(visit).to_contain_text("October–November 2017")
    expect(visit).to_contain_text("November 2017")
    signing = row(page, "Institutions of Busan and Barcelona sign MoUs")
    expect(signing).to_contain_text("April 2018")
    expect(signing).to_contain_text("Not reported")

    switch_to(page, "ko")
    expect(page.get_by_role("heading", level=1)).to_have_text("부산·바르셀로나")
    closing = row(page, "최종회의(파트너십별 성과 발표)")
    expect(closing).to_contain_text("2018. 3.")
    expect(closing).to_contain_text("2018. 4. 20.(금)")
    expect(row(page, "부산 대표단 바르셀로나 방문")).to_contain_text("2017. 11.")
    expect(row(page, "부산·바르셀로나 기관 간 업무협약(MOU) 체결")).to_contain_text("미보고")


def test_a_milestone_tells_what_was_planned_what_happened_and_where_it_is_written(page):
    sign_in(page, "busan", "/strands/eu-korea-2017/pairings/busan-barcelona/milestones/closing-meeting/")
    main = page.get_by_role("main")
    for text in ("March 2018", "20 April 2018", "recorded from sources", "Held later than planned"):
        expect(main).to_contain_text(text)
    main.locator("summary").filter(has_text="About this milestone").click()
    expect(main.get_by_role("link", name="eeas.europa.eu")).to_have_attribute(
        "href", "https://www.eeas.europa.eu/node/22912_en"
    )


def test_the_other_pairings_of_the_strand_are_open_to_read_and_a_foreign_strand_is_not_found(page):
    sign_in(page, "busan", "/strands/eu-korea-2017/")
    for pairing in ("EU Tampere KR Gwangju", "EU Scottish Cities Alliance KR Suwon"):
        expect(page.get_by_role("main").get_by_role("link", name=pairing).first).to_be_visible()
    page.goto("/strands/eu-japan-2017/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")


def test_an_administrator_edits_a_city_and_the_partner_page_says_it_in_both_languages(page):
    sign_in(page, "admin", "/admin/")
    page.get_by_role("link", name="Cities", exact=True).first.click()
    page.get_by_role("link", name="Barcelona", exact=True).click()
    page.locator("#id_population").fill("1620343")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Barcelona")

    page.goto("/strands/eu-korea-2017/partners/barcelona/")
    expect(page.get_by_role("main")).to_contain_text("1,620,343 inhabitants")
    switch_to(page, "ko")
    expect(page.get_by_role("heading", level=1)).to_contain_text("바르셀로나")
    expect(page.get_by_role("main")).to_contain_text("1,620,343")
    expect(page.get_by_role("main")).not_to_contain_text("inhabitants")


def test_the_records_go_out_and_come_back_as_a_pack(page, tmp_path):
    call_command("export_pack", "eu-korea-2017", str(tmp_path))
    told = StringIO()
    call_command("load_pack", str(tmp_path), stdout=told)
    assert "added" not in told.getvalue()
    sign_in(page, "busan", "/strands/eu-korea-2017/pairings/busan-barcelona/")
    expect(page.get_by_role("main")).to_contain_text("20 April 2018")


def test_a_wrong_password_does_not_tell_whether_the_address_is_known(page):
    told = []
    for box in ("busan", "nobody"):
        page.goto("/accounts/login/")
        page.get_by_label(ADDRESS).fill(f"{box}@{DOMAIN}")
        page.get_by_label(SECRET).fill("not-the-password")
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
        told.append(page.get_by_role("alert").first.inner_text())
    assert told[0] == told[1]
