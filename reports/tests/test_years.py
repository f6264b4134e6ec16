"""The year of a pairing on one page: what lies in which month, contacts counted, and one page whatever there is."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from docx import Document

from core import clock
from core.errors import DomainError, NotAllowed
from core.models import AuditEntry
from core.pack.loading import load_pack
from core.periods import PartialDate, Period
from core.tests.pdf_reading import read_pdf, words_of
from events.tests.factories import event_of
from partnerships.models import Pairing
from partnerships.services.grants import read_grants
from partnerships.tests.factories import UserFactory
from partnerships.tests.factories_together import AgreementFactory, ContactFactory, LevelChangeFactory, ProjectFactory
from partnerships.tests.pages import sign_in, text_of
from partnerships.tests.small_pack import REAL
from reports.rendering.drawings.year import LEFT, RADIUS, THIRD_WIDTH, WIDTH
from reports.services.year_files import year_docx, year_file, year_pdf
from reports.services.year_records import read_records, usual_year
from reports.services.years import read_year
from reports.tests.brief_scene import TODAY, everything, milestone
from reports.tests.test_briefs import NASTY

pytestmark = pytest.mark.django_db


def told(sides, role="observer", year=2026, language="en"):
    pairing = Pairing.objects.for_page().get(pk=sides.pairing.pk)
    records = read_records(grants=sides.grants(role), pairing=pairing, today=clock.today())
    return read_year(records=records, year=year, language=language, now=clock.now())


def column(year, place):
    return {
        month.name: [(str(line.title), line.when, line.note) for line in month.cells[place]]
        for month in year.months
        if month.cells[place]
    }


def test_a_mark_on_the_first_or_the_last_day_is_whole(sides):
    for number, day in enumerate(("2026-01-01", "2026-04-30", "2026-12-31")):
        milestone(sides, f"m{number}", status="planned", baseline=day, forecast=day)
    year = told(sides)
    pictures = [(year.picture, WIDTH, 3), (year.thirds[0], THIRD_WIDTH, 2), (year.thirds[2], THIRD_WIDTH, 1)]
    for svg, full, marks in pictures:
        centres = [LEFT + float(x) for x in re.findall(r'<circle cx="([-0-9.]+)"', svg)]
        assert len(centres) == marks
        assert min(centres) >= RADIUS + 1
        assert max(centres) <= full - RADIUS - 1


def test_milestones_stand_where_they_ended_and_leave_a_trace_in_the_first_plan(sides):
    milestone(sides, "Launch", status="done", baseline="2026-08-11", actual="2026-08-11")
    milestone(sides, "Study", status="planned", baseline="2026-09-15", forecast="2026-12-01")
    milestone(sides, "Survey", status="unknown", baseline="2026-09", forecast="2026-09")
    milestone(sides, "Late call", status="planned", baseline="2026-11-20", forecast="2026-11-20")
    assert column(told(sides), 0) == {
        "August": [("Launch", "11 Aug", "Done")],
        "September": [("Survey", "September 2026", "Not reported"), ("Study", "", "First plan; now 1 Dec")],
        "November": [("Late call", "20 Nov", "5 days late")],
        "December": [("Study", "1 Dec", "first plan: 15 Sep")],
    }
    assert [line.is_ghost for month in told(sides).months for line in month.cells[0] if line.title == "Study"] == [
        True,
        False,
    ]


def test_what_is_known_by_its_year_alone_gets_no_month(sides):
    AgreementFactory(
        pairing=sides.pairing,
        title_en="Old tie",
        status="signed",
        signed_on=dt.date(2026, 1, 1),
        signed_on_precision="year",
    )
    found = told(sides)
    assert column(found, 3) == {"Month not known": [("Old tie", "2026", "Memorandum of understanding (MoU)")]}
    assert found.months[-1].contacts == ("–", "–")


def test_events_levels_and_agreements_stand_in_their_months(sides):
    everything(sides)
    found = told(sides)
    assert column(found, 1)["August"] == [("Barcelona in Busan", "12–14 Aug", "Held")]
    assert column(found, 2) == {"November": [("Street lights", "16 Nov", "Agreed → Piloting")]}
    assert list(column(found, 3)) == ["October"]


def test_contacts_are_counted_for_each_side_and_told_to_nobody(sides):
    everything(sides)
    ContactFactory(pairing=sides.pairing, side="counterpart", on=dt.date(2026, 9, 9))
    ContactFactory(pairing=sides.pairing, on=dt.date(2026, 9, 9), withdrawn_at=clock.now(), withdrawn_reason="Twice.")
    year = told(sides)
    september = next(month for month in year.months if month.name == "September")
    # A mail of one side, a call of both, a mail of the other.
    assert (september.eu, september.counterpart) == (2, 2)
    assert "Secret offer" not in words_of(year_pdf(year))


def test_no_contact_recorded_is_not_zero_nor_is_a_month_to_come(sides):
    milestone(sides, "Launch", status="done", baseline="2026-08-11", actual="2026-08-11")
    assert {month.contacts for month in told(sides).months} == {("–", "–")}
    ContactFactory(pairing=sides.pairing, side="eu", on=dt.date(2026, 10, 1))
    months = {month.name: month.contacts for month in told(sides).months}
    assert months["October"] == ("1", "0")
    assert months["November"] == ("0", "0")
    assert months["December"] == ("–", "–")


@pytest.mark.one_database
def test_how_it_stands_are_two_lines_that_end_as_their_language_does(sides, client):
    milestone(sides, "Launch", status="done", baseline="2026-08-11", actual="2026-08-11")
    assert told(sides).lines == ["1 done.", "As of 25 November 2026 12:00, Brussels time."]
    with translation.override("ko"):
        done, as_of = told(sides, language="ko").lines
    assert done == "완료 1건"
    assert as_of.endswith("기준(브뤼셀 시간)")
    sign_in(client, sides, "observer")
    path = reverse("reports:year", args=[sides.pairing.strand.code, sides.pairing.code])
    page = client.get(path, {"language": "ko"})
    assert "완료 1건<br>" in page.content.decode()
    assert f"완료 1건 {as_of}" in text_of(page)
    assert "완료 1건." not in words_of(year_pdf(told(sides, language="ko")))


@pytest.mark.one_database
def test_a_year_in_which_nothing_lies_is_none(sides, client):
    everything(sides)
    with pytest.raises(DomainError):
        told(sides, year=2020)
    sign_in(client, sides, "observer")
    path = reverse("reports:year", args=[sides.pairing.strand.code, sides.pairing.code])
    for word in ("2020", "0000", "9999", "abcd", "-1", "20261"):
        assert client.get(path, {"year": word}).status_code == 404
    assert client.get(path, {"year": "2027"}).status_code == 200


def test_a_pairing_with_nothing_has_this_year(sides, client):
    sign_in(client, sides, "observer")
    path = reverse("reports:year", args=[sides.pairing.strand.code, sides.pairing.code])
    page = client.get(path)
    assert page.status_code == 200
    assert "No contact of this pairing is recorded." in text_of(page)
    assert len(read_pdf(year_pdf(told(sides))).pages) == 1


def test_the_year_of_a_pairing_that_is_over_is_its_last_one(sides):
    milestone(sides, "Closing", status="done", baseline="2018-03", actual="2018-04-20")
    sides.pairing.strand.starts_on_date = PartialDate.parse("2017-01")
    sides.pairing.strand.save(by=None)
    AgreementFactory(pairing=sides.pairing, status="signed", signed_on=dt.date(1983, 10, 25))
    records = read_records(grants=sides.grants("eu"), pairing=sides.pairing, today=TODAY)
    # What was signed before the strand began is no part of what the two did in it.
    assert records.years == [2018]
    assert usual_year(records, TODAY) == 2018


def test_an_outsider_reads_none(sides):
    with pytest.raises(NotAllowed):
        read_records(grants=read_grants(UserFactory()), pairing=sides.pairing, today=TODAY)


def overfull(sides):
    for number in range(30):
        for month in range(1, 13):
            milestone(sides, f"{NASTY} {number}", status="done", baseline="2026-01", actual=f"2026-{month:02}-01")
    for number in range(12):
        event_of(sides.pairing, title_en=NASTY, status="held", actual=Period.parse(f"2026-{number + 1:02}-03"))
        project = ProjectFactory(pairing=sides.pairing, title_en=NASTY)
        LevelChangeFactory(project=project, on=dt.date(2026, number + 1, 1))
        AgreementFactory(pairing=sides.pairing, title_en=NASTY, status="signed", signed_on=dt.date(2026, number + 1, 1))


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "ko"])
def test_it_is_one_page_across_however_much_there_is(sides, language):
    overfull(sides)
    pages = read_pdf(year_pdf(told(sides, language=language))).pages
    assert len(pages) == 1
    assert pages[0].mediabox.width > pages[0].mediabox.height


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_real_pairings_are_one_page_a_year(language):
    load_pack(REAL, by=None)
    grants = read_grants(UserFactory(is_superuser=True))
    for pairing in Pairing.objects.for_page().filter(strand__code="eu-korea-2017"):
        records = read_records(grants=grants, pairing=pairing, today=TODAY)
        for year in (2017, 2018):
            told_year = read_year(records=records, year=year, language=language, now=clock.now())
            assert len(read_pdf(year_pdf(told_year)).pages) == 1


@pytest.mark.one_database
def test_no_comma_stands_behind_the_point_of_a_korean_date(sides, client):
    everything(sides)
    sign_in(client, sides, "observer")
    path = reverse("reports:year", args=[sides.pairing.strand.code, sides.pairing.code])
    year = told(sides, language="ko")
    word = " ".join(row.text for row in Document(io.BytesIO(year_docx(year))).paragraphs)
    for said in (text_of(client.get(path, {"language": "ko"})), word, words_of(year_pdf(year))):
        assert re.search(r"\d\.(\([월화수목금토일]\))?\s+·\s", said)
        assert not re.search(r"\d\.(\([월화수목금토일]\))?,", said)


@pytest.mark.one_database
def test_word_tells_the_months_and_names_the_empty_ones(sides):
    everything(sides)
    document = Document(io.BytesIO(year_docx(told(sides))))
    heads = [row.text for row in document.paragraphs if row.style.name == "Heading 1"]
    assert heads[:2] == ["August", "September"]
    assert any("January, February" in row.text for row in document.paragraphs)


def test_taking_it_along_is_logged_with_the_year(sides):
    everything(sides)
    pairing = Pairing.objects.for_page().get(pk=sides.pairing.pk)
    content, year = year_file(**sides.by("observer"), pairing=pairing, year=None, language="en", file_format="pdf")
    assert year == 2026
    assert content.startswith(b"%PDF")
    assert AuditEntry.objects.get(action="pairing-year-sent").parameters == {
        "year": 2026,
        "language": "en",
        "format": "PDF",
    }


@pytest.mark.one_database
def test_its_page_asks_as_much_for_one_as_for_many(sides, client):
    everything(sides)
    sign_in(client, sides, "observer")
    path = reverse("reports:year", args=[sides.pairing.strand.code, sides.pairing.code])

    def count():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    count()
    before = count()
    overfull(sides)
    assert count() == before
