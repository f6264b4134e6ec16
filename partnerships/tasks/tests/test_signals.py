"""Signals and health: each threshold at the day before, on the day and after; and who may know of them."""

import datetime as dt

import pytest

from core import clock
from core.periods import PartialDate, Period
from partnerships.tasks.signals import read_health
from partnerships.tests.factories import MilestoneFactory, StageFactory
from partnerships.tests.waiting_rows import ask, every_signal, promise, touch

pytestmark = pytest.mark.django_db

TODAY = dt.date(2017, 9, 12)


def on(days):
    return TODAY + dt.timedelta(days=days)


def day(days, last=None):
    return Period(PartialDate(on(days)), PartialDate(on(last)) if last is not None else None)


@pytest.fixture
def scene(sides):
    """Busan and Barcelona; the strand's thresholds are those of a new one: 30, 10, 14 and 7 days."""
    return sides


def told(scene, today=TODAY):
    """Kind, level and sentence of each signal of the pairing."""
    return [(one.kind, one.level, one.sentence) for one in every_signal([scene.pairing], today)]


def milestone(scene, **values):
    stage = values.pop("stage", None) or scene.pairing.strand.stages.first()
    return MilestoneFactory(pairing=scene.pairing, stage=stage, **values)


@pytest.mark.parametrize(("last", "level"), [(0, None), (-1, "watch"), (-29, "watch"), (-30, "risk")])
def test_a_milestone_is_a_signal_from_the_day_after_its_last(scene, last, level):
    milestone(scene, forecast=day(last))
    expected = [("milestone-late", level, "1 milestone overdue")] if level else []
    assert told(scene) == expected


@pytest.mark.parametrize("status", ["done", "unknown", "cancelled"])
def test_what_is_not_open_is_no_signal(scene, status):
    milestone(scene, status=status, forecast=day(-90))
    assert told(scene) == []


@pytest.mark.parametrize(("asked", "level"), [(-10, None), (-11, "watch"), (-39, "watch"), (-40, "risk")])
def test_a_confirmation_may_wait_for_the_strands_days(scene, asked, level):
    ask(scene.plan(), on(asked), confirmed={"eu": scene.people["eu"]})
    touch(scene.pairing, "", TODAY)
    expected = [("confirmation-late", level, "1 confirmation late")] if level else []
    assert told(scene) == expected


@pytest.mark.parametrize(("until", "late"), [(1, False), (0, False), (-1, True)])
def test_a_side_in_internal_approval_is_late_after_its_own_day(scene, until, late):
    edition = ask(scene.plan(), on(-25), confirmed={"eu": scene.people["eu"]})
    word = edition.confirmations.get(side="counterpart")
    word.state, word.approval_until = "in-approval", on(until)
    word.save(by=None)
    assert bool(told(scene)) is late


def test_an_internal_approval_without_a_day_is_counted_from_the_asking(scene):
    edition = ask(scene.plan(), on(-11), confirmed={"eu": scene.people["eu"]})
    word = edition.confirmations.get(side="counterpart")
    word.state = "in-approval"
    word.save(by=None)
    assert [kind for kind, _level, _sentence in told(scene)] == ["confirmation-late"]


def test_an_old_edition_is_no_signal(scene):
    plan = scene.plan()
    ask(plan, on(-60))
    plan.vision_en = "Another one."
    plan.save(by=None)
    assert told(scene) == []


@pytest.mark.parametrize(("due", "level"), [(0, None), (-1, "watch"), (-29, "watch"), (-30, "risk")])
def test_a_follow_up_is_late_from_the_day_after(scene, due, level):
    promise(scene.pairing, "eu", on(due))
    assert told(scene) == ([("follow-up-late", level, "1 follow-up late")] if level else [])


@pytest.mark.parametrize(("ends", "signal"), [(15, False), (14, True), (0, True), (-1, False)])
def test_a_stage_ends_soon_within_the_strands_days(scene, ends, signal):
    stage = StageFactory(strand=scene.pairing.strand, position=7, forecast=day(-60, ends))
    milestone(scene, stage=stage, forecast=day(60))
    milestone(scene, stage=stage, forecast=day(60), status="unknown")
    assert told(scene) == ([("stage-ending", "watch", "Stage ends soon, 1 milestone open")] if signal else [])


def test_a_stage_that_ends_with_nothing_open_is_no_signal(scene):
    stage = StageFactory(strand=scene.pairing.strand, position=7, forecast=day(-60, 3))
    milestone(scene, stage=stage, forecast=day(2), status="done")
    assert told(scene) == []


