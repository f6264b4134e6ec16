"""A milestone and its event on other days: one task with two buttons, for the side that answers for it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import AuditEntry
from core.periods import Period
from events.events.actions import KeepMilestoneDays
from events.events.move_actions import RescheduleEvent
from events.tests.event_scene import fresh, meeting_of, milestone
from events.tests.factories import EventFactory
from partnerships.milestones.actions import RescheduleMilestone
from partnerships.models import DateChange, Milestone
from partnerships.tasks.parts import read_tasks
from partnerships.tests.factories import period
from partnerships.tests.pages import sign_in, text_of

pytestmark = pytest.mark.django_db

WHY = "The milestone counts the minutes as well."


@pytest.fixture
def row(sides):
    """Moved apart from its event, which is on 3 December."""
    meeting_of(sides, milestone_codes="working-meeting")
    return milestone(sides.pairing, forecast=period("2026-12-10"), responsible="eu")


def tasks(sides, role="eu"):
    found = read_tasks(grants=sides.grants(role), today=clock.today())
    return [task for task in found if task.act and task.answer_url]


def keep(sides, row, role="eu"):
    row.refresh_from_db()
    return KeepMilestoneDays.do(row, **sides.by(role), version=row.version, reason=WHY)


def test_the_side_that_answers_decides_and_the_other_waits_for_it(sides, row):
    (mine,), (theirs,) = tasks(sides), tasks(sides, "counterpart")
    assert (mine.verb, mine.thing, mine.mine) == ("Decide", row.title, True)
    assert mine.why == "The dates differ: the event has 3 December 2026, this milestone 10 December 2026."
    assert (mine.act.label, mine.button) == ("Take the event's days", "Keep both")
    assert mine.due.isoformat() == "2026-12-03"
    assert (theirs.mine, theirs.waits_for) == (False, "Barcelona")
    row.responsible = "both"
    row.save(by=None)
    assert [task.mine for role in ("eu", "counterpart") for task in tasks(sides, role)] == [True, True]


def test_one_click_takes_the_days_of_the_event(client, sides, row):
    sign_in(client, sides, "eu")
    page = client.get("/")
    (task,) = tasks(sides)
    assert "The dates differ: the event has 3 December 2026" in text_of(page)
    sent = {"once": "one", "seen_version": task.act.version, "next": "/", **dict(task.act.fields)}
    assert client.post(task.act.url, sent).url == "/"
    row.refresh_from_db()
    assert row.forecast == period("2026-12-03")
    change = DateChange.objects.get()
    assert (change.reason, change.by) == ("It takes the days of “Working meeting”.", sides.people["eu"])
    assert tasks(sides) == []
    assert "Undo" in text_of(client.get("/"))


def test_kept_with_a_reason_it_is_asked_again_once_either_moves(client, sides, row):
    keep(sides, row)
    assert tasks(sides) == []
    entry = AuditEntry.objects.get(action="milestone-keep-days")
    assert entry.sentence == "Kept for 10 December 2026, while the event “Working meeting” is on 3 December 2026"
    assert entry.reason == WHY
    sign_in(client, sides, "counterpart")
    assert f"Both are kept: {WHY}" in text_of(client.get(row.get_absolute_url()))
    event = fresh(sides.pairing.strand.events.get())
    RescheduleEvent.do(event, **sides.by("eu"), version=event.version, forecast=period("2026-12-04"), reason="Rain.")
    assert Milestone.objects.get().forecast == period("2026-12-10")
    assert len(tasks(sides)) == 1
    keep(sides, row)
    assert tasks(sides) == []
    row.refresh_from_db()
    RescheduleMilestone.do(row, **sides.by("eu"), version=row.version, forecast=period("2026-12-11"), reason="Rain.")
    assert len(tasks(sides)) == 1


def test_only_who_answers_for_it_keeps_both_and_only_where_they_differ(sides, row):
    for role in ("counterpart", "authority", "observer", "neighbour"):
        with pytest.raises(NotAllowed):
            keep(sides, row, role)
    keep(sides, row, "staff")
    with pytest.raises(AlreadyDone):
        keep(sides, row)


@pytest.mark.parametrize("status", ["done", "cancelled", "unknown"])
def test_both_are_kept_of_what_is_planned_alone(sides, row, status):
    row.status = status
    row.save(by=None)
    with pytest.raises(DomainError):
        keep(sides, row)
    assert Milestone.objects.get().apart_days == ""


@pytest.mark.parametrize(
    ("days", "values"),
    [
        ("2026-12", {}),  # a month with the day in it
        ("2026-12-10", {"status": "done"}),
        ("2026-12-10", {"status": "cancelled"}),
        ("", {}),
    ],
)
def test_nobody_is_asked_where_nothing_differs_or_nothing_is_planned(sides, row, days, values):
    for name, value in {"forecast": Period.parse(days), **values}.items():
        setattr(row, name, value)
    row.save(by=None)
    assert tasks(sides) == []


def test_an_event_that_is_over_is_reported_instead(sides, row):
    event = sides.pairing.strand.events.get()
    event.forecast = period("2026-11-20")
    event.save(by=None)
    assert tasks(sides) == []


def test_an_event_for_all_pairings_asks_too_and_one_that_agrees_answers(sides, row):
    sides.pairing.strand.events.update(milestone_codes="")
    plan = {"baseline": period("2026-12-05"), "forecast": period("2026-12-05")}
    EventFactory(strand=sides.pairing.strand, all_pairings=True, milestone_codes="other;working-meeting", **plan)
    assert len(tasks(sides)) == 1
    meeting_of(sides, "2026-12-10", code="agrees", milestone_codes="working-meeting")
    assert tasks(sides) == []


def test_a_code_that_is_part_of_another_is_not_meant(sides, row):
    sides.pairing.strand.events.update(milestone_codes="working-meeting-2")
    assert tasks(sides) == []


def test_more_of_them_cost_no_more_queries(client, sides, row):
    sign_in(client, sides, "eu")
    client.get("/")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        return len(queries)

    meeting_of(sides, code="b", milestone_codes="b")
    first = asked()
    for code in ("b", "c", "d"):
        milestone(sides.pairing, code, forecast=period("2026-12-20"), baseline=period("2026-12-19"))
        if code != "b":
            meeting_of(sides, code=code, milestone_codes=code)
    assert len(tasks(sides)) == 4
    assert asked() == first
