"""Calls, mails and meetings of the four pairings, with what follows from them, and what the sides remark on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerships.models import Comment
from partnerships.services.contacts import withdraw_comment
from worldcities.demo.chapters.contact_acts import EVENING, comment, contact

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread

BUSAN, SUWON = "busan-barcelona", "suwon-scottish-cities-alliance"
GWANGJU, SEOUL = "gwangju-tampere", "seoul-eindhoven"
SCOTLAND = "scottish-cities-alliance"
KOREA = "Asia/Seoul"


def threads(story: Story) -> list[Thread]:
    """One for each pairing."""
    return [_busan(story), _comments(story), _suwon(story), _gwangju(story), _seoul(story)]


def _busan(story: Story) -> Thread:
    """Lively: every few weeks a call or a mail, some of it late in one of the two cities."""
    yield from contact(
        story,
        BUSAN,
        on=-92,
        who="barcelona",
        kind="mail",
        side="eu",
        people="Marta Soler, Kim Jisu",
        text="Thanked Busan for the visit and sent the photos, with the slides about reuse in the 22@ district.",
    )
    yield from contact(
        story,
        BUSAN,
        on=-75,
        who="busan",
        kind="call",
        side="counterpart",
        at=("16:30", KOREA),
        minutes=40,
        people="김지수, Marta Soler",
        text="스마트 서비스 비교 항목을 협의함. 대상 서비스의 이용자 수, 운영비, 장애 대응 시간을 공통 항목으로 정함.",
    )
    yield from contact(
        story,
        BUSAN,
        on=-52,
        who="barcelona",
        kind="mail",
        side="eu",
        people="Marta Soler, Kim Jisu",
        project="comparison-of-bus-fare-payment",
        text="Asked for the data sheet of the fare box that returns change: the transport office wants to compare it.",
    )
    yield from contact(
        story,
        BUSAN,
        on=-33,
        who="busan",
        kind="call",
        side="counterpart",
        at=("20:00", KOREA),
        minutes=35,
        people="김지수, 정하늘, Marta Soler",
        text="22@ 지구 태양광 지붕의 발전량 자료를 요청함. 바르셀로나 측은 에너지청 자료를 정리해 보내기로 함.",
    )
    yield from contact(
        story,
        BUSAN,
        on=-21,
        who="barcelona",
        kind="meeting",
        at=("08:00", "Europe/Madrid"),
        minutes=60,
        people="Marta Soler, Kim Jisu, Jung Haneul, the port of Barcelona",
        text=(
            "Online meeting with the port of Barcelona. The port wants to talk to its counterpart directly, "
            "and both transport offices want to know how visitors pay."
        ),
        follows=(
            ("counterpart", "", 3, "Name two contact persons at the port authority"),
            ("eu", "barcelona", 12, "Comparison of fare media for visitors"),
        ),
    )
    yield from contact(
        story,
        BUSAN,
        on=-8,
        who="barcelona",
        kind="call",
        side="eu",
        at=("09:00", "Europe/Madrid"),
        minutes=50,
        people="Marta Soler, Kim Jisu",
        text=(
            "Mid-term call. Both action plans are on their way; the list of smart services is late because "
            "two of the services change their operator. The universities get a joint message."
        ),
        follows=(("counterpart", "busan", 13, "Tell when the two services have their new operator"),),
    )
    yield from contact(
        story,
        BUSAN,
        on=-4,
        who="busan",
        kind="messenger",
        side="counterpart",
        people="김지수, Marta Soler",
        text="바르셀로나 방문 일정 초안을 받았고, 시의회 일정과 겹치는 날짜 2개를 알려 줌.",
    )


def _comments(story: Story) -> Thread:
    yield from comment(
        story,
        BUSAN,
        on=-9,
        who="barcelona",
        text="Our transport office asks whether the fare box also takes foreign coins. No hurry.",
    )
    yield from comment(
        story,
        BUSAN,
        on=-7,
        who="busan",
        text="외국 동전은 인식하지 않습니다. 교통카드와 지폐만 사용할 수 있습니다.",
    )
    yield from comment(story, BUSAN, on=-5, who="barcelona", text="The visit begins on the Monday.")
    yield story.date(-5)
    with story.on(-5, "barcelona", EVENING, 40) as acting:
        row = Comment.objects.filter(pairing=story.pairing(BUSAN), author=acting["by"]).latest("at")
        row.pairing = story.pairing(BUSAN)
        withdraw_comment(**acting, comment=row)


def _suwon(story: Story) -> Thread:
    """On track; one early call before the offices in Scotland opened."""
    yield from contact(
        story,
        SUWON,
        on=-70,
        who="suwon",
        kind="call",
        side="counterpart",
        at=("17:20", KOREA),
        minutes=30,
        people="박민호, Fiona Reid",
        text="도시별로 공개할 문화유산 데이터 1건을 정하고, 항목 이름을 영어로 통일하기로 함.",
    )
    yield from contact(
        story,
        SUWON,
        on=-41,
        who=SCOTLAND,
        kind="mail",
        side="eu",
        people="Fiona Reid, Park Minho",
        text="Sent the proposal for the common form of the heritage data, after a round with all seven cities.",
    )
    yield from contact(
        story,
        SUWON,
        on=-12,
        who=SCOTLAND,
        kind="meeting",
        at=("08:00", "Europe/London"),
        minutes=75,
        people="Fiona Reid, Park Minho, Dundee, the Hwaseong heritage office",
        text="Dundee showed its data set. Suwon asked who holds the rights to the photographs in it.",
        follows=(("eu", SCOTLAND, 15, "Find out who holds the rights to the Dundee photographs"),),
    )


def _gwangju(story: Story) -> Thread:
    """One visit, and a call about which the two do not agree."""
    yield from contact(
        story,
        GWANGJU,
        on=-60,
        who="earlier-tampere",
        kind="mail",
        side="eu",
        people="Mikko Virtanen, Lee Seoyeon",
        text="Sent the description of the measuring stations along the electric bus line.",
    )
    yield from contact(
        story,
        GWANGJU,
        on=-24,
        who="gwangju",
        kind="visit",
        at=("10:00", KOREA),
        minutes=150,
        people="이서연, 템페레 대학교 연구원 2명",
        text="템페레 대학교 연구원들이 광주 대기질 측정소 두 곳을 방문함. 겨울철 자료를 함께 분석하기로 함.",
    )
    yield from contact(
        story,
        GWANGJU,
        on=-7,
        who="gwangju",
        kind="call",
        side="counterpart",
        at=("15:00", KOREA),
        minutes=25,
        people="이서연, Aino Lehtonen",
        text="방문 일정과 통역을 협의함.",
    )
    yield from comment(
        story,
        GWANGJU,
        on=-2,
        who="staff",
        text="Please agree on a second call for the mid-term points before the end of next week.",
    )


def _seoul(story: Story) -> Thread:
    """Began well; nothing since two months."""
    yield from contact(
        story,
        SEOUL,
        on=-88,
        who="seoul",
        kind="call",
        side="counterpart",
        at=("16:00", KOREA),
        minutes=45,
        people="최동현, Daan Verhoeven",
        text="두 도시에서 조명을 비교할 구역을 하나씩 정하기로 함.",
    )
    yield from contact(
        story,
        SEOUL,
        on=-61,
        who="eindhoven",
        kind="mail",
        side="eu",
        people="Daan Verhoeven, Choi Donghyun",
        text="Sent the draft of the action plan and asked which quarter Seoul chooses.",
    )
