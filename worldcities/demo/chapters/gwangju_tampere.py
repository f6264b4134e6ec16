"""Gwangju and Tampere: an objection stands, a coordinator has handed over, staff acted for a side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerships.milestones.actions import ObjectToMilestone
from partnerships.models import Membership
from partnerships.services.deputies import add_deputy
from worldcities.demo.chapters.acts import agree, ask, promise, report
from worldcities.demo.story import days

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread

CODE = "gwangju-tampere"


def threads(story: Story) -> list[Thread]:
    """From the launch to today."""
    return [_launch(story), _promises(story), _objection(story), _absence(story)]


def _launch(story: Story) -> Thread:
    yield from report(story, CODE, "launch-meeting", on=story.after_launch(2), who="gwangju", actual=days(story.launch))
    visit = days(story.after_launch(1), story.after_launch(2))
    yield from report(story, CODE, "host-visit", on=story.after_launch(5), who="gwangju", actual=visit)
    yield from ask(story, CODE, "agreed-themes", on=story.after_launch(16), who="gwangju")
    yield from agree(story, CODE, "agreed-themes", "counterpart", on=story.after_launch(16), who="gwangju")
    yield from agree(
        story,
        CODE,
        "agreed-themes",
        "eu",
        on=story.after_launch(30),
        who="staff",
        reason="Tampere confirmed by letter; its coordinator was changing at the time.",
    )


def _promises(story: Story) -> Thread:
    yield from promise(
        story,
        CODE,
        on=-48,
        who="earlier-tampere",
        side="eu",
        due=8,
        owner="earlier-tampere",
        what=("Measurements of the electric bus line", "전기버스 노선 측정 자료"),
    )
    yield from promise(
        story,
        CODE,
        on=-17,
        who="tampere",
        side="counterpart",
        due=14,
        owner="gwangju",
        what=("Air quality data of the last two winters", "최근 2년 겨울철 대기질 자료"),
    )


def _objection(story: Story) -> Thread:
    yield from report(story, CODE, "mid-term-call", on=-6, who="gwangju", actual=days(story.day(-7)))
    yield story.date(-3)
    with story.on(-3, "tampere", 9) as acting:
        row = story.milestone(CODE, "mid-term-call")
        ObjectToMilestone.do(
            row,
            **acting,
            version=row.version,
            reason="The call was about the visit alone. The mid-term points are still to be discussed.",
        )


def _absence(story: Story) -> Thread:
    """Gwangju's coordinator is away for some days, and Suwon's stands in."""
    yield story.date(-3)
    membership = Membership.objects.select_related("user", "participation__strand", "participation__partner").get(
        user=story.people["gwangju"], participation__strand=story.strand
    )
    with story.on(-3, "gwangju", 17) as acting:
        add_deputy(
            **acting,
            membership=membership,
            user=story.people["suwon"],
            starts_on=story.day(-1),
            ends_on=story.day(6),
        )
