"""The invented strand that runs now: the same pairings in the middle of their six months, told day by day.

Everything in it is done through the portal's services by its made-up people, as of days relative to
today; so it obeys the rules, has its histories, and tells the same story whenever it is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import clock
from core.models import one_act, write_audit
from core.periods import PartialDate, Shift, moved
from core.texts import name_in_both
from partnerships.audit_actions import OPENED_AS_NEXT_ROUND
from partnerships.models import (
    Membership,
    Pairing,
    Participation,
    Strand,
    StrandRole,
    Theme,
)
from partnerships.pairings.actions import OpenPairing
from partnerships.services.handovers import hand_over
from partnerships.services.plan import add_plan_item, add_stage
from partnerships.services.plan_moves import reschedule_stage
from partnerships.services.rounds import copy_participations, copy_strand, copy_themes
from worldcities.demo import plan
from worldcities.demo.chapters import (
    agreements,
    busan_barcelona,
    contacts,
    figures,
    gwangju_tampere,
    interests,
    missions,
    nominations,
    papers,
    programmes,
    projects,
    released,
    reporting,
    seoul_eindhoven,
    suwon_scotland,
    visits,
)
from worldcities.demo.people import give_role
from worldcities.demo.story import Story, Thread, month, tell

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User

CODE = "eu-korea-now"
WHY = {
    "busan-barcelona": (
        "Sister ports since 1983 that both reuse old industrial quarters.",
        "1983년부터 자매도시이며, 두 항만도시 모두 옛 산업지역을 재생하고 있습니다.",
    ),
    "suwon-scottish-cities-alliance": (
        "Suwon keeps a world heritage fortress; the Alliance's seven cities open their heritage data.",
        "수원은 세계유산을 보존하고, 도시연합의 일곱 도시는 문화유산 데이터를 개방하고 있습니다.",
    ),
    "gwangju-tampere": (
        "Both test clean vehicles and measure the air along their roads.",
        "두 도시 모두 친환경 자동차를 시범 운행하고 도로변 대기질을 측정합니다.",
    ),
    "seoul-eindhoven": (
        "Both light their streets with lamps that answer to people.",
        "두 도시 모두 보행자에 반응하는 지능형 가로등을 운영합니다.",
    ),
}
CHAPTERS = (
    busan_barcelona,
    suwon_scotland,
    gwangju_tampere,
    seoul_eindhoven,
    interests,
    projects,
    agreements,
    contacts,
    papers,
    figures,
    missions,
    programmes,
    nominations,
    visits,
    reporting,
    released,
)


def build(real: Strand, people: dict[str, User]) -> Strand:
    """Tell the whole story; `people` are the demonstration's accounts by the box of their address."""
    story = Story(_strand(real, clock.today(), people["staff"]), clock.today(), people)
    _people(story, real)
    _plan(story)
    _open_pairings(story, real)
    tell(
        [*(one for chapter in CHAPTERS for one in chapter.threads(story)), _hand_over(story), _move_the_closing(story)]
    )
    return story.strand


@one_act()
def _strand(real: Strand, today: dt.date, staff: User) -> Strand:
    """The strand as a round after the real one, with a plan of its own."""
    launch = Story(real, today, {}).launch
    values = {
        "code": CODE,
        "phase": f"{launch.year}-{launch.year + 1}",
        "name_en": real.name_en,
        "name_ko": real.name_ko,
        "starts_on": PartialDate(launch),
    }
    strand = copy_strand(by=staff, strand=real, values=values, shift=Shift(0))
    strand.is_invented = True
    strand.ends_on_date = month(launch, 13)
    strand.save(by=staff)
    copy_themes(by=staff, strand=real, row=strand)
    taking_part = Participation.objects.filter(strand=real).select_related("partner").order_by("pk")
    copy_participations(by=staff, row=strand, participations=list(taking_part))
    write_audit(action=OPENED_AS_NEXT_ROUND, by=staff, record=strand, strand=name_in_both(real))
    return strand


def _people(story: Story, real: Strand) -> None:
    """The same people as in the real strand, and an earlier coordinator of Tampere."""
    for role in StrandRole.objects.filter(strand=real).order_by("pk"):
        give_role(StrandRole(user=role.user, strand=story.strand, role=role.role))
    began = story.after_launch(-30)
    for row in Participation.objects.filter(strand=story.strand).select_related("partner").order_by("pk"):
        box = row.partner.code
        if box == "tampere":
            give_role(Membership(user=story.people["earlier-tampere"], participation=row, started_on=began))
            began_there = story.day(-44)
        else:
            began_there = began
        give_role(Membership(user=story.people[box], participation=row, started_on=began_there))
        if box == "busan":
            give_role(Membership(user=story.people["busan-deputy"], participation=row, started_on=began))


def _plan(story: Story) -> None:
    with story.on(story.after_launch(-28), "staff") as acting:
        made = {
            values["code"]: add_stage(**acting, strand=story.strand, values=values) for values in plan.stages(story)
        }
        for values in plan.items(story):
            add_plan_item(**acting, strand=story.strand, values=values | {"stage": made[values["stage"]]})


def _open_pairings(story: Story, real: Strand) -> None:
    sides = {row.partner_id: row for row in Participation.objects.filter(strand=story.strand)}
    for earlier in Pairing.objects.filter(strand=real).select_related("eu", "counterpart").order_by("pk"):
        codes = earlier.theme_codes.split(";")
        themes = {theme.code: theme for theme in Theme.objects.filter(strand=story.strand, code__in=codes)}
        why = WHY[earlier.code]
        with story.on(story.after_launch(-21), "staff") as acting:
            OpenPairing.do(
                story.strand,
                **acting,
                eu=sides[earlier.eu.partner_id],
                counterpart=sides[earlier.counterpart.partner_id],
                predecessor=earlier,
                values={
                    "why_en": why[0],
                    "why_ko": why[1],
                    "summary_en": earlier.summary_en,
                    "summary_ko": earlier.summary_ko,
                    "themes": [themes[code] for code in codes],
                    "agreed_by_en": "The two coordinators, at the preparatory call",
                    "agreed_by_ko": "사전 협의에 참여한 양측 실무 담당자",
                },
            )


def _hand_over(story: Story) -> Thread:
    """Tampere's earlier coordinator leaves, and the promises move to the successor."""
    yield story.date(-40)
    membership = Membership.objects.get(user=story.people["earlier-tampere"], participation__strand=story.strand)
    with story.on(-40, "staff") as acting:
        hand_over(
            **acting,
            membership=membership,
            version=membership.version,
            successor=story.people["tampere"],
            last_day=story.day(-40),
        )


def _move_the_closing(story: Story) -> Thread:
    """Staff move the closing by a month, and what hangs on it follows."""
    yield story.date(-20)
    stage = story.strand.stages.get(code="closing")
    with story.on(-20, "staff", 10) as acting:
        reschedule_stage(
            **acting,
            stage=stage,
            version=stage.version,
            forecast=moved(stage.forecast, by=Shift(1)),
            reason="Busan hosts the closing, and its congress centre is free a month later.",
        )
