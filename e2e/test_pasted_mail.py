"""A mail with its file is recorded in three clicks from the first page, the one that chooses the file included."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from core import clock
from e2e.desk import Desk
from partnerships.models import Contact, Document
from worldcities.demo.reporting import one_page
from worldcities.demo.story import DOMAIN

pytestmark = pytest.mark.browser

MOST_CLICKS = 3
MAILS = {
    "en": f"From: Marta Soler <barcelona@{DOMAIN}>\nSent: {{day:%d %B %Y}} 09:10\nTo: Kim Jisu <jisu@busan.example>\n"
    "Subject: Sheet of the fare box\n\nDear Jisu,\nhere it is.\n\nFrom: Kim Jisu\nSent: an older mail\n",
    "ko": f'보낸 사람 : "Marta Soler(국제협력)" <barcelona@{DOMAIN}>\n보낸 날짜 : {{day:%Y-%m-%d}} 09:10:22\n'
    '받는 사람 : "김지수 주무관" <jisu@korea.kr>\n제목 : 요금함 제원표\n\n안녕하세요.\n제원표를 보냅니다.\n',
}
SAID = {
    "en": "Sheet of the fare box\n\nDear Jisu,\nhere it is.",
    "ko": "요금함 제원표\n\n안녕하세요.\n제원표를 보냅니다.",
}
WHO = {"en": "Marta Soler, Kim Jisu", "ko": "Marta Soler(국제협력), 김지수 주무관"}


@pytest.fixture(params=["en", "ko"])
def language(request):
    return request.param


def record_a_contact(desk):
    """The link of the first page, which names the pairing to those who hear it."""
    desk.page.get_by_role("main").get_by_role("link", name=desk.words("Record a contact")).first.click()
    desk.page.wait_for_load_state()  # with the script that reads what is pasted


def test_a_mail_with_its_file_takes_three_clicks(window, language, tmp_path):
    busan, barcelona = Desk(window, "coordinator", language), Desk(window, "other", language)
    page, file = busan.page, tmp_path / f"sheet-{language}.pdf"
    file.write_bytes(one_page(file.name, "Fare box").file.read())
    seoul = ZoneInfo("Asia/Seoul")
    day = clock.now().astimezone(seoul).date() - dt.timedelta(days=1)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    busan.begin()
    page.evaluate("text => navigator.clipboard.writeText(text)", MAILS[language].format(day=day))

    record_a_contact(busan)
    expect(page.locator("[name=what]")).to_be_focused()
    page.keyboard.press("Control+V")
    expect(page.locator("[name=what]")).to_have_value(SAID[language])
    expect(page.locator("[name=file]")).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.locator("[name=file]").click()
    chooser.value.set_files(file)
    busan.send()
    busan.sees(f"sheet-{language}")
    assert busan.clicks <= MOST_CLICKS

    contact = Contact.objects.latest("pk")
    assert (contact.kind, contact.side, contact.who) == ("mail", "eu", WHO[language])
    assert getattr(contact, f"what_{language}").splitlines() == SAID[language].splitlines()
    assert contact.starts_at == dt.datetime.combine(day, dt.time(9, 10), tzinfo=seoul)
    assert Document.objects.get(title=f"sheet-{language}").record == contact
    # The other side reads it by its own clock.
    barcelona.go(contact.get_absolute_url())
    madrid = contact.starts_at.astimezone(ZoneInfo("Europe/Madrid"))
    for text in ("09:10", f"{madrid:%H:%M}", f"sheet-{language}"):
        barcelona.sees(text)


def test_what_was_chosen_and_typed_stays_when_a_chat_is_pasted(window, language, tmp_path):
    busan, file = Desk(window, "coordinator", language), tmp_path / "roofs.pdf"
    page = busan.page
    file.write_bytes(one_page(file.name, "Roofs").file.read())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    busan.go("/")
    page.evaluate("text => navigator.clipboard.writeText(text)", "[김지수 주무관] [오전 9:41] 보냈습니다")
    record_a_contact(busan)
    page.locator("[name=file]").set_input_files(file)
    busan.fill("on", "2026-09-14")
    busan.fill("follow_what", "Answer")
    page.locator("[name=what]").focus()
    page.keyboard.press("Control+V")
    expect(page.locator("[name=who]")).to_have_value("김지수 주무관")
    expect(page.locator("[name=at]")).to_have_value("09:41")
    expect(page.locator("[name=on]")).to_have_value("2026-09-14")
    expect(page.locator("[name=follow_what]")).to_have_value("Answer")
    assert page.locator("[name=file]").evaluate("field => field.files[0].name") == "roofs.pdf"
