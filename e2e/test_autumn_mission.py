"""The mission to Europe as its people live it, from quota to erasure: Busan reads Korean, the others English."""

import datetime as dt
import io
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import translation
from django.utils.translation import gettext
from docx import Document as WordDocument
from playwright.sync_api import expect

from core import clock
from e2e.desk import Desk
from events.models import Delegate, DelegateNeeds, DestructionRecord, Event, NotedInterest, VisitNote
from partnerships.models import Confirmation, Project
from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.browser

EVENTS = f"/strands/{CODE}/events/"
MISSION = f"{EVENTS}second-working-meeting-in-europe/"
VISIT = f"{EVENTS}busan-delegation-in-barcelona/"
BUSAN = f"{MISSION}delegations/busan/"
PEOPLE = (("Kang", "Mina", "강미나"), ("Ryu", "Daeun", "류다은"), ("Bae", "Jun", "배준"))
ALLERGY = "땅콩 알레르기(표식-8471)"
SAID = ("슈퍼블록의 교통 통제 방식", "22@ 지구의 공간 운영 방식")


@pytest.fixture
def desks(window):
    """Busan's browser in Korean, Barcelona's and the staff's in English."""
    return Desk(window, "coordinator", "ko"), Desk(window, "other", "en"), Desk(window, "staff", "en")


def mission():
    return Event.objects.with_names().get(strand__code=CODE, code="second-working-meeting-in-europe")


def delegate(native):
    return Delegate.objects.get(delegation__event=mission(), name_native=native)


def answer(desk, path):
    """What the portal hands out at an address: its kind and its bytes."""
    response = desk.page.request.get(path)
    assert response.status == 200, path
    return response.headers["content-type"], response.body()


def test_from_the_quota_to_the_erasure(desks, window, settings):
    busan, barcelona, staff = desks
    set_the_deadline(staff)
    nominate_until_somebody_waits(busan)
    replace_one(busan)
    fill_in_the_own_page(busan, window("anonymous", language="ko").page)
    release_the_programme(barcelona, busan)
    home_again = mission().forecast.end.day + dt.timedelta(1)
    settings.PORTAL_TODAY = home_again
    report_it_held(staff)
    say_who_came(busan)
    note_what_was_seen(busan)
    make_projects(barcelona)
    agree_on_the_minutes(busan, barcelona)
    report_the_journey(busan)
    settings.PORTAL_TODAY = home_again + dt.timedelta(30)
    erase()


def set_the_deadline(staff):
    """Four places for each Korean partner, and the day until which they are nominated."""
    staff.go(f"{MISSION}quota/")
    expect(staff.page.locator("[name=places_counterpart]")).to_have_value("4")
    until = clock.today() + dt.timedelta(6)
    staff.fill("nominate_until", until.isoformat())
    staff.send()
    assert mission().nominate_until == until


def nominate_until_somebody_waits(busan):
    """Two of four places are taken; the fifth person joins the waiting list, and the page says so."""
    for family, given, native in PEOPLE:
        busan.go(BUSAN)
        busan.press("Nominate a delegate")
        busan.fill("family_name", family)
        busan.fill("given_name", given)
        busan.fill("name_native", native)
        busan.fill("function", "주무관")
        busan.fill("organisation_name", "부산광역시")
        busan.choose("sector", "government")
        busan.send()
    assert [delegate(native).status for _family, _given, native in PEOPLE] == ["nominated", "nominated", "waiting"]
    busan.go(BUSAN)
    busan.sees("배준")
    busan.sees(busan.words("On the waiting list", "nomination"))


def replace_one(busan):
    """Somebody cannot go: whoever waited takes the place, and the history keeps both."""
    leaves = delegate("류다은")
    busan.go(f"{BUSAN}{leaves.number}/replace/")
    busan.fill("reason", "시의회 일정과 겹침")
    busan.page.locator(f"[name=comes][value='{delegate('배준').number}']").check()
    busan.send()
    comes = delegate("배준")
    assert (delegate("류다은").status, comes.status, comes.replaces.name_native) == ("replaced", "nominated", "류다은")
    busan.sees("시의회 일정과 겹침")


def fill_in_the_own_page(busan, page):
    """The delegate has no account: a link opens the own page, in Korean."""
    busan.go(f"{BUSAN}{delegate('배준').number}/link/")
    busan.choose("language", "ko")
    busan.send()
    message = busan.page.locator("textarea[readonly]").input_value()
    address = next(word for word in message.split() if "/delegates/" in word)
    page.goto(urlsplit(address).path)
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator("[name=diet]")).to_be_disabled()
    page.locator("[name=told][value=here]").check()
    page.locator("[name=diet]").fill(ALLERGY)
    with page.expect_navigation():
        page.locator("main form:has([name=diet]) button[type=submit]").last.click()
    needs = DelegateNeeds.objects.get(delegate=delegate("배준"))
    assert needs.diet == ALLERGY
    busan.go(BUSAN)
    expect(busan.page.get_by_role("main")).not_to_contain_text("표식-8471")


