"""People whom a partner has sent before: which ones are offered, and what is taken over of them."""

import pytest

from core.clock import fixed_at, now as portal_now
from events.delegations.selectors import earlier_delegates, places_of
from events.tests.delegation_scene import scene
from events.tests.factories import DelegateFactory, EventFactory

pytestmark = pytest.mark.django_db


class TestEarlier:
    def before(self, found, **values):
        event = EventFactory(strand=found.pairing.strand, pairings=[found.pairing])
        return DelegateFactory(delegation=delegation_for(event, found.busan), **values)

    def test_the_partner_s_own_people_once_each_newest_first(self):
        found = scene()
        with fixed_at(portal_now().replace(year=2020)):
            old = self.before(found, given_name="Jisu", function="Clerk", number=1)
        new = self.before(found, given_name="Jisu", function="Head of unit", number=1)
        other = self.before(found, given_name="Minho", number=1)
        DelegateFactory(delegation=delegation_for(found.event, found.barcelona), given_name="Marta")

        rows = earlier_delegates(found.act()["grants"], places_of(found.event)[found.busan])

        assert set(rows) == {new, other}
        assert old not in rows

    def test_who_stands_in_the_delegation_is_left_out(self):
        found = scene()
        row = self.before(found, given_name="Jisu")
        found.nominate(row.values_again)

        assert earlier_delegates(found.act()["grants"], places_of(found.event)[found.busan]) == []

    def test_a_stranger_gets_nobody(self):
        found = scene()
        self.before(found)

        assert earlier_delegates(found.act("outsider")["grants"], places_of(found.event)[found.busan]) == []

    def test_gender_is_not_taken_over(self):
        found = scene()
        row = self.before(found, gender="woman", role="head")

        again = found.nominate(row.values_again)[0]

        assert (again.gender, again.role, again.full_name) == ("", "member", row.full_name)


def delegation_for(event, participation):
    row = places_of(event)[participation]
    if not row.pk:
        row.save(by=None)
    return row
