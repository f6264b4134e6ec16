"""Moving an event: the reason, the baseline, its parts and its agenda; previewed and then done as previewed."""

import pytest

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.tests.acted import acted
from events.events.move_actions import EventPreview, RescheduleEvent
from events.models import AgendaItem, EventDateChange
from events.tests.event_scene import fresh, meeting_of, mission_of
from events.tests.factories import AgendaItemFactory, EventFactory
from partnerships.tests.factories import period

pytestmark = pytest.mark.django_db


def moved(sides, event, new, role="staff", reason="The hall is taken.", **more):
    event = fresh(event)
    return RescheduleEvent.do(event, **sides.by(role), version=event.version, forecast=new, reason=reason, **more)


def previewed(sides, event, new):
    return EventPreview(sides.grants("staff"), event, new)


def days_of(event):
    return [item.on_date.iso() for item in AgendaItem.objects.filter(event=event).order_by("position")]


def test_a_move_keeps_the_baseline_and_its_reason_and_takes_the_agenda_along(sides):
    event = meeting_of(sides)
    AgendaItemFactory(event=event, position=2, day="2026-12")
    AgendaItemFactory(event=event, position=3)
    preview = previewed(sides, event, period("2026-12-10"))
    with acted() as written:
        moved(sides, event, period("2026-12-10"), "eu")
    assert [(entry.action, kinds) for entry, kinds in written] == [
        ("event-reschedule", {"EventDateChange", "HistoricalEvent", "HistoricalAgendaItem"})
    ]
    row = fresh(event)
    assert preview.items == 1
    assert (row.baseline, row.forecast) == (period("2026-12-03"), period("2026-12-10"))
    assert row.moved
    change = EventDateChange.objects.get()
    assert (change.old, change.new, change.reason) == (row.baseline, row.forecast, "The hall is taken.")
    assert change.by == sides.people["eu"]
    entry = AuditEntry.objects.get(action="event-reschedule")
    assert entry.sentence == "Moved the event from 3 December 2026 to 10 December 2026"
    items = AgendaItem.objects.filter(event=event).order_by("position")
    assert [item.on_date.iso() if item.on_date else "" for item in items] == ["2026-12-10", "2026-12", ""]


def test_what_was_taken_out_of_the_agenda_keeps_its_day(sides):
    event = meeting_of(sides)
    AgendaItemFactory(event=event, position=2, day="2026-12-03", removed_at=clock.now())
    assert previewed(sides, event, period("2026-12-10")).items == 1
    moved(sides, event, period("2026-12-10"))
    assert days_of(event) == ["2026-12-10", "2026-12-03"]


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (period("2026-12-03"), AlreadyDone),
        (period("2026-11-24"), DomainError),
        (period("2026-12-10", "2026-12-09"), DomainError),
    ],
)
def test_it_does_not_move_to_where_it_is_nor_into_the_past_nor_backwards(sides, new, error):
    event = meeting_of(sides)
    with pytest.raises(error):
        moved(sides, event, new)
    assert not EventDateChange.objects.exists()


def test_a_move_needs_a_reason_and_a_right_and_the_newest_version(sides):
    event = meeting_of(sides)
    with pytest.raises(DomainError) as refused:
        moved(sides, event, period("2026-12-10"), reason=" ")
    assert refused.value.field == "reason"
    for role in ("authority", "observer", "neighbour"):
        with pytest.raises(NotAllowed):
            moved(sides, event, period("2026-12-10"), role)
    moved(sides, event, period("2026-12-10"))
    with pytest.raises(StaleRecord):
        RescheduleEvent.do(
            event, **sides.by("staff"), version=event.version, forecast=period("2026-12-11"), reason="Rain."
        )


def test_the_parts_in_a_mission_move_by_the_same_days_where_they_are_ticked(sides):
    mission, (plenary, visit) = mission_of(sides)
    preview = EventPreview(sides.grants("staff"), mission, period("2027-02-26", "2027-03-02"))
    assert [(part["record"].code, part["new"].iso(), part["why"]) for part in preview.parts] == [
        ("plenary", "2027-02-26", ""),
        ("visit", "2027-03-02", ""),
    ]
    moved(sides, mission, period("2027-02-26", "2027-03-02"), also=[preview.parts[1]["key"]], digest=preview.digest)
    assert (fresh(plenary).forecast, fresh(visit).forecast) == (period("2027-01-29"), period("2027-03-02"))
    assert (days_of(plenary), days_of(visit)) == (["2027-01-29"], ["2027-03-02"])
    assert AuditEntry.objects.get(action="event-moved-along").object_id == visit.pk
    assert EventDateChange.objects.filter(event=visit).count() == 1


@pytest.mark.parametrize("month", ["2027-02", "2027-04"])
def test_parts_and_agendas_come_back_from_a_shorter_month_as_they_were(sides, month):
    mission, parts = mission_of(sides, "2027-01-29", "2027-01-31")
    for new in (period(month), mission.forecast):
        preview = previewed(sides, fresh(mission), new)
        moved(sides, mission, new, also=[part["key"] for part in preview.parts])
    assert [fresh(part).forecast.iso() for part in parts] == ["2027-01-29", "2027-01-31"]
    assert [days_of(part) for part in parts] == [["2027-01-29"], ["2027-01-31"]]


def test_where_only_the_end_moves_nothing_goes_along(sides):
    mission, _parts = mission_of(sides)
    preview = EventPreview(sides.grants("staff"), mission, period("2027-01-29", "2027-02-04"))
    assert (preview.parts, preview.items, preview.kept) == ([], 0, "")


def test_held_parts_stay_and_those_that_would_be_past_are_told(sides):
    mission, (plenary, _visit) = mission_of(sides, "2026-12-01", "2026-12-05")
    EventFactory(strand=mission.strand, part_of=mission, all_pairings=True, forecast=period("2026-11-28"))
    plenary.status = "held"
    plenary.save(by=None)
    preview = EventPreview(sides.grants("staff"), fresh(mission), period("2026-11-26", "2026-11-30"))
    assert [part["record"].code for part in preview.parts] == ["visit"]
    assert preview.kept.startswith("1 part stays")


def test_a_part_known_by_month_moves_by_whole_months_and_stays_a_month(sides):
    mission, _parts = mission_of(sides, "2027-01", "2027-02")
    part = EventFactory(strand=mission.strand, part_of=mission, all_pairings=True, forecast=period("2027-01"))
    preview = previewed(sides, mission, period("2027-03", "2027-04"))
    assert {row["record"].pk: row["new"].iso() for row in preview.parts}[part.pk] == "2027-03"


def test_what_was_not_previewed_is_not_carried_out(sides):
    mission, (plenary, _visit) = mission_of(sides)
    new = period("2027-02-26", "2027-03-02")
    preview = previewed(sides, mission, new)
    with pytest.raises(DomainError, match="not the dates of the preview"):
        moved(sides, mission, period("2027-02-27", "2027-03-02"), digest=preview.digest)
    plenary.venue = "City Hall"
    plenary.save(by=None)
    with pytest.raises(StaleRecord):
        moved(sides, mission, new, digest=preview.digest, also=[preview.parts[0]["key"]])
    assert fresh(mission).forecast == period("2027-01-29", "2027-02-02")
