"""Busan and Barcelona: lively, and each owes the other something."""

from typing import Any

from partnerships.contacts.actions import WithdrawComment
from partnerships.follow_ups.actions import FinishFollowUp
from partnerships.milestones.actions import RescheduleMilestone
from partnerships.models import Comment, FollowUp
from worldcities.demo.story import EVENING, Pair, Story, Thread, days

CODE = "busan-barcelona"
KOREA, MADRID = "Asia/Seoul", "Europe/Madrid"
LIGHTS, FARES = "smart-street-lights-of-busan-tried-in-barcelona", "comparison-of-bus-fare-payment"
IDLE, SOLAR = "regeneration-of-idle-and-run-down-spaces", "solar-roofs-on-port-warehouses"
OBJECTIVES = {
    "objectives_en": "1. Compare the smart services that both cities have on trial.\n"
    "2. Test one service of each city in the other.\n"
    "3. Link the universities that study the reuse of industrial areas.",
    "objectives_ko": "1. 양 도시가 시범 운영 중인 스마트 서비스를 비교한다.\n"
    "2. 서로의 서비스를 하나씩 상대 도시에서 시범 적용한다.\n"
    "3. 산업지역 재생을 연구하는 대학을 연결한다.",
}
MORE = {
    "objectives_en": OBJECTIVES["objectives_en"] + "\n4. Agree how the results are shared with other cities.",
    "objectives_ko": OBJECTIVES["objectives_ko"] + "\n4. 성과를 다른 도시와 공유하는 방법을 합의한다.",
}
TRIALS = {
    "kind": "mou",
    "title_en": "Memorandum on smart services tried in each other's city",
    "title_ko": "스마트 서비스 교차 실증 업무협약",
    "text_en": "1. Each city lends one street for the services of the other.\n"
    "2. Each side bears its own costs and owns its own data.\n"
    "3. The results are open to the other cities of the programme.",
    "text_ko": "1. 양 도시는 상대 도시의 서비스를 실증할 거리를 한 곳씩 제공한다.\n"
    "2. 비용은 각자 부담하고, 데이터는 각자 소유한다.\n"
    "3. 실증 결과는 프로그램의 다른 도시에 공개한다.",
}
SENT = ("Send the data sheet of the fare box that returns change", "거스름돈 반환 요금함 제원표 송부")


def threads(story: Story) -> list[Thread]:
    """From the launch to today."""
    pair = Pair(story, CODE)
    return [*_journey(pair), *_texts(pair), *_contacts(pair), *_projects(pair)]


# On which day from today, by whom; code, titles, responsible, due.
MILESTONES = (
    (
        *(
            -60,
            "busan",
            "smart-services",
            "Comparison of the two cities' smart services",
            "양 도시 스마트 서비스 비교 자료",
        ),
        *("counterpart", -5),
    ),
    (
        *(-50, "busan", "bilateral-meeting", "Busan and Barcelona meet online with their institutions"),
        *("부산·바르셀로나 기관 참여 온라인 양자회의", "counterpart", 33),
    ),
    (
        *(
            -42,
            "barcelona",
            "visit-programme",
            "Draft programme of the visit to Barcelona",
            "바르셀로나 방문 일정 초안",
        ),
        *("eu", 5),
    ),
)
# On which day, by whom; side, due, owner, what.
PROMISES = (
    (-52, "barcelona", "counterpart", -38, "busan", *SENT),
    (
        *(-45, "busan", "counterpart", -12, "busan"),
        *("List of the 26 smart services on trial in Busan", "부산 시범 스마트 서비스 26종 목록"),
    ),
    (
        *(-33, "busan", "eu", -2, "barcelona"),
        *("Yield figures of the solar roofs in 22@", "22@ 지구 태양광 지붕 발전량 자료"),
    ),
)


def _journey(pair: Pair) -> list[Thread]:
    after = pair.after_launch
    first, second, third = (pair.add_milestone(*one) for one in MILESTONES)
    promised, *promises = (pair.promise(*one) for one in PROMISES)
    moved = pair.act(
        *(-10, "busan", RescheduleMilestone, lambda: pair.milestone(CODE, "bilateral-meeting")),
        at=(8, 40),
        forecast=days(pair.day(47)),
        reason="부산시의회 예산심의 기간과 겹쳐 기관 대표가 참석하기 어렵습니다.",
    )
    sent = pair.act(
        *(-39, "busan", FinishFollowUp, lambda: FollowUp.objects.get(pairing=pair.row, what_en=SENT[0])),
        result="제원표(영문) 송부 완료",
    )
    return [
        pair.report("launch-meeting", on=after(1), who="busan", actual=days(pair.launch)),
        pair.report("host-visit", on=after(6), who="busan", actual=days(after(1), after(2))),
        pair.report("mid-term-call", on=-7, who="barcelona", actual=days(pair.day(-8))),
        *(first, second, moved, third, promised, sent, *promises),
    ]


