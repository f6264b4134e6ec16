"""What Suwon and the Scottish cities let the public read of their cooperation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.services.public_items import candidates
from reports.services.public_writing import edit_results, find_results
from worldcities.demo.chapters.acts import agree, ask

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread

SUWON = "suwon-scottish-cities-alliance"
SLUG = "public-results"
SUMMARY = {
    "summary_en": "Suwon and seven Scottish cities compare how they open the data of their old buildings.",
    "summary_ko": "수원시와 스코틀랜드 7개 도시는 문화유산 데이터의 공개 방식을 비교하고 있습니다.",
}


def threads(story: Story) -> list[Thread]:
    """Written by Suwon, released by both."""
    return [
        _written(story),
        ask(story, SUWON, SLUG, on=-9, who="suwon"),
        agree(story, SUWON, SLUG, "counterpart", on=-8, who="suwon"),
        agree(story, SUWON, SLUG, "eu", on=-7, who="scottish-cities-alliance"),
    ]


def _written(story: Story) -> Thread:
    """A summary, and the records that can be shown."""
    yield story.date(-10)
    with story.on(-10, "suwon", 15) as acting:
        results = find_results(story.pairing(SUWON))
        items = [one.item for one in candidates(results.pairing)][:4]
        edit_results(**acting, results=results, version=results.version, changes={**SUMMARY, "items": items})
