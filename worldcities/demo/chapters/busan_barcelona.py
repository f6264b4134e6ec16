"""Busan and Barcelona: lively, and each owes the other something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerships.confirmations.actions import EditText
from partnerships.milestones.actions import RescheduleMilestone
from partnerships.services.follow_ups import finish_follow_up
from worldcities.demo.chapters.acts import agree, ask, own_milestone, promise, promised, report, text
from worldcities.demo.story import days

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread

CODE = "busan-barcelona"
VISION = {
    "vision_en": "Two port cities that learn from each other how smart services reach every resident.",
    "vision_ko": "스마트 서비스를 모든 시민에게 제공하는 방법을 서로 배우는 두 항만도시",
}
OBJECTIVES = {
    "objectives_en": "1. Compare the smart services that both cities have on trial.\n"
    "2. Test one service of each city in the other.\n"
    "3. Link the universities that study the reuse of industrial areas.",
    "objectives_ko": "1. 양 도시가 시범 운영 중인 스마트 서비스를 비교한다.\n"
    "2. 서로의 서비스를 하나씩 상대 도시에서 시범 적용한다.\n"
    "3. 산업지역 재생을 연구하는 대학을 연결한다.",
}
MORE = {
    "objectives_en": "\n4. Agree how the results are shared with other cities of the programme.",
    "objectives_ko": "\n4. 성과를 프로그램의 다른 도시와 공유하는 방법을 합의한다.",
}


def threads(story: Story) -> list[Thread]:
    """From the launch to today."""
    return [
        _launch(story),
        _own_way(story),
        _smart_services(story),
        _promises(story),
        _sent(story),
        _action_plan(story),
        _message(story),
    ]


def _launch(story: Story) -> Thread:
    yield from report(story, CODE, "launch-meeting", on=story.after_launch(1), who="busan", actual=days(story.launch))
    visit = days(story.after_launch(1), story.after_launch(2))
    yield from report(story, CODE, "host-visit", on=story.after_launch(6), who="busan", actual=visit)
    yield from ask(story, CODE, "agreed-themes", on=story.after_launch(13), who="barcelona")
    yield from agree(story, CODE, "agreed-themes", "eu", on=story.after_launch(14), who="barcelona")
    yield from agree(story, CODE, "agreed-themes", "counterpart", on=story.after_launch(20), who="busan")
    yield from report(story, CODE, "mid-term-call", on=-7, who="barcelona", actual=days(story.day(-8)))


def _own_way(story: Story) -> Thread:
    yield from own_milestone(
        story,
        CODE,
        on=-50,
        who="busan",
        stage="decentralised-cooperation",
        code="bilateral-meeting",
        title_en="Busan and Barcelona meet online with their institutions",
        title_ko="부산·바르셀로나 기관 참여 온라인 양자회의",
        responsible="counterpart",
        forecast=days(story.day(33)),
    )
    yield story.date(-10)
    with story.on(-10, "busan", 8, 40) as acting:
        meeting = story.milestone(CODE, "bilateral-meeting")
        RescheduleMilestone.do(
            meeting,
            **acting,
            version=meeting.version,
            forecast=days(story.day(47)),
            reason="부산시의회 예산심의 기간과 겹쳐 기관 대표가 참석하기 어렵습니다.",
        )


def _smart_services(story: Story) -> Thread:
    yield from own_milestone(
        story,
        CODE,
        on=-60,
        who="busan",
        stage="decentralised-cooperation",
        code="smart-services",
        title_en="Comparison of the two cities' smart services",
        title_ko="양 도시 스마트 서비스 비교 자료",
        responsible="counterpart",
        forecast=days(story.day(-5)),
    )
    yield from own_milestone(
        story,
        CODE,
        on=-42,
        who="barcelona",
        stage="decentralised-cooperation",
        code="visit-programme",
        title_en="Draft programme of the visit to Barcelona",
        title_ko="바르셀로나 방문 일정 초안",
        responsible="eu",
        forecast=days(story.day(5)),
    )


def _sent(story: Story) -> Thread:
    what = ("Send the data sheet of the fare box that returns change", "거스름돈 반환 요금함 제원표 송부")
    yield from promise(story, CODE, on=-52, who="barcelona", side="counterpart", due=-38, owner="busan", what=what)
    yield story.date(-39)
    with story.on(-39, "busan") as acting:
        sent = promised(story, CODE, what[0])
        finish_follow_up(**acting, follow_up=sent, version=sent.version, result="제원표(영문) 송부 완료")


def _promises(story: Story) -> Thread:
    yield from promise(
        story,
        CODE,
        on=-45,
        who="busan",
        side="counterpart",
        due=-12,
        owner="busan",
        what=("List of the 26 smart services on trial in Busan", "부산 시범 스마트 서비스 26종 목록"),
    )
    yield from promise(
        story,
        CODE,
        on=-33,
        who="busan",
        side="eu",
        due=-2,
        owner="barcelona",
        what=("Yield figures of the solar roofs in 22@", "22@ 지구 태양광 지붕 발전량 자료"),
    )


def _action_plan(story: Story) -> Thread:
    yield story.date(-30)
    with story.on(-30, "busan", 10) as acting:
        plan = text(story, CODE, "action-plan")
        EditText.do(plan, **acting, version=plan.version, changes=VISION | OBJECTIVES)
    yield from ask(story, CODE, "action-plan", on=-28, who="busan")
    yield from agree(story, CODE, "action-plan", "eu", on=-22, who="barcelona")
    yield from agree(story, CODE, "action-plan", "counterpart", on=-21, who="busan")
    # A later edit voids both, and both are asked again: Barcelona has answered, Busan has not.
    yield story.date(-14)
    with story.on(-14, "barcelona", 15) as acting:
        plan = text(story, CODE, "action-plan")
        changes = {name: OBJECTIVES[name] + MORE[name] for name in OBJECTIVES}
        EditText.do(plan, **acting, version=plan.version, changes=changes)
    yield from agree(story, CODE, "action-plan", "eu", on=-13, who="barcelona")


def _message(story: Story) -> Thread:
    """A text of a milestone's own: Busan has a second one to confirm, and can do both at once."""
    yield from own_milestone(
        story,
        CODE,
        on=-16,
        who="barcelona",
        stage="decentralised-cooperation",
        code="joint-message",
        title_en="Joint message of both cities to their universities",
        title_ko="양 도시 대학에 보내는 공동 메시지",
        outcome_en="Both cities invite their universities to study the reuse of industrial areas together.",
        outcome_ko="양 도시는 산업지역 재생을 함께 연구하도록 각 도시의 대학을 초청한다.",
        responsible="both",
        confirmation="both",
        forecast=days(story.day(9)),
    )
    yield from ask(story, CODE, "milestone-joint-message", on=-6, who="barcelona")
    yield from agree(story, CODE, "milestone-joint-message", "eu", on=-6, who="barcelona")
