"""What a coordinator does most, counted in clicks from the first screen: a morning of Barcelona, a visit of Busan."""

import pytest
from playwright.sync_api import expect

from core.models import Draft
from e2e.desk import Desk
from e2e.portal import PHONE
from events.models import Delegate, Event, NotedInterest, VisitNote
from partnerships.models import Project
from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.browser

DECIDE, FINISH, NOMINATE, RAISE, NOTE = 1, 1, 2, 2, 2
SEEN = "Street lights that dim when nobody walks by"


def task(desk, verb):
    """The line of my tasks with this verb, not folded away."""
    rows = desk.page.locator(".wc-task:visible")
    return rows.filter(has=desk.page.locator("summary", has_text=desk.words(verb, "task"))).first


def test_a_morning_of_few_clicks(window):
    barcelona = Desk(window, "other", "en")
    decide(barcelona)
    finish(barcelona)
    raise_a_level(barcelona)
    nominate(barcelona)


def decide(desk):
    """An interest becomes a project on its own line; the message offers the way back."""
    desk.begin()
    interest = NotedInterest.objects.open().get(note__pairing__code="busan-barcelona")
    with desk.page.expect_navigation():
        task(desk, "Decide").get_by_role("button").click()
    assert desk.clicks <= DECIDE
    interest.refresh_from_db()
    assert interest.project.title_en.startswith("A wire factory")
    expect(desk.page.get_by_role("status").get_by_role("button", name="Undo")).to_be_visible()


def finish(desk):
    """What was promised is done."""
    desk.begin()
    with desk.page.expect_navigation():
        task(desk, "Follow up").get_by_role("button").click()
    assert desk.clicks <= FINISH


def nominate(desk):
    """The line leads to the form; name, function and institution are typed."""
    desk.begin()
    task(desk, "Nominate").get_by_role("link", name="Nominate", exact=False).last.click()
    desk.fill("family_name", "Soler")
    desk.fill("given_name", "Núria")
    desk.fill("function", "Head of mobility")
    desk.send()
    assert desk.clicks <= NOMINATE
    assert Delegate.objects.get(family_name="Soler", given_name="Núria").status == "nominated"


def raise_a_level(desk):
    """The next level is chosen already; the evidence is typed."""
    desk.begin()
    project = Project.objects.get(strand__code=CODE, level="identified", noted_interests=None)
    task(desk, "Move forward").get_by_role("link").last.click()
    expect(desk.page.locator("[name=new]:checked")).to_have_value("exploring")
    expect(desk.page.locator("[name=evidence]")).to_be_focused()
    desk.page.keyboard.type("Both schools have sent their calendars")
    desk.send()
    assert desk.clicks <= RAISE
    project.refresh_from_db()
    assert project.level == "exploring"
    assert project.level_changes.first().evidence == "Both schools have sent their calendars"


def test_a_note_during_a_visit_on_a_telephone(window, settings):
    visit = Event.objects.get(strand__code=CODE, code="busan-delegation-in-barcelona")
    settings.PORTAL_TODAY = visit.forecast.start.first_day
    desk = Desk(window, "coordinator", "en")
    desk.page = window("coordinator", width=PHONE).page
    desk.begin()
    desk.page.get_by_role("main").get_by_role("link", name="Add a visit note").first.click()
    desk.page.locator("[name=what]").fill(SEEN)
    form = desk.page.locator("main form:has([name=what])")
    with desk.page.expect_navigation():
        form.get_by_role("button", name="Save the note").click()
    assert desk.clicks <= NOTE
    assert VisitNote.objects.get(what_en=SEEN).event == visit


@pytest.mark.parametrize("how", ["dragged", "key", "link"])
def test_a_card_of_the_board_asks_for_evidence_before_it_moves(window, how):
    Draft.objects.all().delete()  # of the form that was refused before, if two seconds passed
    busan = Desk(window, "coordinator", "en")
    project = Project.objects.get(strand__code=CODE, code="comparison-of-bus-fare-payment")
    board = f"/strands/{CODE}/projects/"
    busan.go(board)
    card = busan.page.locator("[data-move]", has_text="Comparison of bus fare payment")
    asked = "agreed"
    if how == "dragged":
        asked = "piloting"
        card.drag_to(busan.page.locator("[data-level=piloting]"))
    elif how == "key":
        card.get_by_role("link").first.focus()
        busan.page.keyboard.press("ArrowRight")
    else:
        card.get_by_role("link", name="Change level").click()
    expect(busan.page.locator("[name=new]:checked")).to_have_value(asked)
    # Nothing is given: it is refused, and the card stands where it stood.
    busan.send()
    busan.sees("Give evidence")
    busan.press("Back", "leave a form")
    expect(busan.page.locator("[data-level=exploring] [data-move]", has_text="Comparison of bus fare")).to_be_visible()
    project.refresh_from_db()
    assert project.level == "exploring"
    if how == "dragged":
        return
    busan.go(f"{board.removesuffix('/')}/{project.code}/level/?next={board}&new=agreed")
    busan.fill("evidence", "Both offices have agreed")
    busan.send()
    expect(busan.page.locator("[data-level=agreed] [data-move]", has_text="Comparison of bus fare")).to_be_visible()
    with busan.page.expect_navigation():
        busan.page.get_by_role("status").get_by_role("button", name="Undo").click()
    busan.choose("new", "exploring")
    busan.fill("reason", "Too early")
    busan.send()
