"""The agendas of the invented missions, and what came of the first visit to Busan.

Of the visit there are notes with interests, of which one is undecided, and minutes that both sides have confirmed.
"""

import datetime as dt

from core.periods import PartialDate
from events.agendas.actions import AddItem, AskHost, ConfirmHost, DeclineHost, EditItem, ReleaseAgenda
from events.agendas.selectors import digest_of, draft_lines
from events.models import AgendaItem, Minutes, NotedInterest, VisitNote
from events.visits.actions import AddVisitNote, DropInterest, TakeUpInterest
from events.visits.minutes_actions import EditMinutes
from events.visits.selectors import items_to_write
from partnerships.models import Organisation, Theme
from worldcities.demo.busan_barcelona import CODE, FARES
from worldcities.demo.missions import TO_EUROPE, TO_KOREA, monday
from worldcities.demo.story import Acting, Pair, Story, Thread

# Day of the visit, from, until, kind, titles, place, topic, host.
type Item = tuple[int, str, str, str, str, str, str, str, str]
IN_BUSAN: tuple[Item, ...] = (
    (0, "09:30", "10:30", "meeting", "Welcome at the City Hall", "부산시청 환영 행사", "City Hall", "", ""),
    (0, "11:00", "12:30", "site-visit", "F1963", "F1963", "F1963", "idle-spaces", ""),
    (0, "15:00", "17:00", "site-visit", "Suyeong Overpass", "수영고가도로", "Suyeong", "idle-spaces", ""),
    (
        *(1, "10:00", "11:30", "site-visit", "Bus fare boxes at Samwon FA", "삼원FA 버스 요금함 견학"),
        *("Samwon FA", "bus-fare-payment", "samwon-fa"),
    ),
    (1, "14:00", "15:30", "meeting", "What each side takes home", "시사점 정리 회의", "City Hall", "", ""),
)
SUPERCOMPUTING = "Barcelona Supercomputing Centre"
ASKED = ("Welcome at Casa Asia", SUPERCOMPUTING, "Presentation of the GrowSmarter project")
IN_BARCELONA: tuple[Item, ...] = (
    (0, "09:30", "10:30", "meeting", ASKED[0], "카사 아시아 환영 행사", "Casa Asia", "", "casa-asia"),
    (
        *(0, "11:30", "13:00", "site-visit", SUPERCOMPUTING, "바르셀로나 슈퍼컴퓨팅센터"),
        *(SUPERCOMPUTING, "smart-city", "barcelona-supercomputing-centre"),
    ),
    (0, "13:00", "14:30", "meal", "Lunch", "오찬", "", "", ""),
    (0, "15:00", "16:30", "site-visit", ASKED[2], "그로우스마터 프로젝트 소개", "22@", "smart-city", "growsmarter"),
    (1, "09:30", "11:00", "site-visit", "22@ innovation district", "22@ 혁신지구", "22@", "idle-spaces", ""),
    (1, "15:00", "16:00", "session", "Digital transformation strategy", "디지털 전환 전략", "City Hall", "ict", ""),
)
VISIT_TO_BUSAN, VISIT_TO_BARCELONA = TO_KOREA[0][3], TO_EUROPE[0][3]
# What was seen in Busan: the item, its topic, the note in English and in Korean.
SEEN = (
    ("F1963", "idle-spaces", "A wire factory that became a library and a hall; the owner pays for the garden.", ""),
    (
        *("Bus fare boxes at Samwon FA", "bus-fare-payment"),
        *("A fare box that counts coins and gives change while the bus drives.", ""),
    ),
    (
        *("Suyeong Overpass", "idle-spaces"),
        "Workshops below the overpass; noise is the price of the cheap rent.",
        "고가도로 아래 작업장. 임대료가 싼 대신 소음이 있음",
    ),
)
MINUTES = {
    "F1963": {
        "said_en": "The owner keeps the garden open and pays for it; the city pays for the library.",
        "said_ko": "정원은 소유 기업이, 도서관은 시가 운영비를 부담함",
    },
    "What each side takes home": {
        "said_en": "Barcelona looks for one empty hall; Busan sends the contract of F1963.",
        "said_ko": "바르셀로나는 빈 건물 한 곳을 찾고, 부산은 F1963 협약서를 송부하기로 함",
        "decision_en": "A call every second month, the next one before the mission to Europe.",
        "decision_ko": "두 달마다 화상회의 개최, 유럽 방문 전에 다음 회의 개최",
    },
}


