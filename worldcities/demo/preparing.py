"""Fills the demonstration, and builds it anew: the real pack, and an invented strand that runs now.

The invented strand has the real one's pairings in the middle of their six months. Everything in it is done through the
portal's services by its made-up people, as of days relative to today; so it obeys the rules, has its histories, and is
the same story whenever it is built. Two of its pairings are rich, and two are silent since the launch.
"""

import datetime as dt
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.mails.services import without_mails
from accounts.models import User
from core import clock
from core.checks import missing_in
from core.models import one_act, write_audit
from core.periods import PartialDate, Period, Shift, moved
from core.texts import name_in_both
from partnerships import models
from partnerships.audit_actions import OPENED_AS_NEXT_ROUND
from partnerships.enums import StrandPart
from partnerships.matching.actions import AddInterest, EditPractice, ReleaseToStrands
from partnerships.organisations.actions import EditEntry
from partnerships.pairings.actions import OpenPairing
from partnerships.people.selectors import read_grants
from partnerships.plan.actions import AddPlanItem, AddStage
from partnerships.plan.move_actions import MoveStage
from partnerships.programmes.services import copy_participations, copy_strand, copy_themes
from worldcities.demo import busan_barcelona, gwangju_tampere, missions, reporting
from worldcities.demo.reporting import add_real_period
from worldcities.demo.story import (
    Story,
    Thread,
    by_box,
    days,
    give_role,
    make_others,
    make_people,
    month,
    new_password,
    set_passwords,
)

PACK = "data/eu-korea-2017"
CODE = "eu-korea-now"
SIX_MONTHS = 183
WHY = {
    "busan-barcelona": (
        "Sister ports since 1983 that both reuse old industrial quarters.",
        "1983년부터 자매도시이며, 두 항만도시 모두 옛 산업지역을 재생하고 있습니다.",
    ),
    "gwangju-tampere": (
        "Both test clean vehicles and measure the air along their roads.",
        "두 도시 모두 친환경 자동차를 시범 운행하고 도로변 대기질을 측정합니다.",
    ),
    "suwon-scottish-cities-alliance": (
        "Suwon keeps a world heritage fortress; the Alliance's seven cities open their heritage data.",
        "수원은 세계유산을 보존하고, 도시연합의 일곱 도시는 문화유산 데이터를 개방하고 있습니다.",
    ),
    "seoul-eindhoven": (
        "Both light their streets with lamps that answer to people.",
        "두 도시 모두 보행자에 반응하는 지능형 가로등을 운영합니다.",
    ),
}
# Of the offer of Barcelona in the topic of idle spaces.
EXAMPLE = {
    "title_en": "22@: from cotton mills to an innovation district",
    "title_ko": "22@: 방직공장 지대에서 혁신지구로",
    "problem_en": "Two hundred hectares of empty mills between the old town and the sea.",
    "problem_ko": "구도심과 바다 사이에 200헥타르의 빈 공장 지대가 남아 있었습니다.",
    "solution_en": "One rule for the whole quarter: whoever builds higher gives land for housing, parks and research.",
    "solution_ko": "용적률을 더 받으면 주택·공원·연구용지를 내놓도록 지구 전체에 같은 규칙을 적용했습니다.",
    "result_en": "Within twenty years half of the area was renewed, and firms and universities moved in side by side.",
    "result_ko": "20년 만에 절반을 재생하였고, 기업과 대학이 나란히 입주했습니다.",
    "contact": "Office of urban innovation, city council",
}
# As what the organisations of the real strand act in it; who implements it, its pack says.
ROLES = {
    "european-parliament": StrandPart.PARLIAMENT,
    "dg-regio": StrandPart.COMMISSION,
    "eu-delegation-korea": StrandPart.DELEGATION,
}
# What every pairing passes by stage: code, who is responsible, which text is confirmed, titles.
PLAN = {
    "launch": (
        ("launch-meeting", "both", "", "Launch meeting in Seoul", "서울 출범회의"),
        ("host-visit", "counterpart", "", "European delegation visits its Korean partner", "유럽 대표단 한국 방문"),
        ("agreed-themes", "both", "agreed-themes", "Themes agreed by both sides", "협력 분야 합의"),
    ),
    "decentralised-cooperation": (
        ("mid-term-call", "both", "", "Mid-term call of the two coordinators", "중간 점검 회의(실무 담당자)"),
        ("action-plan", "both", "action-plan", "Action plan confirmed by both sides", "공동 추진계획 양측 확인"),
        ("direct-cooperation", "both", "", "Six months of direct cooperation", "6개월간 도시 간 직접 협력"),
    ),
    "eu-visits": (
        ("plenary-europe", "eu", "", "Plenary working meeting in Europe", "유럽 개최 전체 실무회의"),
        ("eu-visit", "eu", "", "Korean delegation visits its European partner", "한국 대표단 유럽 방문"),
    ),
    "closing": (
        ("closing-text", "both", "closing", "Results and prospects confirmed by both sides", "성과 및 전망 양측 확인"),
        (
            *("closing-meeting", "both", ""),
            *("Closing meeting with the results of every pairing", "최종회의(파트너십별 성과 발표)"),
        ),
    ),
}
# The partners of the two rich pairings.
RICH = ("busan", "barcelona", "gwangju", "tampere")
PARTS = (busan_barcelona.threads, reporting.paper_threads, gwangju_tampere.threads, missions.threads, reporting.threads)


