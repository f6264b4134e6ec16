"""What a pasted mail or chat tells of a contact: in both languages, quoted, forwarded, and what is no message."""

import datetime as dt
import time
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from partnerships.contacts.pasted import MOST_LETTERS, MOST_WHO, day_in, read_pasted

pytestmark = pytest.mark.one_database

SEOUL, MADRID = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Madrid")
TODAY = dt.date(2026, 11, 25)


NOW = dt.datetime(2026, 11, 25, 12, tzinfo=SEOUL)


def read(text, zone=SEOUL, own="Jung Haneul"):
    return SimpleNamespace(**read_pasted(text, zone=zone, now=NOW, own=own))


OUTLOOK = """From: Marta Soler <marta@bcn.example>
Sent: Tuesday, 24 November 2026 23:30
To: Kim Jisu <jisu@busan.example>; Jung Haneul
Cc: staff@wc.example
Subject: Solar roofs

Dear Jisu,
the figures are attached.

Marta

From: Kim Jisu
Sent: Monday, 23 November 2026
Subject: RE: Solar roofs

an older mail
"""
GMAIL = """Date: Tue, 24 Nov 2026 23:30:00 +0100
From: "Soler, Marta" <marta@bcn.example>
To: jisu@busan.example
Subject: Hello

Here it is.
> quoted
On Mon, 23 Nov 2026 at 10:00, Kim Jisu wrote:
> hi
"""
KOREAN = """보낸 사람: 김지수 <jisu@busan.example>
받는 사람: Marta Soler
참조: 정하늘
보낸 날짜: 2026년 11월 20일 금요일 오후 3:10
제목: 요금함 제원표

안녕하세요.
제원표를 보냅니다.

-----원본 메시지-----
보낸 사람: Marta
"""
NAVER = """-----Original Message-----
From: "김지수"<jisu@busan.example>
To: "Marta"<m@x.example>;
Cc:
Sent: 2026-11-20 (금) 15:10:22 (GMT+09:00)
Subject: 자료

본문
"""
FORWARDED = """FYI, see below.

---------- Forwarded message ---------
From: Marta <m@x.example>
Date: Tue, 24 Nov 2026 at 10:00
Subject: Roofs
To: Jisu <j@x.example>

Text of it
"""
QUOTED = """> From: A Person <a@x.example>
> Date: 24 November 2026 at 10:00:00 CET
> To: B <b@x.example>
>
> hello
"""
KAKAO_PC = """2026년 11월 20일 카카오톡 대화
저장한 날짜 : 2026년 11월 21일
--------------- 2026년 11월 20일 금요일 ---------------
[김지수] [오후 3:10] 안녕하세요
[Marta] [오후 3:12] Hola! 😀
둘째 줄
"""
KAKAO_MOBILE = """2026년 11월 20일 오후 3:10, 김지수 : 자료 보냈습니다
2026년 11월 21일 오전 9:00, Marta : 감사합니다
"""
KAKAO_ENGLISH = "November 20, 2026 3:10 PM, Kim Jisu : Sent it\n"
WHATSAPP_IOS = """[20/11/2026, 15:10:22] Marta Soler: Hi
[20/11/2026, 15:11:00] Kim Jisu: ok
and more
"""
WHATSAPP_ANDROID = "11/20/26, 3:10 PM - Marta Soler: Hi there\n11/20/26, 3:12 PM - Kim: ok\n"
WHATSAPP_KOREAN = "2026. 11. 20. 오후 3:10 - 김지수: 네\n"


