"""What plan and report of a journey hold in Korean and in English, and their files."""

import datetime as dt
import io
import re

import pytest
from django.utils import translation
from docx import Document

from core import clock
from core.blocks import Heading, OutlineItem, Paragraph, Table, Text, text_of
from core.models import AuditEntry
from core.periods import Period
from core.tests.pdf_reading import elements_of, pdf_text
from events.agendas.selectors import ADDED, CHANGED, REMOVED, AgendaLine
from events.models import AgendaRelease, Event, NotedInterest, TripPaper, TripPhoto
from events.tests.factories import EventFactory, TripPhotoFactory, VisitNoteFactory
from events.tests.trip_scene import AFTER, tell_trip
from events.trips.documents import paper_blocks, paper_title, typed_lines
from events.trips.selectors import TripSheet, find_paper, planned_version, rows_of
from events.trips.views import paper_file
from partnerships.tests.factories import PairingFactory

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _now():
    with clock.fixed_at(AFTER):
        yield


@pytest.fixture
def trip():
    return tell_trip()


def sheet_of(trip, kind="report", role="counterpart", *, event=None, partner="busan"):
    grants = trip.by(role)["grants"]
    row = Event.objects.with_names().get(pk=(event or trip.mission).pk)
    return TripSheet(grants, find_paper(grants, row, partner, kind))


def write(trip, kind="report", **texts):
    paper = TripPaper(delegation=trip.delegation, kind=kind, **texts)
    paper.save(by=None)
    return paper


def told(blocks):
    """Every word of the blocks, in their order."""
    found = []
    for block in blocks:
        if isinstance(block, Table):
            found += [text_of(cell) for row in (block.head, *block.rows) for cell in row]
        elif hasattr(block, "text"):
            found.append(text_of(block.text))
        elif hasattr(block, "rows"):
            found += [text_of(cell) for row in block.rows for cell in row]
    return found


def test_the_report_tells_what_was_planned_and_what_happened(trip):
    rows = {row.line.title_en: row for stop in sheet_of(trip).stops for row in stop.rows}
    assert {name: row.kind for name, row in rows.items()} == {
        "22@ innovation district": "",
        "Smart city unit": "changed",
        "Harbour tour": "removed",
        "Poblenou universities": "added",
    }
    words = " | ".join(told(paper_blocks(sheet_of(trip), "en")))
    assert "planned as 14 October 2026 14:00–15:00, 22@ Barcelona" in words
    assert "12–16 October 2026" in words
    assert "5–9 October 2026" in words


def test_the_plan_tells_what_is_to_come_and_how_far_the_agenda_is(trip):
    words = told(paper_blocks(sheet_of(trip, "plan"), "en"))
    assert "Harbour tour" not in words
    assert "Agenda items: 3" in words
    assert {"Asked: 1", "Confirmed by the host: 1"} <= set(words)
    assert any("Version 1 released on 20 September 2026" in one for one in words)


def test_who_stayed_at_home_did_not_travel(trip):
    report, plan = sheet_of(trip), sheet_of(trip, "plan")
    assert [row.name_native for row in report.people] == ["박민호", "김지수"]
    assert report.absent == 1
    assert [row.name_native for row in plan.people] == ["박민호", "김지수", "최유나"]
    assert plan.absent == 0


def test_both_languages_have_the_same_parts(trip):
    write(trip, implications_ko="○ 장기 임대 방식 검토\n- 시범사업 예산 반영")
    for kind in ("plan", "report"):
        korean, english = (paper_blocks(sheet_of(trip, kind), language) for language in ("ko", "en"))
        shapes = [
            [(type(block), getattr(block, "level", 0)) for block in blocks if isinstance(block, Heading | Table)]
            for blocks in (korean, english)
        ]
        assert shapes[0] == shapes[1]


