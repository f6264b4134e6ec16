"""Sheets to hang on a wall: on one page what fits on one, never too small, for whoever reads the strand."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.html import escape

from core import clock
from core.errors import DomainError, NotAllowed
from core.models import AuditEntry
from core.pack.loading import load_pack
from core.tests.pdf_reading import read_pdf, words_of
from partnerships.models import City, Milestone, Pairing, Strand
from partnerships.services.grants import read_grants
from partnerships.tests.factories import (
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    ParticipationFactory,
    StageFactory,
    StrandFactory,
    UserFactory,
    period,
)
from partnerships.tests.small_pack import REAL
from reports.rendering.sheet_pages import PAPERS
from reports.services.sheets import read_sheet, sheet_file, sheet_pdf
from reports.tests.export_scene import fetched

pytestmark = pytest.mark.django_db
START = dt.date(2017, 1, 2)
NOON = dt.datetime(2017, 9, 12, 10, 0, tzinfo=dt.UTC)
POINTS = {"a4": 269 / 25.4 * 72, "a3": 392 / 25.4 * 72}  # between the margins


@pytest.fixture
def real():
    load_pack(REAL, by=None)
    strand = Strand.objects.get(code="eu-korea-2017")
    reader = MembershipFactory(participation=Pairing.objects.filter(strand=strand).first().eu, started_on=START).user
    with clock.standing_at(NOON):
        yield strand, reader


def strand_of(pairings):
    """A strand of so many pairings with three milestones each, and somebody who reads it."""
    strand = StrandFactory(name_en="EU-Korea 2017")
    stage = StageFactory(
        strand=strand, position=1, baseline=period("2017-03", "2018-03"), forecast=period("2017-03", "2018-04")
    )
    for number in range(pairings):
        pairing = PairingFactory(strand=strand, code=f"pairing-{number}")
        for title, day in (("Launch", "2017-03-14"), ("Visit", "2017-10-02"), ("Closing", "2018-03-05")):
            MilestoneFactory(
                pairing=pairing,
                stage=stage,
                title_en=title,
                status="planned",
                baseline=period(day),
                forecast=period(day),
            )
    City.objects.update(latitude=41.4, longitude=2.2)
    return strand, MembershipFactory(
        participation=Pairing.objects.filter(strand=strand).first().eu, started_on=START
    ).user


def sheet(strand, reader, *, picture="timeline", paper="a4", language="en"):
    return read_sheet(
        grants=read_grants(reader),
        strand=strand,
        picture=picture,
        paper=PAPERS[paper],
        language=language,
        now=clock.now(),
    )


@pytest.mark.one_database
@pytest.mark.parametrize("paper", ["a4", "a3"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_real_strand_is_one_page_across_with_every_pairing(real, paper, language):
    content = sheet_pdf(sheet(*real, paper=paper, language=language))
    (page,) = read_pdf(content).pages
    width, height = (round(float(one) / 72 * 25.4) for one in page.mediabox[2:])
    assert (width, height) == {"a4": (297, 210), "a3": (420, 297)}[paper]
    said = words_of(content).replace("\xa0", " ")
    with translation.override(language):
        for pairing in Pairing.objects.filter(strand=real[0]).with_names():
            assert pairing.eu.partner.name in said
            assert pairing.counterpart.partner.name in said
    assert {"en": "20 Apr, was Mar", "ko": "4. 20.(당초 3월)"}[language] in said
    assert {"en": "Source: ", "ko": "출처: "}[language] in said


@pytest.mark.one_database
@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_many_pairings_go_on_to_further_pages_and_no_word_gets_smaller_than_seven_points(paper):
    with clock.standing_at(NOON):
        drawn = sheet(*strand_of(30), paper=paper)
    content = sheet_pdf(drawn)
    assert len(read_pdf(content).pages) == len(drawn.pictures) > 1
    for picture in drawn.pictures:
        width = float(re.search(r'viewBox="0 0 ([\d.]+) ', picture).group(1))
        smallest = min(float(size) for size in re.findall(r'font-size="([\d.]+)"', picture))
        assert smallest * POINTS[paper] / width >= 7
        assert "style=" not in picture
        assert "class=" not in picture
    assert sum(picture.count(">EU</text>") for picture in drawn.pictures) == 30 + len(drawn.pictures)  # and the key


@pytest.mark.one_database
def test_few_pairings_have_every_milestone_named():
    with clock.standing_at(NOON):
        (picture,) = sheet(*strand_of(2)).pictures
    assert [picture.count(f">{title}</tspan>") for title in ("Launch", "Visit", "Closing")] == [2, 2, 2]


@pytest.mark.one_database
@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_the_real_strand_has_its_meetings_named_in_full_when_it_is_over(real, paper):
    with clock.standing_at(NOON.replace(year=2018)):
        (picture,) = sheet(*real, paper=paper).pictures
    meetings = Milestone.objects.filter(pairing__strand=real[0], forecast_start__gte="2017-10-01")
    assert len(meetings) > 10
    for milestone in meetings:
        assert f">{escape(milestone.title)}</tspan>" in picture
    assert "…" not in picture


@pytest.mark.one_database
def test_the_map_stands_above_the_table_of_its_pairings(real):
    said = words_of(sheet_pdf(sheet(*real, picture="map", paper="a3")))
    assert "Seoul (Songpa-gu)-Eindhoven" in said
    assert "Distance in km" in said
    assert "Natural Earth" in said


def test_a_strand_without_dates_has_no_sheet():
    strand = StrandFactory()
    reader = MembershipFactory(participation=ParticipationFactory(strand=strand, side="eu")).user
    for picture in ("timeline", "map"):
        with pytest.raises(DomainError):
            sheet(strand, reader, picture=picture)


@pytest.mark.one_database
def test_whoever_reads_the_strand_takes_it_along_and_nobody_else(real):
    strand, reader = real
    asked = {"strand": strand, "picture": "map", "paper": "a4", "language": "ko"}
    assert sheet_file(by=reader, grants=read_grants(reader), **asked).startswith(b"%PDF")
    entry = AuditEntry.objects.get(action="sheet-sent")
    assert entry.parameters == {"picture": "map", "paper": "A4", "language": "ko"}
    assert "Map, A4 (ko)" in str(entry.sentence)
    stranger = UserFactory()
    with pytest.raises(NotAllowed):
        sheet_file(by=stranger, grants=read_grants(stranger), **asked)


@pytest.mark.one_database
def test_the_address_knows_two_pictures_two_papers_and_two_languages(client, real):
    strand, reader = real
    client.force_login(reader, "django.contrib.auth.backends.ModelBackend")
    sheets = f"/strands/{strand.code}/sheets"
    found = client.get(f"{sheets}/timeline-a4.ko.pdf")
    assert found["Content-Disposition"].startswith('attachment; filename="timeline_eu-korea-2017_a4_ko_')
    for wrong in ("poster-a4.en", "map-a2.en", "map-a4.de"):
        assert client.get(f"{sheets}/{wrong}.pdf").status_code == 404
    page = client.get(f"/strands/{strand.code}/timeline/")
    assert f"{sheets}/map-a3.en.pdf" in page.content.decode()


@pytest.mark.one_database
def test_a_sheet_of_many_pairings_is_made_by_a_worker(client, real, monkeypatch):
    monkeypatch.setattr("reports.views.sheets.MOST_PAIRINGS", 1)
    strand, reader = real
    client.force_login(reader, "django.contrib.auth.backends.ModelBackend")
    asked = client.get(f"/strands/{strand.code}/sheets/map-a4.ko.pdf")
    assert ": Map, A4, 한국어" in client.get(asked["Location"]).text
    assert fetched(client, asked).getvalue().startswith(b"%PDF")


@pytest.mark.one_database
def test_a_sheet_costs_the_same_for_few_and_for_many_pairings():
    counted = []
    for pairings in (1, 6):
        strand, reader = strand_of(pairings)
        for picture in ("timeline", "map"):
            with CaptureQueriesContext(connection) as queries, clock.standing_at(NOON):
                sheet(strand, reader, picture=picture)
            counted.append(len(queries))
    assert counted[:2] == counted[2:]
