"""The journey in a report: every deviation with its reason, what is not reported, what all pairings have alike."""

import datetime as dt

import pytest

from core import clock
from core.models import write_audit
from core.periods import Period
from partnerships.tests.factories import PlanItemFactory
from partnerships.tests.two_sides import two_sides
from reports.progress.tests.journey_scene import add, data_of, half_year, move, pairing_in
from reports.tests.factories import ReportingPeriodFactory
from reports.tests.told_sections import all_words, rows_of, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def period():
    return half_year()


def one(period, **values):
    """The only milestone of a pairing, as data and as the row of its table."""
    pairing = pairing_in(period)
    add(pairing, **values)
    data = data_of(period, pairing.code)
    return data["milestones"][0], next(row for row in rows_of(told("journey", data)) if "Launch meeting" in row[0])


@pytest.mark.parametrize(
    ("baseline", "actual", "deviation", "days"),
    [
        ("2017-03-14", "2017-03-14", "", 0),
        ("2017-03-14", "2017-03-20", "later", 6),
        ("2017-03-14", "2017-03-10", "", 0),
        ("2017-03-15/2017-03-17", "2017-03-15/2017-03-16", "shorter", 0),
        ("2017-03-15/2017-03-17", "2017-03-16/2017-03-18", "later", 1),
        # Within a month that was planned nobody can say that it deviates.
        ("2017-04", "2017-04-20", "", 0),
        ("2017-03/2017-04", "2017-04", "", 0),
        ("2017-04-10", "2017-04", "", 0),
        ("2017-03", "2017-04-20", "later", 20),
        ("2017-06", "2017-05-31", "", 0),
        # Nobody can say: neither on time nor late, and no zero.
        ("", "2017-04-20", "", None),
    ],
)
def test_what_happened_is_held_against_the_first_plan(period, baseline, actual, deviation, days):
    row, _told = one(period, baseline=baseline, actual=actual, status="done")
    assert (row["deviation"], row["days_of_delay"]) == (deviation, days)


@pytest.mark.parametrize(
    ("values", "status", "reason"),
    [
        (
            {"actual": "2017-03-20", "status": "done", "reason": "The hall was closed."},
            "Done, 6 days later",
            "The hall",
        ),
        ({"actual": "2017-03-20", "status": "done"}, "Done, 6 days later", "no reason on record"),
        ({"actual": "2017-03-10", "status": "done"}, "Done", ""),
        ({"status": "done"}, "Done, day not reported", ""),
        ({"status": "cancelled"}, "Cancelled", "no reason on record"),
        ({"forecast": "2017-12-01"}, "Planned, forecast moved", "no reason on record"),
        ({"forecast": "2017-09-01"}, "Overdue by 12 days", "no reason on record"),
        ({"status": "unknown"}, "Not reported", ""),
    ],
)
def test_each_state_is_said_with_its_reason(period, values, status, reason):
    _row, told_row = one(period, baseline="2017-03-14", **values)
    assert status in told_row
    assert any(cell.startswith(reason) for cell in told_row) if reason else "no reason on record" not in told_row


def test_a_spell_shorter_than_planned_says_both_lengths(period):
    _row, told_row = one(period, baseline="2017-03-15/2017-03-17", actual="2017-03-15/2017-03-16", status="done")
    assert "Done, two days instead of three" in told_row


def test_a_month_stays_a_month_and_what_nobody_reported_is_no_date(period):
    row, told_row = one(period, baseline="2017-03/2017-09", status="unknown")
    assert row["baseline"] == {"start": "2017-03", "end": "2017-09"}
    assert told_row[2:4] == ["March–September 2017", "not reported"]


def test_the_reason_of_an_act_and_of_a_move_are_found(period):
    pairing = pairing_in(period)
    cancelled = add(pairing, "Dropped", baseline="2017-03-14", status="cancelled")
    for reason in ("An older one.", "The fair was called off."):
        write_audit(action="milestone-cancel", by=None, record=cancelled, pairing_id=pairing.pk, reason=reason)
    moved = add(pairing, "Moved", baseline="2017-09-14", forecast="2017-11")
    move(moved, "시의회 일정과 겹칩니다.", dt.date(2017, 9, 1))
    rows = {row["title"]["en"]: row for row in data_of(period, pairing.code)["milestones"]}
    assert rows["Dropped"]["reason"] == {"en": "The fair was called off.", "free": True}
    assert rows["Moved"]["reason"] == {"ko": "시의회 일정과 겹칩니다.", "free": True}
    # The milestone's own reason comes before that of the move.
    moved.status, moved.reason, moved.actual = "done", "In the end it rained.", Period.parse("2017-09-13")
    moved.save(by=None)
    rows = {row["title"]["en"]: row for row in data_of(period, pairing.code)["milestones"]}
    assert rows["Moved"]["reason"]["en"] == "In the end it rained."


