"""An officer's own sheet of cities and partners: seen first, stored whole, taken back whole."""

import pytest
from django.utils import translation

from core.errors import DomainError
from core.folding import fold
from core.tests.queries import count_queries
from partnerships.models import City, DirectoryCity, KnownPlace, Participation, Partner
from partnerships.places.selectors import places_called
from partnerships.tests.factories import CityFactory, PairingFactory
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


PLACES = [
    (1838524, "Busan", "부산", "KR", "35.10168", "129.03004", "Asia/Seoul", 3285147, "부산광역시|pusan"),
    (1841811, "Gwangju", "광주", "KR", "35.15472", "126.91556", "Asia/Seoul", 1401235, "광주광역시"),
    (1841810, "Gwangju", "광주", "KR", "37.41", "127.25717", "Asia/Seoul", 81780, "광주시"),
    (3128760, "Barcelona", "바르셀로나", "ES", "41.38879", "2.15899", "Europe/Madrid", 1686208, ""),
    (3648559, "Barcelona", "바르셀로나", "VE", "10.13625", "-64.68618", "America/Caracas", 815141, ""),
    (634963, "Tampere", "탐페레", "FI", "61.49911", "23.78712", "Europe/Helsinki", 260646, "tammerfors"),
]


@pytest.fixture
def places(db):
    KnownPlace.objects.all().delete()
    names = ("geonames_id", "name_en", "name_ko", "country", "latitude", "longitude", "time_zone", "population")
    for *facts, others in PLACES:
        own = dict(zip(names, facts, strict=True))
        KnownPlace.objects.create(**own, names=f"|{fold(own['name_en'])}|{own['name_ko']}|{others}|")


def _stored(staff, row):
    """By code: country, location, zone and number of the places that an import made."""
    assert staff.faults(row) == []
    before = set(City.objects.values_list("pk", flat=True))
    staff.store(row)
    facts = ("name_en", "name_ko", "country", "latitude", "longitude", "time_zone", "population", "geonames_id")
    return [tuple(map(str, one)) for one in City.objects.exclude(pk__in=before).order_by("pk").values_list(*facts)]


@pytest.mark.parametrize("name", ["Tampere", "탐페레", "Tammerfors", "TAMPERE"])
@pytest.mark.usefixtures("places")
def test_what_a_row_leaves_out_of_a_place_is_proposed_by_its_name(staff, name):
    row = staff.begin("partners", ["Name", "Side"], [name, "EU side"])
    (line,) = staff.found(row)["lines"]
    assert line[4] == [
        "GeoNames proposes Tampere, Finland (260,646 inhabitants). "
        + ("Name in English: Tampere; " if name == "탐페레" else "Name in Korean: 탐페레; ")
        + "Country: Finland; Latitude: 61.49911; Longitude: 23.78712; Time zone: Europe/Helsinki; Population: 260,646"
    ]
    english = name if name != "탐페레" else "Tampere"
    facts = ("탐페레", "FI", "61.49911", "23.78712", "Europe/Helsinki", "260646", "634963")
    assert _stored(staff, row) == [(english, *facts)]


@pytest.mark.usefixtures("places")
def test_what_a_row_says_counts_and_finds_the_place_that_it_means(staff):
    head = ["Name", "Side", "Country", "Latitude", "Longitude", "Time zone", "Population"]
    venezuela = ["바르셀로나", "EU side", "Venezuela", "", "", "", "5"]
    smaller = ["Gwangju", "South Korea", "", "37.4", "127.3", "", ""]
    row = staff.begin("partners", head, venezuela, smaller)
    assert [name for _row, name, _fate in staff.fates(row)] == ["Barcelona", "Gwangju"]
    assert _stored(staff, row) == [
        ("Barcelona", "바르셀로나", "VE", "10.13625", "-64.68618", "America/Caracas", "5", "3648559"),
        ("Gwangju", "광주", "KR", "37.40000", "127.30000", "Asia/Seoul", "81780", "1841810"),
    ]


@pytest.mark.usefixtures("places")
def test_a_row_that_says_all_of_it_is_stored_as_it_is(staff):
    row = staff.begin("partners", CITIES, ["Tampere", "", "EU side", "FI", "61.4", "23.7", "Europe/Helsinki"])
    assert [line[4] for line in staff.found(row)["lines"]] == [[]]
    assert _stored(staff, row) == [("Tampere", "", "FI", "61.40000", "23.70000", "Europe/Helsinki", "None", "None")]


