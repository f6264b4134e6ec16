"""The invented strand's plan: its stages and milestones, told from the day of its launch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.periods import Period
from worldcities.demo.story import days, month

if TYPE_CHECKING:
    from worldcities.demo.story import Story

SIX_MONTHS = 183


def stages(story: Story) -> list[dict[str, Any]]:
    """The strand's way in order."""
    end = story.after_launch(SIX_MONTHS + 6)
    return [
        _stage("launch", "Launch and visits in Korea", "출범 및 한국 방문", days(story.launch, story.after_launch(3))),
        _stage(
            "decentralised-cooperation",
            "Decentralised cooperation",
            "도시 간 자율 협력",
            days(story.after_launch(6), end),
        ),
        _stage("eu-visits", "Working visits in the EU", "EU 도시 방문", Period(month(end, 1), month(end, 2))),
        _stage("closing", "Closing meeting", "최종회의", Period(month(end, 5))),
    ]


def _stage(code: str, name_en: str, name_ko: str, period: Period) -> dict[str, Any]:
    return {"code": code, "name_en": name_en, "name_ko": name_ko, "baseline": period, "forecast": period}


def items(story: Story) -> list[dict[str, Any]]:
    """What every pairing passes, stage by stage."""
    end = story.after_launch(SIX_MONTHS + 6)
    visits, closing = Period(month(end, 1), month(end, 2)), Period(month(end, 5))
    return [
        _item("launch", "launch-meeting", "Launch meeting in Seoul", "서울 출범회의", "both", days(story.launch)),
        _item(
            "launch",
            "host-visit",
            "European delegation visits its Korean partner",
            "유럽 대표단 한국 도시 방문",
            "counterpart",
            days(story.after_launch(1), story.after_launch(3)),
        ),
        _item(
            "launch",
            "agreed-themes",
            "Themes agreed by both sides",
            "협력 분야 합의",
            "both",
            days(story.after_launch(35)),
            confirmed_text="agreed-themes",
        ),
        _item(
            "decentralised-cooperation",
            "mid-term-call",
            "Mid-term call of the two coordinators",
            "중간 점검 회의(실무 담당자)",
            "both",
            days(story.day(-6)),
        ),
        _item(
            "decentralised-cooperation",
            "action-plan",
            "Action plan confirmed by both sides",
            "공동 추진계획 양측 확인",
            "both",
            days(story.day(7)),
            confirmed_text="action-plan",
        ),
        _item(
            "decentralised-cooperation",
            "direct-cooperation",
            "Six months of direct cooperation between the partners",
            "6개월간 도시 간 직접 협력",
            "both",
            days(story.after_launch(6), end),
        ),
        _item(
            "eu-visits", "plenary-europe", "Plenary working meeting in Europe", "유럽 개최 전체 실무회의", "eu", visits
        ),
        _item(
            "eu-visits",
            "eu-visit",
            "Korean delegation visits its European partner",
            "한국 대표단 유럽 도시 방문",
            "eu",
            visits,
        ),
        _item(
            "closing",
            "closing-text",
            "Take-aways and prospects confirmed by both sides",
            "성과 및 향후 협력 방향 양측 확인",
            "both",
            closing,
            confirmed_text="closing",
        ),
        _item(
            "closing",
            "closing-meeting",
            "Closing meeting with the results of every pairing",
            "최종회의(파트너십별 성과 발표)",
            "both",
            closing,
        ),
    ]


def _item(
    stage: str, code: str, title_en: str, title_ko: str, responsible: str, period: Period, confirmed_text: str = ""
) -> dict[str, Any]:
    return {
        "stage": stage,
        "code": code,
        "title_en": title_en,
        "title_ko": title_ko,
        "responsible": responsible,
        "baseline": period,
        "forecast": period,
        "confirmation": "both" if confirmed_text else "",
        "confirmed_text": confirmed_text,
    }
