"""The log: one entry for each record that an act changes, what points to it, and the counters that it raises."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core import audit, clock, log
from core.errors import StaleRecord
from core.log import SHARED, ChangeCounter, NotLogged, read_counters
from core.models import AuditEntry, of_actions, one_act, write_audit
from core.tests.arranged import logged, refuse_outside
from partnerships.models import City, DateChange
from partnerships.tests.factories import (
    CityFactory,
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    StrandFactory,
    period,
)

pytestmark = pytest.mark.django_db
audit.register("test-looked", "Looked", kind=audit.Kind.LOOK)
audit.register("test-looked-again", "Looked again", kind=audit.Kind.LOOK)


def save(city: City, **values: str) -> City:
    """Save as a service does: not as what a test arranges."""
    for name, value in values.items():
        setattr(city, name, value)
    city.save(by=None)
    return city


@pytest.fixture
def held(monkeypatch):
    """What a test saves is held to an act, as what the portal saves."""
    monkeypatch.setattr(log, "_outside", refuse_outside)


def test_a_version_points_to_the_entry_about_its_record_written_before_or_after():
    first, second = CityFactory(), CityFactory()
    with one_act():
        write_audit(action="record-changed", by=None, record=first, fields="name_en")
        save(first, name_en="Pusan")
        save(second, name_en="Turku")
        write_audit(action="record-added", by=None, record=second)
    about = {city.history.first().entry.action: city.history.first().entry.object_id for city in (first, second)}
    assert about == {"record-changed": first.pk, "record-added": second.pk}
    assert logged().count() == 2


def test_what_has_no_entry_of_its_own_points_to_the_first_one_of_its_act():
    first, second, third = (CityFactory() for _ in range(3))
    with one_act():
        save(first, name_en="Pusan")
        save(second, name_en="Turku")
        write_audit(action="record-changed", by=None, record=third, fields="name_en")
        with one_act():
            save(third, name_en="Oulu")
    assert {city.history.first().entry for city in (first, second, third)} == {logged().get()}


def test_typed_changes_go_with_the_versions_of_their_records_however_many(monkeypatch):
    monkeypatch.setattr(log, "_AT_ONCE", 1)
    milestones, strand = [MilestoneFactory() for _ in range(3)], StrandFactory()
    new = period("2027-01")
    with one_act():
        for row in milestones:
            old, row.forecast = row.forecast, new
            row.save(by=None)
            DateChange.keep(by=None, record=row, old=old, new=new, reason="The hall is taken.")
        write_audit(action="record-changed", by=None, record=strand, fields="name_en")
    pointing = [row.history.first() for row in milestones] + [row.date_changes.get() for row in milestones]
    assert {row.entry for row in pointing} == {logged().get()}


def test_an_entry_about_what_was_not_saved_takes_the_version_without_a_query_more():
    city, other = CityFactory(), CityFactory()
    with CaptureQueriesContext(connection) as own, one_act():
        save(other, name_en="Pusan")
        write_audit(action="record-changed", by=None, record=other, fields="name_en")
    with CaptureQueriesContext(connection) as along, one_act():
        save(city, name_en="Busan")
        write_audit(action="record-changed", by=None, record=other, fields="name_en")
    assert len(own) == len(along)
    assert city.history.first().entry.object_id == other.pk


def test_an_act_that_saved_and_wrote_no_entry_is_refused_by_name():
    city = CityFactory(name_en="Busan")

    @one_act()
    def look():
        save(city, name_en="Pusan")
        write_audit(action="test-looked", by=None, record=city)

    with pytest.raises(NotLogged, match=f"partnerships.City {city.pk} and wrote no entry"):
        look()
    assert City.objects.get().name_en == "Busan"


def test_an_act_that_undoes_itself_needs_no_entry_and_leaves_nothing():
    city = CityFactory(name_en="Busan")
    with one_act():
        save(city, name_en="Pusan")
        transaction.set_rollback(True)
    assert City.objects.get().name_en == "Busan"
    assert not logged().exists()
    assert not ChangeCounter.objects.exists()


@pytest.mark.usefixtures("held")
def test_a_save_outside_of_an_act_is_refused_by_name():
    with pytest.raises(NotLogged, match=r"Busan.*saved outside of an act"), transaction.atomic():
        CityFactory(name_en="Busan")
    assert not City.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_database_holds_every_version_to_an_entry():
    city = CityFactory()
    with pytest.raises(IntegrityError):
        city.history.update(entry="12345678-1234-5678-1234-567812345678")
    with pytest.raises(IntegrityError):
        city.history.update(entry=None)
    with pytest.raises(IntegrityError):
        AuditEntry.objects.filter(key=city.history.get().entry_id)._raw_delete("default")


def test_what_one_act_says_twice_of_a_record_is_one_entry():
    city, moment = CityFactory(), dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
    with one_act():
        with clock.fixed_at(moment):
            write_audit(action="record-changed", by=None, record=city, fields="name_en", reason="So it is.")
        for _ in range(2):
            write_audit(action="record-restored", by=None, record=city, number=1)
    entry = logged().get()
    assert (entry.at, entry.action) == (moment, "record-changed")
    assert (entry.sentence, entry.reason) == ("Changed: Name in English · Restored the texts of version 1", "So it is.")
    for action in ("record-changed", "record-restored"):
        assert logged().get(of_actions(action)) == entry
    with one_act():
        write_audit(action="record-changed", by=None, record=city, fields="name_en", reason="So it is.")
        write_audit(action="record-restored", by=None, record=city, instead=True, number=1)
    assert logged().first().sentence == "Restored the texts of version 1"


def test_what_stands_instead_lies_where_the_first_word_lay():
    city, strand = CityFactory(), StrandFactory()
    with one_act():
        save(city, name_en="Pusan")
        write_audit(action="record-changed", by=None, record=city, strand_id=strand.pk, fields="name_en")
        write_audit(action="record-restored", by=None, record=city, instead=True, number=1)
    entry = logged().get()
    assert (entry.action, entry.strand_id, city.history.first().entry) == ("record-restored", strand.pk, entry)


def test_what_is_said_of_a_record_in_two_places_is_an_entry_in_each_and_the_version_points_to_the_first():
    city, pairings = CityFactory(), [PairingFactory(), PairingFactory()]
    with one_act():
        save(city, name_en="Pusan")
        for row in pairings:
            place = {"strand_id": row.strand_id, "pairing_id": row.pk}
            write_audit(action="record-changed", by=None, record=city, **place, fields="name_en")
    places = [(row.strand_id, row.pk) for row in pairings]
    assert list(logged().order_by("pk").values_list("strand_id", "pairing_id")) == places
    assert city.history.first().entry.pairing_id == pairings[0].pk
    assert counted(*pairings) == [(1, 1, 1), (1, 1, 1)]


def test_what_is_said_of_no_record_is_an_entry_each_time():
    with one_act():
        for action in ("record-added", "record-added", "test-looked"):
            write_audit(action=action, by=None)
    assert sorted(logged().values_list("action", flat=True)) == ["record-added", "record-added", "test-looked"]


def test_an_entry_is_found_by_its_whole_action():
    write_audit(action="test-looked-again", by=None)
    looked = write_audit(action="test-looked", by=None)
    assert logged().get(of_actions("test-looked", "record-added")) == looked


def test_a_record_of_the_longest_name_has_an_entry():
    city = CityFactory()
    assert write_audit(action="record-added", by=None, record=city, label="가" * 400).object_label == "가" * 300


def test_one_act_does_not_say_the_same_twice_in_two_ways():
    city = CityFactory()
    with one_act():
        write_audit(action="record-restored", by=None, record=city, number=1)
        with pytest.raises(ValueError, match="says record-restored twice"):
            write_audit(action="record-restored", by=None, record=city, number=2)


def test_what_an_inner_act_wrote_is_gone_where_it_was_undone():
    city, other = CityFactory(), CityFactory()

    @one_act()
    def inner():
        save(other, name_en="Turku")
        write_audit(action="record-added", by=None, record=StrandFactory())
        raise StaleRecord

    with one_act():
        save(city, name_en="Pusan")
        with pytest.raises(StaleRecord):
            inner()
        write_audit(action="record-changed", by=None, record=city, fields="name_en")
    assert city.history.first().entry == logged().get()
    assert [one.scope for one in ChangeCounter.objects.all()] == [SHARED]


def test_what_an_inner_act_wrote_is_gone_where_its_transaction_was_given_up_without_a_word():
    city = CityFactory()
    with one_act():
        with one_act():
            write_audit(action="record-added", by=None, record=StrandFactory())
            transaction.set_rollback(True)
        save(city, name_en="Pusan")
        write_audit(action="record-changed", by=None, record=city, fields="name_en")
    assert logged().get().action == "record-changed"


@pytest.mark.django_db(transaction=True)
def test_what_waits_for_the_end_of_an_act_is_an_act_of_its_own():
    city = CityFactory()

    @one_act()
    def rename():
        save(city, name_en="Busan")
        write_audit(action="record-changed", by=None, record=city, fields="name_en")

    with one_act():
        write_audit(action="record-added", by=None, record=city)
        transaction.on_commit(rename)
    assert city.history.first().entry == logged().get(action="record-changed")


def test_an_entry_lies_where_its_record_lies():
    milestone, membership = MilestoneFactory(), MembershipFactory()
    pairing = milestone.pairing
    for record, place in (
        (membership, (membership.participation.strand_id, None)),
        (milestone, (pairing.strand_id, pairing.pk)),
        (pairing, (pairing.strand_id, pairing.pk)),
        (pairing.strand, (pairing.strand_id, None)),
        (CityFactory(), (None, None)),
    ):
        entry = write_audit(action="record-added", by=None, record=record)
        assert (entry.strand_id, entry.pairing_id) == place


def counted(*pairings):
    return [read_counters(strand_id=one.strand_id, pairing_id=one.pk) for one in pairings]


def test_a_change_counts_in_its_pairing_and_its_strand_and_what_is_shared_for_all():
    one = PairingFactory()
    other = PairingFactory(strand=one.strand)
    for pairing in (one, other):
        with one_act():
            write_audit(action="record-added", by=None, record=MilestoneFactory(pairing=pairing))
            write_audit(action="record-added", by=None, record=MilestoneFactory(pairing=pairing))
    assert counted(one, other) == [(2, 1, 0), (2, 1, 0)]
    with one_act():
        write_audit(action="record-changed", by=None, record=one.eu.partner, fields="name_en")
    assert counted(one, other) == [(2, 1, 1), (2, 1, 1)]
    with CaptureQueriesContext(connection) as queries:
        counted(one)
    assert len(queries.captured_queries) == len([one])


def test_neither_a_look_nor_what_was_refused_counts():
    pairing = PairingFactory()
    with one_act():
        write_audit(action="test-looked", by=None, record=pairing)

    @one_act()
    def refuse():
        write_audit(action="record-added", by=None, record=pairing)
        raise StaleRecord

    with pytest.raises(StaleRecord):
        refuse()
    assert counted(pairing) == [(0, 0, 0)]
    assert logged().get().kind == audit.Kind.LOOK


def test_a_record_without_an_entry_of_its_own_counts_where_it_lies():
    milestone = MilestoneFactory()
    with one_act():
        milestone.title_en = "Kick-off"
        milestone.save(by=None)
        write_audit(action="record-added", by=None, record=milestone.pairing.strand)
    assert counted(milestone.pairing) == [(1, 1, 1)]


def test_a_pairing_and_a_strand_without_an_entry_of_their_own_count_in_themselves():
    pairing, elsewhere = PairingFactory(), StrandFactory()
    for record, number in ((pairing, (1, 1, 1)), (pairing.strand, (2, 1, 2))):
        with one_act():
            record.save(by=None)
            write_audit(action="record-changed", by=None, record=elsewhere, fields="name_en")
        assert counted(pairing) == [number]


def test_what_names_no_strand_itself_and_has_no_entry_of_its_own_is_not_shared():
    membership, pairing = MembershipFactory(), PairingFactory()
    with one_act():
        membership.save(by=None)
        write_audit(action="record-changed", by=None, record=pairing, fields="summary_en")
    assert counted(pairing) == [(1, 1, 0)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_acts_at_once_on_the_same_places_do_not_wait_for_each_other():
    pairings = [PairingFactory(), PairingFactory()]
    faults = []

    def act(rows):
        try:
            for _ in range(20):
                with one_act():
                    for row in rows:
                        write_audit(action="record-added", by=None, record=row)
        except Exception as error:  # noqa: BLE001 - whatever it is, it fails the test
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[rows]) for rows in (pairings, pairings[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert [numbers[:2] for numbers in counted(*pairings)] == [(40, 40)] * 2
