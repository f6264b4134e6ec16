"""How late the journey came: by which days a milestone is late, and what counts as one delay of a strand."""

import datetime as dt

import pytest

from core.periods import Period
from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import counts, read_counts, reading_of, rows_of
from partnerships.indicators.tables import pairing_labels
from partnerships.milestones.forms import MilestoneReportForm
from partnerships.milestones.selectors import Delay, read_delays
from partnerships.tests.factories import MilestoneFactory, PairingFactory, PlanItemFactory, StageFactory
from partnerships.tests.figure_story import milestone

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def pairings():
    """Four of one strand."""
    first = PairingFactory(status="active")
    StageFactory(strand=first.strand, position=1)
    return [first, *(PairingFactory(strand=first.strand, status="active") for _number in range(3))]


def of_strand(pairings):
    """The days of the strand, and all that is read of its delays."""
    (delay,) = read_delays([pairings[0].strand_id], TODAY).values()
    days = value("days-of-delay", pairings[0], of_pairing=False).value
    assert days == delay.days
    return days, delay


def value(slug, pairing, *, of_pairing=True):
    groups = read_counts(strand=pairing.strand, pairing=pairing if of_pairing else None, today=TODAY)
    return reading_of(groups, pairing.pk if of_pairing else None, BuiltIn(slug))


@pytest.mark.parametrize(
    ("baseline", "actual", "days"),
    [
        ("2017-03-14", "2017-03-14", 0),
        ("2017-03-14", "2017-03-10", 0),
        ("2017-03-14", "2017-03-15", 1),
        # A span ends with its last day; it was shorter than planned.
        ("2017-03-15/2017-03-17", "2017-03-15/2017-03-16", 0),
        ("2017-03-15/2017-03-17", "2017-03-16/2017-03-18", 1),
        # A month is over with its last day.
        ("2017-03", "2017-03-31", 0),
        ("2017-03", "2017-04-20", 20),
        ("2017-10/2017-11", "2017-11", 0),
        # Known by month only: within it nobody can say that it was late; after it, it was by the whole month.
        ("2017-11-10", "2017-11", 0),
        ("2017-11-10", "2017-12", 51),
        ("2017-11", "2017", 0),
        ("2016", "2017", 365),
    ],
)
def test_a_milestone_done_is_on_time_or_so_many_days_late(baseline, actual, days):
    pairing = PairingFactory()
    milestone(pairing, status="done", baseline=baseline, actual=actual)
    assert value("days-of-delay", pairing).value == days
    assert value("milestones-on-time", pairing).value == (0 if days else 1)
    assert value("days-of-delay", pairing).unreported == 0
    # Two dates beside each other say the same as the sums, and before the plan is no delay.
    assert max(Period.parse(actual).days_after(Period.parse(baseline)), 0) == days


def test_an_open_milestone_is_late_from_its_baseline_on_until_today_while_the_pairing_goes_on():
    pairing = PairingFactory(status="active")
    row = milestone(pairing, status="planned", baseline="2026-11-20")
    assert value("days-of-delay", pairing).value == 5
    assert value("milestones-on-time", pairing).value == 0
    # A new forecast does not make up for it.
    row.forecast = type(row.forecast).parse("2026-12-20")
    row.save(by=None)
    assert value("days-of-delay", pairing).value == 5
    pairing.status = "closed"
    pairing.save(by=None)
    assert value("days-of-delay", pairing).value == 0


@pytest.mark.parametrize("status", ["planned", "cancelled"])
def test_neither_an_open_milestone_to_come_nor_a_cancelled_one_is_late(status):
    pairing = PairingFactory()
    milestone(pairing, status=status, baseline="2026-11-25" if status == "planned" else "2017-03")
    assert value("days-of-delay", pairing).value == 0


