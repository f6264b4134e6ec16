"""The missions of the invented strand: the first one in Korea, held at the launch, and the one to Europe to come.

Two of Busan go to Europe, who have said what they need, and four of Gwangju, with one who waits. Both missions have
agendas; of the first visit to Busan there are notes with interests, of which one is undecided, and minutes that both
sides have confirmed.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from core.access import hash_of
from core.periods import PartialDate, Period
from events.agendas.actions import AddItem, AskHost, ConfirmHost, DeclineHost, EditItem, ReleaseAgenda
from events.agendas.selectors import digest_of, draft_lines
from events.delegates.actions import MakeLink
from events.delegates.services import save_details
from events.delegations.actions import AcceptDelegate
from events.delegations.quota_actions import SetQuotas
from events.delegations.services import nominate
from events.enums import NeedsGiven
from events.events.actions import AddEvent, AddHeadCount
from events.events.move_actions import RescheduleEvent
from events.events.state_actions import AnnounceEvent, ConfirmEvent, MarkEventNotReported, ReportEventHeld
from events.models import AgendaItem, Delegate, DelegateLink, Delegation, Event, Minutes, NotedInterest, VisitNote
from events.visits.actions import AddVisitNote, DropInterest, TakeUpInterest
from events.visits.minutes_actions import EditMinutes
from events.visits.selectors import items_to_write
from partnerships.milestones.actions import MarkMilestoneNotReported
from partnerships.models import City, Organisation, Participation, Theme
from worldcities.demo.busan_barcelona import CODE, FARES
from worldcities.demo.story import Acting, Pair, Story, Thread, days, month

IN_KOREA, IN_EUROPE = "First working meeting in Korea", "Second working meeting in Europe"
LAUNCH, PLENARY = "Launch meeting in Seoul", "Plenary meeting in Copenhagen"
# The visits of each mission: pairing, city, host, titles in both languages.
TO_KOREA = (
    ("busan-barcelona", "busan", "busan", "Barcelona delegation in Busan", "바르셀로나 대표단 부산 방문"),
    ("gwangju-tampere", "gwangju", "gwangju", "Tampere delegation in Gwangju", "탐페레 대표단 광주 방문"),
    (
        *("seoul-eindhoven", "songpa-gu", "seoul"),
        *("Eindhoven delegation in Seoul (Songpa-gu)", "에인트호번 대표단 서울시 송파구 방문"),
    ),
)
TO_EUROPE = (
    ("busan-barcelona", "barcelona", "barcelona", "Busan delegation in Barcelona", "부산 대표단 바르셀로나 방문"),
    ("gwangju-tampere", "tampere", "tampere", "Gwangju delegation in Tampere", "광주 대표단 탐페레 방문"),
)
# Family name, given name, name in Hangul, function, organisation, sector, role.
OF_BUSAN = (
    ("Kim", "Taeho", "김태호", "Director, Urban Regeneration", "Busan Metropolitan City", "government", "head"),
    ("Yoon", "Sera", "윤세라", "Senior Researcher", "Busan Development Institute", "research", "rapporteur"),
)
OF_GWANGJU = (
    ("Park", "Jinwoo", "박진우", "Director, Clean Air", "Gwangju Metropolitan City", "government", "head"),
    ("Han", "Nari", "한나리", "Team Leader, Air Data", "Gwangju Metropolitan City", "government", "rapporteur"),
    ("Oh", "Sejun", "오세준", "Professor", "Chonnam National University", "research", "member"),
    ("Lim", "Bora", "임보라", "Managing Director", "Gwangju Green Network", "civil-society", "member"),
    ("Seo", "Minjae", "서민재", "Engineer", "Clean Vehicle Works", "business", "member"),
)
NEEDS = (
    {
        "diet": "조개·갑각류 알레르기가 있습니다. 매운 음식은 괜찮습니다.",
        "arrival": "코펜하겐, 전날 저녁 도착 예정",
        "departure": "바르셀로나, 마지막 날 밤 출발 예정",
        "interpretation": "영어 발표의 한국어 통역",
    },
    {
        "diet": "채식을 합니다(달걀과 우유는 먹습니다).",
        "access": "계단이 많은 곳에서는 승강기가 필요합니다.",
        "emergency_name": "윤세민(형제)",
        "emergency_phone": "+82 51 555 0142",
    },
)


def threads(story: Story) -> list[Thread]:
    """From the launch to the mission in six weeks with its delegates; their agendas; from a visit to its minutes."""
    return [
        _to_korea(story),
        # Of a pairing that has been silent since.
        story.act(
            *(-40, "staff", MarkMilestoneNotReported, lambda: story.milestone("seoul-eindhoven", "host-visit")),
            reason="Neither side has reported on which days the visit took place.",
        ),
        _to_europe(story),
        _webinar(story),
        _unreported(story),
        _of_gwangju(story),
        _of_busan(story),
        _in_busan(story),
        _in_barcelona(story),
        _notes(story),
        _minutes(story),
    ]


def monday(story: Story) -> dt.date:
    """The Monday of the mission to Europe, some six weeks from today."""
    day = story.date(45)
    return day - dt.timedelta(day.weekday())


def _add(story: Story, acting: Acting, titles: tuple[str, str], kind: str, **values: Any) -> Event:
    """Add an event; `cities`, `hosts` and `pairings` are given by their codes."""
    hosts = Participation.objects.filter(strand=story.strand, partner__code__in=values.get("hosts", ()))
    values |= {
        "title_en": titles[0],
        "title_ko": titles[1],
        "kind": kind,
        "cities": list(City.objects.filter(code__in=values.get("cities", ()))),
        "hosts": list(hosts.select_related("partner")),
        "pairings": [story.pairing(code) for code in values.get("pairings", ())],
    }
    added: Event = AddEvent.do(story.strand, **acting, values=values)
    return added


def _add_visits(
    story: Story, acting: Acting, whole: Event, visits: Iterable[tuple[str, ...]], forecast: Period, milestone: str
) -> None:
    for pairing, city, host, *titles in visits:
        names = (titles[0], titles[1])
        parts = {"part_of": whole, "pairings": [pairing], "cities": [city], "hosts": [host]}
        _add(story, acting, names, "study-visit", **parts, forecast=forecast, milestones=[milestone])


def _to_korea(story: Story) -> Thread:
    """The first mission: the launch in Seoul and three visits, of which nobody has reported the one to Songpa-gu."""
    first, last = story.launch, story.after_launch(3)
    acting = yield story.on(story.after_launch(-20), "staff", 10)
    whole = _add(
        story,
        acting,
        (IN_KOREA, "제1차 실무회의(한국)"),
        "mission",
        all_pairings=True,
        cities=["seoul", "busan", "gwangju", "songpa-gu"],
        hosts=["seoul", "busan", "gwangju"],
        forecast=days(first, last),
    )
    _add(
        story,
        acting,
        (LAUNCH, "서울 출범회의"),
        "launch",
        part_of=whole,
        all_pairings=True,
        cities=["seoul"],
        hosts=["seoul"],
        forecast=days(first),
        milestones=["launch-meeting"],
    )
    _add_visits(story, acting, whole, TO_KOREA, days(story.after_launch(1), last), "host-visit")
    acting = yield story.on(story.after_launch(8), "staff", 11)
    whole, silent = story.event(IN_KOREA), story.event(TO_KOREA[2][3])
    reason = "Neither side has reported this visit."
    MarkEventNotReported.do(silent, **acting, reason=reason)
    parts = set(whole.parts.exclude(pk=silent.pk).values_list("pk", flat=True))
    ReportEventHeld.do(whole, **acting, actual=days(first, last), parts=parts)
    guests = {"whom_en": "European delegates", "whom_ko": "유럽 대표단", "least": 20, "most": 20, "side": "eu"}
    values = guests | {"source": "https://example.org/launch-in-seoul"}
    AddHeadCount.do(story.event(LAUNCH), **acting, values=values)


def _to_europe(story: Story) -> Thread:
    """The mission to Europe: planned for a month, moved forward to a week, with its quota and two visits."""
    start = monday(story)
    later = Period(month(start, 3))
    acting = yield story.on(story.after_launch(30), "staff", 10)
    whole = _add(
        story,
        acting,
        (IN_EUROPE, "제2차 실무회의(유럽)"),
        "mission",
        all_pairings=True,
        cities=["copenhagen", "barcelona", "tampere"],
        hosts=["barcelona", "tampere"],
        planned_days=5,
        forecast=later,
        objectives_en="Each pair leaves with at least one project agreed, and knows who pays for it.",
        objectives_ko="각 파트너십은 협력사업을 한 건 이상 합의하고 비용 부담 주체를 정합니다.",
    )
    _add(
        story,
        acting,
        (PLENARY, "코펜하겐 전체회의"),
        "plenary",
        part_of=whole,
        all_pairings=True,
        cities=["copenhagen"],
        venue="City Hall",
        forecast=later,
        milestones=["plenary-europe"],
    )
    _add_visits(story, acting, whole, TO_EUROPE, later, "eu-visit")
    acting = yield story.on(-16, "staff", 14)
    moves = {IN_EUROPE: (0, 4), PLENARY: (0, 0), **{visit[3]: (2, 4) for visit in TO_EUROPE}}
    for title, (first, last) in moves.items():
        row = story.event(title)
        RescheduleEvent.do(
            row,
            **acting,
            forecast=days(start + dt.timedelta(first), start + dt.timedelta(last) if last else None),
            reason="The hall in Copenhagen is free in this week; later the partners' budgets for travel are closed.",
        )
    AnnounceEvent.do(story.event(IN_EUROPE), **acting)
    acting = yield story.on(-12, "staff", 10)
    whole = story.event(IN_EUROPE)
    of_tampere = (story.partner("tampere"), 3, "Two of Tampere's people host the visit to the bus depot.")
    sides, until = {"counterpart": 4, "eu": 5}, story.day(8)
    SetQuotas.do(whole, **acting, sides=sides, partners=[of_tampere], until=until)


def _webinar(story: Story) -> Thread:
    """Busan organises it with Barcelona for next week, and has confirmed it."""
    acting = yield story.on(-5, "busan", 15)
    added = _add(
        story,
        acting,
        ("Webinar on street lights that answer to people", "보행자 반응형 가로등 웨비나"),
        "webinar",
        pairings=["busan-barcelona"],
        hosts=["busan"],
        cities=["busan"],
        meeting_url="https://meet.example.org/street-lights",
        forecast=days(story.day(9)),
    )
    ConfirmEvent.do(story.event(added.title_en), **acting)


def _unreported(story: Story) -> Thread:
    """A working meeting of Gwangju and Tampere that should have been held; nobody has reported whether it was."""
    acting = yield story.on(-40, "tampere", 12)
    titles = ("Working meeting on sensors along the road", "도로변 측정기 실무회의")
    place = {"pairings": ["gwangju-tampere"], "hosts": ["tampere"], "cities": ["tampere"]}
    _add(story, acting, titles, "working-meeting", **place, forecast=days(story.day(-10)))


def _nominate(story: Story, acting: Acting, partner: str, people: Iterable[tuple[str, ...]]) -> list[Delegate]:
    fields = ("family_name", "given_name", "name_native", "function", "organisation_name", "sector", "role")
    rows = [
        {**dict(zip(fields, one, strict=True)), "name_order": "family-first", "languages": "한국어, 영어"}
        for one in people
    ]
    return nominate(**acting, event=story.event(IN_EUROPE), participation=story.partner(partner), people=rows)


def _again(delegate: Delegate) -> Delegate:
    found = Delegate.objects.get(pk=delegate.pk)
    found.delegation = Delegation.objects.with_names().get(pk=delegate.delegation_id)
    return found


def _of_gwangju(story: Story) -> Thread:
    """Five for four places: the last one waits. Staff have accepted the head."""
    acting = yield story.on(-10, "gwangju", 16)
    head, *_others = _nominate(story, acting, "gwangju", OF_GWANGJU)
    acting = yield story.on(-7, "staff", 10)
    AcceptDelegate.do(_again(head), **acting)


def _of_busan(story: Story) -> Thread:
    """Two, who have given what they need on their own pages."""
    acting = yield story.on(-9, "busan", 11)
    delegates = _nominate(story, acting, "busan", OF_BUSAN)
    acting = yield story.on(-5, "busan", 10)
    for delegate, needs in zip(delegates, NEEDS, strict=True):
        row = _again(delegate)
        made = MakeLink.do(row, **acting, language="ko")
        token = made.url.rstrip("/").rpartition("/")[2]
        link = DelegateLink.objects.select_related("delegate").get(token_hash=hash_of(token))
        save_details(
            token=token,
            versions=f"{link.delegate.version}.0",
            person={},
            needs=needs | {"told": NeedsGiven.HERE},
            answers={"participants-list": True, "photographs": True, "public-listing": False},
            language="ko",
            spelling_checked=True,
        )


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
        AskHost.do(item(title), **acting)
    acting = yield story.on(-7, "barcelona", 11)
    ConfirmHost.do(item(ASKED[0]), **acting, reason="Coffee is served from 09:15.")
    _release(story, acting, VISIT_TO_BARCELONA, "The first version for the delegates")
    acting = yield story.on(-3, "barcelona", 9, 30)
    DeclineHost.do(item(SUPERCOMPUTING), **acting, reason="The hall is closed until 13:30.")
    EditItem.do(item(ASKED[2]), **acting, changes={"starts_at": dt.time(16), "ends_at": dt.time(17, 30)})


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
    DropInterest.do(interest(SEEN[2][2]), **acting, reason="Barcelona has no such overpass.")
    acting = yield story.on(-38, "barcelona", 12)
    TakeUpInterest.do(interest(SEEN[1][2]), **acting, project=story.project(FARES))


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
