"""Gwangju and Tampere: objected, handed over, in approval, signed, released, and once done by staff for a side."""

from partnerships.confirmations.actions import TakeToApproval
from partnerships.milestones.actions import ObjectToMilestone
from partnerships.models import Membership
from partnerships.people.actions import HandOver, NameDeputy
from reports.public.actions import EditResults
from reports.public.selectors import candidates, find_results
from worldcities.demo.story import Pair, Story, Thread, days

CODE = "gwangju-tampere"
KOREA = "Asia/Seoul"
AIR, ENERGY = "one-way-of-measuring-the-air-along-roads", "renewable-energy"
INTENT = {
    "kind": "letter-of-intent",
    "title_en": "Letter of intent on common measuring of the air",
    "title_ko": "대기질 공동 측정 협력의향서",
    "text_en": "Both cities measure the air along one road each with the same sensors, and publish the values.",
    "text_ko": "양 도시는 도로 한 곳씩에서 같은 측정기로 대기질을 측정하고 그 값을 공개한다.",
}
HEAT = {
    "kind": "joint-declaration",
    "title_en": "Joint declaration on heat from renewable sources",
    "title_ko": "재생에너지 열공급 공동선언",
}


def threads(story: Story) -> list[Thread]:
    """From the launch to today."""
    pair = Pair(story, CODE)
    return [*_journey(pair), *_texts(pair), *_contacts(pair), *_projects(pair), *_people(pair)]


def _journey(pair: Pair) -> list[Thread]:
    after = pair.after_launch
    return [
        pair.report("launch-meeting", on=after(2), who="gwangju", actual=days(pair.launch)),
        pair.report("host-visit", on=after(5), who="gwangju", actual=days(after(1), after(2))),
        pair.report("mid-term-call", on=-6, who="gwangju", actual=days(pair.day(-7))),
        pair.act(
            *(-3, "tampere", ObjectToMilestone, lambda: pair.milestone(CODE, "mid-term-call")),
            reason="The call was about the visit alone. The mid-term points are still to be discussed.",
        ),
        pair.promise(
            *(-48, "earlier-tampere", "eu", 8, "earlier-tampere"),
            *("Measurements of the electric bus line", "전기버스 노선 측정 자료"),
        ),
        pair.promise(
            *(-17, "tampere", "counterpart", 14, "gwangju"),
            *("Air quality data of the last two winters", "최근 2년 겨울철 대기질 자료"),
        ),
    ]


def _texts(pair: Pair) -> list[Thread]:
    after = pair.after_launch
    intent = "agreement-letter-of-intent-on-common-measuring-of-the-air"
    return [
        pair.ask("agreed-themes", on=after(16), who="gwangju"),
        pair.confirm("agreed-themes", "counterpart", on=after(16), who="gwangju"),
        pair.confirm(
            "agreed-themes",
            "eu",
            on=after(30),
            who="staff",
            reason="Tampere confirmed by letter; its coordinator was changing at the time.",
        ),
        pair.edit(
            "action-plan",
            on=-12,
            who="tampere",
            vision_en="Air that people along the road can read, and vehicles that leave it clean.",
            vision_ko="시민이 확인하는 도로변 대기질과 이를 지키는 친환경 자동차",
            objectives_en="1. Measure one road in each city for a year.\n2. Compare two winters of electric buses.",
            objectives_ko="1. 양 도시에서 도로 한 곳씩을 1년간 측정한다.\n2. 겨울철 전기버스 운행을 비교한다.",
        ),
        pair.ask("action-plan", on=-9, who="tampere"),
        pair.confirm("action-plan", "eu", on=-9, who="tampere"),
        # Gwangju's confirmation goes up its own way.
        pair.act(
            *(-4, "gwangju", TakeToApproval, lambda: pair.asked("action-plan", "counterpart")),
            until=pair.day(6),
            function="국제협력과장",
            document="국제협력과-1482",
            reason="",
        ),
        pair.add_agreement(INTENT, on=-40, who="gwangju", project=AIR),
        pair.ask(intent, on=-38, who="gwangju"),
        pair.confirm(intent, "counterpart", on=-38, who="gwangju"),
        pair.confirm(intent, "eu", on=-33, who="tampere"),
        pair.sign(INTENT["title_en"], on=-26, who="tampere"),
        pair.add_agreement(HEAT, on=-17, who="gwangju", project=ENERGY),
        _public_results(pair),
        pair.ask("public-results", on=-9, who="gwangju"),
        pair.confirm("public-results", "counterpart", on=-9, who="gwangju"),
        pair.confirm("public-results", "eu", on=-7, who="tampere"),
    ]