@pytest.mark.parametrize(
    ("status", "baseline", "actual"), [("unknown", "2017-03", ""), ("done", "2017-03", ""), ("done", "", "2017-03-14")]
)
def test_what_nobody_reported_is_neither_on_time_nor_late_nor_zero(status, baseline, actual):
    pairing = PairingFactory()
    milestone(pairing, status=status, baseline=baseline, actual=actual)
    for slug in ("milestones-on-time", "days-of-delay"):
        reading = value(slug, pairing)
        assert (reading.value, reading.unreported) == (None, 1)
    milestone(pairing, status="done", baseline="2017-03", actual="2017-03")
    assert value("milestones-on-time", pairing).value == 1
    assert value("milestones-on-time", pairing).unreported == 1
    assert value("days-of-delay", pairing).value == 0


def test_one_meeting_that_four_pairings_share_through_the_plan_is_twenty_days_late_and_not_eighty(pairings):
    stage = pairings[0].strand.stages.get()
    item = PlanItemFactory(stage=stage, baseline=Period.parse("2018-03"), forecast=Period.parse("2018-03"))
    for pairing in pairings:
        days = {"baseline": item.baseline, "forecast": item.forecast, "actual": Period.parse("2018-04-20")}
        MilestoneFactory(pairing=pairing, stage=stage, plan_item=item, status="done", **days)
    assert of_strand(pairings) == (20, Delay(late=1, days=20, worst=20))
    assert [value("days-of-delay", pairing).value for pairing in pairings] == [20] * 4
    (row,) = rows_of(counts()[BuiltIn.DAYS_OF_DELAY], strand=pairings[0].strand, today=TODAY)
    assert (row.pairing, row.sharing, row.late_by.days) == (pairings[0], 4, 20)
    assert pairing_labels(row) == f"{pairings[0].name} and 3 others"


def test_what_one_event_completes_in_several_pairings_is_late_once(pairings):
    for pairing in pairings[:2]:
        milestone(pairing, status="done", code="call", baseline="2026-05-04", actual="2026-05-07")
    assert of_strand(pairings) == (3, Delay(late=1, days=3, worst=3))


def test_what_came_on_other_days_is_another_delay(pairings):
    for pairing, day in zip(pairings, ("05-07", "05-07", "05-09", "05-04"), strict=True):
        milestone(pairing, status="done", code="call", baseline="2026-05-04", actual=f"2026-{day}")
    milestone(pairings[0], status="done", code="another", baseline="2026-05-04", actual="2026-05-07")
    days, delay = of_strand(pairings)
    assert (days, delay) == (11, Delay(on_time=1, late=3, days=11, worst=5))
    assert delay.average == 3.7


def test_what_is_open_in_several_pairings_is_one_delay_until_one_of_them_moves_it_elsewhere(pairings):
    rows = [milestone(one, status="planned", code="study", baseline="2026-11-20") for one in pairings]
    assert of_strand(pairings)[0] == 5
    rows[0].forecast = Period.parse("2026-12-20")
    rows[0].save(by=None)
    assert of_strand(pairings)[0] == 10


def test_what_is_done_and_what_is_open_are_two_delays_and_so_are_those_of_two_strands(pairings):
    milestone(pairings[0], status="done", code="study", baseline="2026-11-20", actual="2026-11-22")
    row = milestone(pairings[1], status="planned", code="study", baseline="2026-11-20")
    row.forecast = Period.parse("2026-11-22")
    row.save(by=None)
    assert of_strand(pairings) == (7, Delay(late=2, days=7, worst=5))
    other = milestone(PairingFactory(), status="done", code="study", baseline="2026-11-20", actual="2026-11-22")
    found = read_delays([pairings[0].strand_id, other.pairing.strand_id], TODAY)
    assert sorted(delay.days for delay in found.values()) == [2, 7]


def test_early_is_on_time_and_no_form_asks_why(pairings):
    row = milestone(pairings[0], status="done", baseline="2026-05-04/2026-05-06", actual="2026-05-02/2026-05-03")
    assert of_strand(pairings) == (0, Delay(on_time=1))
    field = MilestoneReportForm(record=row).fields["reason"]
    assert (field.required, field.label) == (False, "Why it is later than planned")