@pytest.mark.usefixtures("places")
def test_no_place_of_another_country_and_no_half_location_is_proposed(staff):
    head = ["Name", "Side", "Country", "Latitude"]
    row = staff.begin("partners", head, ["Tampere", "EU side", "Spain", ""], ["Gwangju", "South Korea", "", "37.4"])
    unknown = "Where this place lies is not known. Correct its name, or add the columns {}."
    assert [fault for fault in staff.faults(row) if fault[1] == "Name"] == [
        (2, "Name", unknown.format("Longitude, Time zone")),
        (3, "Name", unknown.format("Longitude")),
    ]
    assert [fault[:2] for fault in staff.faults(row) if fault[1] != "Name"] == [(2, "Latitude")]


@pytest.mark.usefixtures("places")
def test_a_list_of_cities_in_korean_is_enough(staff):
    with translation.override("ko"):
        row = staff.begin("partners", ["도시", "구분"], ["바르셀로나", "EU 측"], ["광주", "한국"], ["없는도시", "한국"])
        words = "위치를 알 수 없습니다. 이름을 고치거나 이름(영문), 국가, 위도, 경도, 시간대 열을 추가해 주십시오."
        assert staff.faults(row) == [(4, "도시", words)]
        row = staff.begin("partners", ["도시", "구분"], ["바르셀로나", "EU 측"], ["광주", "한국"])
    # Its namesake takes part already.
    assert [fate for _row, _name, fate in staff.fates(row)] == ["left", "added"]
    assert _stored(staff, row)[0][:3] == ("Gwangju", "광주", "KR")


@pytest.mark.usefixtures("places")
def test_what_the_portal_has_is_not_proposed_anew(staff):
    partner = Participation.objects.get(strand=staff.strand, partner__name_en="Busan").partner
    before = City.objects.get(pk=partner.first_city.pk).version
    elsewhere = CityFactory(name_en="Tampere", name_ko="탐페레", country="FI", latitude="61.5", longitude="23.8")
    row = staff.begin("partners", ["Name", "Side"], ["부산", ""], ["Tampere", "EU side"])
    assert [(line[3], line[4]) for line in staff.found(row)["lines"]] == [("left", []), ("added", [])]
    assert _stored(staff, row) == []
    assert partner.first_city.version == before
    assert Participation.objects.get(strand=staff.strand, partner__name_en="Tampere").partner.first_city == elsewhere


@pytest.mark.one_database
@pytest.mark.usefixtures("places")
def test_many_names_are_found_as_few_are():
    names = [*(f"Nowhere {number}" for number in range(3000)), "탐페레", "Barcelona"]
    found = places_called(names, countries=["VE"])
    assert {name: [one.country for one in some] for name, some in found.items()} == {
        "탐페레": ["FI"],
        "Barcelona": ["VE", "ES"],
    }
    assert count_queries(lambda: places_called(names)) == count_queries(lambda: places_called(["Tampere"]))


def test_half_a_location_of_a_place_that_the_portal_has_is_refused(staff):
    place = CityFactory(name_en="Turku", country="FI", latitude=None, longitude=None)
    row = staff.begin("partners", ["Name", "Country", "Latitude", "Longitude"], ["Turku", "FI", "60.45", ""])
    assert staff.faults(row) == [(2, "Longitude", "Give both latitude and longitude, or neither.")]
    staff.store(staff.begin("partners", ["Name", "Country", "Lat", "Lon"], ["Turku", "FI", "60.45", "22.27"]))
    place.refresh_from_db()
    assert (str(place.latitude), str(place.longitude)) == ("60.45000", "22.27000")


@pytest.mark.parametrize("name", ["부산광역시", "Pusan", "BUSAN", "부산시"])
@pytest.mark.usefixtures("places")
def test_what_the_portal_has_is_found_by_other_names_and_keeps_its_own(staff, name):
    partner = Participation.objects.get(strand=staff.strand, partner__name_en="Busan").partner
    for row in (partner, partner.first_city):
        row.name_local, row.country = "부산광역시", "KR"
        row.save(by=None)
    row = staff.begin("partners", ["Name", "Side", "Delegation size"], [name, "한국", "7"])
    assert (staff.faults(row), staff.fates(row)) == ([], [(2, "Busan", "changed")])
    assert [line[4] for line in staff.found(row)["lines"]] == [["Delegation size: – → 7"]]
    assert _stored(staff, row) == []
    partner.refresh_from_db()
    assert (partner.name_en, partner.name_ko, partner.participations.get().delegates) == ("Busan", "부산", 7)
