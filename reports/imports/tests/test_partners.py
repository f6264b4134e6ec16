"""An officer's own sheet of cities and partners: seen first, stored whole, taken back whole."""

from __future__ import annotations

import pytest

from core.errors import DomainError
from partnerships.models import City, DirectoryCity, Participation, Partner
from partnerships.tests.factories import PairingFactory
from reports.imports.tests.scene import CITIES, LEEDS, SUWON, Importing

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(sides):
    return Importing(sides)


def test_a_sheet_is_seen_stored_and_taken_back(staff):
    before = [model.objects.count() for model in (City, Partner, Participation, DirectoryCity)]
    row = staff.begin("partners", CITIES, SUWON, LEEDS)
    assert staff.faults(row) == []
    assert staff.fates(row) == [(2, "Suwon", "added"), (3, "Leeds", "added")]
    assert not City.objects.filter(code="suwon").exists()
    assert staff.store(row) == "Added: 2, changed: 0, left as they are: 0."
    suwon = Participation.objects.get(strand=staff.strand, partner__code="suwon")
    city = suwon.partner.first_city
    assert (suwon.side, suwon.partner.kind, city.name_ko) == ("counterpart", "city", "수원")
    assert (str(city.country), city.time_zone, str(city.latitude)) == ("KR", "Asia/Seoul", "37.26360")
    staff.undo(row)
    assert before == [model.objects.count() for model in (City, Partner, Participation, DirectoryCity)]
    assert staff.store(row) == "Added: 2, changed: 0, left as they are: 0."


def test_all_faults_are_told_at_once_with_what_to_do(staff):
    bad = ["Suwon", "수원", "left", "South Koria", "37.2", "abc", "Asia/Soul"]
    row = staff.begin("partners", CITIES, bad, ["", "대구", "EU side", "ES", "", "1", "Europe/Madrid"], LEEDS)
    told = staff.faults(row)
    assert [(number, column) for number, column, _reason in told] == [
        (2, "Side"),
        (2, "Country"),
        (2, "Longitude"),
        (2, "Time zone"),
        (3, "Name in English"),
        (3, "Latitude"),
    ]
    assert "Asia/Seoul" in told[3][2]
    assert "South Korea" in told[1][2]
    with pytest.raises(DomainError):
        staff.store(row)
    assert not City.objects.filter(code="leeds").exists()


def test_what_is_there_already_is_found_by_its_name_and_changed(staff):
    row = staff.begin("partners", ["name_en", "Population"], ["Busan", "3 300 000"])
    partner = Participation.objects.get(strand=staff.strand, partner__name_en="Busan").partner
    assert staff.faults(row) == []
    staff.store(row)
    assert partner.first_city.population == 3_300_000


def test_a_name_is_that_of_the_partner_in_its_country(staff):
    """Two cities with one Korean name, or one English name in two countries, stay apart."""
    row = staff.begin(
        "partners", CITIES, ["Buchon", "부산", *SUWON[2:]], ["Barcelona", "", "EU side", "Venezuela", *SUWON[4:]]
    )
    assert staff.faults(row) == []
    assert [fate for _row, _name, fate in staff.fates(row)] == ["added", "added"]
    row = staff.begin("partners", ["Name", "Country", "Delegation size"], ["Barcelona", staff.country("eu"), "7"])
    assert (staff.faults(row), staff.fates(row)) == ([], [(2, "Barcelona", "changed")])


def test_what_somebody_builds_on_stays(staff):
    row = staff.begin("partners", CITIES, SUWON, LEEDS)
    staff.store(row)
    two = Participation.objects.filter(strand=staff.strand, partner__code__in=["suwon", "leeds"]).order_by("side")
    PairingFactory(
        strand=staff.strand, code="suwon-leeds", eu=two.get(side="eu"), counterpart=two.get(side="counterpart")
    )
    with pytest.raises(DomainError, match="In use by: pairing"):
        staff.undo(row)
    assert Participation.objects.filter(partner__code="suwon").exists()
