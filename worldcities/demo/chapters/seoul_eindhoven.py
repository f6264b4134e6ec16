"""Seoul and Eindhoven: began well, and has been silent for two months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerships.confirmations.actions import EditText
from partnerships.milestones.actions import MarkMilestoneNotReported
from worldcities.demo.chapters.acts import agree, ask, report, text
from worldcities.demo.story import days

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread

CODE = "seoul-eindhoven"


def threads(story: Story) -> list[Thread]:
    """From the launch to the last sign of life."""
    return [_way(story)]


def _way(story: Story) -> Thread:
    yield from report(story, CODE, "launch-meeting", on=story.after_launch(1), who="seoul", actual=days(story.launch))
    yield from ask(story, CODE, "agreed-themes", on=story.after_launch(12), who="eindhoven")
    yield from agree(story, CODE, "agreed-themes", "eu", on=story.after_launch(12), who="eindhoven")
    yield from agree(story, CODE, "agreed-themes", "counterpart", on=story.after_launch(27), who="seoul")
    yield story.date(-61)
    with story.on(-61, "eindhoven") as acting:
        plan = text(story, CODE, "action-plan")
        changes = {
            "vision_en": "Light that people feel safe under, with half the energy.",
            "objectives_en": "1. Compare the lighting of one quarter in each city for a year.",
        }
        EditText.do(plan, **acting, version=plan.version, changes=changes)
    yield from ask(story, CODE, "action-plan", on=-61, who="eindhoven")
    yield story.date(-40)
    with story.on(-40, "staff") as acting:
        row = story.milestone(CODE, "host-visit")
        MarkMilestoneNotReported.do(
            row,
            **acting,
            version=row.version,
            reason="Neither side has said on which days the visit took place.",
        )
