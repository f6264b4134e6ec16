"""Who goes to Europe: two of Busan with what they need, four of Suwon and one who waits, nobody of Gwangju yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.tokens import hash_of
from events.enums import NeedsTold
from events.models import Delegate, DelegateLink, Delegation
from events.services.delegate_details import save_details
from events.services.delegate_links import make_link
from events.services.nomination_steps import accept_delegate
from events.services.nominations import nominate
from partnerships.models import Participation
from worldcities.demo.chapters.missions import event

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread

MISSION = "Second working meeting in Europe"


def _person(family: str, given: str, native: str, function: str, organisation: str, sector: str, role: str) -> Any:
    return {
        "family_name": family,
        "given_name": given,
        "name_order": "family-first",
        "name_native": native,
        "function": function,
        "organisation_name": organisation,
        "sector": sector,
        "languages": "한국어, 영어",
        "role": role,
    }


BUSAN = (
    _person("Kim", "Taeho", "김태호", "Director, Urban Regeneration", "Busan Metropolitan City", "government", "head"),
    _person("Yoon", "Sera", "윤세라", "Senior Researcher", "Busan Development Institute", "research", "rapporteur"),
)
SUWON = (
    _person("Park", "Jinwoo", "박진우", "Director, Heritage Policy", "Suwon City", "government", "head"),
    _person("Han", "Nari", "한나리", "Team Leader, Heritage Data", "Suwon City", "government", "rapporteur"),
    _person("Oh", "Sejun", "오세준", "Professor", "Sungkyunkwan University", "research", "member"),
    _person("Lim", "Bora", "임보라", "Managing Director", "Hwaseong Guides", "civil-society", "member"),
    _person("Seo", "Minjae", "서민재", "Engineer", "Fortress Lighting", "business", "member"),
)


def threads(story: Story) -> list[Thread]:
    """From the quota to today."""
    return [_of_suwon(story), _of_busan(story)]


def _nominate(story: Story, acting: Any, partner: str, people: Any) -> list[Delegate]:
    participation = Participation.objects.select_related("partner").get(strand=story.strand, partner__code=partner)
    return nominate(**acting, event=event(story, MISSION), participation=participation, people=people)


def _again(delegate: Delegate) -> Delegate:
    delegation = Delegation.objects.with_names().get(pk=delegate.delegation_id)
    found = Delegate.objects.get(pk=delegate.pk)
    found.delegation = delegation
    return found


def _of_suwon(story: Story) -> Thread:
    """Five for four places: the last one waits. Staff have accepted the head."""
    yield story.date(-10)
    with story.on(-10, "suwon", 16) as acting:
        named = _nominate(story, acting, "suwon", SUWON)
    yield story.date(-9)
    with story.on(-9, "staff", 10) as acting:
        head = _again(named[0])
        accept_delegate(**acting, delegate=head, version=head.version)


def _of_busan(story: Story) -> Thread:
    """Two, who have told what they need in their own words."""
    yield story.date(-6)
    with story.on(-6, "busan", 11) as acting:
        first, second = _nominate(story, acting, "busan", BUSAN)
    yield story.date(-5)
    with story.on(-5, "busan", 10) as acting:
        told = {
            first: {
                "diet": "조개·갑각류 알레르기가 있습니다. 매운 음식은 괜찮습니다.",
                "arrival": "코펜하겐, 전날 저녁 도착 예정",
                "departure": "바르셀로나, 마지막 날 밤 출발 예정",
                "interpretation": "영어 발표의 한국어 통역",
            },
            second: {
                "diet": "채식을 합니다(달걀과 우유는 먹습니다).",
                "access": "계단이 많은 곳에서는 승강기가 필요합니다.",
                "emergency_name": "윤세민(형제)",
                "emergency_phone": "+82 51 555 0142",
            },
        }
        for delegate, needs in told.items():
            row = _again(delegate)
            made = make_link(**acting, delegate=row, version=row.version, language="ko")
            _fill(made.url.rstrip("/").rpartition("/")[2], needs)


def _fill(token: str, needs: dict[str, str]) -> None:
    """As the delegate does on the own page."""
    link = DelegateLink.objects.select_related("delegate").get(token_hash=hash_of(token))
    save_details(
        token=token,
        versions=f"{link.delegate.version}.0",
        person={},
        needs=needs | {"told": NeedsTold.HERE},
        answers={"participants-list": True, "photographs": True, "public-listing": False},
        language="ko",
        spelling_checked=True,
    )
