"""A milestone takes its days from the event that completes it: planned, moved, moved back, called off."""

import pytest
from django.contrib.messages import get_messages
from django.utils.translation import override

from core.actions import undo_of
from core.models import AuditEntry, one_act
from core.periods import Period
from core.tests.acted import acted
from events.events.actions import EditEvent
from events.events.move_actions import EventPreview, RescheduleEvent
from events.events.services import take_days
from events.events.state_actions import CancelEvent, ReopenEvent
from events.tests.event_scene import address, fresh, meeting_of, milestone, mission_of
from partnerships.models import DateChange, Milestone
from partnerships.tests.factories import PairingFactory, period
from partnerships.tests.pages import sign_in

pytestmark = pytest.mark.django_db

CODES = {"milestone_codes": "working-meeting"}


def moved(sides, event, new, role="staff", **more):
    event = fresh(event)
    given = {"forecast": new, "reason": "The hall is taken."} | more
    return RescheduleEvent.do(event, **sides.by(role), version=event.version, **given)


def days(row):
    return Milestone.objects.get(pk=row.pk).forecast.iso()


def test_a_milestone_on_the_days_of_the_event_moves_with_it_by_the_same_act(sides):
    row, event = milestone(sides.pairing), meeting_of(sides, **CODES)
    with acted() as written:
        moved(sides, event, period("2026-12-10", "2026-12-11"), "eu")
    assert {entry.action: kinds for entry, kinds in written} == {
        "event-reschedule": {"EventDateChange", "HistoricalEvent", "HistoricalAgendaItem"},
        "milestone-took-days": {"DateChange", "HistoricalMilestone"},
    }
    assert days(row) == "2026-12-10/2026-12-11"
    change = DateChange.objects.get(milestone=row)
    assert (change.old.iso(), change.reason, change.by) == ("2026-12-03", "The hall is taken.", sides.people["eu"])
    entry = AuditEntry.objects.get(action="milestone-took-days")
    assert (entry.pairing_id, entry.reason) == (sides.pairing.pk, "The hall is taken.")
    assert entry.sentence.startswith("Moved with the event “Working meeting” from 3 December 2026 to 10")
    with override("ko"):
        assert entry.sentence.startswith("행사 “실무회의”에 따라")


@pytest.mark.parametrize(
    ("forecast", "baseline", "follows"),
    [
        ("2026-12-03", "2026-11-01", True),  # on the event's days
        ("2026-12", "2026-11", True),  # a month with them in it
        ("2026-12-20", "2026-12-20", True),  # the plan's days still
        ("", "", True),
        ("2026-12-20", "2026-12-03", False),  # moved apart from the event
    ],
)
def test_it_stays_where_its_days_were_set_apart(sides, forecast, baseline, follows):
    row = milestone(sides.pairing, forecast=Period.parse(forecast))
    row.baseline = Period.parse(baseline)
    row.save(by=None)
    moved(sides, meeting_of(sides, **CODES), period("2026-12-10"))
    assert days(row) == ("2026-12-10" if follows else forecast)


@pytest.mark.parametrize("before", ["2026-12-03", "2026-12"])
def test_undone_they_go_back_together(sides, before):
    row, event = milestone(sides.pairing, forecast=period(before)), meeting_of(sides, **CODES)
    moved(sides, event, period("2026-12-10"))
    moved(sides, event, period("2026-12-03"), reason="Undone")
    assert (fresh(event).forecast.iso(), days(row)) == ("2026-12-03", before)


def test_another_event_on_its_days_keeps_it(sides):
    row = milestone(sides.pairing)
    event = meeting_of(sides, **CODES)
    meeting_of(sides, code="other", **CODES)
    moved(sides, event, period("2026-12-10"))
    assert days(row) == "2026-12-03"


@pytest.mark.parametrize("status", ["done", "cancelled", "unknown"])
def test_what_is_no_longer_open_stays(sides, status):
    row = milestone(sides.pairing, status=status)
    moved(sides, meeting_of(sides, **CODES), period("2026-12-10"))
    assert days(row) == "2026-12-03"


def test_a_planned_event_gives_its_days_called_off_gives_them_back_and_reopened_again(sides):
    row = milestone(sides.pairing, baseline=period("2026-12"), forecast=period("2026-12"))
    event = meeting_of(sides, "2026-12-08", **CODES)
    with one_act():
        assert take_days(by=sides.people["eu"], event=event) == " 1 milestone moves with it."
    assert days(row) == "2026-12-08"
    # The portal says why, so both languages are there at once.
    assert DateChange.objects.get(milestone=row).language_wanted("reason") == ""
    CancelEvent.do(event, **sides.by("eu"), version=event.version, reason="Undone")
    assert days(row) == "2026-12"
    event = fresh(event)
    ReopenEvent.do(event, **sides.by("eu"), version=event.version, reason="Undone")
    assert days(row) == "2026-12-08"


def test_an_event_that_is_linked_gives_its_days_and_unlinked_gives_them_back(sides):
    row = milestone(sides.pairing, baseline=period("2026-12"), forecast=period("2026-12"))
    apart = milestone(sides.pairing, "apart", baseline=period("2026-12-01"), forecast=period("2026-12-02"))
    event = meeting_of(sides, "2026-12-08")
    for codes, expected in ((["working-meeting", "apart"], "2026-12-08"), ([], "2026-12")):
        event = fresh(event)
        EditEvent.do(event, **sides.by("eu"), version=event.version, changes={"milestones": codes})
        assert (days(row), days(apart)) == (expected, "2026-12-02")


def test_the_preview_says_which_milestones_move_and_which_texts_name_the_day(sides, client):
    row, event = milestone(sides.pairing), meeting_of(sides, **CODES)
    sign_in(client, sides, "eu")
    page = client.get(address(event, "reschedule"))
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent |= {"forecast_start_text": "2026-12-10", "reason": "The hall is taken.", "preview": "1"}
    answer = client.post(address(event, "reschedule"), sent)
    assert row.get_absolute_url() in answer.text
    preview = answer.context["preview"]
    assert [(one["record"], one["old"].iso(), one["new"].iso()) for one in preview.milestones] == [
        (row, "2026-12-03", "2026-12-10")
    ]
    del sent["preview"]
    sent["seen_preview"] = answer.context["form"]["seen_preview"].value()
    done = client.post(address(event, "reschedule"), sent)
    told = next(iter(get_messages(done.wsgi_request)))
    assert str(told) == "Moved. 1 milestone moves with it."
    assert undo_of(told)["asks"]


def test_a_milestone_of_a_part_moves_if_the_part_does(sides):
    mission, (_plenary, visit) = mission_of(sides)
    visit.milestone_codes = "working-meeting"
    visit.save(by=None)
    row = milestone(sides.pairing, forecast=visit.forecast)
    preview = EventPreview(sides.grants("staff"), mission, period("2027-02-26", "2027-03-02"))
    assert [one["why"] for one in preview.milestones] == ["If “Visit” moves."]
    moved(sides, mission, period("2027-02-26", "2027-03-02"), also=[])
    assert days(row) == visit.forecast.iso()
    moved(sides, mission, period("2027-03-05", "2027-03-09"), also=[str(visit.pk)])
    assert days(row) == fresh(visit).forecast.iso() != visit.forecast.iso()


def test_other_pairings_have_their_own_days(sides):
    other = milestone(PairingFactory(strand=sides.pairing.strand))
    moved(sides, meeting_of(sides, **CODES), period("2026-12-10"))
    assert days(other) == "2026-12-03"
