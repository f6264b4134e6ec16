"""What the history of a pairing tells to few of those who read the strand: papers, lists of people, calendars."""

import pytest

from core import clock
from core.models import write_audit
from events.calendars.actions import MakeFeed
from events.delegates.selectors import read_list
from events.models import CalendarFeed, TripPaper
from events.tests.trip_scene import AFTER, tell_trip
from events.trips.actions import EditTripPaper
from partnerships.history.pairing_history import acts_in
from partnerships.tests.factories import PairingFactory

pytestmark = pytest.mark.django_db
PROGRAMME = {"staff", "authority", "administrator"}
ROLES = (*PROGRAMME, "eu", "counterpart", "observer", "outsider")


@pytest.fixture
def trip():
    with clock.fixed_at(AFTER):
        yield tell_trip()


def readers(trip, action, pairing=None):
    """The roles to which a history tells an act."""
    pairing = pairing or trip.pairing
    return {
        role
        for role in ROLES
        if acts_in(pairing=pairing, grants=trip.by(role)["grants"]).filter(action=action).exists()
    }


def test_a_papers_acts_are_for_the_own_partner_and_the_programme_and_stand_in_its_pairing(trip):
    texts = {"outline_en": "Went well."}
    EditTripPaper.do(TripPaper(delegation=trip.delegation, kind="report"), **trip.by("counterpart"), changes=texts)
    assert readers(trip, "trip-paper-edit") == PROGRAMME | {"counterpart"}
    neighbour = PairingFactory(strand=trip.pairing.strand)
    assert readers(trip, "trip-paper-edit", neighbour) == set()


def test_who_took_along_a_paper_that_nobody_has_begun_is_for_the_programme(trip):
    event = trip.mission
    write_audit(action="trip-paper-sent", by=None, record=event, strand_id=event.strand_id, paper="report")
    assert readers(trip, "trip-paper-sent") == PROGRAMME


def test_who_looked_at_a_list_of_people_is_for_the_programme(trip):
    read_list(**trip.by("staff"), event=trip.mission, name="participants")
    assert readers(trip, "delegate-list-read") == PROGRAMME


def test_a_calendar_is_told_to_nobody_else(trip):
    own = trip.by("eu")
    MakeFeed.do(CalendarFeed(user=own["by"]), **own, place=trip.mission)
    assert readers(trip, "feed-add") == set()
    mine = acts_in(pairing=trip.pairing, grants=own["grants"]).filter(action="feed-add")
    assert mine.count() == 1
