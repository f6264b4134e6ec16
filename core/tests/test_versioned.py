"""The lock inside the save: nothing is saved over a newer version."""

import pytest
from django.db import IntegrityError, transaction

from core import log
from core.errors import StaleRecord
from core.models import lock, one_act, write_audit
from core.tests.arranged import logged, refuse_outside
from partnerships.models import City
from partnerships.tests.factories import CityFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_save_raises_the_version_and_writes_history_with_who() -> None:
    person = UserFactory()
    city = CityFactory(name_en="Tampere")
    city.name_en = "Tampere (Tammerfors)"
    city.save(by=person)
    assert city.version == 2
    assert City.objects.get().version == 2
    newest = city.history.first()
    assert (newest.history_user, newest.name_en) == (person, "Tampere (Tammerfors)")


@pytest.mark.security("V2")
def test_the_second_of_two_readers_is_refused_and_nothing_of_it_is_saved() -> None:
    CityFactory(name_en="Busan")
    first, second = City.objects.get(), City.objects.get()
    first.name_ko = "부산"
    first.save(by=None)
    second.name_en = "Pusan"
    with pytest.raises(StaleRecord), transaction.atomic():
        second.save(by=None)
    assert City.objects.get().name_en == "Busan"
    assert City.history.count() == 2


def test_an_instance_made_by_hand_with_a_key_is_held_to_the_lock_too() -> None:
    city = CityFactory(name_en="Busan")
    stranger = City(pk=city.pk, code=city.code, name_en="Pusan", country="KR", time_zone="Asia/Seoul", version=7)
    with pytest.raises(StaleRecord), transaction.atomic():
        stranger.save(by=None)
    assert City.objects.get().name_en == "Busan"


def test_a_row_that_is_gone_is_stale_not_made_anew() -> None:
    city = CityFactory()
    City.objects.filter(pk=city.pk).delete()
    with pytest.raises(StaleRecord), transaction.atomic():
        city.save(by=None)
    assert City.objects.count() == 0


def test_a_lock_refuses_a_newer_row_but_where_what_is_asked_is_done_there_already() -> None:
    seen = CityFactory(name_en="Busan")
    meanwhile = City.objects.get()
    meanwhile.name_en = "Pusan"
    meanwhile.save(by=None)
    with transaction.atomic():
        for is_done in (None, lambda now: now.name_en == "Fusan"):
            with pytest.raises(StaleRecord):
                lock(seen, version=seen.version, is_done=is_done)
        assert lock(seen, version=seen.version, is_done=lambda now: now.name_en == "Pusan").version == 2
        assert lock(seen, version=2, is_done=lambda _now: False).name_en == "Pusan"


def test_saving_some_fields_raises_the_version_as_well() -> None:
    city = CityFactory()
    city.name_local = "부산"
    city.save(by=None, update_fields=["name_local"])
    assert City.objects.get().version == 2


def test_a_save_must_say_who() -> None:
    with pytest.raises(TypeError):
        CityFactory.build().save()


def test_a_refused_constraint_leaves_the_version_as_it_was() -> None:
    CityFactory(code="busan")
    other = CityFactory(code="suwon")
    other.code = "busan"
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save(by=None)
    assert City.objects.get(code="suwon").version == 1


def test_what_is_undone_after_the_row_was_written_leaves_the_version_for_the_next_try(monkeypatch) -> None:
    city = CityFactory(name_en="Busan")
    monkeypatch.setattr(log, "_outside", refuse_outside)
    city.name_en = "Pusan"
    with pytest.raises(log.NotLogged), transaction.atomic():
        city.save(by=None)
    assert city.version == City.objects.get().version == 1
    with one_act():
        city.save(by=None)
        write_audit(action="record-changed", by=None, record=city, fields="name_en")
    assert City.objects.get().version == 2


@pytest.mark.security("V16")
def test_an_audit_entry_is_written_once_and_never_deleted() -> None:
    city, person = CityFactory(), UserFactory(given_name="Marta", family_name="Soler")
    entry = write_audit(action="record-changed", by=person, record=city, fields="name")
    assert logged().get().actor_label == "Marta Soler"
    assert entry.sentence == "Changed: Name"
    with pytest.raises(ValueError, match="written once"):
        entry.save()
    with pytest.raises(ValueError, match="never deleted"):
        entry.delete()
    with pytest.raises(ValueError, match="registered action"):
        write_audit(action="made-up", by=person)