def build(real: models.Strand, people: dict[str, User]) -> models.Strand:
    """Build the whole story; `people` are the demonstration's accounts by the box of their address."""
    story = Story(_strand(real, clock.today(), people["staff"]), clock.today(), people)
    _people(story, real)
    closing = story.strand.stages.filter(code="closing")
    # Staff move the closing by a month, and what hangs on it follows.
    moved_closing = story.act(
        *(-20, "staff", MoveStage, closing.get),
        at=(10, 0),
        forecast=lambda: moved(closing.get().forecast, by=Shift(1)),
        reason="The congress centre is free a month later.",
    )
    interests = [_interests(story, real, partner) for partner in RICH]
    parts = [thread for part in PARTS for thread in part(story)]
    story.happen([_opening(story, real), *interests, moved_closing, *parts])
    return story.strand


def _name_roles(real: models.Strand, admin: User) -> None:
    for entry in models.DirectoryOrganisation.objects.filter(strand=real, organisation__code__in=ROLES).with_names():
        EditEntry.do(entry, by=admin, grants=read_grants(admin), changes={"part": ROLES[entry.organisation.code]})


@one_act()
def _strand(real: models.Strand, today: dt.date, staff: User) -> models.Strand:
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
    taking_part = models.Participation.objects.filter(strand=real).select_related("partner").order_by("pk")
    copy_participations(by=staff, row=strand, participations=list(taking_part))
    write_audit(action=OPENED_AS_NEXT_ROUND, by=staff, record=strand, strand=name_in_both(real))
    return strand


def _people(story: Story, real: models.Strand) -> None:
    """The same people as in the real strand, an earlier coordinator of Tampere, and a second one of Busan."""
    for role in models.StrandRole.objects.filter(strand=real).order_by("pk"):
        give_role(models.StrandRole(user=role.user, strand=story.strand, role=role.role))
    began = story.after_launch(-30)
    for row in models.Participation.objects.filter(strand=story.strand).select_related("partner").order_by("pk"):
        coordinators = {row.partner.code: began}
        if row.partner.code == "tampere":
            coordinators = {"earlier-tampere": began, "tampere": story.day(-44)}
        elif row.partner.code == "busan":
            coordinators["busan-deputy"] = began
        for box, day in coordinators.items():
            give_role(models.Membership(user=story.people[box], participation=row, started_on=day))


def _opening(story: Story, real: models.Strand) -> Thread:
    """Staff write the plan, and open the pairings a week later."""
    acting = yield story.on(story.after_launch(-28), "staff")
    made = {}
    for code, name_en, name_ko, period in _stages(story):
        values = {"code": code, "name_en": name_en, "name_ko": name_ko, "baseline": period, "forecast": period}
        made[code] = AddStage.do(story.strand, **acting, values=values)
    for item in _items(story):
        AddPlanItem.do(story.strand, **acting, values=item | {"stage": made[item["stage"]]})
    acting = yield story.on(story.after_launch(-21), "staff")
    sides = {row.partner_id: row for row in models.Participation.objects.filter(strand=story.strand)}
    for earlier in models.Pairing.objects.filter(strand=real).select_related("eu", "counterpart").order_by("pk"):
        codes = earlier.theme_codes.split(";")
        themes = {theme.code: theme for theme in models.Theme.objects.filter(strand=story.strand, code__in=codes)}
        why_en, why_ko = WHY[earlier.code]
        OpenPairing.do(
            story.strand,
            **acting,
            eu=sides[earlier.eu.partner_id],
            counterpart=sides[earlier.counterpart.partner_id],
            predecessor=earlier,
            values={
                "why_en": why_en,
                "why_ko": why_ko,
                "summary_en": earlier.summary_en,
                "summary_ko": earlier.summary_ko,
                "themes": [themes[code] for code in codes],
                "agreed_by_en": "The two coordinators, at the preparatory call",
                "agreed_by_ko": "사전 협의에 참여한 양측 실무 담당자",
            },
        )


