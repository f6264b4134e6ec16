"""A question to somebody by name on a project's page: the mail, the answer from it, and the mail of the answer."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from e2e.desk import Desk
from partnerships.models import Comment, Project
from worldcities.demo.preparing import CODE
from worldcities.demo.story import DOMAIN

pytestmark = pytest.mark.browser

ASKED, ANSWERED = 2, 2  # clicks: open the field, send; the button of the mail, send
# Counted by the browser itself, over all pages of the story.
COUNT = """addEventListener("click", (event) => {
  if (event.isTrusted) sessionStorage.setItem("clicks", Number(sessionStorage.getItem("clicks")) + 1);
}, true)"""
PROJECT = f"/strands/{CODE}/projects/smart-street-lights-of-busan-tried-in-barcelona/"


@pytest.fixture
def outbox(monkeypatch):
    """The mails that the portal has sent since."""
    monkeypatch.setattr(mail, "outbox", [], raising=False)
    return mail.outbox


def sent_to(outbox, box):
    """The one mail to somebody, and the address of its button."""
    (found,) = [one for one in outbox if one.to == [f"{box}@{DOMAIN}"]]
    return found, re.search(r"https?://[^/\s]+(/strands/\S+)", found.body)[1]


def test_a_question_by_name_is_answered_from_the_mail(window, outbox):
    busan, barcelona = Desk(window, "coordinator", "ko"), Desk(window, "other", "en")
    page = busan.page
    page.add_init_script(COUNT)
    busan.go(PROJECT)
    page.locator("#stream-comment > summary").click()
    box = page.locator("#stream-text")
    box.focus()
    page.keyboard.type("@marta")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options).to_have_count(1)
    expect(options).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_value("@Marta Soler ")
    page.keyboard.type("님, 가로등 높이는 얼마입니까?")
    busan.press("Add the comment")
    busan.sees("가로등 높이는 얼마입니까?")
    assert int(page.evaluate("sessionStorage.getItem('clicks')")) <= ASKED
    card = page.get_by_role("main").get_by_role("link", name="@Marta Soler", exact=True)
    expect(card).to_have_attribute("href", re.compile(rf"^/strands/{CODE}/people/\d+/$"))

    asked, address = sent_to(outbox, "barcelona")
    project = Project.objects.get(code=PROJECT.rsplit("/", 2)[1])
    assert asked.body.splitlines()[0].endswith(
        f"named you in a comment on “{project.title_en}”. Please read it and answer."
    )
    assert "가로등 높이는 얼마입니까?" in asked.body
    outbox.clear()

    clicks = 1  # the button of the mail
    barcelona.go(address)
    barcelona.sees("가로등 높이는 얼마입니까?")
    barcelona.fill("text", "Nine metres.")
    barcelona.send()
    clicks += 1
    assert clicks <= ANSWERED
    head = Comment.objects.get(text__contains="가로등 높이")
    reply = Comment.objects.get(answer_to=head)
    expect(barcelona.page.locator(f"#comment-{head.pk} #comment-{reply.pk}")).to_contain_text("Nine metres.")
    answer, _address = sent_to(outbox, "busan")
    assert "Nine metres." in answer.body

    # Mine, under hers, without leaving the page.
    busan.go(PROJECT)
    thread = page.locator(f"#comment-{head.pk}")
    thread.locator("details > summary").click()
    thread.locator("[name=text]").fill("고맙습니다.")
    thread.locator("form button").click()
    expect(page.locator(f"#comment-{head.pk} .wc-replies > li")).to_have_count(2)
    assert page.url.endswith(f"{PROJECT}#comment-{head.pk}")


def test_the_list_is_left_and_walked_by_keys(window):
    page = window("coordinator").page
    page.goto(PROJECT)
    page.locator("#stream-comment > summary").click()
    box = page.locator("#stream-text")
    box.focus()
    page.keyboard.type("Ask @")
    options = page.get_by_role("listbox").get_by_role("option")
    first = options.first.get_attribute("id")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id") != first
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == first
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("Ask @")
    box.fill("")
    page.keyboard.type("jisu@")
    expect(options).to_have_count(0)
    box.fill("")
    page.keyboard.type("@")
    options.nth(1).click()
    expect(box).to_have_value(re.compile(r"^@.+ $"))
    expect(box).to_be_focused()
