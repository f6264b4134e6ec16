"""Who came: said from the first day on, changed with a trace; and the figures that follow from it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.clock import STRAND_ZONE, fixed_at
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.periods import PartialDate, Period
from events.delegations.actions import RecordAttendance, has_begun
from events.delegations.selectors import figures_of
from events.models import Delegate, Delegation, Event
from events.tests.delegation_scene import on, person, scene
from events.tests.factories import event_of

pytestmark = pytest.mark.django_db


def say(found, attended, role="counterpart", version=None):
    row = found.delegation()
    return RecordAttendance.do(row, **found.act(role), version=version or row.version, attended=attended)


def at(day, hour=12, minute=0):
    return fixed_at(dt.datetime.combine(day, dt.time(hour, minute), STRAND_ZONE))


class TestWhen:
    def test_from_the_first_day_on(self):
        found = scene()
        found.nominate(person(), person())

        with pytest.raises(DomainError, match="from then on"):
            say(found, {1: True})
        with at(on(42)):
            say(found, {1: True, 2: False})

        assert list(Delegate.objects.order_by("number").values_list("attended", flat=True)) == [True, False]

    def test_the_first_day_is_that_of_the_event_s_city(self):
        found = scene(forecast=Period(PartialDate(on(42))))
        found.pairing.counterpart.partner.places.first()
        event = Event.objects.with_names().get(pk=found.event.pk)
        place = event.visiting.get()
        place.city.time_zone = "Asia/Seoul"
        place.city.save(by=None)
        event = Event.objects.with_names().get(pk=found.event.pk)

        with at(on(41), hour=15):
            assert not has_begun(event), "23:00 in Seoul"
        with at(on(41), hour=16, minute=1):
            assert has_begun(event), "past midnight there"

    def test_a_month_has_begun_on_its_first_day(self):
        found = scene(forecast=Period(PartialDate.parse("2026-12")))
        event = Event.objects.with_names().get(pk=found.event.pk)

        with at(dt.date(2026, 11, 30)):
            assert not has_begun(event)
        with at(dt.date(2026, 12, 1)):
            assert has_begun(event)

    def test_what_was_held_has_begun_also_without_a_day(self):
        assert has_begun(scene(status="held", forecast=Period()).event)

    def test_without_any_date_nobody_can_have_come(self):
        found = scene()
        found.one()
        found.event.forecast = Period()
        found.event.save(by=None)

        with pytest.raises(DomainError, match="no date yet"):
            say(found, {1: True})


class TestWho:
    @pytest.mark.parametrize("role", ["counterpart", "staff", "administrator"])
    def test_those_who_may_nominate(self, role):
        found = scene()
        found.one()

        with at(on(43)):
            say(found, {1: True}, role)

        assert Delegate.objects.get().attended is True

    @pytest.mark.parametrize("role", ["eu", "authority", "observer", "outsider"])
    def test_nobody_else(self, role):
        found = scene()
        found.one()

        with at(on(43)), pytest.raises(NotAllowed):
            say(found, {1: True}, role)


class TestTrace:
    def test_the_first_word_and_a_later_one_differ_in_the_log(self):
        found = scene()
        found.nominate(person(), person())

        with at(on(43)):
            say(found, {1: True, 2: True})
            say(found, {2: False})
            say(found, {2: None})

        rows = AuditEntry.objects.filter(action__startswith="attendance").order_by("pk")
        assert [(row.action, row.parameters) for row in rows] == [
            ("attendance-recorded", {"came": 2, "of": 2}),
            ("attendance-changed", {"came": 1, "of": 2}),
            ("attendance-changed", {"came": 1, "of": 1}),
        ]

    def test_the_same_again_is_told_as_done(self):
        found = scene()
        found.one()

        with at(on(43)):
            say(found, {1: True})
            with pytest.raises(AlreadyDone):
                say(found, {1: True})

    def test_a_stale_form_changes_nothing(self):
        found = scene()
        found.nominate(person(), person())

        with at(on(43)):
            say(found, {1: True})
            with pytest.raises(StaleRecord):
                say(found, {2: True}, version=1)

    def test_nobody_who_is_gone(self):
        found = scene()
        row = found.one()
        Delegate.objects.filter(pk=row.pk).update(status="withdrawn")

        with at(on(43)), pytest.raises(DomainError, match="no longer in the delegation"):
            say(found, {1: True})


class TestFigures:
    def test_those_with_a_place_by_side_and_sector(self):
        found = scene()
        found.nominate(person(sector="government"), person(sector="business"), person(sector=""))
        found.nominate(person(role="substitute"))
        found.nominate(person(sector="research"), role="staff", partner=found.barcelona)

        figures = figures_of([found.event])[found.event.pk]

        assert (figures.sides, figures.total) == ({"counterpart": 3, "eu": 1}, 4)
        assert figures.sectors == {"government": 1, "business": 1, "": 1, "research": 1}
        assert (figures.sector_not_given, figures.helix.total, figures.is_recorded) == (1, 3, False)

    def test_once_it_is_recorded_those_who_came(self):
        found = scene()
        rows = found.nominate(person(), person(), person())
        for row, gender in zip(rows, ("woman", "man", ""), strict=True):
            Delegate.objects.filter(pk=row.pk).update(gender=gender)
        with at(on(43)):
            say(found, {1: True, 2: False, 3: True})

        figures = figures_of([found.event])[found.event.pk]

        assert (figures.attended, figures.absent, figures.total) == (2, 1, 2)
        assert (figures.genders["woman"], figures.genders["man"], figures.gender_not_given) == (1, 0, 1)

    def test_nobody_makes_no_figures(self):
        event = scene().event
        assert figures_of([event])[event.pk].total == 0

    def test_of_one_delegation(self):
        found = scene()
        found.one()
        row = Delegation.objects.get()

        assert figures_of([row], owner="delegation")[row.pk].total == 1

    def test_many_events_cost_as_much_as_one(self):
        found = scene()
        found.nominate(person(), person())
        others = [event_of(found.pairing) for _number in range(3)]

        def cost(events):
            with CaptureQueriesContext(connection) as queries:
                figures_of(events)
            return len(queries)

        assert cost([found.event]) == cost([found.event, *others])
