"""Risks in a report: signals and promises in numbers that name no pairing, and what of the journey is late."""

import datetime as dt

import pytest

from core import clock
from core.periods import Period
from events.delegations import parts as delegations
from events.events import parts as events
from events.trips import parts as trips
from events.visits import parts as visit_notes
from partnerships.models import Milestone, Pairing
from partnerships.projects import parts as projects
from partnerships.tasks import signals
from partnerships.tests.factories import FollowUpFactory, MilestoneFactory, PairingFactory, StageFactory, StrandFactory
from partnerships.tests.factories_together import ContactFactory
from partnerships.tests.waiting_rows import every_signal
from reports.progress.rendering.cities import KINDS, kind_label
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


def milestone(pairing, title="Visit", until="2017-05-02", **values):
    plan = Period.parse(until)
    return MilestoneFactory(
        pairing=pairing, stage=pairing.strand.stages.first(), title_en=title, baseline=plan, forecast=plan, **values
    )


def data_of(reporting, pairing=""):
    return compiled("risks", scope_of(reporting, pairing, as_of=AS_OF))


def test_the_signals_of_the_portal_are_counted_by_kind_and_name_no_pairing(half_year, pairing):
    ContactFactory(pairing=pairing, on=dt.date(2017, 6, 1))
    milestone(pairing)
    other = PairingFactory(strand=half_year.strand)
    ContactFactory(pairing=other, on=dt.date(2017, 6, 2))
    portal = every_signal(list(Pairing.objects.with_names()), AS_OF.date())
    for code, silent in (("", 2), (pairing.code, 1)):
        found = data_of(half_year, code)
        assert found["signals"] == [
            {"kind": "milestone-late", "watch": 0, "risk": 1},
            {"kind": "silent", "watch": 0, "risk": silent},
        ]
        assert figure_values(found)["signals"] == silent + 1
        assert not any(one.sentence in str(found) for one in portal)
        assert found["figures"][0]["rows"] == []
        assert f"Long without contact | {silent}" in all_words(told("risks", found))
    assert figure_values(data_of(half_year))["signals"] == len(portal) == 3


def test_every_kind_of_signal_that_a_provider_names_has_its_words(half_year):
    providers = (signals, projects, delegations, events, trips, visit_notes)
    named = {
        value
        for module in providers
        for name, value in vars(module).items()
        if name in {"SILENT", "STAGE_ENDING", "PROJECT_STUCK", "EVENT_UNREPORTED", "NOMINATION_NEAR"}
        or (name.endswith("_LATE") and isinstance(value, str))
    }
    assert named == set(KINDS)
    assert kind_label("of a later release") == "Another reason"


def test_what_is_late_is_told_and_what_is_not_reported_is_not(half_year, pairing):
    milestone(pairing, "Late one")
    milestone(pairing, "Not reported", status="unknown")
    milestone(pairing, "Done", status="done", actual=Period.parse("2017-06-01"))
    milestone(pairing, "To come", "2017-12-01")
    found = data_of(half_year)
    assert [row["name"]["en"] for row in found["late_milestones"]] == ["Late one"]
    overdue = Milestone.objects.overdue(AS_OF.date()).filter(pairing=pairing).count()
    assert figure_values(found)["milestones-overdue"] == overdue == 1
    assert found["late_milestones"][0]["days_over"] == 134


def test_promises_are_counted_over_the_whole_and_never_told(half_year, pairing):
    other = PairingFactory(strand=half_year.strand)
    for one in (pairing, other):
        FollowUpFactory(pairing=one, what_en="Send the secret list", due_on=dt.date(2017, 8, 1))
    FollowUpFactory(pairing=pairing, what_en="Done one", due_on=dt.date(2017, 8, 1), state="done",
                    closed_on=dt.date(2017, 8, 1))  # fmt: skip
    FollowUpFactory(pairing=pairing, what_en="Not yet", due_on=dt.date(2017, 10, 1))
    for code, late in (("", 2), (pairing.code, 1)):
        found = data_of(half_year, code)
        assert "Send the secret list" not in str(found)
        assert "follow-up" not in str([one["rows"] for one in found["figures"]])
        assert found["late_follow_ups"] == figure_values(found)["follow-ups-late"] == late
        assert found["figures"][2]["rows"] == []
    assert "2 late follow-ups" in all_words(told("risks", data_of(half_year)))


def test_a_pairing_that_is_over_has_no_risk(half_year):
    closed = PairingFactory(strand=half_year.strand, status="closed")
    milestone(closed)
    FollowUpFactory(pairing=closed)
    found = data_of(half_year)
    assert (found["signals"], found["late_milestones"], found["late_follow_ups"]) == ([], [], 0)
    # One figure, whichever section tells it.
    journey = compiled("journey", scope_of(half_year, as_of=AS_OF))
    assert figure_values(found)["milestones-overdue"] == figure_values(journey)["milestones-overdue"] == 0
    assert "No pairing is open any more" in all_words(told("risks", found))
    assert "nothing can be late" in all_words(told("risks", data_of(half_year, closed.code)))


def test_a_calm_pairing_says_that_there_is_nothing(half_year, pairing):
    ContactFactory(pairing=pairing, on=dt.date(2017, 9, 30))
    found = data_of(half_year)
    words = all_words(told("risks", found))
    assert "0 signals, 0 overdue milestones, 0 late follow-ups" in words
    assert rows_of(told("risks", found)) == []
    assert not any(sheet.rows for sheet in sheets("risks", found).values())


def test_signals_are_told_apart_by_their_level(half_year, pairing):
    ContactFactory(pairing=pairing, on=dt.date(2017, 8, 7))
    milestone(pairing)
    found = data_of(half_year)
    assert [(row["kind"], row["watch"], row["risk"]) for row in found["signals"]] == [
        ("milestone-late", 0, 1), ("silent", 1, 0),
    ]  # fmt: skip
    assert [sheet.rows for key, sheet in sheets("risks", found).items() if key == "signals"] == [
        [["Milestones late", 0, 1], ["Long without contact", 1, 0]]
    ]


def test_the_real_strand_is_over():
    found = compiled("risks", scope_of(load_real()))
    assert (found["open"], found["signals"]) == (0, [])
    assert len(told("risks", found)) == len(told("risks", found, "ko")) == 1
