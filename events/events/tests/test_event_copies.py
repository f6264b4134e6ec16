"""Copying an event or a mission as a template: all days shifted, nothing of what happened taken along."""

import datetime as dt

import pytest

from core import clock
from core.errors import DomainError, NotAllowed
from core.models import AuditEntry
from core.periods import PartialDate
from core.texts import name_in_both
from events.events.move_actions import CopyEvent
from events.events.selectors import parts_to_copy
from events.models import AgendaItem, Delegation, Event, Quota
from events.tests.event_scene import fresh, meeting_of, milestone, mission_of
from events.tests.factories import AgendaItemFactory, DelegateFactory, DelegationFactory, EventFactory, QuotaFactory
from partnerships.fields import replace_rows
from partnerships.models import Pairing
from partnerships.tests.factories import PairingFactory, period
from partnerships.tests.factories_together import OrganisationFactory

pytestmark = pytest.mark.django_db


def copied(sides, event, start, role="staff", **more):
    return fresh(CopyEvent.do(event, **sides.by(role), start=PartialDate.parse(start), **more))


def part_days(mission):
    return {part.kind: part.forecast.iso() for part in Event.objects.filter(part_of=mission)}


def item_days(event):
    rows = AgendaItem.objects.filter(event=event).order_by("position")
    return [item.on_date.iso() if item.on_date else "" for item in rows]


def test_a_mission_over_the_end_of_a_month_is_shifted_by_the_same_days(sides):
    mission, _parts = mission_of(sides)
    copy = copied(sides, mission, "2027-02-26")
    assert copy.forecast == copy.baseline == period("2027-02-26", "2027-03-02")
    assert part_days(copy) == {"plenary": "2027-02-26", "study-visit": "2027-03-02"}
    days = {part.kind: item_days(part) for part in Event.objects.filter(part_of=copy)}
    assert days == {"plenary": ["2027-02-26"], "study-visit": ["2027-03-02"]}
    assert {row.code for row in Event.objects.filter(part_of=copy)} == {"plenary-2", "visit-2"}


def test_what_is_known_by_month_moves_by_whole_months_and_stays_a_month(sides):
    mission, _parts = mission_of(sides)
    month = EventFactory(
        strand=mission.strand,
        kind="debriefing",
        part_of=mission,
        all_pairings=True,
        forecast=period("2027-01", "2027-02"),
    )
    AgendaItemFactory(event=month, position=1, day="2027-01")
    copy = copied(sides, mission, "2027-03-30")
    assert part_days(copy)["debriefing"] == "2027-03/2027-04"
    assert item_days(Event.objects.get(part_of=copy, kind="debriefing")) == ["2027-03"]


def test_a_copy_that_begins_in_a_month_names_no_day(sides):
    mission, _parts = mission_of(sides)
    copy = copied(sides, mission, "2027-05")
    assert copy.forecast == period("2027-05", "2027-06")
    assert part_days(copy) == {"plenary": "2027-05", "study-visit": "2027-06"}
    assert item_days(Event.objects.get(part_of=copy, kind="plenary")) == ["2027-05"]
    assert copied(sides, mission, "2028").forecast == period("2028")


def test_a_month_known_event_copied_to_a_day_stays_a_month(sides):
    assert copied(sides, meeting_of(sides, "2026-12"), "2027-03-14").forecast == period("2027-03")


def test_a_day_that_its_new_month_lacks_becomes_the_last(sides):
    event = meeting_of(sides, "2026-12-31")
    AgendaItemFactory(event=event, position=2, day="2026-12")
    copy = copied(sides, event, "2027-02-28")
    assert (copy.forecast, item_days(copy)) == (period("2027-02-28"), ["2027-02-28", "2027-02"])


def test_a_copy_may_begin_today_and_a_deadline_that_would_be_past_is_left_out(sides):
    event = meeting_of(sides)
    event.nominate_until = dt.date(2026, 12, 2)
    event.save(by=None)
    with pytest.raises(DomainError) as refused:
        copied(sides, event, "2026-11-24")
    assert refused.value.field == "start"
    today = copied(sides, event, "2026-11-25")
    assert (today.forecast, today.nominate_until) == (period("2026-11-25"), None)
    # One day before the copy is today: the last day counts.
    assert copied(sides, event, "2026-11-26").nominate_until == dt.date(2026, 11, 25)


