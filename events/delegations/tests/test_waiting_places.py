"""What places ask of whom: tasks of partners and staff, the signal before the deadline, the mail of the clock."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Mail
from core import clock
from core.folding import models_matching
from events.delegations import actions
from events.delegations.parts import of_nominations, of_places
from events.events.parts import found as search
from events.models import Delegate, Event
from events.tests.delegation_scene import on, person, scene
from events.tests.factories import EventFactory, QuotaFactory
from partnerships.models import Pairing
from partnerships.tasks.services import remind_of_deadlines
from partnerships.tests.waiting_rows import every_signal, waiting_for

pytestmark = pytest.mark.django_db


def tasks(found, role="counterpart"):
    """What this module's own providers ask of somebody."""
    waiting = waiting_for(found.act(role)["grants"], clock.today())
    return [(row.verb, row.why, row.due) for ask in (of_places, of_nominations) for row in ask(waiting=waiting)]


def signals(found):
    pairings = list(Pairing.objects.with_names())
    rows = every_signal(pairings, clock.today())
    return [row for row in rows if row.kind == "nomination-near"]


class TestTasks:
    def test_the_partner_is_asked_to_nominate_until_the_last_day(self):
        found = scene(nominate_until=on(30))
        found.one()

        assert tasks(found) == [("Nominate", "3 of 4 places are empty.", on(30))]
        (task,) = of_places(waiting=waiting_for(found.act("counterpart")["grants"], clock.today()))
        assert task.button == "Nominate"
        assert task.answer_url.endswith("/delegations/busan/nominate/")

    @pytest.mark.parametrize("role", ["eu", "authority", "observer", "outsider", "administrator"])
    def test_nobody_else_is(self, role):
        assert tasks(scene(nominate_until=on(30)), role) == []

    def test_nothing_is_asked_once_all_are_named(self):
        found = scene(places=1, nominate_until=on(30))
        found.one()

        assert tasks(found) == []

    @pytest.mark.parametrize("day", [-1, None])
    def test_nor_after_the_last_day_nor_without_one(self, day):
        assert tasks(scene(nominate_until=on(day) if day else None)) == []

    @pytest.mark.parametrize("status", ["cancelled", "unknown"])
    def test_nor_for_an_event_that_is_off(self, status):
        assert tasks(scene(nominate_until=on(30), status=status)) == []

    def test_nor_in_a_closed_pairing(self):
        found = scene(nominate_until=on(30))
        found.pairing.status = "closed"
        found.pairing.save(by=None)

        assert tasks(found) == []

    def test_a_free_place_is_offered_to_who_waits(self):
        found = scene(places=1, nominate_until=on(30))
        row, _waits = found.nominate(person(), person())
        assert tasks(found) == []

        actions.WithdrawDelegate.do(row, **found.act(), version=row.version, reason="Another journey.")

        assert [task[:2] for task in tasks(found)] == [("Give", "A place is free, and somebody waits for it.")]

    def test_once_it_is_over_somebody_is_to_say_who_came(self):
        found = scene()
        found.nominate(person(), person())
        noon = dt.datetime.combine(on(50), dt.time(12), clock.STRAND_ZONE)

        with clock.fixed_at(noon):
            assert [task[0] for task in tasks(found)] == ["Report"]
            Delegate.objects.update(attended=True)
            assert tasks(found) == []

    def test_two_months_later_nobody_is_asked_any_more(self):
        found = scene()
        found.one()

        with clock.fixed_at(dt.datetime.combine(on(44 + 61), dt.time(12), clock.STRAND_ZONE)):
            assert tasks(found) == []

    def test_staff_are_asked_to_decide(self):
        found = scene(nominate_until=on(30))
        found.nominate(person(), person(), person(role="substitute"))

        assert tasks(found, "staff") == [("Decide", "2 nominations wait for an answer.", on(30))]

    def test_many_events_cost_as_much_as_one(self):
        found = scene(nominate_until=on(30))
        found.one()

        def cost(role):
            with CaptureQueriesContext(connection) as queries:
                tasks(found, role)
            return len(queries)

        roles = ("counterpart", "staff")
        few = [cost(role) for role in roles if tasks(found, role)]
        for _number in range(4):
            event = EventFactory(
                strand=found.pairing.strand, pairings=[found.pairing], hosts=[found.pairing.eu], nominate_until=on(20)
            )
            QuotaFactory(event=event, places=2)
            other = type(found)(Event.objects.with_names().get(pk=event.pk), found.pairing, found.actors)
            other.one()
        assert [cost(role) for role in roles] == few


class TestSignal:
    def test_near_the_last_day_with_places_empty(self):
        found = scene(nominate_until=on(7))
        found.one()

        row = signals(found)[0]

        assert (row.level, row.pairing_id) == ("watch", found.pairing.pk)
        assert row.sentence.startswith("Busan has 3 empty places; nominations for “Autumn visit” end on")
        assert row.url == reverse("events:delegation-list", args=[found.pairing.strand.code, "autumn"])

    def test_at_risk_the_day_before(self):
        assert signals(scene(nominate_until=on(1)))[0].level == "risk"

    @pytest.mark.parametrize("day", [8, -1])
    def test_not_long_before_and_not_after(self, day):
        assert signals(scene(nominate_until=on(day))) == []

    def test_not_once_all_are_named(self):
        found = scene(places=1, nominate_until=on(3))
        found.one()

        assert signals(found) == []


class TestMail:
    def test_the_clock_reminds_once(self):
        found = scene(nominate_until=on(3))
        mine = found.act("counterpart")["by"]
        found.act("eu")

        remind_of_deadlines()
        remind_of_deadlines()

        mail = Mail.objects.get(kind="nomination-deadline")
        assert mail.recipient == mine
        assert "4 places are free" in mail.text
        assert "3 days are left" in mail.text

    def test_in_korean_as_the_reader_has_chosen(self):
        found = scene(nominate_until=on(3))
        user = found.act("counterpart")["by"]
        user.language = "ko"
        user.save()

        remind_of_deadlines()

        assert "가을 방문" in Mail.objects.get().subject

    def test_not_where_all_are_named(self):
        found = scene(places=1, nominate_until=on(3))
        found.one()

        assert remind_of_deadlines() == 0


class TestSearch:
    def names(self, found, role, query="jisu"):
        groups = search(grants=found.act(role)["grants"], query=query, among=models_matching(query))
        return [result.name for group in groups for result in group.results]

    @pytest.mark.parametrize("role", ["counterpart", "eu", "staff", "authority"])
    def test_those_who_see_who_comes_find_a_delegate_in_either_script(self, role):
        found = scene()
        found.one(given_name="Jisu", name_native="김지수")

        assert self.names(found, role) == self.names(found, role, "김지수") == ["Kim Jisu"]

    @pytest.mark.parametrize("role", ["observer", "other", "outsider"])
    def test_nobody_else_does(self, role):
        found = scene()
        found.one(given_name="Jisu")

        assert self.names(found, role) == []
