"""What both sides of a pairing put their word to: a joint report, and what the public may read."""

import pytest
from django.utils import translation
from django.utils.translation import gettext

from e2e.desk import Desk
from partnerships.models import Confirmation
from reports.models import IssuedFile, JointReport, ProgressReport, PublicResults
from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.browser

BUSAN = f"/strands/{CODE}/pairings/busan-barcelona/"
INTERIM = f"/strands/{CODE}/reports/interim/"
REPORT = f"{INTERIM}busan-barcelona/1/"
PUBLIC = f"/results/{CODE}/busan-barcelona/"
WORDS = {"en": "Twelve lamps light a street in Haeundae.", "ko": "□ 해운대 거리에 가로등 12개를 시범 설치함"}
SUMMARY = "Busan and Barcelona try street lights that answer to people."


@pytest.fixture
def desks(window):
    """Busan's browser in Korean, Barcelona's and the staff's in English, and somebody without an account."""
    people = (("coordinator", "ko"), ("other", "en"), ("staff", "en"), ("anonymous", "en"))
    return [Desk(window, box, language) for box, language in people]


def report():
    return ProgressReport.objects.get(
        period__strand__code=CODE, period__code="interim", pairing__code="busan-barcelona"
    )


def test_a_joint_report_and_what_is_public(desks):
    busan, barcelona, staff, public = desks
    staff_draft(staff)
    confirm(busan, barcelona)
    staff_issue(staff)
    both_release(barcelona, busan, public)
    one_takes_it_back(busan, public)


def staff_draft(staff):
    """A summary, frozen with the figures of today."""
    staff.go(f"{INTERIM}draft/?pairing=busan-barcelona")
    staff.choose("pairing", "busan-barcelona")
    staff.send()
    staff.go(f"{REPORT}write/")
    staff.fill("summary_text_en", WORDS["en"])
    staff.fill("summary_text_ko", WORDS["ko"])
    staff.send()
    staff.go(f"{REPORT}freeze/")
    staff.send()
    joint = JointReport.objects.get(report=report())
    assert joint.data == report().sha256
    assert report().status == "draft"


def confirm(busan, barcelona):
    """Each side reads the words in its language, and puts its word under edition 1."""
    for desk, language in ((busan, "ko"), (barcelona, "en")):
        desk.go(f"{BUSAN}texts/joint-report-interim-1/")
        desk.sees(WORDS[language].removeprefix("□ "))
        with translation.override(language):
            label = gettext("Confirm edition %(edition)s") % {"edition": 1}
        with desk.page.expect_navigation():
            desk.page.get_by_role("main").get_by_role("button", name=label, exact=True).click()
    states = Confirmation.objects.filter(text__slug="joint-report-interim-1").values_list("side", "state")
    assert set(states) == {("eu", "confirmed"), ("counterpart", "confirmed")}


def staff_issue(staff):
    """What was confirmed is issued, as it was frozen."""
    frozen = report().snapshot
    staff.go(f"{REPORT}issue/")
    if staff.page.locator("[name=with_gaps]").count():
        staff.page.locator("[name=with_gaps]").check()
        staff.fill("reason", "Both sides want it now.")
    staff.send()
    assert (report().status, report().snapshot) == ("issued", frozen)
    assert IssuedFile.objects.filter(report=report()).count() == 10


def both_release(barcelona, busan, public):
    """Nothing is public until both sides have released the same words."""
    assert public.page.goto(PUBLIC).status == 404
    barcelona.go(f"{BUSAN}results/")
    barcelona.fill("summary_en", SUMMARY)
    barcelona.page.locator("[name=add]").first.check()
    barcelona.send()
    assert len(PublicResults.objects.get(pairing__code="busan-barcelona", pairing__strand__code=CODE).items) == 1
    for desk in (barcelona, busan):
        assert public.page.goto(PUBLIC).status == 404
        desk.go(f"{BUSAN}results/release/")
        desk.send()
    assert public.page.goto(PUBLIC).status == 200
    public.sees(SUMMARY)


def one_takes_it_back(busan, public):
    """One side alone takes it off, at once."""
    busan.go(f"{BUSAN}results/withdraw/")
    busan.fill("reason", "요약문을 다시 검토하기로 함")
    busan.send()
    assert public.page.goto(PUBLIC).status == 404