def test_the_korean_paper_has_the_marks_of_an_outline(trip):
    write(trip, implications_ko="○ 장기 임대 방식 검토\n- 시범사업 예산 반영\n※ 조례 개정 필요")
    blocks = paper_blocks(sheet_of(trip), "ko")
    assert {type(block) for block in blocks} == {Heading, OutlineItem, Table}
    marks = {(block.level, text_of(block.text)[:2]) for block in blocks if isinstance(block, Heading)}
    assert marks == {(1, "□ "), (2, "○ ")}
    own = [(block.shown_mark, text_of(block.text)) for block in blocks if isinstance(block, OutlineItem)]
    assert ("○", "장기 임대 방식 검토") in own
    assert ("-", "시범사업 예산 반영") in own
    assert ("※", "조례 개정 필요") in own
    assert ("-", "노후 공장을 창업기업에 10년간 임대") in own
    assert ("-", "2026. 10. 14.(수) 09:30~11:00 22@ 혁신지구 시찰") in own
    people, agenda = [block for block in blocks if isinstance(block, Table)][::2]
    assert people.rows[0][:3] == ("부산광역시", "지방부이사관, 도시균형발전실장", "박민호\nPark Minho")
    assert agenda.rows[0][:3] == ["2026. 10. 14.(수)", "09:30~11:00", "22@ 혁신지구 시찰"]


def test_the_english_paper_is_prose_below_headings(trip):
    write(trip, implications_en="Long leases could work.\n\n- A pilot is examined")
    blocks = paper_blocks(sheet_of(trip), "en")
    assert Paragraph("Long leases could work.") in blocks
    assert OutlineItem("A pilot is examined", 1, "•") in blocks
    headings = [text_of(block.text) for block in blocks if isinstance(block, Heading)]
    assert headings[:3] == ["Facts of the trip", "Purpose", "Outline"]
    assert {"Idle spaces", "Smart City", "Other activities"} <= set(headings)


def test_a_text_that_its_language_lacks_stands_in_the_other_and_says_so(trip):
    write(trip, implications_en="Long leases could work.")
    korean, english = paper_blocks(sheet_of(trip), "ko"), paper_blocks(sheet_of(trip), "en")
    assert OutlineItem(Text("Long leases could work.", "en"), 2, "○") in korean
    cells = [cell for block in korean if isinstance(block, Table) for row in block.rows for cell in row]
    assert Text("Poblenou universities", "en") in cells
    assert Paragraph("Long leases could work.") in english
    people = next(block for block in english if isinstance(block, Table))
    assert people.rows[0][0] == Text("부산광역시", "ko")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_finished_paper_lists_no_gaps(trip, language):
    def missing():
        heading = {"en": "Not recorded", "ko": "□ 미기재"}[language]
        return [text for text in told(paper_blocks(sheet_of(trip), language)) if text.startswith(heading)]

    assert missing()
    write(trip, outline_en="Went well.", implications_en="Go on.", finished_at=clock.now())
    assert not missing()


@pytest.mark.parametrize("reader", ["en", "ko"])
def test_the_paper_does_not_depend_on_the_language_of_its_reader(trip, reader):
    expected = paper_blocks(sheet_of(trip), "ko"), paper_title(sheet_of(trip), "en")
    with translation.override(reader):
        assert (paper_blocks(sheet_of(trip), "ko"), paper_title(sheet_of(trip), "en")) == expected


def test_activities_stand_by_topic_with_what_became_of_each_interest(trip):
    words = told(paper_blocks(sheet_of(trip), "en"))
    assert words.index("Idle spaces") < words.index("Smart City") < words.index("Other activities")
    assert "Interest of Busan: still to be decided" in words
    assert "Interest of Barcelona: not pursued (Barcelona already has a partner for it)" in words