def _public_results(pair: Pair) -> Thread:
    """What the public may read: a summary, and the records that can be shown."""
    acting = yield pair.on(-13, "gwangju", 15)
    results = find_results(pair.row)
    changes = {
        "summary_en": "Gwangju and Tampere measure the air along one road each, and publish every hour's values.",
        "summary_ko": "광주광역시와 탐페레시는 도로 한 곳씩의 대기질을 측정하여 시간별 값을 공개합니다.",
        "items": candidates(results.pairing)[:4],
    }
    EditResults.do(results, **acting, changes=changes)


def _contacts(pair: Pair) -> list[Thread]:
    """One visit, and a call about which the two do not agree."""
    return [
        pair.contact(
            *(-60, "earlier-tampere", "mail", "eu", "Mikko Virtanen, Lee Seoyeon"),
            "Sent the description of the measuring stations along the electric bus line.",
        ),
        pair.contact(
            *(-24, "gwangju", "visit", "", "이서연, 템페레 대학교 연구원 2명"),
            "템페레 대학교 연구원들이 광주 대기질 측정소 두 곳을 방문함. 겨울철 자료를 함께 분석하기로 함.",
            at=("10:00", KOREA),
            minutes=150,
        ),
        pair.contact(
            *(-7, "gwangju", "call", "counterpart", "이서연, Aino Lehtonen", "방문 일정과 통역을 협의함."),
            at=("15:00", KOREA),
            minutes=25,
        ),
        pair.comment(
            "Please agree on a second call for the mid-term points before the end of next week.", on=-2, who="staff"
        ),
    ]


def _projects(pair: Pair) -> list[Thread]:
    """One runs, one is explored."""
    return [
        pair.begin(
            "air-quality",
            on=-88,
            who="gwangju",
            texts={
                "title_en": "One way of measuring the air along roads",
                "title_ko": "도로변 대기질 공동 측정",
                "summary_en": "The same sensors along one road in each city, read for a year.",
                "summary_ko": "양 도시의 도로 한 곳씩에 같은 측정기를 설치하여 1년간 측정합니다.",
            },
            organisations={"gwangju-metropolitan-city": "lead", "city-of-tampere": "lead"},
            further="suwon",
            evidence="출범회의에서 양 도시가 제안",
        ),
        pair.move(AIR, "exploring", on=-70, who="gwangju", evidence="측정기 사양 비교표"),
        pair.move(AIR, "agreed", on=-41, who="tampere", evidence="Decision of both environment offices"),
        pair.move(AIR, "piloting", on=-30, who="gwangju", evidence="측정기 6대 설치 완료"),
        pair.expect(AIR, "co2", "t-co2", 140, on=-29, who="tampere"),
        pair.move(
            AIR, "running", on=-4, who="tampere", evidence="Both cities publish the hourly values of all sensors"
        ),
        pair.start("renewable-energy", on=-66, who="gwangju", need="gwangju", offer="tampere"),
        pair.move(ENERGY, "exploring", on=-28, who="tampere", evidence="Data of the heat plant for one year"),
        pair.expect(
            ENERGY,
            "funding",
            "krw",
            300_000_000,
            80_000_000,
            on=-12,
            who="gwangju",
            funder="광주광역시 국제협력 예산",
            evidence="2차 추경 예산서",
        ),
    ]


def _people(pair: Pair) -> list[Thread]:
    """Tampere's earlier coordinator has left; Gwangju's is away for some days, and Suwon's stands in."""
    rows = Membership.objects.select_related("user", "participation__strand", "participation__partner")

    def membership(box: str) -> Membership:
        return rows.get(user=pair.people[box], participation__strand=pair.strand)

    days_off = {"starts_on": pair.day(-1), "ends_on": pair.day(6)}
    return [
        pair.act(
            *(-40, "staff", HandOver, lambda: membership("earlier-tampere")),
            successor=pair.people["tampere"],
            last_day=pair.day(-40),
        ),
        pair.act(
            *(-3, "gwangju", NameDeputy, lambda: membership("gwangju")),
            at=(17, 0),
            user=pair.people["suwon"],
            **days_off,
        ),
    ]
