"""A report from due to accepted, as its people live it: Busan reads Korean, the others English."""

import hashlib
import io
import json
import zipfile

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from python_calamine import load_workbook

from e2e.desk import Desk
from reports.models import CityUpdate, IssuedFile, ProgressReport
from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.browser

REPORTS = f"/strands/{CODE}/reports/"
INTERIM = f"{REPORTS}interim/"
BARCELONA, BUSAN = f"{INTERIM}updates/barcelona/", f"{INTERIM}updates/busan/"
REPORT = f"{INTERIM}strand/1/"
ACHIEVED = "An owner in Poblenou opens an empty hall for a year; twelve lamps light a street."
DIFFICULT = "The solar cadastre has no figures for roofs of the port."
ASKED = "Which street has the lamps, and since when?"
ANSWERED = "가로등 시범 구간: 해운대구 우동, 2026년 10월부터 운영"
SUMMARY = ("Two cities answered in full; the others follow with the final report.", "□ 두 도시가 추진실적을 제출함")


@pytest.fixture
def desks(window):
    """Busan's browser in Korean; Barcelona's, the staff's and the authority's in English."""
    people = (("coordinator", "ko"), ("other", "en"), ("staff", "en"), ("authority", "en"))
    return [Desk(window, box, language) for box, language in people]


def update(partner):
    return CityUpdate.objects.get(
        period__strand__code=CODE, period__code="interim", participation__partner__code=partner
    )


def report():
    return ProgressReport.objects.get(strand__code=CODE, period__code="interim")


def test_from_due_to_accepted(desks):
    busan, barcelona, staff, authority = desks
    barcelona_writes(barcelona)
    staff_return(staff)
    busan_completes(busan)
    staff_accept_both(staff)
    staff_compile(staff)
    staff_issue(staff)
    everybody_has_the_files(staff, busan)
    authority_accepts(authority)
    nothing_changes_any_more(barcelona, staff)


def barcelona_writes(barcelona):
    """From the task: a draft that keeps itself, typed before its script is there; a line dropped, and handed in."""
    barcelona.go("/")
    held = []

    def hold(route):  # Playwright looks into the code of what it calls
        held.append(route)

    barcelona.page.route("**/update-writing*", hold)
    barcelona.page.get_by_role("main").locator(f"a[href='{BARCELONA}write/']").first.click()
    barcelona.fill("achieved_en", ACHIEVED)
    held[0].continue_()
    expect(barcelona.page.locator("[data-update-live]")).to_contain_text("Saved", timeout=20_000)
    assert update("barcelona").achieved_en == ACHIEVED
    barcelona.fill("difficult_en", DIFFICULT)
    barcelona.page.locator("#next [name=keep]").first.uncheck()
    barcelona.press("Continue to submitting")
    barcelona.send()
    kept = update("barcelona")
    assert (kept.status, kept.difficult_en) == ("submitted", DIFFICULT)
    assert "dropped" in {line["state"] for line in kept.lines}
    barcelona.sees(ACHIEVED)


def staff_return(staff):
    """Busan's update does not say enough; without a reason nothing is returned."""
    staff.go(BUSAN)
    staff.press("Return", "verb")
    staff.send()
    assert update("busan").status == "submitted"
    staff.fill("reason", ASKED)
    staff.send()
    assert update("busan").status == "returned"


def busan_completes(busan):
    """The task says why; the answer is written below it, and handed in again."""
    busan.go("/")
    busan.sees(ASKED)
    busan.go(f"{BUSAN}write/")
    busan.sees(ASKED)
    busan.fill("difficult_ko", ANSWERED)
    busan.press("Continue to submitting")
    busan.send()
    busan.sees(ASKED)
    busan.sees(ANSWERED)
    assert list(update("busan").steps.values_list("act", flat=True)) == ["submitted", "returned", "submitted"]


def staff_accept_both(staff):
    """Both at once."""
    staff.go(f"{INTERIM}updates/accept/")
    boxes = staff.page.get_by_role("main").locator("input[type=checkbox]")
    expect(boxes).to_have_count(2)
    for box in boxes.all():
        box.check()
    staff.send()
    assert {update("barcelona").status, update("busan").status} == {"accepted"}


def staff_compile(staff):
    """The draft holds what both cities said, and says on each page that it is one."""
    staff.go(f"{INTERIM}draft/")
    staff.send()
    staff.go(f"{REPORT}write/")
    staff.fill("summary_text_en", SUMMARY[0])
    staff.fill("summary_text_ko", SUMMARY[1])
    staff.send()
    assert report().texts.get(section="summary").text_ko == SUMMARY[1]
    staff.go(f"{REPORT}preview/")
    for text in (ACHIEVED, DIFFICULT, SUMMARY[0]):
        staff.sees(text)
    staff.sees("DRAFT")


def staff_issue(staff):
    """What is missing stands in a list; with a tick and a reason it is issued all the same."""
    staff.go(f"{REPORT}issue/")
    staff.sees("Eindhoven")
    staff.send()
    assert report().status == "draft"
    staff.page.locator("[name=with_gaps]").check()
    staff.fill("reason", "The desk asked for the report before the mission.")
    # Ten files are made before the answer.
    staff.page.set_default_timeout(90_000)
    staff.send()
    issued = report()
    assert issued.status == "issued"
    assert issued.sha256 == hashlib.sha256(issued.snapshot.encode()).hexdigest()
    staff.sees(issued.sha256[:8])


def everybody_has_the_files(staff, busan):
    """English and Korean, each format a file that opens and tells the same."""
    kept = {(row.language, row.format): row for row in IssuedFile.objects.filter(report=report())}
    assert len(kept) == 10
    for (language, file_format), row in kept.items():
        answer = staff.page.request.get(f"{REPORT}files/{language}/{file_format}/")
        assert answer.status == 200
        assert hashlib.sha256(answer.body()).hexdigest() == row.sha256
        content = answer.body()
        if file_format == "pdf":
            text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
            assert "Poblenou" in text.replace("\n", " ")
            assert "DRAFT" not in text
        elif file_format == "xlsx":
            assert len(load_workbook(io.BytesIO(content)).sheet_names) > 10
        elif file_format == "json":
            assert json.loads(content)["report"]["revision"] == 1
        else:
            assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    answer = busan.page.request.get(f"{REPORT}files/ko/pdf/")
    assert hashlib.sha256(answer.body()).hexdigest() == kept["ko", "pdf"].sha256


def authority_accepts(authority):
    """The task leads to the report; one button accepts it."""
    authority.go("/")
    authority.page.get_by_role("main").locator(f"a[href^='{REPORT}']").first.click()
    authority.go(f"{REPORT}accept/")
    authority.send()
    assert report().status == "accepted"
    authority.go(INTERIM)
    authority.sees("Accepted")


def nothing_changes_any_more(barcelona, staff):
    """The period is locked: nobody writes in its updates, or returns them."""
    barcelona.go(f"{BARCELONA}write/")
    expect(barcelona.page.get_by_role("main").locator("textarea")).to_have_count(0)
    staff.go(INTERIM)
    staff.sees("locked")