def test_notes_of_other_pairings_and_withdrawn_ones_are_left_out(trip):
    other = PairingFactory(strand=trip.pairing.strand)
    VisitNoteFactory(event=trip.part, place=other, what_en="Of another pairing")
    VisitNoteFactory(event=trip.part, place=trip.pairing, what_en="Taken back", withdrawn_at=clock.now())
    words = told(paper_blocks(sheet_of(trip, role="staff"), "en"))
    assert not {"Of another pairing", "Taken back"} & set(words)


def test_the_paper_of_a_part_takes_the_people_of_the_mission(trip):
    sheet = sheet_of(trip, event=trip.part)
    assert [stop.code for stop in sheet.stops] == ["busan-in-barcelona"]
    assert [row.name_native for row in sheet.people] == ["박민호", "김지수"]


def test_a_month_is_never_made_a_day(trip):
    part = Event.objects.get(pk=trip.part.pk)
    period = type(part.actual).parse("2026-10")
    part.actual = part.forecast = part.baseline = period
    part.save(by=None)
    words = " ".join(told(paper_blocks(sheet_of(trip, event=part), "en")))
    assert "October 2026, day not recorded" in words
    assert "1 October 2026" not in words


def test_gaps_are_what_is_missing(trip):
    gaps = [gap for gap, _place in sheet_of(trip).gaps]
    assert {"purpose", "outline", "implications"} <= set(gaps)
    assert "visit notes (agenda items: 2)" in gaps
    assert "decisions on interests (1)" in gaps
    paper = write(trip, outline_en="Went well.", implications_en="Go on.")
    write(trip, "plan", purpose_en="To learn.")
    TripPhotoFactory(paper=paper)
    NotedInterest.objects.filter(outcome="open").delete()
    assert [gap for gap, _place in sheet_of(trip).gaps] == ["visit notes (agenda items: 2)"]


def test_a_journey_without_anything_is_told_as_such(trip):
    row = Event.objects.with_names().get(pk=trip.part.pk)
    row.agenda.update(removed_at=clock.now())
    row.releases.all().delete()
    trip.delegation.delegates.update(status="withdrawn")
    NotedInterest.objects.all().delete()
    row.visit_notes.all().delete()
    for language in ("en", "ko"):
        assert paper_blocks(sheet_of(trip, event=trip.part), language)
    words = told(paper_blocks(sheet_of(trip, event=trip.part), "en"))
    assert {"Travellers", "Not recorded", "Nothing recorded yet", "Not written yet"} <= set(words)
    korean = told(paper_blocks(sheet_of(trip, event=trip.part), "ko"))
    # After the journey nothing is undecided, and nobody is no number.
    assert "□ 출장자 현황" in korean
    assert "미기재" in korean
    assert not [line for line in korean if "미정" in line or "(0명)" in line]
    plan = told(paper_blocks(sheet_of(trip, "plan", event=trip.part), "en"))
    assert {"Travellers", "Nobody named yet", "No agenda yet"} <= set(plan)
    assert not [line for line in plan if "(0)" in line or line.endswith(": 0")]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("kind", ["plan", "report"])