def test_a_plan_that_was_moved_after_the_last_day_has_its_reason_and_is_no_move_of_the_period(period):
    pairing = pairing_in(period)
    moved = add(pairing, "Moved", baseline="2017-09-29", forecast="2017-11")
    move(moved, "The museum opens later.", dt.date(2017, 9, 20))
    data = data_of(period, pairing.code)
    (row,) = data["milestones"]
    assert row["reason"] == {"en": "The museum opens later.", "free": True}
    assert data["moves"] == []


def test_the_moves_of_the_period_are_told_and_those_of_the_plan_once(period):
    first, second = pairing_in(period), pairing_in(period)
    stage = period.strand.stages.first()
    item = PlanItemFactory(stage=stage, title_en="Closing", forecast=Period.parse("2017-12"))
    lonely = PlanItemFactory(stage=stage, title_en="Survey", forecast=Period.parse("2018-01"))
    for pairing in (first, second):
        row = add(pairing, "Closing", baseline="2017-11-02", forecast="2017-12", code="closing", plan_item=item)
        move(row, "The hall is free a month later.", dt.date(2017, 9, 13))
    move(item, "The hall is free a month later.", dt.date(2017, 9, 13), new=Period.parse("2017-12"))
    move(lonely, "Data come in January.", dt.date(2017, 3, 14))
    move(stage, "Outside of the period.", dt.date(2017, 9, 14))
    own = add(first, "Call", baseline="2017-04-01", forecast="2017-05-01")
    move(own, "Before the period.", dt.date(2017, 3, 13))
    move(own, "Easter.", dt.date(2017, 4, 1))
    data = data_of(period)
    assert [(move["kind"], move["code"], move["pairing"]) for move in data["moves"]] == [
        ("plan-item", lonely.code, ""),
        ("milestone", own.code, first.code),
        ("milestone", "closing", first.code),
        ("milestone", "closing", second.code),
    ]
    words = all_words(told("journey", data))
    assert words.count("The hall is free a month later.") == 3  # in the table of dates, and of both in that of moves
    assert "Outside of the period." not in words
    assert "Before the period." not in words


def test_what_all_pairings_have_alike_is_told_once(period):
    first, second = pairing_in(period), pairing_in(period)
    for pairing in (first, second):
        add(pairing, "Launch", baseline="2017-03-14", actual="2017-03-14", status="done", code="launch")
        add(pairing, "Visit", baseline="2017-03-15", status="unknown", code="visit", reason="")
    last = second.milestones.get(code="visit")
    last.status, last.actual = "done", Period.parse("2017-03-15")
    last.save(by=None)
    data = data_of(period)
    rows = rows_of([block for block in told("journey", data) if "Milestone" in getattr(block, "head", [])])
    assert [row[0] for row in rows] == [
        "All pairings", "Launch", data["pairings"][0]["name"]["en"], "Visit",
        data["pairings"][1]["name"]["en"], "Visit",
    ]  # fmt: skip
    # Of one pairing alone nothing is told of all.
    assert "All pairings" not in all_words(told("journey", data_of(period, first.code)))


def test_who_confirmed_is_told_apart_from_sources_and_from_nobody():
    sides = two_sides()
    period = ReportingPeriodFactory(strand=sides.pairing.strand)
    for title in ("Both", "One", "None"):
        text = sides.milestone(title_en=title)
        edition = sides.ask(text)
        if title == "Both":
            sides.both_confirm(edition)
        elif title == "One":
            sides.confirm(edition, "eu")
    for title, values in (
        ("Read", {"from_sources": True}),
        ("Asked by sources", {"confirmation": "both", "from_sources": True}),
        ("Free", {}),
    ):
        add(sides.pairing, title, baseline="2017-04", **values)
    data = data_of(period, as_of=clock.now())
    rows = {row["title"]["en"]: (row["confirmation"], row["confirmed"]) for row in data["milestones"]}
    assert rows == {
        "Both": ("both", ["eu", "counterpart"]),
        "One": ("one", ["eu"]),
        "None": ("none", []),
        "Read": ("sources", []),
        "Asked by sources": ("sources", []),
        "Free": ("not-asked", []),
    }
    said = {row[0]: row[-1] for row in rows_of(told("journey", data)) if len(row) > 1}
    eu, counterpart = sides.pairing.eu.partner.name_en, sides.pairing.counterpart.partner.name_en
    assert said["Both"] == f"{eu}, {counterpart}"
    assert said["One"] == eu
    assert said["None"] == "no side yet"
    assert said["Read"] == "recorded from sources"
    assert said["Free"] == ""