@pytest.mark.parametrize(
    ("written", "seoul", "madrid"),
    [
        ("Tue, 24 Nov 2026 23:30:00 +0100", "2026-11-25 07:30", "2026-11-24 23:30"),
        ("2026-11-24T23:30:10.5Z", "2026-11-25 08:30", "2026-11-25 00:30"),
        ("24 November 2026 at 10:00:00 CET", "2026-11-24 18:00", "2026-11-24 10:00"),
        ("24 November 2026 at 9:41:12 PM GMT+9", "2026-11-24 21:41", "2026-11-24 13:41"),
        ("2026년 11월 24일 오전 12:05:00 GMT+9", "2026-11-24 00:05", "2026-11-23 16:05"),
        ("Tuesday, 24 November 2026 9:30 p.m.", "2026-11-24 21:30", "2026-11-24 21:30"),
        ("2026. 11. 24.(화) 오후 3시 5분", "2026-11-24 15:05", "2026-11-24 15:05"),
        ("24/11/2026 10:61", "2026-11-24 None", "2026-11-24 None"),
        ("24 November 2026", "2026-11-24 None", "2026-11-24 None"),
        # The next hour is still to come.
        ("25 November 2026 13:00", "None None", "None None"),
        ("25 November 2026 12:30 +0900", "None None", "None None"),
    ],
)
def test_an_hour_is_the_readers_unless_its_place_is_named(written, seoul, madrid):
    for zone, when in ((SEOUL, seoul), (MADRID, madrid)):
        found = read(f"From: Marta <m@x.example>\nDate: {written}\nSubject: S\n\nText", zone)
        assert f"{found.on} {found.at and found.at.strftime('%H:%M')}" == when


@pytest.mark.parametrize(
    ("text", "kind", "day", "who", "what", "sender"),
    [
        (
            OUTLOOK,
            "mail",
            24,
            "Marta Soler, Kim Jisu, Jung Haneul, staff@wc.example",
            "Solar roofs\n\nDear Jisu,\nthe figures are attached.\n\nMarta",
            ("Marta Soler", "marta@bcn.example"),
        ),
        # In Seoul it was the next day already.
        (
            GMAIL,
            "mail",
            25,
            "Marta Soler, jisu@busan.example",
            "Hello\n\nHere it is.",
            ("Marta Soler", "marta@bcn.example"),
        ),
        (
            KOREAN,
            "mail",
            20,
            "김지수, Marta Soler, 정하늘",
            "요금함 제원표\n\n안녕하세요.\n제원표를 보냅니다.",
            ("김지수", "jisu@busan.example"),
        ),
        (NAVER, "mail", 20, "김지수, Marta", "자료\n\n본문", ("김지수", "jisu@busan.example")),
        (FORWARDED, "mail", 24, "Marta, Jisu", "Roofs\n\nFYI, see below.\n\nText of it", ("Marta", "m@x.example")),
        (QUOTED, "mail", 24, "A Person, B", "hello", ("A Person", "a@x.example")),
        (KAKAO_PC, "messenger", 20, "김지수, Marta", "김지수: 안녕하세요\nMarta: Hola! 😀\n둘째 줄", ("김지수", "")),
        (KAKAO_MOBILE, "messenger", 21, "김지수, Marta", "김지수: 자료 보냈습니다\nMarta: 감사합니다", ("김지수", "")),
        (KAKAO_ENGLISH, "messenger", 20, "Kim Jisu", "Kim Jisu: Sent it", ("Kim Jisu", "")),
        (
            WHATSAPP_IOS,
            "messenger",
            20,
            "Marta Soler, Kim Jisu",
            "Marta Soler: Hi\nKim Jisu: ok\nand more",
            ("Marta Soler", ""),
        ),
        (WHATSAPP_ANDROID, "messenger", 20, "Marta Soler, Kim", "Marta Soler: Hi there\nKim: ok", ("Marta Soler", "")),
        (WHATSAPP_KOREAN, "messenger", 20, "김지수", "김지수: 네", ("김지수", "")),
    ],
)
def test_a_message_fills_the_form(text, kind, day, who, what, sender):
    for written in (text, text.replace("\n", "\r\n")):
        found = read(written)
        assert (found.kind, found.on) == (kind, dt.date(2026, 11, day))
        assert (found.who, found.what) == (who, what)
        assert (found.sender, found.sender_address) == sender
        assert not found.cut


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n ",
        "We talked about this: the roofs, and that.",
        "😀" * 50,
        "<script>alert(1)</script>",
        "From: nobody in particular",
        "2026년 11월 20일 (금) 오후 3:10, 김지수 <j@x.example>님이 작성:\n\n> 안녕",
        "Date: 2026",
        "일시: 2026. 11. 20.(금) 14:00\n장소: 시청\n제목: 옥상 태양광 협의\n\n참조 바랍니다",
        "Date: 20 November 2026\nSubject: our call\n\nWe spoke",
        "보낸 사람을 확인해 주세요.\n받는 사람\n제목",
        "[x] [y] z",
        "12:30: lunch",
        "=1+1",
    ],
)
def test_what_is_no_message_is_text(text):
    found = read(text)
    assert (found.kind, found.on, found.who, found.sender) == ("", None, "", "")
    assert found.what == text.strip()


