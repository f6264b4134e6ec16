"""Suwon and the Scottish Cities Alliance: on track, with one text in Suwon's internal approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerships.confirmations.actions import EditText, TakeToApproval
from worldcities.demo.chapters.acts import agree, ask, promise, report, text, waiting
from worldcities.demo.story import days

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread

CODE = "suwon-scottish-cities-alliance"
PLAN = {
    "vision_en": "Heritage that residents use every day, told with open data.",
    "vision_ko": "시민이 일상에서 누리고 공공데이터로 알리는 문화유산",
    "objectives_en": "1. Publish one heritage data set of each city in the same form.\n"
    "2. Exchange two specialists in conservation for a week.",
    "objectives_ko": "1. 도시별 문화유산 데이터를 같은 형식으로 1건씩 공개한다.\n"
    "2. 보존 전문가를 2명씩 1주간 상호 파견한다.",
}


def threads(story: Story) -> list[Thread]:
    """From the launch to today."""
    return [_launch(story), _promises(story), _plan(story)]


def _launch(story: Story) -> Thread:
    yield from report(story, CODE, "launch-meeting", on=story.after_launch(1), who="suwon", actual=days(story.launch))
    visit = days(story.after_launch(1), story.after_launch(3))
    yield from report(story, CODE, "host-visit", on=story.after_launch(7), who="suwon", actual=visit)
    yield from ask(story, CODE, "agreed-themes", on=story.after_launch(15), who="suwon")
    yield from agree(story, CODE, "agreed-themes", "counterpart", on=story.after_launch(15), who="suwon")
    yield from agree(story, CODE, "agreed-themes", "eu", on=story.after_launch(17), who="scottish-cities-alliance")
    who = "scottish-cities-alliance"
    yield from report(story, CODE, "mid-term-call", on=-6, who=who, actual=days(story.day(-6)))


def _promises(story: Story) -> Thread:
    yield from promise(
        story,
        CODE,
        on=-25,
        who="suwon",
        side="eu",
        due=9,
        owner="scottish-cities-alliance",
        what=("Sample of the Dundee heritage data set", "던디 문화유산 데이터 표본"),
    )
    yield from promise(
        story,
        CODE,
        on=-25,
        who="suwon",
        side="counterpart",
        due=16,
        owner="suwon",
        what=("", "수원화성 보존 사업 자료(영문) 준비"),
    )


def _plan(story: Story) -> Thread:
    yield story.date(-36)
    with story.on(-36, "scottish-cities-alliance") as acting:
        plan = text(story, CODE, "action-plan")
        EditText.do(plan, **acting, version=plan.version, changes=PLAN)
    yield from ask(story, CODE, "action-plan", on=-35, who="scottish-cities-alliance")
    yield from agree(story, CODE, "action-plan", "eu", on=-35, who="scottish-cities-alliance")
    yield from agree(story, CODE, "action-plan", "counterpart", on=-27, who="suwon")
    # The Alliance adds a step: the plan needs both sides' word again, and Suwon's goes up its own way.
    yield story.date(-5)
    with story.on(-5, "scottish-cities-alliance", 12) as acting:
        plan = text(story, CODE, "action-plan")
        changes = {
            "objectives_en": PLAN["objectives_en"] + "\n3. Show both data sets at the closing meeting.",
            "objectives_ko": PLAN["objectives_ko"] + "\n3. 최종회의에서 두 데이터를 함께 발표한다.",
        }
        EditText.do(plan, **acting, version=plan.version, changes=changes)
    yield from agree(story, CODE, "action-plan", "eu", on=-5, who="scottish-cities-alliance")
    yield story.date(-4)
    with story.on(-4, "suwon") as acting:
        row = waiting(story, CODE, "action-plan", "counterpart")
        TakeToApproval.do(
            row,
            **acting,
            version=row.version,
            until=story.day(6),
            function="국제협력과장",
            document="국제협력과-1482",
            reason="",
        )