def threads(story: Story) -> list[Thread]:
    """From the first draft of an agenda to what the hosts answered; from the visit to its minutes."""
    return [_in_busan(story), _in_barcelona(story), _notes(story), _minutes(story)]


def _write(story: Story, acting: Acting, title: str, first: dt.date, items: tuple[Item, ...]) -> None:
    event = story.event(title)
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
            "languages": "" if kind == "meal" else "en;ko",
        }
        AddItem.do(event, **acting, values=values)


def _release(story: Story, acting: Acting, title: str, note: str) -> None:
    row = story.event(title)
    ReleaseAgenda.do(row, **acting, seen=digest_of(draft_lines(row)), note=note)


def _in_busan(story: Story) -> Thread:
    """What Barcelona's people saw in Busan, released before they came."""
    acting = yield story.on(story.after_launch(-8), "busan", 14)
    _write(story, acting, VISIT_TO_BUSAN, story.after_launch(1), IN_BUSAN)
    _release(story, acting, VISIT_TO_BUSAN, "")


def _in_barcelona(story: Story) -> Thread:
    """Written by the host, released once, then changed: one host has declined its hour, one has not answered."""

    def item(title_en: str) -> AgendaItem:
        rows = AgendaItem.objects.active().select_related("event__strand")
        return rows.get(event=story.event(VISIT_TO_BARCELONA), title_en=title_en)

    acting = yield story.on(-11, "barcelona", 10)
    _write(story, acting, VISIT_TO_BARCELONA, monday(story) + dt.timedelta(2), IN_BARCELONA)
    for title in ASKED:
        row = item(title)
        AskHost.do(row, **acting, version=row.version)
    acting = yield story.on(-7, "barcelona", 11)
    row = item(ASKED[0])
    ConfirmHost.do(row, **acting, version=row.version, reason="Coffee is served from 09:15.")
    _release(story, acting, VISIT_TO_BARCELONA, "The first version for the delegates")
    acting = yield story.on(-3, "barcelona", 9, 30)
    row = item(SUPERCOMPUTING)
    DeclineHost.do(row, **acting, version=row.version, reason="The hall is closed until 13:30.")
    row = item(ASKED[2])
    EditItem.do(row, **acting, version=row.version, changes={"starts_at": dt.time(16), "ends_at": dt.time(17, 30)})


def _notes(story: Story) -> Thread:
    """Three things that Barcelona's people saw, and what became of their interest."""

    def interest(what: str) -> NotedInterest:
        pairing = story.pairing(CODE)
        found: NotedInterest = NotedInterest.objects.get(note__pairing=pairing, note__what_en=what)
        return found

    acting = yield story.on(story.after_launch(2), "barcelona", 18)
    visited, pairing = story.event(VISIT_TO_BUSAN), story.pairing(CODE)
    for title, topic, what_en, what_ko in SEEN:
        values = {
            "what_en": what_en,
            "what_ko": what_ko,
            "item": AgendaItem.objects.get(event=visited, title_en=title),
            "topic": Theme.objects.get(strand=story.strand, code=topic),
        }
        AddVisitNote.do(VisitNote(event=visited, pairing=pairing), **acting, values=values, sides=("eu",))
    acting = yield story.on(story.after_launch(16), "barcelona", 12)
    row = interest(SEEN[2][2])
    DropInterest.do(row, **acting, version=row.version, reason="Barcelona has no such overpass.")
    acting = yield story.on(-38, "barcelona", 12)
    row = interest(SEEN[1][2])
    TakeUpInterest.do(row, **acting, version=row.version, project=story.project(FARES))


def _minutes(story: Story) -> Thread:
    """Barcelona writes what was said and decided in Busan, and both sides confirm it."""
    pair, after = Pair(story, CODE), story.after_launch
    acting = yield story.on(after(9), "barcelona", 10)
    minutes = Minutes(event=story.event(VISIT_TO_BUSAN), pairing=pair.row)
    items = [row | MINUTES.get(row["title_en"], {}) for row in items_to_write(minutes)]
    changes = {"summary_en": "Two days in Busan, five places, one decision.", "items": items}
    slug = EditMinutes.do(minutes, **acting, changes=changes).text_slug
    yield from pair.ask(slug, on=after(9), who="barcelona")
    yield from pair.confirm(slug, "eu", on=after(9), who="barcelona")
    yield from pair.confirm(slug, "counterpart", on=after(13), who="busan")