def test_files_in_both_formats_say_the_same(trip, kind, language):
    paper = write(trip, implications_ko="장기 임대 방식 검토", purpose_ko="선진사례 조사")
    TripPhotoFactory(paper=paper, caption_ko="22@ 혁신지구")
    by = trip.by("counterpart")["by"]
    sheet = sheet_of(trip, kind)
    pdf = paper_file(by=by, sheet=sheet, language=language, file_format="pdf")
    word = paper_file(by=by, sheet=sheet, language=language, file_format="docx")
    document = Document(io.BytesIO(word))
    texts = [paragraph.text for paragraph in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    seen = re.sub(r"\s", "", pdf_text(pdf))
    for expected in ("박민호", "ParkMinho", "김지수"):
        assert expected in seen
        assert expected in re.sub(r"\s", "", " ".join([*texts, *cells]))
    if language == "ko":
        assert "□" in seen
        assert any(text.startswith("○\t") for text in texts)
        assert "2026.10.12.(월)~16.(금)" in seen
    headings = [node for node in elements_of(pdf) if node["/S"] == "/H1"]
    assert len(headings) >= 4
    pictures = [node for node in elements_of(pdf) if node["/S"] == "/Figure"]
    assert len(pictures) == (kind == "report")


def test_taking_a_file_is_logged_without_any_name(trip):
    paper_file(by=trip.by("staff")["by"], sheet=sheet_of(trip), language="ko", file_format="docx")
    entry = AuditEntry.objects.get(action="trip-paper-sent")
    assert entry.sentence == "Trip report: downloaded as DOCX (ko)"
    assert entry.object_label == "Busan, autumn-mission"
    assert entry.strand_id == trip.pairing.strand_id
    assert entry.pairing_id == trip.pairing.pk
    assert not {"Kim", "Park", "김지수", "박민호"} & set(re.split(r"\W+", str(entry.parameters) + entry.object_label))


def test_a_photograph_whose_file_is_gone_is_left_out(trip, caplog):
    photo = TripPhotoFactory(paper=write(trip, outline_en="Went well."))
    photo.file.storage.delete(photo.file.name)
    pdf = paper_file(by=trip.by("staff")["by"], sheet=sheet_of(trip), language="en", file_format="pdf")
    assert not [node for node in elements_of(pdf) if node["/S"] == "/Figure"]
    assert f"photograph {photo.pk}" in caplog.text
    assert TripPhoto.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "level", "words"),
    [
        ("○ 협력사업 발굴", 2, "협력사업 발굴"),
        ("□ 협력사업 발굴", 2, "협력사업 발굴"),
        ("o 협력사업 발굴", 2, "협력사업 발굴"),
        ("ㅇ 협력사업 발굴", 2, "협력사업 발굴"),
        ("  - 스마트시티", 3, "스마트시티"),
        ("· 스마트시티", 3, "스마트시티"),
        ("※ 조례 개정 필요", 4, "조례 개정 필요"),
        ("향후 계획", 2, "향후 계획"),
        ("office of the mayor", 2, "office of the mayor"),
        ("-5 °C on the first day", 2, "-5 °C on the first day"),
    ],
)
def test_a_line_keeps_its_words_and_tells_its_level(typed, level, words):
    (line,) = typed_lines(typed)
    assert line == (level, words)


@pytest.mark.parametrize("typed", ["", "\n\n", "○", "  -  \n※"])
def test_lines_without_words_say_nothing(typed):
    assert typed_lines(typed) == []


def _line(key, **values):
    return AgendaLine(key=key, kind="session", **{"title_en": f"Item {key}", "day": "2026-10-14"} | values)


def _became(rows):
    return [(row.line.key, row.kind) for row in rows]


def test_each_item_stands_beside_its_plan():
    planned = [_line(1), _line(2, start="09:00"), _line(3)]
    now = [_line(1, capacity=20), _line(2, start="11:00"), _line(4, day="2026-10-13")]
    assert _became(rows_of(planned, now)) == [(4, ADDED), (1, ""), (2, CHANGED), (3, REMOVED)]
    assert rows_of(planned, now)[2].before == planned[1]


def test_without_a_released_plan_all_is_as_it_took_place():
    assert _became(rows_of(None, [_line(1), _line(2)])) == [(1, ""), (2, "")]


@pytest.mark.parametrize(("days", "expected"), [((1, 5, 20), 2), ((20, 25), 1), ((), None)])
def test_the_plan_is_the_last_version_before_the_first_day_else_the_first(days, expected):
    event = EventFactory()
    event.forecast = Period.parse("2026-10-14/2026-10-15")
    moments = [dt.datetime(2026, 10, day, 12, tzinfo=dt.UTC) for day in days]
    releases = [AgendaRelease(number=number, at=moment) for number, moment in enumerate(moments, start=1)]
    found = planned_version(reversed(releases), event)
    assert (found and found.number) == expected
