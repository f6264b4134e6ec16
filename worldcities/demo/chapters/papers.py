"""The documents, notes and closing days of the invented strand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from partnerships.models import Participation
from partnerships.services.documents import add_document, add_note, add_version
from partnerships.services.offices import add_closing_day, edit_hours
from partnerships.services.uploads import check_upload
from worldcities.demo.chapters.project_acts import project

if TYPE_CHECKING:
    from partnerships.services.uploads import CheckedFile
    from worldcities.demo.story import Story, Thread

BUSAN = "busan-barcelona"


def threads(story: Story) -> list[Thread]:
    """Between the launch and today."""
    return [_data_sheet(story), _own_papers(story), _offices(story)]


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


def _data_sheet(story: Story) -> Thread:
    """Busan's data sheet of the fare box, and its second version."""
    yield story.date(-39)
    with story.on(-39, "busan", 9, 40) as acting:
        sheet = add_document(
            **acting,
            record=project(story, "comparison-of-bus-fare-payment"),
            values={
                "title": "Fare box that returns change: data sheet",
                "description": "Size, power, coins and notes taken, time per passenger.",
                "audience": "pairing",
            },
            upload=one_page("fare-box-data-sheet.pdf", "Fare box that returns change: data sheet"),
        )
    yield story.date(-24)
    with story.on(-24, "busan", 10) as acting:
        add_version(
            **acting,
            document=sheet,
            version=sheet.version,
            upload=one_page("fare-box-data-sheet-2.pdf", "Fare box that returns change: data sheet, with prices"),
            note="With prices",
        )


def _own_papers(story: Story) -> Thread:
    """What Busan keeps for itself, and the picture of the street for everybody in the strand."""
    yield story.date(-34)
    with story.on(-34, "busan", 16) as acting:
        add_note(
            **acting,
            record=project(story, "smart-street-lights-of-busan-tried-in-barcelona"),
            text="스마트도시과와 먼저 협의한 뒤 예산을 확정할 것",
        )
        add_document(
            **acting,
            record=story.pairing(BUSAN),
            values={"title": "내부 검토 의견", "description": "교차 실증 예산 검토", "audience": "own-side"},
            upload=one_page("review.pdf", "Internal review"),
        )
    yield story.date(-9)
    with story.on(-9, "barcelona", 11) as acting:
        add_document(
            **acting,
            record=project(story, "smart-street-lights-of-busan-tried-in-barcelona"),
            values={
                "title": "Plan of the street with the twelve lamps",
                "description": "Where each lamp of Busan stands.",
                "audience": "strand",
            },
            upload=one_page("street-plan.pdf", "Plan of the street with the twelve lamps"),
        )


def _offices(story: Story) -> Thread:
    """Regions with holidays of their own, and a day on which Barcelona's offices are closed."""
    yield story.after_launch(-6)
    for partner, region in (("barcelona", "CT"), ("scottish-cities-alliance", "SCT")):
        with story.on(story.after_launch(-6), partner) as acting:
            row = _taking_part(story, partner)
            edit_hours(**acting, participation=row, version=row.version, changes={"holiday_region": region})
    yield story.date(-3)
    with story.on(-3, "barcelona") as acting:
        add_closing_day(
            **acting,
            participation=_taking_part(story, "barcelona"),
            starts_on=story.day(8),
            ends_on=None,
            name="The offices move to the new building",
        )


def _taking_part(story: Story, partner: str) -> Participation:
    return Participation.objects.select_related("strand", "partner").get(strand=story.strand, partner__code=partner)
