"""What KakaoTalk on every device and the mailboxes of Korea write: read by the clock of Seoul."""

import pytest

from partnerships.contacts.tests.test_pasted import MADRID, read

pytestmark = pytest.mark.one_database

# KakaoTalk of an iPhone, as it exports a chat: in Korean, in English, with the hour alone below its day.
IPHONE = """홍길동 님과 카카오톡 대화
저장한 날짜 : 2026. 11. 21. 오전 9:00


2026년 11월 20일 금요일
2026. 11. 20. 오후 3:10, 홍길동 주무관 : 자료 보냈습니다: 2부
둘째 줄
2026. 11. 20. 오후 3:11: 홍길동님이 정하늘님을 초대했습니다.
2026. 11. 20. 오후 3:12, 회원님 : 감사합니다
"""
IPHONE_ENGLISH = """Talk_2026.11.21 09:00-1.txt
Date Saved : Nov 21, 2026 at 09:00

Friday, November 20, 2026
Nov 20, 2026 at 00:05, 홍길동 (Busan) : Sent it
Nov 20, 2026 at 15:12: Marta left this chatroom.
Nov 20, 2026 at 15:12, Marta Soler : Gràcies :)
"""
IPHONE_HOURS = """팀 채팅방 카카오톡 대화
저장한 날짜 : 2026년 11월 21일 오후 7:17

2026년 11월 19일 목요일
오전 12:05, 홍길동 : 네
오후 8:37, 홍길동님이 나갔습니다.
2026년 11월 20일 금요일
오후 12:36, Marta : 12:00 : ok
"""
COPIED = "[홍길동(부산광역시)] [오후 3:10] 안녕하세요\n[Marta] [3:12 PM] Hola\n"
COPIED_WITH_DAY = "[홍길동] [2026. 11. 20. 오후 3:10] 안녕하세요\n"
KAKAO_PC_ENGLISH = """Kim Jisu with KakaoTalk Chats
Date Saved : 2026-11-21 10:00:00

--------------- Friday, November 20, 2026 ---------------
[Kim Jisu] [9:05 AM] Hello
[Marta] [15:16] Hola
"""
ANDROID_ENGLISH = "November 20, 2026, 3:12 PM, you : Sent it\n"
# Naver: quoted in a reply, in an English mailbox, copied from its page.
NAVER_SHORT = """-----Original Message-----
From: "홍길동"<gildong@naver.com>
To: "Marta Soler"<m@x.example>;
Cc: <staff@wc.example>;
Sent: 2026-11-20 (금) 15:10:22
Subject: 자료

본문
"""
NAVER_ENGLISH = NAVER_SHORT.replace("(금)", "(Fri)")
NAVER_PAGE = """자료 송부
보낸사람
홍길동<gildong@naver.com>
받는사람
Marta Soler<m@x.example>

2026년 11월 20일 (금) 오후 3:10

본문
"""
KOREA_KR = """보낸 사람 : "홍길동 주무관(국제협력과, 부산광역시)" <gildong@korea.kr>
보낸 날짜 : 2026-11-20 15:10:22
받는 사람 : "Marta Soler" <m@x.example>
참조 : "정하늘" <haneul@korea.kr>, staff@wc.example
제목 : 자료
첨부파일 : 제원표.hwpx (1.2MB)

안녕하세요.
일시 : 2026. 12. 3.(목) 14:00
장소 : 시청
"""
KOREA_KR_PAGE = """보낸사람\t홍길동 <gildong@korea.kr>
받는사람\tMarta Soler <m@x.example>
참조
날짜\t2026.11.20 15:10
제목\t자료

본문
"""
DAUM = """--------- 원본 메일 ---------
보낸사람
: "홍길동" <gildong@korea.kr>
받는사람
: "Marta" <m@x.example>
날짜
: 26.11.20 13:13 GMT +0900
제목
: 자료
첨부파일
: 시안.hwpx
본문
"""


@pytest.mark.parametrize(
    ("text", "when", "who", "what"),
    [
        (
            IPHONE,
            "2026-11-20 15:12",
            "홍길동 주무관, Jung Haneul",
            "홍길동 주무관: 자료 보냈습니다: 2부\n둘째 줄\nJung Haneul: 감사합니다",
        ),
        (
            IPHONE_ENGLISH,
            "2026-11-20 15:12",
            "홍길동 (Busan), Marta Soler",
            "홍길동 (Busan): Sent it\nMarta Soler: Gràcies :)",
        ),
        (IPHONE_HOURS, "2026-11-20 12:36", "홍길동, Marta", "홍길동: 네\nMarta: 12:00 : ok"),
        (COPIED, "None 15:12", "홍길동(부산광역시), Marta", "홍길동(부산광역시): 안녕하세요\nMarta: Hola"),
        (COPIED_WITH_DAY, "2026-11-20 15:10", "홍길동", "홍길동: 안녕하세요"),
        (KAKAO_PC_ENGLISH, "2026-11-20 15:16", "Kim Jisu, Marta", "Kim Jisu: Hello\nMarta: Hola"),
        (ANDROID_ENGLISH, "2026-11-20 15:12", "Jung Haneul", "Jung Haneul: Sent it"),
        (NAVER_SHORT, "2026-11-20 15:10", "홍길동, Marta Soler, staff@wc.example", "자료\n\n본문"),
        (NAVER_ENGLISH, "2026-11-20 15:10", "홍길동, Marta Soler, staff@wc.example", "자료\n\n본문"),
        (NAVER_PAGE, "2026-11-20 15:10", "홍길동, Marta Soler", "자료 송부\n\n본문"),
        (
            KOREA_KR,
            "2026-11-20 15:10",
            "홍길동 주무관(국제협력과, 부산광역시), Marta Soler, 정하늘, staff@wc.example",
            "자료\n\n안녕하세요.\n일시 : 2026. 12. 3.(목) 14:00\n장소 : 시청",
        ),
        (KOREA_KR_PAGE, "2026-11-20 15:10", "홍길동, Marta Soler", "자료\n\n본문"),
        # With the older one that it answers.
        (f"{KOREA_KR_PAGE}\n{NAVER_SHORT}", "2026-11-20 15:10", "홍길동, Marta Soler", "자료\n\n본문"),
        (DAUM, "2026-11-20 13:13", "홍길동, Marta", "자료\n\n본문"),
    ],
)
def test_what_korean_phones_and_mailboxes_write_is_read_by_the_clock_of_seoul(text, when, who, what):
    for written in (text, text.replace("\n", "\r\n"), text.replace(" ", "\u00a0")):
        found = read(written)
        assert f"{found.on} {found.at:%H:%M}" == when
        assert found.time_zone == "Asia/Seoul"
        assert (found.who, found.what) == (who, what)
    # Whoever reads it elsewhere: it is the hour that stands there, unless its place stands there too.
    assert f"{read(text, MADRID).on} {read(text, MADRID).at:%H:%M}" in (when, "2026-11-20 05:13")
    assert (read(text, MADRID).time_zone == "Europe/Madrid") is ("GMT" in text)
