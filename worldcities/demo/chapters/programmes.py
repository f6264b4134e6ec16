"""The agendas of the invented missions: Busan's first visit as it was, the visit to Barcelona as it is planned."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from core.periods import PartialDate
from events.models import AgendaItem
from events.services.agenda_answers import answer_item
from events.services.agenda_lines import digest_of
from events.services.agenda_releases import release_agenda
from events.services.agenda_shown import draft_lines
from events.services.agendas import add_item, edit_item
from partnerships.models import Organisation, Theme
from worldcities.demo.chapters.missions import BUSAN, TO_EUROPE, TO_KOREA, event, monday

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread

# Day of the visit, from, until, kind, titles, place, topic, host.
type Item = tuple[int, str, str, str, str, str, str, str, str]
IN_BUSAN: tuple[Item, ...] = (
    (0, "09:30", "10:30", "meeting", "Welcome at the City Hall", "부산시청 환영 행사", "City Hall", "", ""),
    (0, "11:00", "12:30", "site-visit", "F1963", "F1963", "F1963", "idle-spaces", ""),
    (0, "12:30", "14:00", "meal", "Lunch", "오찬", "", "", ""),
    (0, "15:00", "17:00", "site-visit", "Suyeong Overpass", "수영고가도로", "Suyeong", "idle-spaces", ""),
    (
        1,
        "10:00",
        "11:30",
        "site-visit",
        "Bus fare boxes at Samwon FA",
        "삼원FA 버스 요금함 견학",
        "Samwon FA",
        "bus-fare-payment",
        "samwon-fa",
    ),
    (1, "14:00", "15:30", "meeting", "What each side takes home", "시사점 정리 회의", "City Hall", "", ""),
)
IN_BARCELONA: tuple[Item, ...] = (
    (0, "09:30", "10:30", "meeting", "Welcome at Casa Asia", "카사 아시아 환영 행사", "Casa Asia", "", "casa-asia"),
    (
        0,
        "11:30",
        "13:00",
        "site-visit",
        "Barcelona Supercomputing Centre",
        "바르셀로나 슈퍼컴퓨팅센터",
        "Barcelona Supercomputing Centre",
        "smart-city",
        "barcelona-supercomputing-centre",
    ),
    (0, "13:00", "14:30", "meal", "Lunch", "오찬", "", "", ""),
    (
        0,
        "15:00",
        "16:30",
        "site-visit",
        "Presentation of the GrowSmarter project",
        "그로우스마터 프로젝트 소개",
        "22@",
        "smart-city",
        "growsmarter",
    ),
    (1, "09:30", "11:00", "site-visit", "22@ innovation district", "22@ 혁신지구", "22@", "idle-spaces", ""),
    (1, "11:30", "13:00", "site-visit", "Superblocks", "슈퍼블록", "Sant Antoni", "urban-regeneration", ""),
    (1, "15:00", "16:00", "session", "Digital transformation strategy", "디지털 전환 전략", "City Hall", "ict", ""),
    (
        2,
        "09:00",
        "10:00",
        "session",
        "Challenges of urban planning",
        "도시계획 과제",
        "City Hall",
        "urban-regeneration",
        "",
    ),
    (
        2,
        "10:30",
        "12:00",
        "session",
        "Research, development and education",
        "연구개발 및 교육",
        "City Hall",
        "university-research",
        "",
    ),
)
VISIT_TO_BUSAN, VISIT_TO_BARCELONA = TO_KOREA[0][3], TO_EUROPE[0][3]


def threads(story: Story) -> list[Thread]:
    """Both agendas, from the first draft to what the hosts answered."""
    return [_in_busan(story), _in_barcelona(story)]


def _write(story: Story, acting: Any, title: str, first: dt.date, items: tuple[Item, ...]) -> None:
    for day, start, end, kind, title_en, title_ko, place, topic, host in items:
        values = {
            "kind": kind,
            "title_en": title_en,
            "title_ko": title_ko,
            "on_date": PartialDate(first + dt.timedelta(day)),
            "starts_at": dt.time.fromisoformat(start),
            "ends_at": dt.time.fromisoformat(end),
            "place": place,
            "topic": Theme.objects.get(strand=story.strand, code=topic) if topic else None,
            "host": Organisation.objects.get(code=host) if host else None,
            "languages": "en;ko" if kind in {"meeting", "session", "site-visit"} else "",
        }
        add_item(**acting, event=event(story, title), values=values)


def _release(story: Story, acting: Any, title: str, note: str) -> None:
    row = event(story, title)
    release_agenda(**acting, event=row, digest=digest_of(draft_lines(row)), note=note)


def _item(story: Story, title: str, title_en: str) -> AgendaItem:
    rows = AgendaItem.objects.standing().select_related("event__strand")
    return rows.get(event=event(story, title), title_en=title_en)


def _in_busan(story: Story) -> Thread:
    """What Barcelona's people saw in Busan, released before they came."""
    yield story.after_launch(-8)
    with story.on(story.after_launch(-8), "busan", 14) as acting:
        _write(story, acting, VISIT_TO_BUSAN, story.after_launch(1), IN_BUSAN)
        _release(story, acting, VISIT_TO_BUSAN, "")


def _in_barcelona(story: Story) -> Thread:
    """Written by the host, released once, then changed: one host has declined its hour, one has not answered."""
    yield story.date(-11)
    first = monday(story) + dt.timedelta(2)
    with story.on(-11, "barcelona", 10) as acting:
        _write(story, acting, VISIT_TO_BARCELONA, first, IN_BARCELONA)
        for name in (
            "Welcome at Casa Asia",
            "Barcelona Supercomputing Centre",
            "Presentation of the GrowSmarter project",
        ):
            item = _item(story, VISIT_TO_BARCELONA, name)
            answer_item(**acting, item=item, version=item.version, act="ask")
    yield story.date(-7)
    with story.on(-7, "barcelona", 11) as acting:
        item = _item(story, VISIT_TO_BARCELONA, "Welcome at Casa Asia")
        answer_item(**acting, item=item, version=item.version, act="confirm", reason="Coffee is served from 09:15.")
        _release(story, acting, VISIT_TO_BARCELONA, "The first version for the delegates")
    yield story.date(-3)
    with story.on(-3, "barcelona", 9, 30) as acting:
        item = _item(story, VISIT_TO_BARCELONA, "Barcelona Supercomputing Centre")
        answer_item(**acting, item=item, version=item.version, act="decline", reason="The hall is closed until 13:30.")
        item = _item(story, VISIT_TO_BARCELONA, "Presentation of the GrowSmarter project")
        changes = {"starts_at": dt.time(16), "ends_at": dt.time(17, 30)}
        edit_item(**acting, item=item, version=item.version, changes=changes)


__all__ = ["BUSAN", "VISIT_TO_BARCELONA", "VISIT_TO_BUSAN", "threads"]
