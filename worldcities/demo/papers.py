"""What Busan and Barcelona keep beside their acts: documents, a note, the office's hours, and figures with targets."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from partnerships.documents.actions import AddDocument, AddDocumentVersion, AddNote
from partnerships.documents.uploads import check_upload
from partnerships.enums import BuiltIn
from partnerships.hours.actions import AddClosingDay, EditHours
from partnerships.indicators.actions import AddIndicator
from partnerships.indicators.measurement_actions import AddMeasurement, SetTarget
from partnerships.indicators.selectors import find_target
from partnerships.models import Document, Indicator, Measurement, Note
from worldcities.demo.busan_barcelona import CODE, FARES, LIGHTS
from worldcities.demo.story import Pair

if TYPE_CHECKING:
    from partnerships.documents.uploads import CheckedFile
    from worldcities.demo.story import Story, Thread

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


def threads(story: Story) -> list[Thread]:
    """Documents for the pairing in two versions, for one side and for the strand; targets, and a figure in time."""
    pair = Pair(story, CODE)
    values = [_value(pair, day, value) for day, value in ((-70, 6), (-40, 14), (-11, 23))]
    return [
        _data_sheet(pair),
        _own_papers(pair),
        _street_plan(pair),
        _region(pair),
        _closing_day(pair),
        _targets(pair),
        *values,
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
    acting = yield pair.story.on(-39, "busan", 9, 40)
    sheet = AddDocument.do(
        Document(pairing=pair.row, record=pair.story.project(FARES)),
        **acting,
        title="Fare box that returns change: data sheet",
        description="Size, power, coins and notes taken, time per passenger.",
        audience="pairing",
        file=one_page("fare-box-data-sheet.pdf", "Fare box that returns change: data sheet"),
    )
    acting = yield pair.story.on(-24, "busan", 10)
    file = one_page("fare-box-data-sheet-2.pdf", "Fare box that returns change: data sheet, with prices")
    AddDocumentVersion.do(sheet, **acting, version=sheet.version, file=file, note="With prices")


def _own_papers(pair: Pair) -> Thread:
    acting = yield pair.story.on(-34, "busan", 16)
    note = Note(pairing=pair.row, record=pair.story.project(LIGHTS))
    AddNote.do(note, **acting, text="스마트도시과와 먼저 협의한 뒤 예산을 확정할 것")
    values: dict[str, Any] = {"title": "내부 검토 의견", "description": "교차 실증 예산 검토", "audience": "own-side"}
    review = Document(pairing=pair.row, record=pair.row)
    AddDocument.do(review, **acting, **values, file=one_page("review.pdf", "Internal review"))


def _street_plan(pair: Pair) -> Thread:
    acting = yield pair.story.on(-9, "barcelona", 11)
    title = "Plan of the street with the twelve lamps"
    values: dict[str, Any] = {"title": title, "description": "Where each lamp of Busan stands.", "audience": "strand"}
    document = Document(pairing=pair.row, record=pair.story.project(LIGHTS))
    AddDocument.do(document, **acting, **values, file=one_page("street-plan.pdf", title))


def _region(pair: Pair) -> Thread:
    acting = yield pair.story.on(pair.story.after_launch(-6), "barcelona")
    row = pair.story.partner("barcelona")
    EditHours.do(row, **acting, version=row.version, changes={"holiday_region": "CT"})


def _closing_day(pair: Pair) -> Thread:
    acting = yield pair.story.on(-3, "barcelona")
    name = "The offices move to the new building"
    row = pair.story.partner("barcelona")
    AddClosingDay.do(row, **acting, starts_on=pair.story.day(8), ends_on=None, name=name)


def _targets(pair: Pair) -> Thread:
    story, first = pair.story, pair.story.after_launch(-5)
    acting = yield story.on(first, "staff", 15)
    officials = AddIndicator.do(story.strand, **acting, changes=OFFICIALS)

    def values(target: int, since: object, until: int) -> dict[str, object]:
        return {
            "baseline": Decimal(0),
            "baseline_on": since,
            "target": Decimal(target),
            "due_on": story.after_launch(until),
        }

    for count, target in ((BuiltIn.PILOTS, 3), (BuiltIn.AGREEMENTS_SIGNED, 2), (BuiltIn.CONTACTS, 40)):
        wanted = values(target, first, 365)
        row = find_target(strand=story.strand, pairing=None, figure=count)
        SetTarget.do(row, **acting, values=wanted)
    acting = yield story.on(story.after_launch(6), "busan", 17)
    wanted = values(40, story.launch, 330)
    row = find_target(strand=story.strand, pairing=pair.row, figure=officials)
    SetTarget.do(row, **acting, values=wanted)


def _value(pair: Pair, day: int, value: int) -> Thread:
    acting = yield pair.story.on(day, "busan", 17)
    strand = pair.story.strand
    indicator = Indicator.objects.get(programme=strand.programme_record, name_en=OFFICIALS["name_en"])
    values = {"value": Decimal(value), "on": pair.story.date(day), "source": "교육 참석자 명부"}
    AddMeasurement.do(Measurement(strand=strand, pairing=pair.row, indicator=indicator), **acting, values=values)
