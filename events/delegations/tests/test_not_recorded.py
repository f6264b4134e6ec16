"""Of an event that is over and of which nobody wrote here, pages say "not recorded" and never nought."""

import pytest

from events.delegations.actions import AddDelegate
from events.delegations.selectors import find_delegation, places_lines
from events.tests.factories import DelegateFactory, DelegationFactory, QuotaFactory, event_of
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import PairingFactory
from partnerships.tests.roles import person

pytestmark = pytest.mark.django_db


def lines(event, pairing):
    event = type(event).objects.with_names().get(pk=event.pk)
    found = places_lines(read_grants(person("staff", pairing)), event)
    return {line.participation.side: (line.count, line.label, line.has_free, len(line.figures)) for line in found}


@pytest.mark.parametrize("status", ["held", "unknown"])
def test_who_came_is_not_recorded(status):
    pairing = PairingFactory()
    event = event_of(pairing, status=status)
    QuotaFactory(event=event, side="counterpart", places=4)
    assert lines(event, pairing)["counterpart"] == ("up to 4", "not recorded", False, 0)


def test_who_adds_somebody_afterwards_is_told_how_many_places_are_taken():
    pairing = PairingFactory()
    event = event_of(pairing, status="held")
    QuotaFactory(event=event, side="counterpart", places=4)
    staff = person("staff", pairing)
    words = {"strand": event.strand.code, "event": event.code, "partner": pairing.counterpart.partner.code}
    row = find_delegation(read_grants(staff), **words)
    assert AddDelegate(row, by=staff, grants=read_grants(staff)).question == "0 of 4 places are taken: 4 places left."


def test_before_an_event_an_empty_place_is_an_empty_place():
    pairing = PairingFactory()
    event = event_of(pairing, status="announced")
    QuotaFactory(event=event, side="counterpart", places=4)
    assert lines(event, pairing)["counterpart"] == ("0 of 4", "4 places left", True, 4)


def test_whoever_was_named_is_counted_afterwards_too():
    pairing = PairingFactory()
    event = event_of(pairing, status="held")
    QuotaFactory(event=event, side="counterpart", places=4)
    DelegateFactory(delegation=DelegationFactory(event=event, participation=pairing.counterpart))
    # The places that stayed empty are nobody's to fill any more.
    assert lines(event, pairing)["counterpart"] == ("1 of 4", "", False, 4)