def test_what_it_is_goes_along_and_nothing_that_happened(sides):
    milestone(sides.pairing)
    event = meeting_of(
        sides, "2026-11-20", milestone_codes="working-meeting", venue="Casa Àsia", source="https://a.example/1"
    )
    event.status, event.actual, event.reason = "held", period("2026-11-20"), "As planned."
    event.nominate_until, event.from_sources = dt.date(2026, 11, 2), True
    event.save(by=None)
    QuotaFactory(event=event, side="eu", places=5)
    QuotaFactory(
        event=event, side="eu", participation=sides.pairing.eu, places=6, reason="It hosts.", reason_other="주최"
    )
    delegation = DelegationFactory(event=event, participation=sides.pairing.counterpart)
    DelegateFactory(delegation=delegation, number=1)
    AgendaItem.objects.filter(event=event).delete()
    other = OrganisationFactory(strands=[event.strand])
    item = AgendaItemFactory(event=event, position=4, title_en="22@", answer="confirmed", contact_on_day="Pau, 123")
    replace_rows(type(item).organisations.through, {"item": item}, "organisation", [other])
    AgendaItemFactory(event=event, position=5, removed_at=clock.now())
    copy = copied(sides, fresh(event), "2027-03-05", titles=("Second meeting", "두 번째 회의"))
    assert (copy.title_en, copy.title_ko, copy.code) == ("Second meeting", "두 번째 회의", "second-meeting")
    assert (copy.status, copy.actual.iso(), copy.reason, copy.source, copy.from_sources) == (
        "planned",
        "",
        "",
        "",
        False,
    )
    assert (copy.venue, copy.milestone_codes, copy.city_codes) == ("Casa Àsia", "working-meeting", event.city_codes)
    assert (copy.pairing_codes, copy.host_codes) == (event.pairing_codes, event.host_codes)
    assert copy.nominate_until == dt.date(2027, 2, 15)
    quotas = [
        (row.participation, row.places, row.reason, row.reason_other)
        for row in Quota.objects.filter(event=copy).order_by("places")
    ]
    assert quotas == [(None, 5, "", ""), (sides.pairing.eu, 6, "It hosts.", "주최")]
    new = AgendaItem.objects.get(event=copy)
    assert (new.title_en, new.answer, new.contact_on_day) == ("22@", "", "")
    assert [row.organisation for row in new.joining.all()] == [other]
    assert not Delegation.objects.filter(event=copy).exists()
    entry = AuditEntry.objects.get(action="event-copy")
    assert (entry.object_id, entry.parameters["template"]) == (copy.pk, name_in_both(event))
    assert copy.history.count() == 1


def test_a_mission_is_copied_with_the_parts_that_are_chosen(sides):
    mission, (plenary, visit) = mission_of(sides)
    visit.status = "cancelled"
    visit.save(by=None)
    assert parts_to_copy(sides.by("staff")["grants"], mission) == [plenary]
    assert part_days(copied(sides, mission, "2027-03-01", parts=[])) == {}


def test_pairings_that_are_over_do_not_come_along(sides):
    other = PairingFactory(strand=sides.pairing.strand)
    event = EventFactory(strand=other.strand, pairings=[sides.pairing, other], baseline=period("2026-12-03"))
    event.forecast = event.baseline
    event.save(by=None)
    Pairing.objects.filter(pk=other.pk).update(status="closed")
    assert copied(sides, fresh(event), "2027-03-01").pairing_codes == sides.pairing.code


@pytest.mark.parametrize(("titles", "field"), [(("", " "), "title"), (("x" * 201, ""), "title_en")])
def test_a_copy_has_a_title_of_its_own(sides, titles, field):
    with pytest.raises(DomainError) as refused:
        copied(sides, meeting_of(sides), "2027-03-01", titles=titles)
    assert refused.value.field == field


@pytest.mark.parametrize("start", ["2026-11-24", "2026-10", "2025"])
def test_a_copy_is_planned_not_past(sides, start):
    with pytest.raises(DomainError) as refused:
        copied(sides, meeting_of(sides), start)
    assert refused.value.field == "start"
    assert Event.objects.count() == 1


@pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
def test_only_organisers_copy(sides, role):
    with pytest.raises(NotAllowed):
        copied(sides, meeting_of(sides), "2027-03-01", role)


def test_a_coordinator_copies_the_own_meeting_but_no_mission(sides):
    mission, _parts = mission_of(sides)
    assert copied(sides, meeting_of(sides), "2027-03-01", "eu").pairing_codes == sides.pairing.code
    with pytest.raises(NotAllowed):
        copied(sides, mission, "2027-03-01", "eu")
