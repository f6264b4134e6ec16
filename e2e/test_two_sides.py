"""Two people in two browsers move a journey together, in English and in Korean, and nothing is lost on the way."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext
from playwright.sync_api import expect

from core.formats import format_period
from core.periods import MONTH, PartialDate, Period
from e2e.desk import Desk
from partnerships.models import Confirmation, DateChange, Milestone, Pairing, Stage
from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.browser

PAIRING = f"/strands/{CODE}/pairings/busan-barcelona/"
PLAN = f"{PAIRING}texts/action-plan/"
MEETING = f"{PAIRING}milestones/bilateral-meeting/"
REASONS = {"en": "The vice mayor is at the council's budget session.", "ko": "부시장이 시의회 예산심의에 참석합니다."}
CLOSING_REASONS = {"en": "The congress centre is free a month later.", "ko": "컨벤션센터 대관이 한 달 뒤에 가능합니다."}

MEETINGS = {"en": "Closing meeting with the results of every pairing", "ko": "최종회의(파트너십별 성과 발표)"}


@pytest.fixture(params=["en", "ko"])
def language(request):
    return request.param


@pytest.fixture
def desks(window, language):
    """Busan's, Barcelona's and the staff's browser."""
    return [Desk(window, box, language) for box in ("coordinator", "other", "staff")]


def records():
    pairing = Pairing.objects.with_names().get(strand__code=CODE, code="busan-barcelona")
    return pairing, Milestone.objects.get(pairing=pairing, code="bilateral-meeting")


def confirm_plan(desk):
    """Read the action plan and confirm the edition that stands there."""
    desk.go(PLAN)
    edition = records()[0].action_plan.edition
    with translation.override(desk.language):
        label = gettext("Confirm edition %(edition)s") % {"edition": edition}
    with desk.page.expect_navigation():
        desk.page.get_by_role("main").get_by_role("button", name=label).click()


def edit_plan(desk, field, text):
    """Change one field of the action plan, from the plan's own page."""
    desk.go(PLAN)
    desk.press("Edit the text")
    desk.fill(field, text)
    with desk.page.expect_navigation():
        desk.press("Save")


def test_busan_moves_its_meeting_and_barcelona_sees_it_on_its_tasks(desks, language):
    busan, barcelona, _staff = desks
    _pairing, meeting = records()
    before, moves = meeting.baseline, DateChange.objects.filter(milestone=meeting).count()
    new = meeting.forecast.start.day + dt.timedelta(7)
    busan.go(MEETING)
    busan.press("Move the date")
    busan.fill("forecast_start_text", new.isoformat())
    busan.press("Move")
    busan.sees(busan.words("Give a reason."))
    assert busan.page.locator("[name=forecast_start_text]").input_value() == new.isoformat()
    busan.fill("reason", REASONS[language])
    busan.press("Move")
    with translation.override(language):
        busan.sees(format_period(Period(PartialDate(new))))

    barcelona.go("/")
    barcelona.sees(REASONS[language])
    meeting.refresh_from_db()
    assert meeting.forecast.start.day == new
    assert meeting.baseline == before
    assert DateChange.objects.filter(milestone=meeting).count() == moves + 1


def test_staff_move_the_closing_and_what_hangs_on_it_follows(desks, language):
    busan, _barcelona, staff = desks
    stage = Stage.objects.get(strand__code=CODE, code="closing")
    day = stage.forecast.start.day
    later = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    staff.go(f"/strands/{CODE}/plan/")
    move = reverse("partnerships:stage-reschedule", args=[CODE, "closing"])
    staff.page.locator(f"main a[href='{move}']").click()
    staff.page.wait_for_load_state()  # with the script that shows what moves along
    staff.fill("forecast_start_text", later.isoformat()[:7])
    staff.fill("reason", CLOSING_REASONS[language])
    title = {"en": "Closing meeting with the results of every pairing", "ko": "최종회의(파트너십별 성과 발표)"}[
        language
    ]
    staff.sees(title)
    assert Stage.objects.get(pk=stage.pk).forecast == stage.forecast
    with staff.page.expect_navigation():
        staff.press("Move")
    followers = Milestone.objects.filter(pairing__strand__code=CODE, stage=stage)
    month = Period(PartialDate(later, MONTH))
    assert {row.forecast for row in followers} == {month}
    assert DateChange.objects.filter(milestone__in=followers, new_start=later).count() == followers.count()
    busan.go(PAIRING)
    row = busan.page.get_by_role("row").filter(has_text=title)
    with translation.override(language):
        expect(row).to_contain_text(format_period(month))
    expect(row).to_contain_text(CLOSING_REASONS[language])


