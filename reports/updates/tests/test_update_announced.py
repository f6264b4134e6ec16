"""What a city update drafts of what the last one announced: what came of it, and what is still to come."""

import datetime as dt

import pytest

from core.periods import Period
from events.tests.factories import EventFactory
from reports.tests.factories import CityUpdateFactory
from reports.tests.period_scene import TODAY, period_of
from reports.tests.update_scene import keyed, milestone
from reports.updates.drafting import UpdateDraft

pytestmark = pytest.mark.django_db


def last_update(scene, *lines, **values):
    """The update of the period before, with lines that said what comes next."""
    before = period_of(
        scene.sides,
        code="inception",
        kind="inception",
        starts_on=dt.date(2025, 11, 1),
        ends_on=dt.date(2026, 4, 30),
        due_on=dt.date(2026, 5, 28),
    )
    kept = [
        {"key": key, "question": "next", "state": state, "text_en": text, "text_ko": text, "url": "/"}
        for key, state, text in lines
    ]
    given = {"status": "accepted", "lines": kept, "next_en": "We go on."} | values
    return CityUpdateFactory(period=before, participation=scene.pairing.counterpart, **given)


def test_what_the_last_update_announced_is_told_with_what_became_of_it(scene):
    done = milestone(scene.pairing, "done", status="done", actual="2026-09-01")
    late = milestone(scene.pairing, "late")
    given_up = milestone(scene.pairing, "given-up", status="cancelled", reason="No hall")
    dropped = milestone(scene.pairing, "dropped", status="cancelled")
    silent = milestone(scene.pairing, "silent", status="unknown")
    last_update(
        scene,
        *((f"milestone-{row.pk}-next", "kept", f"{row.title_en}: planned") for row in (done, late, given_up, silent)),
        (f"milestone-{dropped.pk}-next", "dropped", "Dropped: planned"),
    )
    draft = UpdateDraft(scene.pairing.counterpart, scene.period, TODAY)
    found = {one.record.partition("-")[2]: one for one in draft.lines}
    assert found[str(done.pk)].text_en == "Done: done, 1 September 2026, as announced in the last update"
    assert found[str(late.pk)].text_en.endswith("as announced in the last update")
    assert found[str(given_up.pk)].text_en == (
        "Given up: planned: does not take place (announced in the last update; No hall)"
    )
    assert "not done so far" in found[str(silent.pk)].text_en
    assert str(dropped.pk) not in found
    assert draft.last_time.next == "We go on."


def test_an_announced_event_that_was_held_is_told_as_held_and_one_that_was_not_is_difficult(scene):
    held = EventFactory(strand=scene.pairing.strand, pairings=[scene.pairing], status="held")
    held.forecast = held.actual = Period.parse("2026-09-01")
    held.save(by=None)
    cancelled = EventFactory(strand=scene.pairing.strand, pairings=[scene.pairing], status="cancelled", reason="Storm")
    last_update(scene, (f"event-{held.pk}-next", "kept", "Held"), (f"event-{cancelled.pk}-next", "edited", "Sailing"))
    found = keyed(scene.lines())
    assert found["event-held"].text_en.endswith("as announced in the last update")
    assert found["event-announced"].text_en == "Sailing: does not take place (announced in the last update; Storm)"


@pytest.mark.parametrize(
    ("forecast", "told"),
    [
        ("2026-10-15", ["difficult"]),  # the day before
        ("2026-10-16", []),  # that very day
        ("2026-10-20", []),  # in the period, which runs
        ("2027-12-01", []),  # further ahead than an update tells
    ],
)
def test_what_was_announced_and_is_not_due_yet_was_not_difficult(scene, forecast, told):
    row = milestone(scene.pairing, "sailing", forecast=forecast)
    event = EventFactory(strand=scene.pairing.strand, pairings=[scene.pairing], status="confirmed")
    event.forecast = Period.parse(forecast)
    event.save(by=None)
    last_update(
        scene,
        (f"milestone-{row.pk}-next", "kept", "Sailing: planned"),
        (f"event-{event.pk}-next", "kept", "Regatta: planned"),
    )
    lines = UpdateDraft(scene.pairing.counterpart, scene.period, dt.date(2026, 10, 16)).lines
    for record in (f"milestone-{row.pk}", f"event-{event.pk}"):
        assert [one.question.value for one in lines if one.record == record] == told, record


def test_what_was_announced_twice_and_did_not_come_says_so_once(scene):
    row = milestone(scene.pairing, "silent", status="unknown")
    last_update(scene, (f"milestone-{row.pk}-next", "kept", "Silent: planned, as announced in the last update"))
    (found,) = (one for one in scene.lines() if one.record == f"milestone-{row.pk}")
    assert found.text_en == "Silent: planned: not done so far (announced in the last update)"


def test_an_update_that_was_never_sent_announced_nothing(scene):
    row = milestone(scene.pairing, "done", status="done", actual="2026-09-01")
    last_update(scene, (f"milestone-{row.pk}-next", "kept", "Done: planned"), status="draft")
    draft = UpdateDraft(scene.pairing.counterpart, scene.period, TODAY)
    assert draft.last_time is None
    assert "announced" not in draft.lines[0].text_en
