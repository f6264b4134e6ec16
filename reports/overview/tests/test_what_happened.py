"""Solid means it happened, in every picture of the real strand: on pages, on paper, in the brief and in the report."""

import datetime as dt
import io
import re

import pytest
from docx import Document

from core import clock
from core.blocks import Drawing
from core.tests.pdf_reading import pdf_text
from partnerships.models import Pairing, Strand
from partnerships.pairings.cards import large_strip, small_strips
from partnerships.pairings.selectors import read_journeys
from partnerships.people.selectors import read_grants
from partnerships.programmes.cards import page_timeline
from partnerships.tests.factories import StrandRoleFactory
from partnerships.tests.pages import text_of
from reports.overview.briefs import Brief, brief_docx, brief_pdf
from reports.progress.rendering.drawings import ROAD
from reports.tests.real_scope import load_real, scope_of
from reports.tests.told_sections import compiled, told

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOW = dt.datetime(2026, 11, 29, 12, tzinfo=clock.STRAND_ZONE)
# Launch; six months; visits in November of October and November; closing in April instead of March.
HAPPENED = [["done"], ["unreported"], ["unreported", "done"], ["unreported", "done"]]
LEGENDS = {
    "en": ["reported as happened", "not reported", "planned"],
    "ko": ["보고된 실제 일정", "미보고", "예정"],
}


@pytest.fixture
def strand(real_pack):
    with clock.fixed_at(NOW):
        yield Strand.objects.get(code="eu-korea-2017")


@pytest.fixture
def reader(strand):
    return StrandRoleFactory(strand=strand, role="staff").user


def journeys(strand):
    return read_journeys(list(Pairing.objects.filter(strand=strand).for_page()), clock.today())


def kinds(road):
    return [[piece.kind for piece in pieces] for _stage, pieces in road.bands]


def kinds_from_left(svg):
    """The same of all stages of a strip, from the left to the right."""
    found = re.findall(r'class="wc-journey-(done|unreported|ahead)" x="([\d.]+)"', svg)
    return [kind for kind, _x in sorted(found, key=lambda one: float(one[1]))]


def painted(svg):
    """How the stages of a drawing are painted, the only rectangles of their height in the colour of the road."""
    found = re.findall(r'<rect [^>]*height="10"[^>]*/>', svg)
    stages = [one for one in found if ROAD in one]
    return sorted(
        "unreported" if "dasharray" in one else "done" if f'fill="{ROAD}"' in one else "ahead" for one in stages
    )


def test_march_2018_is_actual_in_none_of_the_four_pairings(strand):
    rows = journeys(strand)
    assert len(rows) == 4
    for journey, small in zip(rows, small_strips(rows), strict=True):
        for strip in (large_strip(journey)["journey"], small):
            assert kinds_from_left(strip) == [kind for stage in HAPPENED for kind in stage]
    timeline = page_timeline(rows, is_large=True)
    for _journey, row in timeline["rows"]:
        assert kinds(row.road) == HAPPENED
    assert kinds(timeline["drawn"].names_road) == HAPPENED


def test_a_pairings_page_says_what_was_reported_of_each_stage(client, strand, reader):
    client.force_login(reader, "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/strands/{strand.code}/pairings/busan-barcelona/")
    said = text_of(page)
    # The picture says it for those who do not see it, and solid is called no more than what it is.
    assert "Launch and visits in Korea: reported 14–17 March 2017" in said
    assert "Decentralised cooperation: not reported; Working visits in the EU: reported November 2017" in said
    assert "Closing meeting: reported 20 April 2018" in said
    assert " ".join(LEGENDS["en"]) in said


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_timeline_explains_solid_dotted_and_outline(client, strand, reader, language):
    client.force_login(reader, "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/strands/{strand.code}/timeline/", headers={"accept-language": language})
    assert " ".join(LEGENDS[language]) in text_of(page)
    # Each row, the names of the stages above them, and the legend.
    assert page.content.decode().count('class="wc-journey-unreported"') == 3 * (4 + 1) + 1


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_brief_for_a_mayor_calls_nothing_actual_that_nobody_reported(strand, reader, language):
    pairing = Pairing.objects.for_page().get(strand=strand, code="busan-barcelona")
    brief = Brief(grants=read_grants(reader), pairing=pairing, language=language, now=NOW)
    for picture in (brief.picture, brief.narrow_picture):
        assert set(painted(picture)) == {"done", "unreported"}
    key = {"en": "Solid: reported as happened. Dotted: not reported.", "ko": "채움: 보고된 실제 일정, 점선: 미보고"}[
        language
    ]
    word = " ".join(row.text for row in Document(io.BytesIO(brief_docx(brief))).paragraphs)
    assert key in word
    assert key in pdf_text(brief_pdf(brief))
    assert {"en": "Closing meeting: reported 20 April 2018.", "ko": "최종회의: 보고된 일정 2018. 4. 20.(금)"}[
        language
    ] in brief.picture_label


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_report_calls_dotted_what_was_not_reported(language):
    data = compiled("journey", scope_of(load_real()))
    (drawing,) = [block for block in told("journey", data, language) if isinstance(block, Drawing)]
    for svg in (drawing.svg, drawing.narrow):
        solid, dotted, planned = LEGENDS[language]
        assert f">{solid}</text>" in svg
        assert f">{dotted}</text>" in svg
        assert f">{planned}</text>" not in svg  # nothing is: the strand is over
        assert 'stroke-dasharray="0.1 3.2"' in svg
