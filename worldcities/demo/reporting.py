"""What is reported: an inception report that the Commission's desk accepted, and an interim one due next week.

Of the interim updates one is accepted, one waits for the staff, one came back with a reason, and the rest are still to
come. The silent pairings wrote none.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from partnerships.documents.actions import AddDocument, AddDocumentVersion, AddNote
from partnerships.documents.uploads import CheckedFile, check_upload
from partnerships.enums import BuiltIn
from partnerships.hours.actions import AddClosingDay, EditHours
from partnerships.indicators.actions import AddIndicator, AddMeasurement, SetTarget
from partnerships.indicators.selectors import find_target
from partnerships.models import Document, Indicator, Measurement, Note, Organisation, Strand
from partnerships.people.selectors import read_grants
from reports.models import CityUpdate, ProgressReport, PublicityItem, ReportingPeriod, ReportingTerms
from reports.periods.actions import AddPeriod, EditTerms
from reports.progress.actions import AcceptReport, AddReport, IssueReport, WriteReport
from reports.public.actions import AddPublicity
from reports.updates.actions import AcceptUpdate, ReturnUpdate, SubmitUpdate, WriteUpdate
from worldcities.demo.busan_barcelona import CODE, FARES, LIGHTS
from worldcities.demo.story import Pair, Story, Thread

OFFICIALS = {
    "name_en": "Officials trained in the other city's service",
    "name_ko": "상대 도시의 서비스를 교육받은 공무원",
    "unit_en": "people",
    "unit_ko": "명",
    "level": "output",
    "definition_en": "People of a city's administration who took part in a training given by the other city.",
    "definition_ko": "상대 도시가 진행한 교육에 참여한 시 소속 공무원의 수입니다.",
    "verification_en": "Signed lists of the trainings.",
    "verification_ko": "교육 참석자 명부로 검증합니다.",
}


def paper_threads(story: Story) -> list[Thread]:
    """Documents for the pairing in two versions, for one side and for the strand; targets, and a figure in time."""
    pair, plan = Pair(story, CODE), "Plan of the street with the twelve lamps"
    officials = Indicator.objects.filter(programme=story.strand.programme_record, name_en=OFFICIALS["name_en"])

    def measured() -> Measurement:
        return Measurement(strand=story.strand, pairing=pair.row, indicator=officials.get())

    return [
        _data_sheet(pair),
        _own_papers(pair),
        pair.act(
            *(-9, "barcelona", AddDocument, lambda: Document(pairing=pair.row, record=pair.project(LIGHTS))),
            at=(11, 0),
            title=plan,
            description="Where each lamp of Busan stands.",
            audience="strand",
            file=lambda: one_page("street-plan.pdf", plan),
        ),
        pair.act(
            *(pair.after_launch(-6), "barcelona", EditHours, lambda: pair.partner("barcelona")),
            changes={"holiday_region": "CT"},
        ),
        pair.act(
            *(-3, "barcelona", AddClosingDay, lambda: pair.partner("barcelona")),
            starts_on=pair.day(8),
            ends_on=None,
            name="The offices move to the new building",
        ),
        _targets(pair),
        *(
            pair.act(
                *(day, "busan", AddMeasurement, measured),
                at=(17, 0),
                values={"value": Decimal(value), "on": pair.date(day), "source": "교육 참석자 명부"},
            )
            for day, value in ((-70, 6), (-40, 14), (-11, 23))
        ),
    ]


def one_page(name: str, line: str) -> CheckedFile:
    """A PDF of one page with one line of Latin text on it, as an upload that was looked at."""
    text = f"BT /F1 18 Tf 72 770 Td ({line}) Tj ET"
    parts = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(text)}>>\nstream\n{text}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    written, offsets = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(written))
        written += f"{number} 0 obj\n{part}\nendobj\n"
    start = len(written)
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(parts) + 1
    written += f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n"
    content = (written + "%%EOF\n").encode("ascii")
    return check_upload(SimpleUploadedFile(name, content, content_type="application/pdf"))


def _data_sheet(pair: Pair) -> Thread:
    acting = yield pair.on(-39, "busan", 9, 40)
    sheet = AddDocument.do(
        Document(pairing=pair.row, record=pair.project(FARES)),
        **acting,
        title="Fare box that returns change: data sheet",
        description="Size, power, coins and notes taken, time per passenger.",
        audience="pairing",
        file=one_page("fare-box-data-sheet.pdf", "Fare box that returns change: data sheet"),
    )
    acting = yield pair.on(-24, "busan", 10)
    file = one_page("fare-box-data-sheet-2.pdf", "Fare box that returns change: data sheet, with prices")
    AddDocumentVersion.do(sheet, **acting, file=file, note="With prices")


def _own_papers(pair: Pair) -> Thread:
    acting = yield pair.on(-34, "busan", 16)
    AddNote.do(
        Note(pairing=pair.row, record=pair.project(LIGHTS)),
        **acting,
        text="스마트도시과와 먼저 협의한 뒤 예산을 확정할 것",
    )
    values: dict[str, Any] = {"title": "내부 검토 의견", "description": "교차 실증 예산 검토", "audience": "own-side"}
    review = Document(pairing=pair.row, record=pair.row)
    AddDocument.do(review, **acting, **values, file=one_page("review.pdf", "Internal review"))


def _targets(pair: Pair) -> Thread:
    first = pair.after_launch(-5)
    acting = yield pair.on(first, "staff", 15)
    officials = AddIndicator.do(pair.strand, **acting, changes=OFFICIALS)

    def values(target: int, since: object, until: int) -> dict[str, object]:
        return {
            "baseline": Decimal(0),
            "baseline_on": since,
            "target": Decimal(target),
            "due_on": pair.after_launch(until),
        }

    for count, target in ((BuiltIn.PILOTS, 3), (BuiltIn.AGREEMENTS_SIGNED, 2), (BuiltIn.CONTACTS, 40)):
        wanted = values(target, first, 365)
        SetTarget.do(find_target(strand=pair.strand, pairing=None, figure=count), **acting, values=wanted)
    acting = yield pair.on(pair.after_launch(6), "busan", 17)
    wanted = values(40, pair.launch, 330)
    SetTarget.do(find_target(strand=pair.strand, pairing=pair.row, figure=officials), **acting, values=wanted)


BEGINS, TURNS = -21, 27  # the inception period in days after the launch: from the opening of the pairings
LAST_DAY = -3  # of the interim period, from today
# The real strand's own days, and three months until its last report is due.
REAL_FINAL = {"starts_on": dt.date(2017, 1, 1), "ends_on": dt.date(2018, 4, 20), "due_on": dt.date(2018, 7, 20)}
INCEPTION = {
    "busan": {
        "achieved_ko": "출범회의와 바르셀로나 대표단 방문을 마치고 협력 분야 세 가지를 합의함",
        "difficult_ko": "시차로 인해 공동 회의 시간이 하루 한두 시간에 그침",
        "next_ko": "유휴공간 재생과 버스 요금 결제 분야의 협력사업 추진",
    },
    "barcelona": {
        "achieved_en": "The delegation visited Busan for two days and saw F1963 and the fare boxes at Samwon FA.",
        "difficult_en": "Two of five departments have not named a contact yet.",
        "next_en": "Find one empty hall in the 22@ district for a joint study.",
    },
    "gwangju": {
        "achieved_ko": "친환경 자동차와 대기질 측정 분야 협력 합의",
        "difficult_ko": "특이사항 없음",
        "next_ko": "도로변 측정 자료 교환",
    },
    "tampere": {
        "achieved_en": "The university and the city drew up a list of sensors along the roads.",
        "difficult_en": "The first coordinator left; the hand-over took two weeks.",
        "next_en": "Compare a month of measurements.",
    },
}
INTERIM = {
    "busan": {
        "achieved_ko": "버스 요금 결제 비교 사업을 합의 단계로 진전시키고 실무회의를 두 차례 개최함",
        "difficult_ko": "최종회의 장소 사정으로 일정을 한 달 변경함",
        "next_ko": "공동 추진계획 확인, 유럽 합동 방문 대표단 구성",
    },
    "gwangju": {"achieved_ko": "도로변 측정기 6대를 설치함", "next_ko": "탐페레 방문 준비"},
    "tampere": {
        "achieved_en": "The hourly values of all sensors are published on the city's own page.",
        "difficult_en": "Two calls were moved because of public holidays on one side or the other.",
        "next_en": "Host the delegation of Gwangju.",
    },
}
SUMMARY = {
    "en": (
        "The four pairings met at the launch in Seoul. The partners of two of them sent their update. "
        "Where coordinators changed or departments are slow to name a contact, the programme staff help."
    ),
    "ko": (
        "□ 네 파트너십 모두 서울 출범회의에 참가함\n"
        "○ 두 파트너십의 참여 도시 4곳이 도시별 추진실적 제출\n"
        "※ 실무 담당자 교체, 담당 부서 지정 지연은 수행기관이 지원"
    ),
}
# Days after the launch, who adds it, outlet, title, language, and the pairing it is about (none: the strand).
ITEMS = (
    (1, "busan", "Busan Today", "부산·바르셀로나, 도시재생 협력 시작", "ko", "busan-barcelona"),
    (3, "busan", "Barcelona City Council", "A Korean port visits 22@", "en", "busan-barcelona"),
    (6, "staff", "CityNet", "Eight cities begin a year of cooperation", "en", ""),
)


def add_real_period(strand: Strand, administrator: User) -> None:
    """The final period of the real strand: to its last day, due three months later; no city wrote an update for it."""
    values: dict[str, Any] = {"kind": "final", "code": "final", "languages": "en;ko", **REAL_FINAL}
    AddPeriod.do(ReportingPeriod(strand=strand), by=administrator, grants=read_grants(administrator), values=values)


def threads(story: Story) -> list[Thread]:
    """From the calendar to the updates that are missing today."""
    after = story.after_launch
    why = "Write what was difficult: the call of 20 May could not take place, and the report must give the reason."
    late = INCEPTION["gwangju"] | {"difficult_ko": "담당 부서 개편으로 첫 화상회의가 한 차례 연기됨"}
    return [
        _calendar(story),
        *(_submitted(story, "inception", one, after(29), INCEPTION[one]) for one in INCEPTION),
        *(_accepted(story, "inception", one, after(30)) for one in INCEPTION if one != "gwangju"),
        _returned(story, "inception", "gwangju", after(38), why),
        _submitted(story, "inception", "gwangju", after(39), late),
        _accepted(story, "inception", "gwangju", after(40)),
        _inception_report(story),
        *(_submitted(story, "interim", one, -2, INTERIM[one]) for one in ("tampere", "gwangju")),
        _accepted(story, "interim", "tampere", -1),
        _returned(story, "interim", "gwangju", -1, "Six sensors since when, and along which road?"),
        _submitted(story, "interim", "busan", -1, INTERIM["busan"]),
        *(_item(story, *item) for item in ITEMS),
    ]


def _calendar(story: Story) -> Thread:
    """Three periods, and the contract they are owed under."""
    acting = yield story.on(story.after_launch(BEGINS), "staff", 15)
    inception_ends = story.after_launch(TURNS)
    periods = [
        ("inception", story.after_launch(BEGINS), inception_ends, inception_ends + dt.timedelta(21)),
        ("interim", inception_ends + dt.timedelta(1), story.day(LAST_DAY), story.day(7)),
        ("final", story.day(LAST_DAY) + dt.timedelta(1), story.after_launch(395), story.after_launch(486)),
    ]
    terms = {"contract_number": "WC-DEMO/01", "implementer": Organisation.objects.get(code="ramboll")}
    EditTerms.do(ReportingTerms(strand=story.strand), **acting, changes=terms)
    for kind, first, last, due in periods:
        values = {"kind": kind, "code": kind, "starts_on": first, "ends_on": last, "due_on": due}
        AddPeriod.do(ReportingPeriod(strand=story.strand), **acting, values=values)


def _update(story: Story, period: str, partner: str) -> CityUpdate:
    rows = CityUpdate.objects.with_names().filter(period__strand=story.strand, period__code=period)
    return rows.get(participation__partner__code=partner)


def _submitted(story: Story, period: str, partner: str, on: dt.date | int, answers: dict[str, str]) -> Thread:
    """A partner writes its update, or writes on in it, and hands it in."""
    is_earlier = (partner, period) == ("tampere", "inception")
    acting = yield story.on(on, "earlier-tampere" if is_earlier else partner, 10)
    of, participation = _period(story, period), story.partner(partner)
    known = CityUpdate.objects.filter(period=of, participation=participation).first()
    WriteUpdate.do(known or CityUpdate(period=of, participation=participation), **acting, changes=answers)
    SubmitUpdate.do(_update(story, period, partner), **acting)


def _accepted(story: Story, period: str, partner: str, on: dt.date | int) -> Thread:
    return story.act(on, "staff", AcceptUpdate, lambda: _update(story, period, partner), at=(14, 0))


def _returned(story: Story, period: str, partner: str, on: dt.date | int, reason: str) -> Thread:
    return story.act(on, "staff", ReturnUpdate, lambda: _update(story, period, partner), at=(11, 0), reason=reason)


def _period(story: Story, code: str) -> ReportingPeriod:
    return ReportingPeriod.objects.select_related("strand").get(strand=story.strand, code=code)


def _inception_report(story: Story) -> Thread:
    """Compiled, issued before it is due, and accepted by the desk a week later."""

    def report() -> ProgressReport:
        return ProgressReport.objects.with_names().get(strand=story.strand, period__code="inception")

    acting = yield story.on(story.after_launch(42), "staff", 10)
    period = _period(story, "inception")
    AddReport.do(ProgressReport(strand=period.strand, period=period), **acting)
    WriteReport.do(report(), **acting, written={"summary": (0, SUMMARY)})
    draft, reason = report(), "The first period has few figures yet."
    IssueReport.do(draft, **acting, with_gaps=True, reason=reason)
    acting = yield story.on(story.after_launch(49), "authority", 16)
    AcceptReport.do(report(), **acting)


def _item(story: Story, after: int, who: str, outlet: str, title: str, language: str, pairing: str) -> Thread:
    """Somebody wrote about the cooperation."""
    day = story.after_launch(after)
    item = {"outlet": outlet, "title": title, "language": language, "published_on": day}
    return story.act(
        *(day, who, AddPublicity, lambda: PublicityItem(strand=story.strand)),
        at=(17, 0),
        values=lambda: {**item, "pairing": story.pairing(pairing) if pairing else None},
    )
