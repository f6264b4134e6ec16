"""The missions of the invented strand: the first one in Korea, held at the launch, and the one to Europe to come.

Two of Busan go to Europe, who have said what they need, and four of Gwangju, with one who waits.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from core.periods import Period
from core.tokens import hash_of
from events.delegates.actions import MakeLink
from events.delegates.services import save_details
from events.delegations.actions import AcceptDelegate
from events.delegations.quota_actions import SetQuotas
from events.delegations.services import nominate
from events.enums import NeedsGiven
from events.events.actions import AddEvent, AddHeadCount
from events.events.move_actions import RescheduleEvent
from events.events.state_actions import AnnounceEvent, ConfirmEvent, MarkEventNotReported, ReportEventHeld
from events.models import Delegate, DelegateLink, Delegation, Event
from partnerships.milestones.actions import MarkMilestoneNotReported
from partnerships.models import City, Participation
from worldcities.demo.story import Acting, Story, Thread, days, month

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
    """From the launch to the mission in six weeks, and its delegates."""
    return [
        _to_korea(story),
        _visit_not_reported(story),
        _to_europe(story),
        _webinar(story),
        _unreported(story),
        _of_gwangju(story),
        _of_busan(story),
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
    story: Story,
    acting: Acting,
    whole: Event,
    visits: Iterable[tuple[str, ...]],
    forecast: Period,
    milestone: str,
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
    MarkEventNotReported.do(silent, **acting, version=silent.version, reason=reason)
    parts = set(whole.parts.exclude(pk=silent.pk).values_list("pk", flat=True))
    ReportEventHeld.do(whole, **acting, version=whole.version, actual=days(first, last), parts=parts)
    guests = {"whom_en": "European delegates", "whom_ko": "유럽 대표단", "least": 20, "most": 20, "side": "eu"}
    values = guests | {"source": "https://example.org/launch-in-seoul"}
    AddHeadCount.do(story.event(LAUNCH), **acting, values=values)


def _visit_not_reported(story: Story) -> Thread:
    """Of a pairing that has been silent since."""
    acting = yield story.on(-40, "staff")
    row = story.milestone("seoul-eindhoven", "host-visit")
    reason = "Neither side has reported on which days the visit took place."
    MarkMilestoneNotReported.do(row, **acting, version=row.version, reason=reason)


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
            version=row.version,
            forecast=days(start + dt.timedelta(first), start + dt.timedelta(last) if last else None),
            reason="The hall in Copenhagen is free in this week; later the partners' budgets for travel are closed.",
        )
    whole = story.event(IN_EUROPE)
    AnnounceEvent.do(whole, **acting, version=whole.version)
    acting = yield story.on(-12, "staff", 10)
    whole = story.event(IN_EUROPE)
    of_tampere = (story.partner("tampere"), 3, "Two of Tampere's people host the visit to the bus depot.")
    sides, until = {"counterpart": 4, "eu": 5}, story.day(8)
    SetQuotas.do(whole, **acting, version=whole.version, sides=sides, partners=[of_tampere], until=until)


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
    row = story.event(added.title_en)
    ConfirmEvent.do(row, **acting, version=row.version)


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
    head = _again(head)
    AcceptDelegate.do(head, **acting, version=head.version)


def _of_busan(story: Story) -> Thread:
    """Two, who have given what they need on their own pages."""
    acting = yield story.on(-9, "busan", 11)
    delegates = _nominate(story, acting, "busan", OF_BUSAN)
    acting = yield story.on(-5, "busan", 10)
    for delegate, needs in zip(delegates, NEEDS, strict=True):
        row = _again(delegate)
        made = MakeLink.do(row, **acting, version=row.version, language="ko")
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