def release_the_programme(barcelona, busan):
    """The host releases the changed agenda; Busan reads it on both clocks, and takes it along in two languages."""
    barcelona.go(f"{VISIT}agenda/release/")
    barcelona.send()
    busan.go(VISIT)
    busan.sees("09:30~10:30")
    busan.sees("17:30~18:30")
    for language in ("ko", "both"):
        kind, content = answer(busan, f"{VISIT}programme/{language}.pdf")
        assert (kind, content[:5]) == ("application/pdf", b"%PDF-")


def report_it_held(staff):
    """The mission and all its parts were held as planned; the visit completes Busan's milestone."""
    staff.go(f"{MISSION}held/")
    whole = mission().forecast
    staff.fill("actual_start_text", whole.start.day.isoformat())
    staff.fill("actual_end_text", whole.end.day.isoformat())
    for box in staff.page.locator("[name=parts]").all():
        box.check()
    staff.send()
    assert {part.status for part in mission().parts.all()} == {"held"}
    visit = Event.objects.get(strand__code=CODE, code="busan-delegation-in-barcelona")
    assert visit.pairings.get().milestones.get(code="eu-visit").status == "done"


def say_who_came(busan):
    """Who came, person by person."""
    busan.go(f"{BUSAN}attendance/")
    for choice in busan.page.locator("select[name^=came_]").all():
        choice.select_option(index=1)
    busan.send()
    assert delegate("배준").attended is True


def note_what_was_seen(busan):
    """Two things that Busan is interested in."""
    for text in SAID:
        busan.go(f"{VISIT}notes/busan-barcelona/")
        form = busan.page.locator("main form:has(textarea[name=what])")
        form.locator("[name=what]").fill(text)
        form.locator("[name=sides][value=counterpart]").check()
        form.locator("button[type=submit]").first.click()
        busan.sees(text)
    assert VisitNote.objects.filter(what_ko__in=SAID).count() == len(SAID)


def make_projects(barcelona):
    """Each interest becomes a project by the sheet, which says that Busan is told; none is left to decide."""
    starts = barcelona.page.locator("main a[href*='/project/']")
    barcelona.go(f"{VISIT}notes/busan-barcelona/")
    for _text in SAID:
        with barcelona.page.expect_navigation():
            starts.first.click()
        barcelona.send()
        barcelona.go(f"{VISIT}notes/busan-barcelona/")
    noted = NotedInterest.objects.filter(note__what_ko__in=SAID)
    assert set(noted.values_list("outcome", flat=True)) == {"project"}
    assert Project.objects.filter(noted_interests__in=noted).distinct().count() == len(SAID)
    expect(starts).to_have_count(0)


def agree_on_the_minutes(busan, barcelona):
    """Written by one side, confirmed by both."""
    busan.go(f"{VISIT}minutes/busan-barcelona/edit/")
    busan.fill("item_0_said_ko", "카사 아시아에서 양측이 인사를 나눔")
    busan.fill("item_0_decision_ko", "분기별 화상회의 개최")
    busan.send()
    busan.press("Ask both sides to confirm")
    busan.send()
    minutes = Event.objects.get(strand__code=CODE, code="busan-delegation-in-barcelona").minutes.get()
    for desk in (busan, barcelona):
        desk.go(f"/strands/{CODE}/pairings/busan-barcelona/texts/{minutes.text_slug}/")
        desk.sees("분기별 화상회의 개최")
        with translation.override(desk.language):
            label = gettext("Confirm edition %(edition)s") % {"edition": minutes.edition}
        with desk.page.expect_navigation():
            desk.page.get_by_role("main").get_by_role("button", name=label).click()
    words = Confirmation.objects.filter(text__slug=minutes.text_slug)
    assert set(words.values_list("side", "state")) == {("eu", "confirmed"), ("counterpart", "confirmed")}


def report_the_journey(busan):
    """The report in Korean, in the customary outline, out of what the records say already."""
    busan.go(f"{BUSAN}report/edit/")
    busan.fill("outline_ko", "유휴공간 재생과 스마트시티 현장 방문")
    busan.fill("implications_ko", "22@ 방식의 공간 운영 조례 검토")
    busan.send()
    kind, content = answer(busan, f"{BUSAN}report.ko.docx")
    assert "wordprocessingml" in kind
    lines = [paragraph.text for paragraph in WordDocument(io.BytesIO(ContentFile(content).read())).paragraphs]
    assert any(line.startswith("□") for line in lines)
    assert any("22@ 방식의 공간 운영 조례 검토" in line for line in lines)
    kind, content = answer(busan, f"{BUSAN}report.ko.pdf")
    assert (kind, content[:5]) == ("application/pdf", b"%PDF-")
    busan.go(f"{BUSAN}report/finish/")
    busan.send()
    assert mission().delegations.get(participation__partner__code="busan").papers.get(kind="report").finished_at


def erase():
    """Thirty days after the end, what people needed is gone; that it was erased stands there in numbers."""
    assert DelegateNeeds.objects.filter(delegate__delegation__event=mission()).exists()
    call_command("erase_expired", stdout=io.StringIO())
    assert not DelegateNeeds.objects.filter(delegate__delegation__event=mission()).exists()
    assert DestructionRecord.objects.get(event=mission()).counts["needs"] == 3
