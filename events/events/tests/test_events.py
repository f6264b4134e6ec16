"""Adding and editing events: what they say, whom they serve, the mission they lie in; and what is refused."""

import pytest

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from events.events.actions import AddEvent, EditEvent
from events.models import Event
from events.tests.event_scene import fresh, meeting_of, milestone, mission_of
from events.tests.factories import EventFactory
from partnerships.models import Pairing
from partnerships.tests.factories import CityFactory, PairingFactory, ParticipationFactory, period
from partnerships.tests.factories_together import OrganisationFactory

pytestmark = pytest.mark.django_db


def added(sides, role="staff", **values):
    defaults = {"kind": "working-meeting", "title_en": "Port day", "forecast": period("2026-12", "")}
    return AddEvent.do(sides.pairing.strand, **sides.by(role), values=defaults | values)


def edited(sides, event, role="staff", **changes):
    return EditEvent.do(event, **sides.by(role), version=event.version, changes=changes)


def test_staff_add_a_mission_for_every_pairing_with_its_cities_in_order(sides):
    milestone(sides.pairing, "launch")
    second, first = CityFactory(code="aaa"), CityFactory(code="zzz")
    other = OrganisationFactory(strands=[sides.pairing.strand])
    event = added(
        sides,
        kind="mission",
        title_ko="항만의 날",
        all_pairings=True,
        cities=[first, second],
        hosts=[sides.pairing.eu],
        organisations=[other],
        milestones=["launch"],
        planned_days=3,
        forecast=period("2026-12", "2027-01"),
    )
    event = fresh(event)
    assert (event.code, event.status, event.from_sources) == ("port-day", "planned", False)
    assert (event.city_codes, [row.city for row in event.visiting.all()]) == ("zzz;aaa", [first, second])
    assert event.host_codes == sides.pairing.eu.partner.code
    assert (event.organisation_codes, event.milestone_codes) == (other.code, "launch")
    assert event.baseline == event.forecast == period("2026-12", "2027-01")
    entry = AuditEntry.objects.get(action="event-add")
    assert (entry.object_id, entry.strand_id, entry.pairing_id) == (event.pk, event.strand_id, None)
    assert event.history.count() == 1


def test_a_second_event_of_the_same_name_gets_a_code_of_its_own(sides):
    assert [added(sides).code, added(sides).code] == ["port-day", "port-day-2"]
    assert added(sides, title_en="", title_ko="회의").code == "event-1"


def test_a_coordinator_adds_one_for_the_own_pairing_alone(sides):
    event = added(sides, "eu", pairings=[sides.pairing])
    assert fresh(event).pairing_codes == sides.pairing.code
    assert AuditEntry.objects.get(action="event-add").pairing_id == sides.pairing.pk


@pytest.mark.parametrize("role", ["authority", "observer"])
def test_who_only_reads_adds_none(sides, role):
    with pytest.raises(NotAllowed):
        added(sides, role, pairings=[sides.pairing])


def test_a_coordinator_adds_none_for_others(sides):
    other = PairingFactory(strand=sides.pairing.strand)
    with pytest.raises(NotAllowed):
        added(sides, "eu", pairings=[other])
    with pytest.raises(NotAllowed):
        added(sides, "eu", all_pairings=True)
    with pytest.raises(NotAllowed):
        added(sides, "neighbour", pairings=[sides.pairing])
    for pairings in ([], [sides.pairing, other]):
        with pytest.raises(DomainError, match="one pairing of your own") as refused:
            added(sides, "eu", pairings=pairings)
        assert refused.value.field == "pairings"
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title_en": " "}, "title"),
        ({"title_en": "x" * 201}, "title_en"),
        ({"forecast": period("2026-12-03", "2026-12-02")}, "forecast_end"),
        ({"kind": "party"}, "kind"),
        ({"planned_days": 0}, "planned_days"),
        ({"planned_days": 400}, "planned_days"),
        ({"source": "the newspaper"}, "source"),
        ({"meeting_url": "javascript:alert(1)"}, "meeting_url"),
        ({"milestones": ["nowhere"]}, "milestones"),
    ],
)
def test_what_an_event_cannot_be_is_refused(sides, values, field):
    with pytest.raises(DomainError) as refused:
        added(sides, **values)
    assert refused.value.field == field
    assert not Event.objects.exists()