def _texts(pair: Pair) -> list[Thread]:
    """The plan is confirmed, and edited: Barcelona has confirmed it anew, Busan has not. So has the memorandum."""
    after = pair.after_launch
    memorandum = "agreement-memorandum-on-smart-services-tried-in-each-others-city"
    return [
        pair.ask("agreed-themes", on=after(13), who="barcelona"),
        pair.confirm("agreed-themes", "eu", on=after(14), who="barcelona"),
        pair.confirm("agreed-themes", "counterpart", on=after(20), who="busan"),
        pair.edit(
            "action-plan",
            on=-30,
            who="busan",
            vision_en="Two port cities that learn from each other how smart services reach every resident.",
            vision_ko="스마트 서비스를 모든 시민에게 제공하는 방법을 서로 배우는 두 항만도시",
            **OBJECTIVES,
        ),
        pair.ask("action-plan", on=-28, who="busan"),
        # Days are moved from a weekend to its Friday: what has to come after something else comes three days later.
        pair.confirm("action-plan", "eu", on=-24, who="barcelona"),
        pair.confirm("action-plan", "counterpart", on=-21, who="busan"),
        pair.edit("action-plan", on=-14, who="barcelona", **MORE),
        pair.confirm("action-plan", "eu", on=-13, who="barcelona"),
        # A text of a milestone's own: Busan has a second one to confirm, and can do both at once.
        pair.add_milestone(
            *(-16, "barcelona", "joint-message", "Joint message of both cities to their universities"),
            *("양 도시 대학에 보내는 공동 메시지", "both", 9),
            outcome_en="Both cities invite their universities to study the reuse of industrial areas together.",
            outcome_ko="양 도시는 산업지역 재생을 함께 연구하도록 각 도시의 대학을 초청한다.",
            confirmation="both",
        ),
        pair.ask("milestone-joint-message", on=-6, who="barcelona"),
        pair.confirm("milestone-joint-message", "eu", on=-6, who="barcelona"),
        pair.add_agreement(TRIALS, on=-36, who="barcelona", project=LIGHTS),
        pair.ask(memorandum, on=-8, who="barcelona"),
        pair.confirm(memorandum, "eu", on=-8, who="barcelona"),
    ]


MARTA_AND_JISU = "Marta Soler, Kim Jisu"
PORT = (
    "Online meeting with the port of Barcelona. The port wants to talk to its counterpart directly, "
    "and both transport offices want to know how visitors pay."
)
MID_TERM = (
    "Mid-term call. Both action plans are on their way; the list of smart services is late because "
    "two of the services change their operator. The universities get a joint message."
)
# On which day, by whom; kind, side, people, text, and what else is known.
CONTACTS: tuple[tuple[Any, ...], ...] = (
    (
        *(-92, "barcelona", "mail", "eu", MARTA_AND_JISU),
        *("Thanked Busan for the visit and sent the photos, with the slides about reuse in the 22@ district.", {}),
    ),
    (
        *(-52, "barcelona", "mail", "eu", MARTA_AND_JISU),
        "Asked for the data sheet of the fare box that returns change: the transport office wants to compare it.",
        {"project": FARES},
    ),
    (
        *(-33, "busan", "call", "counterpart", "김지수, 정하늘, Marta Soler"),
        "22@ 지구 태양광 지붕의 발전량 자료를 요청함. 바르셀로나 측은 에너지청 자료를 정리해 보내기로 함.",
        {"at": ("20:00", KOREA), "minutes": 35},
    ),
    (
        *(-21, "barcelona", "meeting", "", "Marta Soler, Kim Jisu, Jung Haneul, the port of Barcelona"),
        PORT,
        {
            "at": ("08:00", MADRID),
            "minutes": 60,
            "follows": (
                ("counterpart", "", 3, "Name two contact persons at the port authority"),
                ("eu", "barcelona", 12, "Comparison of fare media for visitors"),
            ),
        },
    ),
    (
        *(-8, "barcelona", "call", "eu", MARTA_AND_JISU),
        MID_TERM,
        {
            "at": ("09:00", MADRID),
            "minutes": 50,
            "follows": (("counterpart", "busan", 13, "Tell when the two services have their new operator"),),
        },
    ),
    (
        *(-4, "busan", "messenger", "counterpart", "김지수, Marta Soler"),
        *("바르셀로나 방문 일정 초안을 받았고, 시의회 일정과 겹치는 날짜 2개를 알려 줌.", {}),
    ),
)


