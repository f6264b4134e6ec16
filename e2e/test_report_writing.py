"""A report written in one go: three sections and one save, and a section that a colleague wrote in meanwhile."""

import pytest
from playwright.sync_api import expect

from e2e.desk import Desk
from reports.models import SectionText
from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.browser

INTERIM = f"/strands/{CODE}/reports/interim/"
WRITE = f"{INTERIM}strand/1/write/"
TYPED = {
    "summary_text_en": "Two cities answered in full.",
    "risks_text_ko": "□ 옥상 태양광 자료 없음",
    "next_text_en": "The others follow with the final report.",
}


def holds(page, typed):
    for name, words in typed.items():
        expect(page.locator(f"[name={name}]")).to_have_value(words)


def written():
    rows = SectionText.objects.filter(report__period__code="interim", report__period__strand__code=CODE)
    return {row.section: (row.version, row.text_en or row.text_ko) for row in rows}


def test_three_sections_are_written_with_one_save_and_a_stale_one_loses_nothing(window):
    staff, colleague = Desk(window, "staff", "en"), Desk(window, "staff", "ko")
    page, asked = staff.page, []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    staff.go(f"{INTERIM}draft/")
    staff.send()
    three_sections(staff)
    assert asked == []
    colleague.go(WRITE)
    a_stale_section(staff, colleague)
    assert asked == []
    staff.fill("summary_text_ko", "두 도시가 답함")
    staff.go("/")
    assert asked == ["beforeunload"]


def three_sections(staff):
    """Also in the other language nothing is lost; and one save keeps it all."""
    page = staff.page
    staff.go(WRITE)
    for name, words in TYPED.items():
        staff.fill(name, words)
    for language in ("한국어", "English"):
        page.locator(".wc-header-tools").get_by_role("button", name=language).click()
        expect(page.locator("[data-typed-kept]")).to_be_visible()
        holds(page, TYPED)
    page.get_by_role("main").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".wc-message--success")).to_contain_text(
        "Saved: Summary, Risks and difficulties and Next period."
    )
    expect(page.locator("#section-next")).to_be_focused()
    page.reload()
    holds(page, TYPED)
    assert written() == {
        "summary": (1, TYPED["summary_text_en"]),
        "risks": (1, TYPED["risks_text_ko"]),
        "next": (1, TYPED["next_text_en"]),
    }


def a_stale_section(staff, colleague):
    """A colleague was faster in one of two sections: both texts stand on the page, with the way to go on."""
    page = staff.page
    mine = {"risks_text_ko": "□ 내 위험 요인", "lessons_text_en": "Ask early."}
    for name, words in mine.items():
        staff.fill(name, words)
    colleague.fill("risks_text_ko", "□ 동료의 위험 요인")
    colleague.send()
    expect(colleague.page.locator("#section-risks")).to_be_focused()
    staff.send()
    expect(page.locator(".wc-form-errors")).to_be_focused()
    holds(page, mine)
    expect(page.locator("#section-risks")).to_contain_text("□ 동료의 위험 요인")
    assert "lessons" not in written()
    page.locator(".wc-form-errors a").click()
    expect(page.locator("[name=risks_text_ko]")).to_be_focused()
    staff.fill("risks_text_ko", "□ 함께 정리한 위험 요인")
    staff.send()
    assert written()["risks"] == (3, "□ 함께 정리한 위험 요인")
    assert written()["lessons"] == (1, "Ask early.")
