"""What is typed into a long form outlives the window, and whoever else writes there is named."""

import re

import pytest
from playwright.sync_api import expect

from core.models import Draft
from e2e.desk import Desk
from partnerships.models import Pairing
from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.browser

EDIT = f"/strands/{CODE}/pairings/busan-barcelona/texts/action-plan/edit/"


def plan():
    return Pairing.objects.get(strand__code=CODE, code="busan-barcelona").action_plan


def test_a_text_is_kept_while_it_is_typed_and_gone_once_it_is_saved(window):
    busan, barcelona = Desk(window, "coordinator", "ko"), Desk(window, "other", "en")
    before = plan().vision_ko
    busan.go(EDIT)
    said = busan.page.locator("[data-draft-said]")
    expect(busan.page.locator("[name=draft_keep]")).to_have_count(0)
    busan.page.locator("[name=vision_ko]").press_sequentially("두 도시의 ")
    expect(said).to_have_text(re.compile(r"임시 저장: \d\d:\d\d\."))
    # Nothing asks whether to leave: it is kept.
    busan.go("/")
    busan.go(EDIT)
    expect(busan.page.locator("[name=vision_ko]")).to_have_value(re.compile("두 도시의 "))
    assert plan().vision_ko == before
    barcelona.go(EDIT)
    others = re.compile(r"Writing here too: Kim Jisu \(\d\d:\d\d\)\.")
    expect(barcelona.page.locator("[data-draft-said]")).to_have_text(others)
    expect(barcelona.page.locator("[name=draft_drop]")).to_be_hidden()
    busan.send()
    assert plan().vision_ko != before
    assert not Draft.objects.exists()


def test_what_cannot_be_kept_says_so_and_stays(window):
    busan = Desk(window, "coordinator", "en")
    busan.go(EDIT)
    busan.page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    busan.fill("vision_en", "A shared vision")
    said = "No draft was saved. Are you still connected and signed in?"
    expect(busan.page.locator("[data-draft-said]")).to_have_text(said)
    expect(busan.page.locator("[name=vision_en]")).to_have_value("A shared vision")
    busan.page.unroute_all()
    busan.page.locator("[name=vision_en]").press_sequentially(".")
    expect(busan.page.locator("[data-draft-said]")).to_contain_text("Draft saved")
    busan.page.locator("[name=draft_drop]").click()
    expect(busan.page.locator("[name=vision_en]")).not_to_have_value("A shared vision.")
