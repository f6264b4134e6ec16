"""The cooperation projects of the invented strand, on every level, and what they bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worldcities.demo.chapters.project_acts import begin, expect, move, start

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread

BUSAN, SUWON = "busan-barcelona", "suwon-scottish-cities-alliance"
GWANGJU, SEOUL = "gwangju-tampere", "seoul-eindhoven"
IDLE = "regeneration-of-idle-and-run-down-spaces"


def threads(story: Story) -> list[Thread]:
    """One for each project."""
    return [
        _lights(story),
        _fares(story),
        _idle_spaces(story),
        _solar(story),
        _schools(story),
        _fortress(story),
        _hydrogen(story),
        _air(story),
        _energy(story),
        _lamps(story),
    ]


def _lights(story: Story) -> Thread:
    code = "smart-street-lights-of-busan-tried-in-barcelona"
    yield from begin(
        story,
        BUSAN,
        on=story.after_launch(2),
        who="busan",
        topic="smart-city-platform",
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
    )
    yield from move(
        story, code, "exploring", on=-80, who="barcelona", evidence="Call of both lighting offices, list of 40 lamps"
    )
    yield from move(story, code, "agreed", on=-46, who="busan", evidence="양 도시 담당 부서의 시범 적용 합의 공문")
    yield from expect(story, code, on=-45, who="busan", kind="people", unit="people", expected=12000)
    yield from move(
        story, code, "piloting", on=-10, who="barcelona", evidence="The first twelve lamps work in the street"
    )
    yield from expect(
        story,
        code,
        on=-5,
        who="barcelona",
        kind="firms",
        unit="firms",
        expected=4,
        achieved=2,
        evidence="Two firms of Busan delivered lamps and software",
    )


def _fares(story: Story) -> Thread:
    code = "comparison-of-bus-fare-payment"
    yield from begin(
        story,
        BUSAN,
        on=story.after_launch(1),
        who="barcelona",
        topic="bus-fare-payment",
        texts={
            "title_en": "Comparison of bus fare payment",
            "title_ko": "버스 요금 결제 방식 비교",
            "summary_en": "How passengers pay on the bus, among others a device that returns change.",
            "summary_ko": "거스름돈 자동반환 장치 등 승객의 요금 결제 방식을 비교합니다.",
        },
        organisations={
            "busan-metropolitan-city": "lead",
            "barcelona-city-council": "lead",
            "samwon-fa": "maker of fare boxes",
        },
        evidence="Visit to the maker of fare boxes in Busan",
    )
    yield from move(
        story, code, "exploring", on=-52, who="busan", evidence="제원표 송부를 요청하고 비교 항목 8개를 정함"
    )


def _idle_spaces(story: Story) -> Thread:
    yield from start(story, BUSAN, on=-90, who="busan", need="busan", offer="barcelona", topic="idle-spaces")
    yield from move(
        story, IDLE, "exploring", on=-60, who="barcelona", evidence="Video tour of three mills, with their plans"
    )
    yield from move(story, IDLE, "agreed", on=-18, who="busan", evidence="도시재생과의 참여 결정 공문")


def _solar(story: Story) -> Thread:
    code = "solar-roofs-on-port-warehouses"
    yield from begin(
        story,
        BUSAN,
        on=-75,
        who="barcelona",
        topic="solar-power",
        lead="eu",
        texts={
            "title_en": "Solar roofs on port warehouses",
            "title_ko": "항만 창고 지붕 태양광",
            "summary_en": "Panels on the roofs of both ports' warehouses.",
        },
        organisations={"busan-metropolitan-city": "", "barcelona-city-council": ""},
        evidence="Offer of Barcelona at the call",
    )
    yield from move(
        story,
        code,
        "not-pursued",
        on=-20,
        who="busan",
        reason="창고 소유자인 항만공사가 지붕 하중을 이유로 참여하지 않기로 했습니다.",
    )


def _schools(story: Story) -> Thread:
    yield from begin(
        story,
        BUSAN,
        on=story.after_launch(3),
        who="barcelona",
        topic="civil-exchange",
        texts={"title_en": "Exchange of two art schools", "title_ko": "예술학교 교류"},
        organisations={"busan-foundation-international": "finds the families"},
        evidence="Talk at the launch",
    )


def _fortress(story: Story) -> Thread:
    code = "open-data-of-fortress-and-old-town"
    yield from begin(
        story,
        SUWON,
        on=-84,
        who="suwon",
        topic="cultural-heritage",
        texts={
            "title_en": "Open data of fortress and old town",
            "title_ko": "화성과 구시가지 문화유산 데이터 개방",
            "summary_en": "Both sides publish the condition of their monuments in one format.",
            "summary_ko": "양측이 문화유산의 보존 상태를 같은 형식으로 공개합니다.",
        },
        organisations={"suwon-city": "lead", "scottish-cities-alliance": "lead"},
        evidence="시청 문화유산 부서의 제안",
    )
    yield from move(
        story,
        code,
        "exploring",
        on=-35,
        who="scottish-cities-alliance",
        evidence="List of the fields that both registers hold",
    )


def _hydrogen(story: Story) -> Thread:
    yield from begin(
        story,
        SUWON,
        on=-58,
        who="scottish-cities-alliance",
        topic="hydrogen",
        lead="eu",
        texts={"title_en": "Hydrogen buses in winter", "title_ko": "겨울철 수소버스 운행"},
        organisations={"scottish-cities-alliance": "lead"},
        further=("gwangju",),
        evidence="Aberdeen reported on five winters with hydrogen buses",
    )


def _air(story: Story) -> Thread:
    code = "one-way-of-measuring-the-air-along-roads"
    yield from begin(
        story,
        GWANGJU,
        on=-88,
        who="gwangju",
        topic="air-quality",
        texts={
            "title_en": "One way of measuring the air along roads",
            "title_ko": "도로변 대기질 공동 측정",
            "summary_en": "The same sensors along one road in each city, read for a year.",
            "summary_ko": "양 도시의 도로 한 곳씩에 같은 측정기를 설치하여 1년간 측정합니다.",
        },
        organisations={"gwangju-metropolitan-city": "lead", "city-of-tampere": "lead"},
        evidence="출범회의에서 양 도시가 제안",
    )
    yield from move(story, code, "exploring", on=-70, who="gwangju", evidence="측정기 사양 비교표")
    yield from move(story, code, "agreed", on=-41, who="tampere", evidence="Decision of both environment offices")
    yield from move(story, code, "piloting", on=-30, who="gwangju", evidence="측정기 6대 설치 완료")
    yield from expect(story, code, on=-29, who="tampere", kind="co2", unit="t-co2", expected=140)
    yield from move(
        story, code, "running", on=-4, who="tampere", evidence="Both cities publish the hourly values of all sensors"
    )


def _energy(story: Story) -> Thread:
    code = "renewable-energy"
    yield from start(story, GWANGJU, on=-66, who="gwangju", need="gwangju", offer="tampere", topic="renewable-energy")
    yield from move(story, code, "exploring", on=-28, who="tampere", evidence="Data of the heat plant for one year")
    yield from expect(
        story,
        code,
        on=-12,
        who="gwangju",
        kind="funding",
        unit="krw",
        expected=300_000_000,
        achieved=80_000_000,
        funder="광주광역시 국제협력 예산",
        evidence="2차 추경 예산서",
    )


def _lamps(story: Story) -> Thread:
    code = "lamps-that-answer-to-people"
    yield from begin(
        story,
        SEOUL,
        on=story.after_launch(2),
        who="eindhoven",
        topic="public-lighting",
        texts={
            "title_en": "Lamps that answer to people",
            "title_ko": "보행자에 반응하는 가로등",
            "summary_en": "A year of measured light and energy in one quarter of each city.",
        },
        organisations={"city-of-eindhoven": "lead"},
        evidence="Talk at the launch",
    )
    yield from move(story, code, "exploring", on=-78, who="seoul", evidence="송파구 시범 구역 도면 송부")
