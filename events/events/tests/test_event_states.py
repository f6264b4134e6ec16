"""How far an event has come, with the milestones that a held one completes and a reopened one opens again."""

import datetime as dt

import pytest

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.periods import Period
from core.tests.arranged import logged
from events.events.selectors import held_days, to_complete
from events.events.state_actions import (
    AnnounceEvent,
    CancelEvent,
    ConfirmEvent,
    MarkEventNotReported,
    ReopenEvent,
    ReportEventHeld,
)
from events.models import Event
from events.tests.event_scene import fresh, meeting_of, milestone, mission_of
from events.tests.factories import EventFactory
from partnerships.milestones.actions import ObjectToMilestone
from partnerships.models import Milestone, Pairing
from partnerships.tests.factories import PairingFactory, period

pytestmark = pytest.mark.django_db
HELD = period("2026-11-20", "2026-11-21")


def turned(sides, event, act, role="staff", **more):
    event = fresh(event)
    return act.do(event, **sides.by(role), version=event.version, **more)


def test_from_the_plan_to_the_day_it_was_held(sides):
    event = meeting_of(sides, "2026-11-20", "2026-11-21")
    turned(sides, event, AnnounceEvent, "eu")
    turned(sides, event, ConfirmEvent, "counterpart")
    row = turned(sides, event, ReportEventHeld, "eu", actual=HELD)
    assert (row.status, row.actual, row.reason) == ("held", HELD, "")
    actions = logged().filter(object_type="events.event").order_by("pk")
    assert [entry.action for entry in actions] == ["event-announce", "event-confirm", "event-held"]
    assert {entry.pairing_id for entry in actions} == {sides.pairing.pk}
    assert fresh(event).history.count() == 4


def test_the_same_act_twice_does_nothing_twice(sides):
    event = meeting_of(sides)
    turned(sides, event, AnnounceEvent)
    with pytest.raises(AlreadyDone):
        turned(sides, event, AnnounceEvent)
    assert AuditEntry.objects.filter(action="event-announce").count() == 1


def test_an_older_version_is_refused(sides):
    event = meeting_of(sides)
    turned(sides, event, AnnounceEvent)
    with pytest.raises(StaleRecord):
        ConfirmEvent.do(event, **sides.by("staff"), version=event.version)


@pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
@pytest.mark.parametrize("act", [AnnounceEvent, CancelEvent])
def test_who_does_not_organise_it_is_refused(sides, role, act):
    event = meeting_of(sides)
    with pytest.raises(NotAllowed):
        turned(sides, event, act, role, **({"reason": "Rain."} if act == CancelEvent else {}))


@pytest.mark.parametrize(
    "actual", [period("2026-11-26"), period("2026-12"), period("2026-11-24", "2026-11-26"), Period()]
)
def test_nothing_was_held_that_has_not_come(sides, actual):
    event = meeting_of(sides)
    with pytest.raises(DomainError) as refused:
        turned(sides, event, ReportEventHeld, actual=actual)
    assert refused.value.field == "actual"
    assert fresh(event).status == "planned"


def test_a_month_suffices_and_stays_a_month(sides):
    event = meeting_of(sides, "2026-10")
    row = turned(sides, event, ReportEventHeld, actual=period("2026-11"), reason="The day is in no report.")
    assert (row.when, row.reason) == ("November 2026", "The day is in no report.")


@pytest.mark.parametrize("act", [MarkEventNotReported, CancelEvent])
def test_an_end_needs_its_reason(sides, act):
    event = meeting_of(sides, "2026-11-20")
    with pytest.raises(DomainError) as refused:
        turned(sides, event, act, reason=" ")
    assert refused.value.field == "reason"


def test_it_can_be_reported_held_from_its_first_day_on(sides):
    event = meeting_of(sides, "2026-12-03", "2026-12-05")
    for day, expected in ((2, False), (3, True), (4, True)):
        with clock.fixed_at(dt.datetime(2026, 12, day, 12, tzinfo=dt.UTC)):
            offered = ReportEventHeld.button_on(event, sides.grants("eu"))
        assert (offered is not None) is expected


def test_a_held_event_is_not_cancelled(sides):
    event = meeting_of(sides, "2026-11-20")
    turned(sides, event, ReportEventHeld, actual=period("2026-11-20"))
    with pytest.raises(DomainError, match="was held already"):
        turned(sides, event, CancelEvent, reason="Rain.")


def test_it_runs_only_while_its_days_are_known(sides):
    with clock.fixed_at(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)):
        assert meeting_of(sides, "2026-11-24", "2026-11-26").state_text == "Running"
        assert meeting_of(sides, "2026-11", code="month").state_text == "Planned"
        assert meeting_of(sides, "2026-11-24", code="over").state_text == "Not reported"


# What it completes.


def served(sides, **values):
    return meeting_of(sides, "2026-11-20", milestone_codes="working-meeting", **values)


def test_a_held_event_completes_its_milestone_on_its_own_days(sides):
    row = milestone(sides.pairing)
    event = served(sides)
    turned(sides, event, ReportEventHeld, "eu", actual=HELD, reason="A day longer.")
    row.refresh_from_db()
    assert (row.status, row.actual, row.reported_by) == ("done", HELD, sides.people["eu"])
    assert row.reason == "A day longer."
    entry = AuditEntry.objects.get(action="milestone-held")
    assert (entry.object_id, entry.pairing_id) == (row.pk, sides.pairing.pk)
    assert "Working meeting" in entry.sentence