@pytest.mark.parametrize(
    ("days", "level"), [(29, None), (30, "watch"), (31, "watch"), (59, "watch"), (60, "risk"), (61, "risk")]
)
def test_silence_is_a_signal_from_the_strands_days_on_and_a_risk_at_twice_as_many(scene, days, level):
    touch(scene.pairing, "eu", on(-days))
    assert told(scene) == ([("silent", level, f"{days} days without contact")] if level else [])


def test_the_thresholds_are_the_strands_own(scene):
    strand = scene.pairing.strand
    strand.silence_days, strand.confirmation_days = 5, 2
    strand.save(by=None)
    touch(scene.pairing, "eu", on(-5))
    ask(scene.plan(), on(-3))
    assert {kind for kind, _level, _sentence in told(scene)} == {"silent", "confirmation-late"}


def test_one_kind_is_one_signal_with_its_number(scene):
    for number in range(3):
        milestone(scene, forecast=day(-number - 1))
    ((_kind, _level, sentence),) = told(scene)
    assert sentence == "3 milestones overdue"
    (signal,) = every_signal([scene.pairing], TODAY)
    assert signal.url == f"{scene.pairing.get_absolute_url()}milestones/?status=late"


def test_a_single_late_thing_is_where_its_signal_leads(scene):
    row = milestone(scene, forecast=day(-1))
    ask(scene.plan(), on(-30))
    confirmation, late = every_signal([scene.pairing], TODAY)
    assert late.url == row.get_absolute_url()
    assert confirmation.url.endswith("/texts/action-plan/")


def test_a_closed_pairing_has_neither_signals_nor_health(scene):
    milestone(scene, forecast=day(-9))
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    assert told(scene) == []
    assert read_health(grants=scene.grants("staff"), pairings=[scene.pairing], today=TODAY) == {}


def test_the_day_is_the_one_in_brussels(scene):
    """At 23:30 in Brussels it is the next day in Busan, and nothing is late yet."""
    milestone(scene, forecast=day(0))
    late_evening = dt.datetime(2017, 9, 12, 23, 30, tzinfo=clock.STRAND_ZONE)
    with clock.fixed_at(late_evening):
        assert told(scene, clock.today()) == []
    with clock.fixed_at(late_evening + dt.timedelta(minutes=31)):
        assert len(told(scene, clock.today())) == 1


@pytest.mark.parametrize(
    ("rows", "state"), [([], "on-track"), ([-1], "watch"), ([-30], "at-risk"), ([-1, -30], "at-risk")]
)
def test_the_health_is_the_worst_of_the_signals(scene, rows, state):
    for last in rows:
        milestone(scene, forecast=day(last))
    promise(scene.pairing, "eu", on(20))
    health = read_health(grants=scene.grants("staff"), pairings=[scene.pairing], today=TODAY)[scene.pairing.pk]
    assert health.state == state


def test_the_worst_signal_stands_first(scene):
    milestone(scene, forecast=day(-40))
    ask(scene.plan(), on(-12))
    health = read_health(grants=scene.grants("eu"), pairings=[scene.pairing], today=TODAY)[scene.pairing.pk]
    assert [one.level for one in health.signals] == ["risk", "watch"]


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("eu", True),
        ("counterpart", True),
        ("staff", True),
        ("authority", True),
        ("administrator", True),
        ("observer", False),
        ("neighbour", False),
    ],
)
def test_signals_are_for_those_who_may_see_what_passes_between_the_sides(scene, client, role, sees):
    milestone(scene, forecast=day(-9))
    health = read_health(grants=scene.grants(role), pairings=[scene.pairing], today=TODAY)
    assert bool(health) is sees
    client.force_login(scene.people[role], "django.contrib.auth.backends.ModelBackend")
    strand = scene.pairing.strand.get_absolute_url()
    for path in (scene.pairing.get_absolute_url(), strand):
        page = client.get(path).content.decode()
        assert ("wc-status--at-risk" in page) is sees


def test_the_pairing_page_says_how_it_stands(scene, client):
    milestone(scene, forecast=day(-9), status="done")
    milestone(scene, forecast=day(-9), status="cancelled")
    milestone(scene, forecast=Period(PartialDate(dt.date(2999, 1, 1))))
    client.force_login(scene.people["eu"], "django.contrib.auth.backends.ModelBackend")
    page = client.get(scene.pairing.get_absolute_url()).content.decode()
    assert "On track" in page
    assert "<strong>1 of 2</strong> milestones completed" in page
