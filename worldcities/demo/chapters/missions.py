"""The missions of the invented strand: the first one in Korea, held at the launch, and the one to Europe to come."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from core.periods import Period
from events.models import Event
from events.services.event_moves import reschedule_event
from events.services.event_states import announce_event, confirm_event, mark_event_not_reported, report_event_held
from events.services.events import add_event
from events.services.head_counts import add_head_count
from events.services.quota_setting import PartnerQuota, set_quotas
from partnerships.models import City, Participation
from worldcities.demo.story import days, month

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread

BUSAN, SUWON, GWANGJU, SEOUL = (
    "busan-barcelona",
    "suwon-scottish-cities-alliance",
    "gwangju-tampere",
    "seoul-eindhoven",
)
# The visits of each mission: pairing, city, host, titles in both languages.
TO_KOREA = (
    (BUSAN, "busan", "busan", "Barcelona delegation in Busan", "바르셀로나 대표단 부산 방문"),
    (SUWON, "suwon", "suwon", "Scottish Cities Alliance delegation in Suwon", "스코틀랜드 도시연합 대표단 수원 방문"),
    (GWANGJU, "gwangju", "gwangju", "Tampere delegation in Gwangju", "탐페레 대표단 광주 방문"),
    (SEOUL, "songpa-gu", "seoul", "Eindhoven delegation in Seoul (Songpa-gu)", "아인트호벤 대표단 서울시 송파구 방문"),
)
TO_EUROPE = (
    (BUSAN, "barcelona", "barcelona", "Busan delegation in Barcelona", "부산 대표단 바르셀로나 방문"),
    (
        SUWON,
        "scotland",
        "scottish-cities-alliance",
        "Suwon delegation in Scotland",
        "수원 대표단 스코틀랜드 방문",
    ),
    (GWANGJU, "tampere", "tampere", "Gwangju delegation in Tampere", "광주 대표단 탐페레 방문"),
    (
        SEOUL,
        "eindhoven",
        "eindhoven",
        "Seoul (Songpa-gu) delegation in Eindhoven",
        "서울시 송파구 대표단 아인트호벤 방문",
    ),
)


def threads(story: Story) -> list[Thread]:
    """From the launch to the mission in six weeks."""
    return [_to_korea(story), _to_europe(story), _call(story), _unreported(story)]


def monday(story: Story) -> dt.date:
    """The Monday of the mission to Europe, some six weeks from today."""
    day = story.date(45)
    return day - dt.timedelta(day.weekday())


def event(story: Story, title_en: str) -> Event:
    """An event of the strand by its English title, with what rules and services read of it."""
    found: Event = Event.objects.with_names().get(strand=story.strand, title_en=title_en)
    return found


def values_of(story: Story, titles: tuple[str, str], **more: Any) -> dict[str, Any]:
    """What a service gets of an event: `cities`, `hosts` and `pairings` are given by their codes."""
    found: dict[str, Any] = {"title_en": titles[0], "title_ko": titles[1], **more}
    for name, model in (("cities", City), ("hosts", Participation)):
        path = "code" if model is City else "partner__code"
        scope = {} if model is City else {"strand": story.strand}
        codes = found.get(name, ())
        rows = {str(row[0]): row[1] for row in _by_code(model, path, codes, scope)}
        found[name] = [rows[code] for code in codes]
    found["pairings"] = [story.pairing(code) for code in found.get("pairings", ())]
    return found


def _by_code(model: Any, path: str, codes: Any, scope: dict[str, Any]) -> list[tuple[str, Any]]:
    rows = model.objects.filter(**{f"{path}__in": list(codes)}, **scope)
    return [(row.code if path == "code" else row.partner.code, row) for row in rows]


def _to_korea(story: Story) -> Thread:
    """The first mission: the launch in Seoul and four visits, of which nobody has reported the one to Songpa-gu."""
    first, last = story.launch, story.after_launch(3)
    yield story.after_launch(-20)
    with story.on(story.after_launch(-20), "staff", 10) as acting:
        whole = add_event(
            **acting,
            strand=story.strand,
            values=values_of(
                story,
                ("First working meeting in Korea", "제1차 실무회의(한국)"),
                kind="mission",
                all_pairings=True,
                cities=["seoul", "busan", "suwon", "gwangju", "songpa-gu"],
                hosts=["seoul", "busan", "suwon", "gwangju"],
                forecast=days(first, last),
            ),
        )
        add_event(
            **acting,
            strand=story.strand,
            values=values_of(
                story,
                ("Launch meeting in Seoul", "서울 출범회의"),
                kind="launch",
                part_of=whole,
                all_pairings=True,
                cities=["seoul"],
                hosts=["seoul"],
                forecast=days(first),
                milestones=["launch-meeting"],
            ),
        )
        for visit in TO_KOREA:
            _add_visit(story, acting, whole, visit, days(story.after_launch(1), last), ["host-visit"])
    yield story.after_launch(8)
    with story.on(story.after_launch(8), "staff", 11) as acting:
        whole = event(story, "First working meeting in Korea")
        silent = event(story, TO_KOREA[3][3])
        mark_event_not_reported(
            **acting, event=silent, version=silent.version, reason="Neither side has told of this visit."
        )
        parts = set(whole.parts.exclude(pk=silent.pk).values_list("pk", flat=True))
        report_event_held(**acting, event=whole, version=whole.version, actual=days(first, last), parts=parts)
        add_head_count(
            **acting,
            event=event(story, "Launch meeting in Seoul"),
            values={
                "whom_en": "European delegates",
                "whom_ko": "유럽 대표단",
                "least": 20,
                "most": 20,
                "side": "eu",
                "source": "https://example.org/launch-in-seoul",
            },
        )


def _add_visit(story: Story, acting: Any, whole: Event, visit: Any, forecast: Period, milestones: list[str]) -> Event:
    pairing, city, host, title_en, title_ko = visit
    return add_event(
        **acting,
        strand=story.strand,
        values=values_of(
            story,
            (title_en, title_ko),
            kind="study-visit",
            part_of=whole,
            pairings=[pairing],
            cities=[city],
            hosts=[host],
            forecast=forecast,
            milestones=milestones,
        ),
    )


def _to_europe(story: Story) -> Thread:
    """The mission to Europe: planned for a month, moved forward to a week, with its quota and four visits."""
    start = monday(story)
    later = month(start, 3)
    yield story.after_launch(30)
    with story.on(story.after_launch(30), "staff", 10) as acting:
        whole = add_event(
            **acting,
            strand=story.strand,
            values=values_of(
                story,
                ("Second working meeting in Europe", "제2차 실무회의(유럽)"),
                kind="mission",
                all_pairings=True,
                cities=["copenhagen", "barcelona", "scotland", "tampere", "eindhoven"],
                hosts=["barcelona", "scottish-cities-alliance", "tampere", "eindhoven"],
                planned_days=5,
                forecast=Period(later),
                objectives_en="Each pair leaves with at least one project agreed, and knows who pays for it.",
                objectives_ko="각 파트너십은 협력사업을 한 건 이상 합의하고 비용 부담 주체를 정합니다.",
            ),
        )
        add_event(
            **acting,
            strand=story.strand,
            values=values_of(
                story,
                ("Plenary meeting in Copenhagen", "코펜하겐 전체회의"),
                kind="plenary",
                part_of=whole,
                all_pairings=True,
                cities=["copenhagen"],
                venue="City Hall",
                forecast=Period(later),
                milestones=["plenary-europe"],
            ),
        )
        for visit in TO_EUROPE:
            _add_visit(story, acting, whole, visit, Period(later), ["eu-visit"])
    yield story.date(-16)
    with story.on(-16, "staff", 14) as acting:
        _move(story, acting, "Second working meeting in Europe", days(start, start + dt.timedelta(4)))
        _move(story, acting, "Plenary meeting in Copenhagen", days(start))
        for visit in TO_EUROPE:
            _move(story, acting, visit[3], days(start + dt.timedelta(2), start + dt.timedelta(4)))
        whole = event(story, "Second working meeting in Europe")
        announce_event(**acting, event=whole, version=whole.version)
    yield story.date(-12)
    with story.on(-12, "staff", 10) as acting:
        whole = event(story, "Second working meeting in Europe")
        host = Participation.objects.get(strand=story.strand, partner__code="tampere")
        set_quotas(
            **acting,
            event=whole,
            version=whole.version,
            sides={"counterpart": 4, "eu": 5},
            partners=[PartnerQuota(host, 3, "Two of Tampere's people host the visit to the bus depot.")],
            until=story.day(8),
        )


def _move(story: Story, acting: Any, title: str, forecast: Period) -> None:
    row = event(story, title)
    reschedule_event(
        **acting,
        event=row,
        version=row.version,
        forecast=forecast,
        reason="The hall in Copenhagen is free in this week; later the partners' budgets for travel are closed.",
    )


def _call(story: Story) -> Thread:
    """A webinar next week that Busan organises with Barcelona, confirmed."""
    yield story.date(-5)
    with story.on(-5, "busan", 15) as acting:
        added = add_event(
            **acting,
            strand=story.strand,
            values=values_of(
                story,
                ("Webinar on street lights that answer to people", "보행자 반응형 가로등 웨비나"),
                kind="webinar",
                pairings=[BUSAN],
                hosts=["busan"],
                cities=["busan"],
                meeting_url="https://meet.example.org/street-lights",
                forecast=days(story.day(9)),
            ),
        )
        row = event(story, added.title_en)
        confirm_event(**acting, event=row, version=row.version)


def _unreported(story: Story) -> Thread:
    """A working meeting of Gwangju and Tampere that should have been held; nobody has said whether it was."""
    yield story.date(-40)
    with story.on(-40, "tampere", 12) as acting:
        add_event(
            **acting,
            strand=story.strand,
            values=values_of(
                story,
                ("Working meeting on sensors along the road", "도로변 측정기 실무회의"),
                kind="working-meeting",
                pairings=[GWANGJU],
                hosts=["tampere"],
                cities=["tampere"],
                forecast=days(story.day(-10)),
            ),
        )