def test_only_open_milestones_of_open_served_pairings_are_completed(sides):
    other, closed = (PairingFactory(strand=sides.pairing.strand) for _ in range(2))
    rows = {name: milestone(pairing) for name, pairing in {"mine": sides.pairing, "other": other}.items()}
    rows["closed"] = milestone(closed)
    Pairing.objects.filter(pk=closed.pk).update(status="closed")
    turned(sides, served(sides), ReportEventHeld, actual=HELD)
    assert {name: Milestone.objects.get(pk=row.pk).status for name, row in rows.items()} == {
        "mine": "done",
        "other": "planned",
        "closed": "planned",
    }
    every = EventFactory(
        strand=sides.pairing.strand, all_pairings=True, milestone_codes="working-meeting", forecast=HELD, baseline=HELD
    )
    turned(sides, every, ReportEventHeld, actual=HELD)
    assert Milestone.objects.get(pk=rows["other"].pk).status == "done"
    assert Milestone.objects.get(pk=rows["closed"].pk).status == "planned"


def test_what_both_sides_confirm_is_done_by_their_word_alone(sides):
    row = milestone(sides.pairing, confirmation="both")
    event = served(sides)
    assert [(found, found.confirmation) for found in to_complete([fresh(event)])] == [(row, "both")]
    turned(sides, event, ReportEventHeld, actual=HELD)
    assert Milestone.objects.get(pk=row.pk).status == "planned"


def test_reopening_opens_what_it_had_completed(sides):
    row, event = milestone(sides.pairing), served(sides)
    turned(sides, event, ReportEventHeld, actual=HELD)
    opened = turned(sides, event, ReopenEvent, reason="It was another meeting.")
    row.refresh_from_db()
    assert (opened.status, opened.actual, opened.reason) == ("planned", Period(), "")
    assert (row.status, row.actual, row.reported_by) == ("planned", Period(), None)
    assert AuditEntry.objects.get(action="milestone-no-longer-held").reason == "It was another meeting."


def test_reopening_leaves_a_milestone_that_somebody_changed_since(sides):
    row, event = milestone(sides.pairing), served(sides)
    turned(sides, event, ReportEventHeld, "eu", actual=HELD)
    row.refresh_from_db()
    row.note = "The port authority came too."
    row.save(by=sides.people["counterpart"])
    turned(sides, event, ReopenEvent, reason="It was another meeting.")
    row.refresh_from_db()
    assert (row.status, row.actual) == ("done", HELD)


def test_reopening_leaves_what_another_act_completed(sides):
    row, event = milestone(sides.pairing, status="done", actual=period("2026-11-01")), served(sides)
    turned(sides, event, ReportEventHeld, actual=HELD)
    turned(sides, event, ReopenEvent, reason="It was another meeting.")
    row.refresh_from_db()
    assert (row.status, row.actual) == ("done", period("2026-11-01"))


def test_a_side_can_object_to_what_an_event_completed(sides):
    row, event = milestone(sides.pairing), served(sides)
    turned(sides, event, ReportEventHeld, "eu", actual=HELD)
    row.refresh_from_db()
    ObjectToMilestone.do(row, **sides.by("counterpart"), version=row.version, reason="Nobody came.")
    assert Milestone.objects.get(pk=row.pk).status == "planned"


# A mission with its parts.


def test_a_mission_is_held_as_a_whole_with_its_parts_chosen(sides):
    mission, (plenary, visit) = mission_of(sides, "2026-11-20", "2026-11-22")
    other = EventFactory(strand=mission.strand, part_of=mission, all_pairings=True, forecast=period("2026-11-30"))
    days = period("2026-11-20", "2026-11-23")
    keys = [plenary.pk, other.pk]
    turned(sides, mission, ReportEventHeld, actual=days, parts=keys)
    found = {event.code: (event.status, event.actual) for event in Event.objects.all()}
    assert found[mission.code] == ("held", days)
    assert found[plenary.code] == ("held", period("2026-11-20"))
    # What is planned for later counts as held on the mission's days.
    assert found[other.code] == ("held", days)
    assert found[visit.code][0] == "planned"


@pytest.mark.parametrize(("last", "own"), [("2026-11-25", True), ("2026-11-26", False)])
def test_a_part_that_ends_today_is_held_on_its_own_days(sides, last, own):
    part = meeting_of(sides, "2026-11-24", last)
    assert held_days(part, HELD) == (part.forecast if own else HELD)


def test_parts_are_cancelled_and_reopened_with_it_and_nothing_else_is(sides):
    mission, parts = mission_of(sides)
    stranger = meeting_of(sides)
    with pytest.raises(NotAllowed):
        turned(sides, mission, CancelEvent, reason="Strike.", parts=[stranger.pk])
    assert fresh(mission).status == "planned"
    keys = [part.pk for part in parts]
    turned(sides, mission, CancelEvent, reason="Strike.", parts=keys)
    assert {fresh(part).status for part in parts} == {"cancelled"}
    assert {fresh(part).reason for part in parts} == {"Strike."}
    turned(sides, mission, ReopenEvent, reason="The strike is over.", parts=keys[:1])
    assert [fresh(part).status for part in parts] == ["planned", "cancelled"]


def test_a_coordinator_does_not_act_on_the_mission_but_on_the_own_visit(sides):
    mission, (_plenary, visit) = mission_of(sides)
    with pytest.raises(NotAllowed):
        turned(sides, mission, AnnounceEvent, "eu")
    assert turned(sides, visit, AnnounceEvent, "eu").status == "announced"
