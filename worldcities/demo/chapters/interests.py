"""What the partners look for and offer: stated as in the real strand, with one worked example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerships.models import Interest, Participation, Theme
from partnerships.services.interests import add_interest, add_practice

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread

# The partner whose coordinator writes each, a week before the launch.
DAY = -7
EXAMPLE = {
    "title_en": "22@: from cotton mills to an innovation district",
    "title_ko": "22@: 방직공장 지대에서 혁신지구로",
    "problem_en": "Two hundred hectares of empty mills between the old town and the sea.",
    "problem_ko": "구도심과 바다 사이에 200헥타르의 빈 공장 지대가 남아 있었습니다.",
    "solution_en": "One rule for the whole quarter: whoever builds higher gives land for housing, parks and research.",
    "solution_ko": "용적률을 더 받으면 주택·공원·연구용지를 내놓도록 지구 전체에 같은 규칙을 적용했습니다.",
    "result_en": "Within twenty years half of the area was renewed, and firms and universities moved in side by side.",
    "result_ko": "20년 만에 절반을 재생하였고, 기업과 대학이 나란히 입주했습니다.",
    "contact": "Office of urban innovation, city council",
}


def threads(story: Story) -> list[Thread]:
    """Before the launch."""
    return [_stated(story)]


def _stated(story: Story) -> Thread:
    yield story.after_launch(DAY)
    topics = {theme.code: theme for theme in Theme.objects.filter(strand=story.strand)}
    rows = Participation.objects.filter(strand=story.strand).select_related("partner").order_by("pk")
    for taking_part in rows:
        earlier = Interest.objects.filter(
            participation__strand=story.strand.previous, participation__partner=taking_part.partner
        ).select_related("topic")
        writer = "earlier-tampere" if taking_part.partner.code == "tampere" else taking_part.partner.code
        with story.on(story.after_launch(DAY), writer) as acting:
            for one in earlier.order_by("pk"):
                values = {
                    "topic": topics[one.topic.code],
                    "kind": one.kind,
                    "weight": one.weight,
                    "note_en": one.note_en,
                    "note_ko": one.note_ko,
                }
                stated = add_interest(**acting, participation=taking_part, values=values)
                if (taking_part.partner.code, one.topic.code, one.kind) == ("barcelona", "idle-spaces", "offer"):
                    add_practice(**acting, interest=stated, values=EXAMPLE)