def _contacts(pair: Pair) -> list[Thread]:
    """Every few weeks a call or a mail, some of it late in one of the two cities."""
    own = Comment.objects.filter(pairing__code=CODE, pairing__strand=pair.strand, author=pair.people["busan"])
    return [
        *(pair.contact(*one, **more) for *one, more in CONTACTS),
        pair.comment(
            "@Kim Jisu, our transport office asks whether the fare box also takes foreign coins. No hurry.",
            on=-12,
            who="barcelona",
        ),
        pair.answer("외국 동전은 인식하지 않습니다. 교통카드와 지폐만 사용할 수 있습니다.", on=-9, who="busan"),
        pair.comment("방문은 월요일에 시작합니다.", on=-5, who="busan"),
        pair.act(-5, "busan", WithdrawComment, lambda: own.latest("at"), at=(EVENING, 40)),
    ]


def _projects(pair: Pair) -> list[Thread]:
    """On trial, explored, agreed, given up, only named."""
    after, cities = pair.after_launch, {"busan-metropolitan-city": "lead", "barcelona-city-council": "lead"}
    return [
        pair.begin(
            "smart-city-platform",
            on=after(2),
            who="busan",
            lead="counterpart",
            texts={
                "title_en": "Smart street lights of Busan tried in Barcelona",
                "title_ko": "부산 스마트 가로등 바르셀로나 시범 적용",
                "summary_en": "One street of the innovation district gets lamps that report their own faults.",
                "summary_ko": "혁신지구의 한 거리에 스스로 고장을 알리는 가로등을 설치합니다.",
            },
            organisations={
                "busan-metropolitan-city": "lead",
                "barcelona-city-council": "gives the street",
                "bipa": "service on trial",
                "university-of-barcelona": "measures",
            },
            evidence="Visit to the control centre in Busan",
        ),
        pair.move(
            LIGHTS, "exploring", on=-80, who="barcelona", evidence="Call of both lighting offices, list of 40 lamps"
        ),
        pair.move(LIGHTS, "agreed", on=-46, who="busan", evidence="양 도시 담당 부서의 시범 적용 합의 공문"),
        pair.expect(LIGHTS, "people", "people", 12000, on=-45, who="busan"),
        pair.move(LIGHTS, "piloting", on=-10, who="barcelona", evidence="The first twelve lamps work in the street"),
        pair.expect(
            LIGHTS,
            "firms",
            "firms",
            4,
            2,
            on=-5,
            who="barcelona",
            evidence="Two firms of Busan delivered lamps and software",
        ),
        pair.begin(
            "bus-fare-payment",
            on=after(1),
            who="barcelona",
            texts={
                "title_en": "Comparison of bus fare payment",
                "title_ko": "버스 요금 결제 방식 비교",
                "summary_en": "How passengers pay on the bus, among others a device that returns change.",
                "summary_ko": "거스름돈 자동반환 장치 등 승객의 요금 결제 방식을 비교합니다.",
            },
            organisations={**cities, "samwon-fa": "maker of fare boxes"},
            evidence="Visit to the maker of fare boxes in Busan",
        ),
        pair.move(FARES, "exploring", on=-52, who="busan", evidence="제원표 송부를 요청하고 비교 항목 8개를 정함"),
        pair.start("idle-spaces", on=-90, who="busan", need="busan", offer="barcelona"),
        pair.move(IDLE, "exploring", on=-60, who="barcelona", evidence="Video tour of three mills, with their plans"),
        pair.move(IDLE, "agreed", on=-18, who="busan", evidence="도시재생과의 참여 결정 공문"),
        pair.begin(
            "solar-power",
            on=-75,
            who="barcelona",
            lead="eu",
            texts={
                "title_en": "Solar roofs on port warehouses",
                "title_ko": "항만 창고 지붕 태양광",
                "summary_en": "Panels on the roofs of both ports' warehouses.",
            },
            organisations=dict.fromkeys(cities, ""),
            evidence="Offer of Barcelona at the call",
        ),
        pair.move(
            SOLAR,
            "not-pursued",
            on=-20,
            who="busan",
            reason="창고 소유자인 항만공사가 지붕 하중을 이유로 참여하지 않기로 했습니다.",
        ),
        pair.begin(
            "civil-exchange",
            on=after(3),
            who="barcelona",
            texts={"title_en": "Exchange of two art schools", "title_ko": "예술학교 교류"},
            organisations={"busan-foundation-international": "finds the families"},
            evidence="Talk at the launch",
        ),
    ]
