"""Two sides find what they have in common and agree on it, each in a browser, in English and in Korean."""

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from core import clock
from e2e.desk import Desk
from partnerships.models import Agreement, Confirmation, Contact, Document, FollowUp, Project
from worldcities.demo.preparing import CODE
from worldcities.demo.reporting import one_page

pytestmark = pytest.mark.browser

STRAND = f"/strands/{CODE}/"
PAIRING = f"{STRAND}pairings/busan-barcelona/"
SAID = {"en": "Barcelona shows its roofs by video.", "ko": "바르셀로나 측이 옥상을 영상으로 소개했습니다."}
FOLLOWS = {"en": "Send the yield of one year", "ko": "1년간 발전량 자료 송부"}
EVIDENCE = {"en": "Both offices have compared their roofs", "ko": "양측 부서가 옥상을 비교함"}
REMARK = {"en": "<script>alert(1)</script> We look at it.", "ko": "<script>alert(1)</script> 검토하겠습니다."}
TITLE = {"en": "Memorandum on roofs", "ko": "옥상 태양광 업무협약"}
TEXT = {"en": "Each city measures one roof.", "ko": "양 도시는 옥상을 한 곳씩 측정한다."}


@pytest.fixture(params=["en", "ko"])
def language(request):
    return request.param


@pytest.fixture
def desks(window, language):
    """Busan's and Barcelona's browser."""
    return [Desk(window, box, language) for box in ("coordinator", "other")]


def started(busan):
    """Start a project from the match of Busan's need and Barcelona's offer, on the matching page."""
    before = set(Project.objects.values_list("pk", flat=True))
    busan.go(f"{STRAND}matching/")
    row = busan.page.get_by_role("row").filter(has_text=topic(busan.language)).filter(has_text="22@")
    row.first.get_by_role("link", name=busan.words("Start another one")).click()
    busan.send()
    return Project.objects.with_names().exclude(pk__in=before).get()


def topic(language):
    """The topic of the need, as the reader's page calls it."""
    return {"en": "Regeneration of idle and run-down spaces", "ko": "유휴공간 및 낙후지역 재생"}[language]


def test_from_a_match_to_an_agreement(desks, tmp_path):
    busan, barcelona = desks
    project = started(busan)
    busan.sees(busan.words("Identified", "progress level"))
    assert (project.pairing.code, project.level, project.topic.code) == (
        "busan-barcelona",
        "identified",
        "idle-spaces",
    )
    record_a_contact(busan, project)
    barcelona.go("/")
    barcelona.sees(FOLLOWS[barcelona.language])
    bring_a_document(barcelona, project, tmp_path)
    read_the_document(busan, project)
    move_the_level(busan, project)
    agree(busan, barcelona)


def record_a_contact(desk, project):
    """A contact in the project, with what follows from it for the other side."""
    language = desk.language
    desk.add("Record a contact")
    desk.choose("kind", "call")
    desk.fill("what", SAID[language])
    desk.fill("follow_what", FOLLOWS[language])
    desk.choose("follow_whom", "eu")
    desk.fill("follow_due_on", clock.today().isoformat())
    desk.send()
    desk.sees(SAID[language])
    contact = Contact.objects.get(**{f"what_{language}": SAID[language]})
    follow_up = FollowUp.objects.get(**{f"what_{language}": FOLLOWS[language]})
    assert (contact.project, follow_up.origin, follow_up.side) == (project, contact, "eu")


def bring_a_document(desk, project, folder):
    """A PDF on the project, for both sides."""
    file = folder / "roofs.pdf"
    file.write_bytes(one_page("roofs.pdf", "Roofs").file.read())
    desk.go(project.get_absolute_url())
    desk.add("Add a document")
    desk.page.locator("[name=file]").set_input_files(file)
    desk.send()
    desk.sees("roofs")


def read_the_document(desk, project):
    """The other side takes the file along, under the name that it was given."""
    document = Document.objects.get(record_id=project.pk, title__startswith="roofs")
    desk.go(project.get_absolute_url())
    desk.sees(document.title)
    with desk.page.expect_download() as handed_out:
        desk.page.locator(f"main a[href*='/documents/{document.code}/versions/']").last.click()
    assert handed_out.value.suggested_filename == "roofs.pdf"


def move_the_level(desk, project):
    """The next level needs evidence; what was typed stays."""
    language = desk.language
    desk.go(project.get_absolute_url())
    desk.press("Change the level")
    desk.page.locator("[name=new][value=exploring]").check()
    desk.send()
    expect(desk.page.locator("[name=new][value=exploring]")).to_be_checked()
    project.refresh_from_db()
    assert project.level == "identified"
    desk.fill("evidence", EVIDENCE[language])
    desk.send()
    desk.sees(EVIDENCE[language])
    project.refresh_from_db()
    assert project.level == "exploring"


def agree(one, other):
    """An agreement written by one side, confirmed by both, and signed."""
    language = one.language
    one.go(f"{PAIRING}agreements/")
    one.press("Add an agreement")
    one.choose("kind", "mou")
    one.fill(f"title_{language}", TITLE[language])
    one.fill(f"text_{language}", TEXT[language])
    one.send()
    one.sees(TEXT[language])
    agreement = Agreement.objects.get(**{f"title_{language}": TITLE[language]})
    assert agreement.status == "drafted"
    one.press("Ask both sides to confirm")
    one.send()
    for desk in (one, other):
        desk.go(f"{PAIRING}texts/{agreement.text_slug}/")
        with translation.override(language):
            label = gettext("Confirm edition %(edition)s") % {"edition": agreement.edition}
        with desk.page.expect_navigation():
            desk.page.get_by_role("main").get_by_role("button", name=label).click()
    # It leads on to what else waits.
    desk.go(f"{PAIRING}texts/{agreement.text_slug}/")
    desk.sees(TEXT[language])
    words = Confirmation.objects.filter(text__slug=agreement.text_slug)
    assert set(words.values_list("side", "state")) == {("eu", "confirmed"), ("counterpart", "confirmed")}
    one.go(f"{PAIRING}agreements/{agreement.code}/")
    one.press("Record the signature")
    one.send()
    one.sees(one.words("Signed", "agreement status"))
    agreement.refresh_from_db()
    assert agreement.status == "signed"


def test_a_script_in_a_comment_is_shown_as_text(desks, language):
    busan, barcelona = desks
    project = started(busan)
    busan.page.locator("#stream-comment > summary").click()
    busan.fill("text", REMARK[language])
    busan.press("Add the comment")
    barcelona.go(project.get_absolute_url())
    barcelona.sees(REMARK[language])


def test_what_one_side_keeps_for_itself_is_not_shown_to_the_other(desks):
    busan, barcelona = desks
    lights = f"{STRAND}projects/smart-street-lights-of-busan-tried-in-barcelona/"
    busan.go(lights)
    busan.sees("스마트도시과와 먼저 협의한 뒤")
    barcelona.go(lights)
    expect(barcelona.page.get_by_role("main")).not_to_contain_text("스마트도시과와 먼저 협의한 뒤")
    barcelona.go(f"{PAIRING}documents/")
    expect(barcelona.page.get_by_role("main")).not_to_contain_text("내부 검토 의견")
