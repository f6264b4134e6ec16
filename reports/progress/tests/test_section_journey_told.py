"""The journey in a report: figures as the portal counts them, documents, queries, drawings, sheets, the real strand."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.blocks import Drawing
from core.periods import PartialDate, Period
from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import read_counts, reading_of
from partnerships.tests.factories import StageFactory
from partnerships.tests.factories_together import DocumentFactory, DocumentVersionFactory
from reports.progress.tests.journey_scene import AS_OF, add, data_of, half_year, move, pairing_in
from reports.tests.real_scope import load_real, scope_of
from reports.tests.told_sections import all_words, cells, compiled, figure_values, rows_of, sheets, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def period():
    return half_year()


def test_the_figures_are_the_portals_own_counts(period):
    pairings = [pairing_in(period), pairing_in(period)]
    for number, pairing in enumerate(pairings):
        add(pairing, "On time", baseline="2017-03-14", actual="2017-03-14", status="done")
        add(pairing, "Late", baseline="2017-03", actual="2017-04-20", status="done")
        add(pairing, "Open and late", baseline="2017-09-01")
        add(pairing, "Unknown", baseline="2017-05", status="unknown")
        if number:
            add(pairing, "Cancelled", baseline="2017-05", status="cancelled")
    for scope in (scope_of(period, as_of=AS_OF), scope_of(period, pairings[1].code, as_of=AS_OF)):
        data = compiled("journey", scope)
        values = figure_values(data)
        counts = read_counts(strand=scope.strand, pairing=scope.pairing, today=scope.last_day)
        assert values["milestones-on-time"] == reading_of(counts, None, BuiltIn.MILESTONES_ON_TIME).value
        assert values["days-of-delay"] == reading_of(counts, None, BuiltIn.DAYS_OF_DELAY).value
        assert values["days-of-delay"] == sum(row["days_of_delay"] or 0 for row in data["milestones"])
        assert values["milestones-undated"] == reading_of(counts, None, BuiltIn.DAYS_OF_DELAY).unreported
        many = len(scope.pairings)
        expected = {"done": 2 * many, "open": many, "overdue": many, "not-reported": many, "cancelled": 1}
        assert {key: values[f"milestones-{key}"] for key in expected} == expected
        assert all(
            len(figure["rows"]) == figure["value"] for figure in data["figures"] if figure["key"] != "days-of-delay"
        )


def test_where_nothing_was_reported_punctuality_is_not_zero(period):
    pairing = pairing_in(period)
    add(pairing, baseline="2017-04", status="unknown")
    data = data_of(period, pairing.code)
    values = figure_values(data)
    assert values["milestones-on-time"] is None
    assert values["days-of-delay"] is None
    words = all_words(told("journey", data))
    assert "Not reported days of delay" in words
    assert cells(sheets("journey", data)["milestones"])["Days of delay"] is None


def test_a_stage_that_has_begun_without_a_report_says_so_and_one_that_lies_ahead_says_nothing(period):
    pairing = pairing_in(period)
    first = pairing.strand.stages.get()
    first.forecast = Period.parse("2017-03")
    first.save(by=None)
    StageFactory(strand=pairing.strand, position=2, name_en="Closing", forecast=Period.parse("2018-03"))
    add(pairing, "Open and late", baseline="2017-03-20")

    def actual():
        return {row[0]: row[-1] for row in rows_of(told("journey", data_of(period))) if row[0][:2] in {"1.", "2."}}

    assert actual() == {"1. Launch": "not reported", "2. Closing": ""}
    add(pairing, "Held on a day", baseline="2017-03-14", actual="2017-04-03", status="done")
    add(pairing, "Held in a month", baseline="2017-03", actual="2017-04", status="done")
    assert actual()["1. Launch"] == "April 2017"


def test_an_empty_journey_says_so_in_one_sentence(period):
    data = data_of(period)
    assert all_words(told("journey", data)) == "No milestone is planned."
    assert all_words(told("journey", data, "ko")) == "계획된 주요 일정 없음"


def test_documents_are_named_as_far_as_everybody_who_reads_the_report_may_see_them(period):
    pairing = pairing_in(period)
    row = add(pairing, baseline="2017-04")
    for audience in ("strand", "pairing", "own-side"):
        DocumentVersionFactory(document__pairing=pairing, document__record=row, document__audience=audience)
    DocumentVersionFactory(
        document__pairing=pairing, document__record=row, document__audience="strand", document__withdrawn_at=AS_OF
    )
    DocumentFactory(pairing=pairing, record=row, audience="strand")  # without a file
    codes = [document.code for document in pairing.documents.order_by("pk")]
    for scope in ("", pairing.code):
        assert data_of(period, scope)["milestones"][0]["documents"] == [f"{pairing.code}/{codes[0]}"]


@pytest.mark.one_database
def test_the_queries_are_as_many_for_one_pairing_as_for_many(period, django_assert_num_queries):
    def fill(pairing):
        add(pairing, "Launch", baseline="2017-03-14", actual="2017-03-20", status="done")
        add(pairing, "Asked", baseline="2017-05", confirmation="both")
        add(pairing, "Text", baseline="2017-05", confirmation="both", confirmed_text="action-plan")
        move(add(pairing, "Moved", baseline="2017-05", forecast="2017-07"), "Easter.", dt.date(2017, 4, 1))
        add(pairing, "Dropped", baseline="2017-05", status="cancelled")

    fill(pairing_in(period))
    compiled("journey", scope_of(period, as_of=AS_OF))
    few_scope = scope_of(period, as_of=AS_OF)
    with CaptureQueriesContext(connection) as few:
        compiled("journey", few_scope)
    for _number in range(4):
        fill(pairing_in(period))
    scope = scope_of(period, as_of=AS_OF)
    with django_assert_num_queries(len(few)):
        compiled("journey", scope)
    # What the portal counts among them, which the sections read together.
    assert len(few) <= 16


@pytest.mark.one_database
def test_many_pairings_are_drawn_on_several_drawings(period):
    for _number in range(45):
        add(pairing_in(period), baseline="2017-04", actual="2017-04-20", status="done", code="launch")
    drawings = [block for block in told("journey", data_of(period)) if isinstance(block, Drawing)]
    assert len(drawings) == 3
    assert "Part 3 of 3." in drawings[2].caption
    # All partners are on one of them, each once.
    names = [row[side]["en"] for row in data_of(period)["pairings"] for side in ("eu", "counterpart")]
    drawn = "".join(drawing.svg for drawing in drawings)
    assert all(drawn.count(f">{name}<") == 1 for name in names)


@pytest.mark.one_database
def test_names_are_no_markup_in_a_drawing(period):
    pairing = pairing_in(period)
    partner = pairing.eu.partner
    partner.name_en = '<script>alert("&1")</script> \x07😀'
    partner.save(by=None)
    add(pairing, baseline="2017-04")
    drawing = next(block for block in told("journey", data_of(period)) if isinstance(block, Drawing))
    assert "<script" not in drawing.svg
    assert "\x07" not in drawing.svg


def test_a_sheet_has_real_dates_and_months(period):
    pairing = pairing_in(period)
    add(pairing, baseline="2017-03", actual="2017-04-20", status="done", responsible="eu")
    found = sheets("journey", data_of(period))
    row = cells(found["milestones"])
    assert row["Baseline, start"] == PartialDate.parse("2017-03")
    assert row["Actual, start"] == dt.date(2017, 4, 20)
    assert row["Actual, end"] is None
    assert row["Days of delay"] == 20
    assert row["Responsible"] == pairing.eu.partner.name_en
    assert row["Address"].startswith("https://portal.example/strands/")
    assert found.keys() == {"milestones", "pairings", "stages", "moves"}


def test_the_real_journey_is_told_as_its_pack_says():
    period = load_real()
    for code, done, unknown, on_time, delay in (("", 23, 9, 19, 20), ("busan-barcelona", 6, 3, 5, 20)):
        data = compiled("journey", scope_of(period, code))
        values = figure_values(data)
        assert (values["milestones-done"], values["milestones-not-reported"]) == (done, unknown)
        assert (values["milestones-on-time"], values["days-of-delay"]) == (on_time, delay)
        words = all_words(told("journey", data))
        assert f"{done} done, {unknown} not reported" in words
        assert all(told("journey", data, "ko"))
    rows = rows_of(told("journey", compiled("journey", scope_of(period))))
    closing = ["Closing meeting with the results of every pairing", "Both sides", "March 2018", "20 April 2018"]
    (told_once,) = [row for row in rows if row[:4] == closing]
    assert told_once[4] == "Done, 20 days later"
    assert told_once[5].startswith("no reason on record\nHeld later than planned;")
    # All pairings are summed up as the figures have it, and a stage has the days of what was done in it.
    assert ["All pairings", "", "23", "19", "9", "20"] in rows
    assert ["4. Closing meeting", "March 2018", "18–20 April 2018"] in rows
    assert ["2. Decentralised cooperation", "March–September 2017", "not reported"] in rows
    plenary = next(row for row in rows if row[0].startswith("Plenary"))
    assert plenary[2:5] == ["October–November 2017", "November 2017", "Done"]
