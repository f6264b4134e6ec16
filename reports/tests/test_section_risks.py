"""Risks in a report: signals of open pairings in both languages, what is late; of a strand no promise in its words."""

import datetime as dt

import pytest

from core import clock
from core.contributions import collect
from core.periods import Period
from partnerships.models import Milestone, Pairing
from partnerships.tests.factories import FollowUpFactory, MilestoneFactory, PairingFactory, StageFactory, StrandFactory
from partnerships.tests.factories_together import ContactFactory
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


@pytest.fixture
def pairing(half_year):
    return PairingFactory(strand=half_year.strand)


def milestone(pairing, title="Visit", until="2017-05-02", **values):
    plan = Period.parse(until)
    return MilestoneFactory(
        pairing=pairing, stage=pairing.strand.stages.first(), title_en=title, baseline=plan, forecast=plan, **values
    )


def data_of(reporting, pairing=""):
    return compiled("risks", scope_of(reporting, pairing, as_of=AS_OF))


def test_the_signals_are_those_of_the_portal_in_both_languages(half_year, pairing):
    ContactFactory(pairing=pairing, on=dt.date(2017, 6, 1))
    milestone(pairing)
    found = data_of(half_year)
    portal = collect("signals", pairings=list(Pairing.objects.with_names()), today=AS_OF.date())
    assert sorted(row["sentence"]["en"] for row in found["signals"]) == sorted(one.sentence for one in portal)
    silent = next(row for row in found["signals"] if row["kind"] == "silent")
    assert silent["sentence"]["en"] == "122 days without contact"
    assert "122" in silent["sentence"]["ko"]
    assert silent["sentence"]["ko"] != silent["sentence"]["en"]
    assert figure_values(found)["signals"] == len(portal) == 2
    assert silent["sentence"]["ko"] in all_words(told("risks", found, "ko"))


def test_what_is_late_is_told_and_what_is_not_reported_is_not(half_year, pairing):
    milestone(pairing, "Late one")
    milestone(pairing, "Not reported", status="unknown")
    milestone(pairing, "Done", status="done", actual=Period.parse("2017-06-01"))
    milestone(pairing, "To come", "2017-12-01")
    found = data_of(half_year)
    assert [row["name"]["en"] for row in found["late_milestones"]] == ["Late one"]
    overdue = Milestone.objects.overdue(AS_OF.date()).filter(pairing=pairing).count()
    assert figure_values(found)["milestones-overdue"] == overdue == 1
    assert found["late_milestones"][0]["days_over"] == 152


def test_a_strands_report_counts_promises_and_a_pairings_tells_them(half_year, pairing):
    FollowUpFactory(pairing=pairing, what_en="Send the secret list", due_on=dt.date(2017, 8, 1))
    FollowUpFactory(pairing=pairing, what_en="Done one", due_on=dt.date(2017, 8, 1), state="done",
                    closed_on=dt.date(2017, 8, 1))  # fmt: skip
    FollowUpFactory(pairing=pairing, what_en="Not yet", due_on=dt.date(2017, 10, 1))
    of_strand = data_of(half_year)
    assert "Send the secret list" not in str(of_strand)
    assert of_strand["late_follow_ups"] == [{"pairing": pairing.code, "number": 1}]
    assert figure_values(of_strand)["follow-ups-late"] == 1
    of_pairing = data_of(half_year, pairing.code)
    assert [row["what"]["en"] for row in of_pairing["follow_ups"]] == ["Send the secret list"]
    assert "Send the secret list | EU | 1 August 2017 | 61" in all_words(told("risks", of_pairing))
    assert [row["amount"] for row in of_strand["figures"][2]["rows"]] == [1]


def test_a_pairing_that_is_over_has_no_risk(half_year):
    closed = PairingFactory(strand=half_year.strand, status="closed")
    milestone(closed)
    FollowUpFactory(pairing=closed)
    found = data_of(half_year)
    assert (found["signals"], found["late_milestones"], found["late_follow_ups"]) == ([], [], [])
    assert "No pairing is open any more" in all_words(told("risks", found))
    assert "The pairing is over" in all_words(told("risks", data_of(half_year, closed.code)))


def test_a_calm_pairing_says_that_there_is_nothing(half_year, pairing):
    ContactFactory(pairing=pairing, on=dt.date(2017, 9, 30))
    found = data_of(half_year)
    words = all_words(told("risks", found))
    assert "0 signals, 0 overdue milestones, 0 late follow-ups" in words
    assert rows_of(told("risks", found)) == []
    assert not any(sheet.rows for sheet in sheets("risks", found).values())


def test_the_worst_signal_of_each_pairing_comes_first(half_year, pairing):
    ContactFactory(pairing=pairing, on=dt.date(2017, 8, 25))
    milestone(pairing)
    found = data_of(half_year)
    kinds = [(row["kind"], row["level"]) for row in found["signals"]]
    assert kinds == [("milestone-late", "risk"), ("silent", "watch")]


def test_the_real_strand_is_over():
    found = compiled("risks", scope_of(load_real()))
    assert (found["open"], found["signals"]) == (0, [])
    assert len(told("risks", found)) == len(told("risks", found, "ko")) == 1