def test_both_confirm_the_action_plan_and_a_later_edit_asks_both_again(desks, language):
    busan, barcelona, _staff = desks
    edit_plan(busan, f"vision_{language}", f"{REASONS[language]} 1")
    confirm_plan(barcelona)
    pairing, _meeting = records()
    busan.go("/")
    busan.sees({"en": "Action plan", "ko": "공동 추진계획"}[language])
    confirm_plan(busan)
    edition = records()[0].action_plan.edition
    with translation.override(language):
        busan.sees(
            gettext("Both cities have confirmed edition %(edition)s: it is now in force.") % {"edition": edition}
        )
    assert Milestone.objects.get(pairing=pairing, code="action-plan").status == "done"

    barcelona.go(PLAN)
    barcelona.press("Edit the text")
    barcelona.sees(barcelona.words("Saving this edit voids both confirmations; both sides must confirm again."))
    barcelona.sees({"en": "Kim Jisu", "ko": "김지수"}[language])
    barcelona.fill(f"objectives_{language}", REASONS[language])
    with barcelona.page.expect_navigation():
        barcelona.press("Save")
    live = Confirmation.objects.live().filter(text__pairing=pairing, text__slug="action-plan")
    assert dict(live.filter(text__edition=edition + 1).values_list("side", "state")) == {
        "eu": "requested",
        "counterpart": "requested",
    }
    assert Milestone.objects.get(pairing=pairing, code="action-plan").status == "planned"
    for desk in (busan, barcelona):
        desk.go("/")
        waiting = desk.page.locator("section[aria-labelledby=waiting]")
        if waiting.locator(".wc-fold").count():
            waiting.locator(".wc-fold > summary").click()
        waiting.locator(f".wc-task a[href^='{PLAN}']").first.click()
        with translation.override(language):
            marked = gettext("What changed since edition %(edition)s is marked: <ins>added</ins>, <del>removed</del>.")
            desk.sees(strip_tags(marked) % {"edition": edition})


def test_two_who_save_at_once_lose_nothing(desks, language):
    busan, barcelona, _staff = desks
    mine, theirs = f"{REASONS[language]} 부산", f"{REASONS[language]} Barcelona"
    for desk in (busan, barcelona):
        desk.go(PLAN)
        desk.press("Edit the text")
    barcelona.fill(f"objectives_{language}", theirs)
    with barcelona.page.expect_navigation():
        barcelona.press("Save")
    busan.fill(f"vision_{language}", mine)
    busan.press("Save")
    busan.sees(
        busan.words(
            "Someone else changed this meanwhile. Nothing was saved; your input is kept. Compare and save again."
        )
    )
    busan.sees("Marta Soler")
    assert busan.page.locator(f"[name=vision_{language}]").input_value() == mine
    plan = records()[0].action_plan
    assert getattr(plan, f"objectives_{language}") == theirs
    assert getattr(plan, f"vision_{language}") != mine


def test_a_double_click_and_the_back_button_do_no_harm(desks, language):
    busan, _barcelona, _staff = desks
    _pairing, meeting = records()
    moves = DateChange.objects.filter(milestone=meeting).count()
    busan.go(f"{MEETING}reschedule/")
    busan.fill("forecast_start_text", (meeting.forecast.start.day + dt.timedelta(9)).isoformat())
    busan.fill("reason", REASONS[language])
    busan.page.get_by_role("main").get_by_role("button", name=busan.words("Move"), exact=True).dblclick()
    busan.page.wait_for_url(f"**{MEETING}")
    assert DateChange.objects.filter(milestone=meeting).count() == moves + 1
    busan.page.go_back()
    with busan.page.expect_navigation():
        busan.page.get_by_role("main").get_by_role("button", name=busan.words("Move"), exact=True).click()
    assert DateChange.objects.filter(milestone=meeting).count() == moves + 1
