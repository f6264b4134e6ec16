"""The next period in a report: what is open and due in it, as far as the calendar looks."""

import datetime as dt

import pytest

from core import clock
from core.periods import Period
from events.tests.factories import EventFactory
from partnerships.tests.factories import MilestoneFactory, PairingFactory, StageFactory, StrandFactory
from partnerships.tests.factories_together import AgreementFactory
from reports.progress.compiling.journey import horizon
from reports.tests.factories import ReportingPeriodFactory
from reports.tests.real_scope import load_real, scope_of
from reports.tests.told_sections import all_words, compiled, figure_values, rows_of, sheets, told

pytestmark = pytest.mark.django_db
AS_OF = dt.datetime(2017, 10, 1, 12, tzinfo=clock.STRAND_ZONE)


@pytest.fixture
def half_year():
    """From 14 March to 13 September 2017."""
    strand = StrandFactory()
    StageFactory(strand=strand, position=1)
    return ReportingPeriodFactory(strand=strand)


def milestone(pairing, title, until, **values):
    plan = Period.parse(until)
    return MilestoneFactory(
        pairing=pairing, stage=pairing.strand.stages.first(), title_en=title, baseline=plan, forecast=plan, **values
    )


def event(reporting, title, plan, **values):
    values = {"all_pairings": True, **values}
    return EventFactory(strand=reporting.strand, title_en=title, forecast=Period.parse(plan), **values)


def data_of(reporting, pairing="", **more):
    return compiled("next", scope_of(reporting, pairing, **{"as_of": AS_OF, **more}))


def test_open_milestones_of_the_next_six_months_are_told_in_their_order(half_year, pairing):
    milestone(pairing, "In March", "2018-03-13")
    milestone(pairing, "In November", "2017-11")
    milestone(pairing, "Without a date", "")
    milestone(pairing, "Too far", "2018-03-14")
    milestone(pairing, "Late already", "2017-09-13")
    milestone(pairing, "Not reported", "2017-12-01", status="unknown")
    milestone(PairingFactory(strand=half_year.strand, status="closed"), "Of a closed one", "2017-12-01")
    found = data_of(half_year)
    assert [row["name"]["en"] for row in found["milestones"]] == ["In November", "In March", "Without a date"]
    assert (found["from"], found["until"]) == ("2017-09-14", "2018-03-13")
    assert figure_values(found)["milestones-next"] == 3
    assert "In November" in all_words(told("next", found))
    assert "November 2017" in all_words(told("next", found))


def test_the_calendar_says_how_far_the_report_looks(half_year, pairing):
    later = {"strand": half_year.strand, "starts_on": dt.date(2017, 9, 14), "due_on": dt.date(2018, 6, 30)}
    skipped = {"skipped_at": clock.now(), "skipped_reason": "Told in the next one"}
    ReportingPeriodFactory(**later, ends_on=dt.date(2017, 12, 31), **skipped)
    ReportingPeriodFactory(**later, ends_on=dt.date(2018, 4, 20))
    assert horizon(scope_of(half_year, as_of=AS_OF)) == dt.date(2018, 4, 20)
    # While the period still runs the rest of it comes next.
    running = dt.datetime(2017, 6, 1, 12, tzinfo=clock.STRAND_ZONE)
    assert horizon(scope_of(half_year, as_of=running)) == dt.date(2017, 9, 13)


def test_events_to_come_are_told_and_parts_are_counted_not_their_mission(half_year, pairing):
    mission = event(half_year, "Mission", "2017-11", kind="mission")
    event(half_year, "Plenary", "2017-11", part_of=mission, status="announced")
    event(half_year, "Held", "2017-11", status="held")
    event(half_year, "Over", "2017-09-01")
    event(half_year, "Next year", "2018-09-01")
    found = data_of(half_year)
    assert [row["name"]["en"] for row in found["events"]] == ["Mission", "Plenary"]
    assert figure_values(found)["events-next"] == 1
    assert ["Plenary", "November 2017", "–", "all pairings", "Announced"] in rows_of(told("next", found))


def test_agreements_on_their_way_are_told_without_their_text(half_year, pairing):
    AgreementFactory(pairing=pairing, title_en="Memorandum", text_en="Confidential clause", status="drafted")
    AgreementFactory(pairing=pairing, title_en="Signed one", status="signed")
    found = data_of(half_year, pairing.code)
    assert [row["name"]["en"] for row in found["agreements"]] == ["Memorandum"]
    assert "Confidential clause" not in str(found)
    assert "Drafted" in all_words(told("next", found))
    assert [row[1] for row in sheets("next", found)["next-agreements"].rows] == ["Memorandum"]


def test_the_real_strand_has_nothing_ahead():
    found = compiled("next", scope_of(load_real()))
    assert not any(found[name] for name in ("milestones", "events", "agreements", "plans"))
    for language in ("en", "ko"):
        assert len(told("next", found, language)) == 1
    assert "Nothing is open or planned" in all_words(told("next", found))


def test_each_pairing_has_its_own_milestones(half_year, pairing):
    other = PairingFactory(strand=half_year.strand)
    for one in (pairing, other):
        milestone(one, "Closing", "2018-03", title_ko="최종회의")
    found = data_of(half_year)
    names = [row["name"]["en"] for row in found["pairings"]]
    assert [row[:2] for row in rows_of(told("next", found))] == [["Closing", name] for name in names]
    assert len(sheets("next", found)["next-milestones"].rows) == 2