def test_a_mail_with_no_or_a_nonsense_date_has_no_day():
    last = ("Fri, 31 Dec 9999 23:59:00 -1400", "9999-12-31T23:59:00-14:00")
    for date in ("99/99/9999", "soon", "", "Tue, 31 Feb 2026 10:00:00 +0100", *last):
        found = read(f"From: Marta <m@x.example>\nDate: {date}\nSubject: S\n\nText")
        assert (found.kind, found.on, found.what) == ("mail", None, "S\n\nText")


def test_a_day_that_is_still_to_come_is_no_day_of_a_contact():
    assert read("From: Marta\nDate: 26 November 2026\n\nText").on is None
    assert read("[26/11/2026, 15:10:22] Marta Soler: Hi").on is None


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "From: x\n" * 100_000,
        "From: " + "a," * 300_000 + "\nDate: 1 Nov 2026\n\nx",
        "-" * 400_000,
        "on " + "x " * 400_000,
        "[a] [" * 100_000,
        "2026년 " * 100_000,
        "\n" * 1_000_000,
        "> " * 300_000,
        "1/" * 300_000,
        " " * 200_000,
        "보낸사람\n" * 100_000,
        "보낸사람" + "\t" * 400_000 + "x",
        "2026. 11. 20. 오후 3:10, " * 20_000,
        "2026. 11. 20. 오후 3:10, 홍길동 : 네\n" * 10_000,
        "오후 3:10, (" * 60_000,
    ],
)
def test_a_megabyte_is_read_without_going_back_and_forth_and_cut(text):
    began = time.process_time()
    found = read(text)
    # The processor's own time: a pattern that tries every way through such a text takes minutes of it.
    assert time.process_time() - began < 2
    assert len(found.what) <= MOST_LETTERS
    assert len(found.who) <= MOST_WHO


def test_what_steers_machines_is_left_out():
    assert read("a\x00b\x07c\u00a0d").what == "abc d"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14 March 2017", "2017-03-14"),
        ("Tuesday, March 14, 2017 9:20 AM", "2017-03-14"),
        ("2017. 3. 14.(화) 09:20", "2017-03-14"),
        ("2017년 3월 14일", "2017-03-14"),
        ("2017-03-14T09:20", "2017-03-14"),
        ("14/03/2017", "2017-03-14"),
        # No month has this number: the month stands first.
        ("3/14/17", "2017-03-14"),
        ("14.03.17", "2017-03-14"),
        # Which is which, nobody knows: the day first, as in Europe.
        ("03/04/2017", "2017-04-03"),
        # As the day first it would still be to come.
        ("11/12/2026", "2026-11-12"),
        ("3rd of May 2017", "2017-05-03"),
        ("31 February 2017", None),
        ("99. 99. 9999", None),
        ("Smarch 14, 2017", None),
        ("", None),
    ],
)
def test_days_are_read_in_both_languages(text, day):
    found = day_in(text, TODAY)
    assert found == (dt.date.fromisoformat(day) if day else None)