def test_lists_hold_nothing_of_another_strand_and_nothing_twice(sides):
    city, elsewhere = CityFactory(), ParticipationFactory()
    for values, field in (
        ({"cities": [city, city]}, "cities"),
        ({"hosts": [elsewhere]}, "hosts"),
        ({"pairings": [PairingFactory()]}, "pairings"),
        ({"organisations": [OrganisationFactory()]}, "organisations"),
        ({"all_pairings": True, "pairings": [sides.pairing]}, "pairings"),
    ):
        with pytest.raises(DomainError) as refused:
            added(sides, **values)
        assert refused.value.field == field


def test_an_edit_tells_what_it_changed_and_keeps_the_order_of_cities(sides):
    event = meeting_of(sides)
    one, two = CityFactory(), CityFactory()
    row = edited(sides, event, "counterpart", title_en="Port meeting", cities=[two, one], venue=" Casa Àsia ")
    assert (row.title_en, row.venue, row.city_codes) == ("Port meeting", "Casa Àsia", f"{two.code};{one.code}")
    assert [place.city for place in fresh(event).visiting.all()] == [two, one]
    entry = AuditEntry.objects.get(action="event-edit")
    assert entry.parameters["fields"] == "city_codes, title_en, venue"
    assert fresh(event).history.count() == 2
    with pytest.raises(AlreadyDone):
        edited(sides, fresh(event), title_en="Port meeting", cities=[two, one])


def test_an_edit_of_an_older_version_is_refused(sides):
    event = meeting_of(sides)
    edited(sides, event, venue="Casa Àsia")
    with pytest.raises(StaleRecord):
        edited(sides, event, venue="City Hall")
    assert fresh(event).venue == "Casa Àsia"


@pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
def test_only_organisers_edit(sides, role):
    with pytest.raises(NotAllowed):
        edited(sides, meeting_of(sides), role, venue="Casa Àsia")


def test_a_coordinator_does_not_widen_whom_it_serves(sides):
    event = meeting_of(sides)
    with pytest.raises(NotAllowed):
        edited(sides, event, "eu", all_pairings=True, pairings=[])
    with pytest.raises(DomainError, match="one pairing of your own"):
        edited(sides, event, "eu", pairings=[])
    row = edited(sides, event, "staff", all_pairings=True, pairings=[])
    assert (row.all_pairings, row.pairing_codes) == (True, "")
    with pytest.raises(NotAllowed):
        edited(sides, fresh(event), "eu", venue="Casa Àsia")


def test_a_milestone_goes_with_its_pairing(sides):
    other = PairingFactory(strand=sides.pairing.strand)
    milestone(sides.pairing)
    event = meeting_of(sides)
    event = fresh(edited(sides, event, milestones=["working-meeting"]))
    with pytest.raises(DomainError, match="has a milestone") as refused:
        edited(sides, event, pairings=[other])
    assert refused.value.field == "milestones"
    assert edited(sides, event, pairings=[other], milestones=[]).milestone_codes == ""


def test_a_part_never_contains_its_mission(sides):
    mission, (plenary, _visit) = mission_of(sides)
    outer = EventFactory(strand=mission.strand, kind="mission", code="outer")
    edited(sides, mission, part_of=outer)
    for event, part_of in ((outer, mission), (mission, mission)):
        with pytest.raises(DomainError, match="part of itself") as refused:
            edited(sides, fresh(event), part_of=fresh(part_of))
        assert refused.value.field == "part_of"
    with pytest.raises(DomainError, match="is not a mission"):
        edited(sides, fresh(outer), part_of=plenary)
    with pytest.raises(DomainError, match="stays a mission") as refused:
        edited(sides, fresh(mission), kind="plenary")
    assert refused.value.field == "kind"
    assert fresh(outer).part_of is None


def test_a_mission_of_another_strand_or_a_cancelled_one_takes_no_parts(sides):
    event = meeting_of(sides)
    gone = EventFactory(strand=event.strand, kind="mission", status="cancelled")
    for mission in (EventFactory(kind="mission"), gone):
        with pytest.raises(DomainError) as refused:
            edited(sides, event, part_of=mission)
        assert refused.value.field == "part_of"


def test_nothing_changes_where_all_its_pairings_are_closed(sides):
    event = meeting_of(sides)
    row = Pairing.objects.get(pk=sides.pairing.pk)
    row.status = "closed"
    row.save(by=None)
    with pytest.raises(DomainError, match="closed"):
        edited(sides, fresh(event), venue="Casa Àsia")
    # The neighbour's pairing goes on: what serves all pairings is still worked on.
    mission = EventFactory(strand=event.strand, kind="mission", all_pairings=True)
    assert edited(sides, fresh(mission), venue="Casa Àsia").venue == "Casa Àsia"
    with pytest.raises(DomainError, match="closed"):
        added(sides, pairings=[row])
