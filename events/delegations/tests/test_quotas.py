"""How many places a partner has: the nearest number counts; who sets them, and what is refused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Mail
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from events.delegations.quota_actions import SetQuotas
from events.delegations.selectors import nominate_until, places_of, places_of_events
from events.delegations.services import nominate
from events.models import Delegate, Event, Quota
from events.tests.delegation_scene import on, person, scene
from events.tests.factories import EventFactory, QuotaFactory, event_of
from partnerships.tests.factories import PairingFactory, ParticipationFactory
from partnerships.tests.once_pages import ENGLISH, KOREAN, check_once, translate, wanted
from partnerships.tests.pages import sign_in
from partnerships.tests.two_sides import ROLES
from partnerships.translations.services import once_url

pytestmark = pytest.mark.django_db


def read(event):
    return Event.objects.with_names().get(pk=event.pk)


def quota(event, participation):
    return places_of(read(event))[participation].quota


def put(found, *, role="staff", sides=None, partners=(), until=None, version=None):
    event = read(found.event)
    return SetQuotas.do(
        event,
        **found.act(role),
        version=version or event.version,
        sides={"counterpart": 4, "eu": 5} if sides is None else sides,
        partners=partners,
        until=until,
    )


class TestPlaces:
    def test_guests_come_first_then_hosts(self):
        found = scene()

        assert list(places_of(found.event)) == [found.busan, found.barcelona]
        assert [one.is_host for one in places_of(found.event).values()] == [False, True]

    def test_of_the_side(self):
        found = scene()

        assert quota(found.event, found.busan) == 4
        assert quota(found.event, found.barcelona) is None, "nobody has set one: no limit"

    def test_the_partner_s_own_number_comes_before_its_side_s(self):
        found = scene()
        QuotaFactory(event=found.event, participation=found.busan, places=6, reason="Two more for the port.")

        assert quota(found.event, found.busan) == 6
        assert places_of(found.event)[found.busan].set_by.reason == "Two more for the port."

    def test_the_mission_s_number_holds_for_a_part_without_one(self):
        found = scene(places=None)
        mission = EventFactory(strand=found.pairing.strand, kind="mission", nominate_until=on(7))
        QuotaFactory(event=mission, side="counterpart", places=3)
        found.event.part_of = mission
        found.event.save(by=None)

        assert quota(found.event, found.busan) == 3
        assert nominate_until(read(found.event)) == on(7)
        found.event.nominate_until = on(9)
        found.event.save(by=None)
        assert nominate_until(read(found.event)) == on(9)

    def test_a_part_s_own_number_comes_before_the_mission_s(self):
        found = scene(places=2)
        mission = EventFactory(strand=found.pairing.strand, kind="mission")
        QuotaFactory(event=mission, participation=found.busan, places=9, reason="All of them.")
        found.event.part_of = mission
        found.event.save(by=None)

        assert quota(found.event, found.busan) == 2
        assert places_of(found.event)[found.busan].set_by.reason == "", "the reason of a number that does not hold"

    def test_the_delegation_size_counts_where_no_event_says_otherwise(self):
        found = scene(places=None)
        found.busan.delegates = 5
        found.busan.save(by=None)

        assert quota(found.event, found.busan) == 5

    def test_zero_places_are_not_the_same_as_none_set(self):
        found = scene(places=0)

        assert (places_of(found.event)[found.busan].left, places_of(found.event)[found.barcelona].left) == (0, None)

    def test_an_event_for_all_brings_every_partner_that_is_paired(self):
        found = scene()
        other = PairingFactory(strand=found.pairing.strand)
        PairingFactory(strand=found.pairing.strand, status="discontinued")
        event = EventFactory(strand=found.pairing.strand, all_pairings=True)

        assert set(places_of(read(event))) == {found.busan, found.barcelona, other.eu, other.counterpart}

    def test_who_has_no_place_any_more_takes_none(self):
        found = scene()
        for status in ("nominated", "accepted", "confirmed", "waiting", "ready", "declined", "withdrawn", "replaced"):
            delegate = found.one(role="substitute" if status == "ready" else "member")
            Delegate.objects.filter(pk=delegate.pk).update(status=status)

        row = places_of(found.event)[found.busan]
        assert (row.quota, row.taken, row.waiting, row.ready) == (4, 3, 1, 1)

    def test_many_events_cost_as_much_as_one(self):
        found = scene()
        found.one()
        for _number in range(5):
            EventFactory(strand=found.pairing.strand, pairings=[found.pairing], hosts=[found.pairing.eu])

        def cost(rows):
            events = list(rows)
            with CaptureQueriesContext(connection) as queries:
                places_of_events(events, [found.pairing.eu_id, found.pairing.counterpart_id])
            return len(queries)

        rows = Event.objects.with_names()
        assert cost(rows.filter(pk=found.event.pk)) == cost(rows.all()) == 4


class TestSetting:
    def test_staff_set_both_sides_one_partner_and_the_last_day(self):
        found = scene(places=None)

        put(found, partners=[(found.busan, 6, " Two more for the port. ")], until=on(10))

        assert (quota(found.event, found.busan), quota(found.event, found.barcelona)) == (6, 5)
        assert Quota.objects.get(participation=found.busan).reason == "Two more for the port."
        assert read(found.event).nominate_until == on(10)
        assert AuditEntry.objects.get(action="quota-edit").strand_id == found.pairing.strand_id

    def test_what_is_left_out_has_no_number_any_more(self):
        found = scene()

        put(found, sides={"counterpart": None, "eu": 5})

        assert (quota(found.event, found.busan), quota(found.event, found.barcelona)) == (None, 5)

    @pytest.mark.parametrize("role", ["counterpart", "eu", "authority", "observer", "outsider"])
    def test_nobody_else_may(self, role):
        found = scene()

        with pytest.raises(NotAllowed):
            put(found, role=role)
        assert Quota.objects.count() == 1

    def test_an_administrator_may(self):
        found = scene()

        put(found, role="administrator", sides={"counterpart": 8})

        assert quota(found.event, found.busan) == 8

    def test_a_partner_s_own_number_needs_its_reason(self):
        found = scene()

        with pytest.raises(DomainError) as refused:
            put(found, partners=[(found.busan, 6, "  ")])
        assert refused.value.field == f"reason_{found.busan.pk}"

    def test_a_partner_of_another_strand_is_refused(self):
        found = scene()
        other = ParticipationFactory()

        with pytest.raises(DomainError, match="does not take part"):
            put(found, partners=[(other, 6, "Guests.")])

    @pytest.mark.parametrize("number", [-1, 201])
    def test_a_number_beyond_reason_is_refused(self, number):
        found = scene()

        with pytest.raises(DomainError) as refused:
            put(found, sides={"eu": number})
        assert refused.value.field == "places_eu"

    def test_never_fewer_than_were_nominated(self):
        found = scene()
        found.nominate(person(), person())

        with pytest.raises(DomainError, match="has nominated 2 delegates"):
            put(found, sides={"counterpart": 1})
        assert quota(found.event, found.busan) == 4

    def test_where_more_were_nominated_all_along_the_last_day_can_still_be_set(self):
        found = scene(places=2)
        found.nominate(person(), person())
        Quota.objects.filter(event=found.event).update(places=1)

        put(found, sides={"counterpart": 1}, until=on(10))

        assert read(found.event).nominate_until == on(10)

    def test_the_last_day_does_not_lie_after_the_event(self):
        with pytest.raises(DomainError) as refused:
            put(scene(), until=on(45))
        assert refused.value.field == "nominate_until"

    def test_a_stale_form_changes_nothing(self):
        found = scene()
        put(found, sides={"counterpart": 5})

        with pytest.raises(StaleRecord):
            put(found, sides={"counterpart": 6}, version=1)

    def test_the_same_again_is_told_as_done(self):
        found = scene()
        put(found, until=on(10))

        with pytest.raises(AlreadyDone):
            put(found, until=on(10))

    @pytest.mark.parametrize("status", ["held", "cancelled", "unknown"])
    def test_an_event_that_is_over_keeps_its_numbers(self, status):
        found = scene(status=status)

        with pytest.raises(DomainError, match="reopen the event"):
            put(found)

    def test_a_closed_pairing_keeps_its_numbers(self):
        found = scene()
        found.pairing.status = "closed"
        found.pairing.save(by=None)

        with pytest.raises(DomainError, match="closed"):
            put(found)


class TestMails:
    def test_a_day_asks_the_partners_with_places_to_nominate(self):
        found = scene(places=None)
        mine, theirs = found.act("counterpart")["by"], found.act("eu")["by"]

        put(found, sides={"counterpart": 4}, until=on(10))

        assert list(Mail.objects.filter(kind="nomination-open").values_list("recipient", flat=True)) == [mine.pk]
        assert theirs.pk != mine.pk

    def test_the_same_day_asks_once_another_again(self):
        found = scene(places=None)
        found.act("counterpart")
        put(found, sides={"counterpart": 4}, until=on(10))
        put(found, sides={"counterpart": 5}, until=on(10))
        assert Mail.objects.count() == 1

        put(found, sides={"counterpart": 5}, until=on(12))
        assert Mail.objects.count() == 2

    def test_a_larger_number_tells_those_who_wait(self):
        found = scene(places=1)
        found.nominate(person(), person())

        put(found, sides={"counterpart": 2})

        assert Mail.objects.get().kind == "place-free"

    def test_nothing_is_asked_for_a_day_that_is_over(self):
        found = scene(places=None)
        found.act("counterpart")

        put(found, until=on(-1))

        assert not Mail.objects.exists()


def test_nominating_for_an_event_without_numbers_meets_no_limit():
    found = scene(places=None)

    nominate(**found.act(), event=found.event, participation=found.busan, people=[person() for _number in range(12)])

    assert set(found.statuses()) == {"nominated"}


class TestReason:
    @pytest.fixture
    def number(self, sides):
        event = event_of(sides.pairing, title_ko="회의")
        return QuotaFactory(event=event, participation=sides.pairing.counterpart, places=6, reason=ENGLISH)

    @pytest.mark.parametrize("of", ["event", "mission"])
    def test_it_is_read_in_the_own_language_once_somebody_has_added_it(self, client, sides, number, of):
        event = number.event
        if of == "mission":
            event = event_of(sides.pairing, part_of=event, title_ko="방문")
        page = event.address_of("events:delegation", partner=sides.pairing.counterpart.partner.code)
        check_once(client, sides, number, "reason", page, "staff")

    @pytest.mark.parametrize("deep", [False, True])
    def test_who_hosts_a_part_of_a_mission_reads_and_adds_it_and_a_guest_does_not(self, client, sides, deep):
        other = ParticipationFactory(strand=sides.pairing.strand)
        where = {"strand": sides.pairing.strand, "pairings": [sides.pairing]}
        mission = EventFactory(**where, hosts=[other])
        above = EventFactory(**where, part_of=mission, hosts=[other]) if deep else mission
        EventFactory(**where, part_of=above, hosts=[sides.pairing.eu])
        number = QuotaFactory(event=mission, participation=other, places=6, reason=ENGLISH)
        assert wanted(client, sides, "eu", "reason") == [number]
        assert client.get(once_url(number, "reason")).status_code == 200
        assert wanted(client, sides, "counterpart", "reason") == []
        assert client.get(once_url(number, "reason")).status_code == 404

    def test_it_is_listed_for_those_alone_who_see_who_comes(self, client, sides, number):
        seen = {role for role in ROLES if wanted(client, sides, role, "reason")}
        assert seen == {"eu", "counterpart", "staff", "authority", "administrator"}
        for role, status in (("eu", 200), ("observer", 404)):
            sign_in(client, sides, role)
            assert client.get(once_url(number, "reason")).status_code == status, role

    def test_another_number_keeps_it_and_another_reason_has_none(self, sides, number):
        translate(sides, number, "reason", "staff")
        row = Quota.objects.get()
        row.places = 7
        row.save(by=None)
        assert Quota.objects.get().reason_other == KOREAN
        row.reason = "The port comes too."
        row.save(by=None)
        assert Quota.objects.get().reason_other == ""