def _stages(story: Story) -> list[tuple[str, str, str, Period]]:
    """The strand's way in order: code, names, period."""
    launch, end = days(story.launch, story.after_launch(3)), story.after_launch(SIX_MONTHS + 6)
    direct = days(story.after_launch(6), end)
    return [
        ("launch", "Launch and visits in Korea", "출범 및 한국 방문", launch),
        ("decentralised-cooperation", "Decentralised cooperation", "도시 간 자율 협력", direct),
        ("eu-visits", "Working visits in the EU", "EU 도시 방문", Period(month(end, 1), month(end, 2))),
        ("closing", "Closing meeting", "최종회의", Period(month(end, 5))),
    ]


def _items(story: Story) -> list[dict[str, Any]]:
    """What every pairing passes, stage by stage."""
    launch, direct, visits, closing = (period for *_names, period in _stages(story))
    periods = {
        "launch-meeting": Period(launch.start),
        "host-visit": days(story.after_launch(1), story.after_launch(3)),
        "agreed-themes": days(story.after_launch(35)),
        "mid-term-call": days(story.day(-6)),
        "action-plan": days(story.day(7)),
        "direct-cooperation": direct,
        "plenary-europe": visits,
        "eu-visit": visits,
        "closing-text": closing,
        "closing-meeting": closing,
    }
    names = ("code", "responsible", "confirmed_text", "title_en", "title_ko")
    found: list[dict[str, Any]] = []
    for stage, items in PLAN.items():
        for item in items:
            row: dict[str, Any] = {"stage": stage, **dict(zip(names, item, strict=True))}
            confirmation, period = "both" if row["confirmed_text"] else "", periods[row["code"]]
            found.append({**row, "baseline": period, "forecast": period, "confirmation": confirmation})
    return found


def _interests(story: Story, real: models.Strand, partner: str) -> Thread:
    """What a partner looks for and offers, as in the real strand, and what it releases: a week before the launch."""
    who = "earlier-tampere" if partner == "tampere" else partner
    acting = yield story.on(story.after_launch(-7), who)
    taking_part, released = story.partner(partner), []
    topics = {theme.code: theme for theme in models.Theme.objects.filter(strand=story.strand)}
    rows = models.Interest.objects.filter(participation__strand=real, participation__partner__code=partner)
    for row in rows.select_related("topic").order_by("pk"):
        fields = ("kind", "weight", "note_en", "note_ko")
        values = {"topic": topics[row.topic.code], **{name: getattr(row, name) for name in fields}}
        added = AddInterest.do(taking_part, **acting, values=values)
        if (partner, row.topic.code, row.kind) == ("barcelona", "idle-spaces", "offer"):
            released.append(EditPractice.do(models.GoodPractice(interest=added), **acting, changes=EXAMPLE).pk)
    ReleaseToStrands.do(taking_part, **acting, changes={"releases_projects": True}, practices=released)


# The whole demonstration.


def set_aside_older() -> Path | None:
    """Move the file of a demonstration of another version, and say where to; None where there is none.

    Another version has not applied what this one brings, or lacks columns under the same names.
    Raises CommandError on another database than a file: what is in it is for its keeper to take away.
    """
    if "django_migrations" not in connection.introspection.table_names() or not missing_in(connection):
        return None
    if connection.vendor != "sqlite":
        raise CommandError("This database is of another version. Upgrade it with manage.py migrate, or empty it.")
    file = Path(connection.settings_dict["NAME"])
    connection.close()
    aside = file.with_name(f"{file.stem}-older{file.suffix}")
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).replace(aside.with_name(aside.name + ending))
    return aside


def prepare() -> bool:
    """Load the real pack, make the accounts and build the invented story where the database holds no strand.

    True if it did. A database that holds a strand is left as it is, but for the accounts' password.
    """
    if models.Strand.objects.exists():
        if settings.DEMO_PASSWORD:
            set_passwords(settings.DEMO_PASSWORD)
        return False
    password = make_password(settings.DEMO_PASSWORD or new_password())
    with transaction.atomic():
        call_command("load_pack", str(settings.BASE_DIR / PACK), stdout=StringIO())
        real = models.Strand.objects.get()
        make_people(real, password)
        make_others(password)
        people = by_box()
        with without_mails():
            add_real_period(real, people["admin"])
            _name_roles(real, people["admin"])
            build(real, people)
    return True


def prepare_anew() -> None:
    """Empty the whole database and prepare it again; only the demonstration's settings allow it."""
    call_command("flush", interactive=False, verbosity=0)
    prepare()
