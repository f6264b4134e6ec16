"""What came of the first visit to Busan: notes with interests, of which one is undecided, and minutes of both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from events.models import AgendaItem, NotedInterest
from events.services.minutes import edit_minutes, find_minutes, items_to_write
from events.services.noted_interests import drop_interest, make_project
from events.services.visit_notes import add_visit_note
from partnerships.models import Theme
from worldcities.demo.chapters.acts import agree, ask
from worldcities.demo.chapters.missions import BUSAN, event
from worldcities.demo.chapters.programmes import VISIT_TO_BUSAN
from worldcities.demo.chapters.project_acts import project

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread


SAID = {
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
    """From the visit to today."""
    return [_notes(story), _minutes(story)]


def _note(story: Story, acting: Any, item: str, text: dict[str, str], sides: tuple[str, ...], topic: str = "") -> None:
    visited = event(story, VISIT_TO_BUSAN)
    add_visit_note(
        **acting,
        event=visited,
        pairing=story.pairing(BUSAN),
        values={
            **text,
            "item": AgendaItem.objects.get(event=visited, title_en=item) if item else None,
            "topic": Theme.objects.get(strand=story.strand, code=topic) if topic else None,
        },
        sides=sides,
    )


def _interest(story: Story, words: str) -> NotedInterest:
    rows = NotedInterest.objects.select_related("note__event__strand", "note__pairing__strand")
    found: NotedInterest = rows.get(note__pairing=story.pairing(BUSAN), note__what_en__startswith=words)
    found.note.pairing = story.pairing(BUSAN)
    return found


def _notes(story: Story) -> Thread:
    """Three things that Barcelona's people saw, and what became of their interest."""
    yield story.after_launch(2)
    with story.on(story.after_launch(2), "barcelona", 18) as acting:
        _note(
            story,
            acting,
            "F1963",
            {"what_en": "A wire factory that became a library and a hall; the owner pays for the garden."},
            ("eu",),
            "idle-spaces",
        )
        _note(
            story,
            acting,
            "Bus fare boxes at Samwon FA",
            {"what_en": "A fare box that counts coins and gives change while the bus drives."},
            ("eu",),
            "bus-fare-payment",
        )
        _note(
            story,
            acting,
            "Suyeong Overpass",
            {
                "what_en": "Workshops below the overpass; noise is the price of the cheap rent.",
                "what_ko": "고가도로 아래 작업장. 임대료가 싼 대신 소음이 있음",
            },
            ("eu",),
            "idle-spaces",
        )
    yield story.after_launch(16)
    with story.on(story.after_launch(16), "barcelona", 12) as acting:
        interest = _interest(story, "Workshops below")
        drop_interest(**acting, interest=interest, version=interest.version, reason="Barcelona has no such overpass.")
    yield story.date(-38)
    with story.on(-38, "barcelona", 12) as acting:
        interest = _interest(story, "A fare box")
        known = project(story, "comparison-of-bus-fare-payment")
        make_project(**acting, interest=interest, version=interest.version, project=known)


def _minutes(story: Story) -> Thread:
    """Barcelona writes what was said and decided in Busan, and both sides confirm it."""
    yield story.after_launch(9)
    with story.on(story.after_launch(9), "barcelona", 10) as acting:
        minutes = find_minutes(event(story, VISIT_TO_BUSAN), story.pairing(BUSAN))
        items = [row | SAID.get(row["title_en"], {}) for row in items_to_write(minutes)]
        changes = {"summary_en": "Two days in Busan, six places, one decision.", "items": items}
        written = edit_minutes(**acting, minutes=minutes, version=minutes.version, changes=changes)
    slug = written.text_slug
    yield from ask(story, BUSAN, slug, on=story.after_launch(9), who="barcelona")
    yield from agree(story, BUSAN, slug, "eu", on=story.after_launch(9), who="barcelona")
    yield from agree(story, BUSAN, slug, "counterpart", on=story.after_launch(13), who="busan")
