"""The agreements of the invented strand: one waits for Busan's word, one is signed, one is only talked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.periods import PartialDate
from partnerships.agreements.actions import AddAgreement, SignAgreement
from partnerships.confirmations.actions import RequestConfirmation
from partnerships.models import Agreement
from worldcities.demo.chapters.acts import agree
from worldcities.demo.chapters.project_acts import project

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread

BUSAN, SUWON, GWANGJU = "busan-barcelona", "suwon-scottish-cities-alliance", "gwangju-tampere"
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
AIR = {
    "kind": "letter-of-intent",
    "title_en": "Letter of intent on common measuring of the air",
    "title_ko": "대기질 공동 측정 협력의향서",
    "text_en": "Both cities measure the air along one road each with the same sensors, and publish the values.",
    "text_ko": "양 도시는 도로 한 곳씩에서 같은 측정기로 대기질을 측정하고 그 값을 공개한다.",
}
HERITAGE = {
    "kind": "joint-declaration",
    "title_en": "Joint declaration on open heritage data",
    "title_ko": "문화유산 데이터 개방 공동선언",
}


def threads(story: Story) -> list[Thread]:
    """From the first draft to today."""
    return [_trials(story), _air(story), _heritage(story)]


def _agreement(story: Story, code: str) -> Agreement:
    rows = Agreement.objects.select_related("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
    return rows.get(strand=story.strand, code=code)


def _add(story: Story, pairing: str, values: dict[str, str], *, on: int, who: str, anchor: str = "") -> Agreement:
    anchored = [project(story, anchor)] if anchor else []
    with story.on(on, who, 13) as acting:
        return AddAgreement.do(story.pairing(pairing), **acting, values={**values, "projects": anchored})


def _ask(story: Story, code: str, *, on: int, who: str) -> None:
    with story.on(on, who, 14) as acting:
        record = _agreement(story, code)
        RequestConfirmation.do(record, **acting, version=record.version)


def _trials(story: Story) -> Thread:
    yield story.date(-36)
    made = _add(
        story,
        BUSAN,
        TRIALS,
        on=-36,
        who="barcelona",
        anchor="smart-street-lights-of-busan-tried-in-barcelona",
    )
    yield story.date(-8)
    _ask(story, made.code, on=-8, who="barcelona")
    yield from agree(story, BUSAN, made.text_slug, "eu", on=-8, who="barcelona")


def _air(story: Story) -> Thread:
    yield story.date(-40)
    made = _add(story, GWANGJU, AIR, on=-40, who="gwangju", anchor="one-way-of-measuring-the-air-along-roads")
    yield story.date(-38)
    _ask(story, made.code, on=-38, who="gwangju")
    yield from agree(story, GWANGJU, made.text_slug, "counterpart", on=-38, who="gwangju")
    yield from agree(story, GWANGJU, made.text_slug, "eu", on=-33, who="tampere")
    yield story.date(-26)
    with story.on(-26, "tampere", 12) as acting:
        row = _agreement(story, made.code)
        SignAgreement.do(row, **acting, version=row.version, signed_on=PartialDate(story.day(-26)))


def _heritage(story: Story) -> Thread:
    yield story.date(-17)
    _add(story, SUWON, HERITAGE, on=-17, who="suwon", anchor="open-data-of-fortress-and-old-town")
