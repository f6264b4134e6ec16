"""Strands of other programmes live in one portal and share its cities, partners and organisations."""

import pytest

from core.pack.exporting import export_pack
from core.pack.loading import load_pack
from partnerships.models import City, Organisation, Partner, Programme, Strand
from partnerships.tests.small_pack import by_key, read_pack, small_pack, write_pack

pytestmark = pytest.mark.django_db


def other_pack():
    """Another programme's strand with the same partners and codes, told a little differently."""
    tables = small_pack()
    tables["strands"][0] |= {"code": "eu-asia", "programme_en": "Urban Links", "implementers": "ramboll"}
    for name in ("participants", "pairings", "stages"):
        for row in tables[name]:
            row["strand"] = "eu-asia"
    tables["cities"] = [
        {"code": "busan", "name_en": "Pusan", "name_ko": "부산", "country": "KR", "time_zone": "Asia/Seoul"},
        {"code": "barcelona", "name_en": "Barcelona", "country": "ES", "time_zone": "Europe/Madrid"},
        {"code": "tampere", "name_en": "Tampere", "country": "FI", "time_zone": "Europe/Helsinki"},
    ]
    tables["organisations"] = [
        {"code": "ramboll", "name_en": "Ramboll", "sector": "business"},
        {"code": "citynet", "name_en": "CityNet", "sector": "civil-society"},
    ]
    tables["themes"] = [{"code": "ict", "name_en": "Computers"}, {"code": "smart-city", "name_en": "Smart"}]
    return tables


@pytest.fixture
def two_strands(tmp_path):
    load_pack(write_pack(tmp_path / "first", small_pack()), by=None)
    return load_pack(write_pack(tmp_path / "second", other_pack()), by=None)


def test_the_first_strand_keeps_a_shared_record_and_another_fills_its_empty_cells(two_strands):
    busan = City.objects.get(code="busan")
    assert (busan.name_en, busan.name_ko, busan.home_strand.code) == ("Busan", "부산", "eu-korea")
    told = [(d.why, d.table, d.record, d.column, d.value, d.kept) for d in two_strands.differences]
    assert told == [("shared", "cities", "busan", "name_en", "Pusan", "Busan")]


def test_overwrite_does_not_take_a_record_from_its_home(tmp_path, two_strands):
    load_pack(tmp_path / "second", by=None, overwrite=True)
    assert City.objects.get(code="busan").name_en == "Busan"


def test_the_home_strand_still_changes_what_another_one_filled(tmp_path, two_strands):
    tables = small_pack()
    tables["cities"][0] |= {"name_en": "Busan Metropolitan City", "name_ko": "부산광역시"}
    outcome = load_pack(write_pack(tmp_path / "first", tables), by=None)
    busan = City.objects.get(code="busan")
    assert (busan.name_en, busan.name_ko) == ("Busan Metropolitan City", "부산광역시")
    assert not outcome.differences


def test_both_packs_stay_idempotent(tmp_path, two_strands):
    versions = {city.code: city.version for city in City.objects.all()}
    for name in ("first", "second"):
        outcome = load_pack(tmp_path / name, by=None)
        assert outcome.total("changed") == outcome.total("filled") == outcome.total("added") == 0
    assert {city.code: city.version for city in City.objects.all()} == versions


def test_each_strand_has_its_own_themes_and_programme(two_strands):
    assert Programme.objects.count() == 2
    names = [strand.themes.get(code="ict").name_en for strand in Strand.objects.order_by("code")]
    assert names == ["Computers", "ICT"]


def test_each_exports_as_it_came_but_for_what_the_other_filled_first(tmp_path, two_strands):
    export_pack("eu-korea", tmp_path / "out-first")
    export_pack("eu-asia", tmp_path / "out-second")
    first, second = by_key(read_pack(tmp_path / "out-first")), by_key(read_pack(tmp_path / "out-second"))
    came_first, came_second = by_key(read_pack(tmp_path / "first")), by_key(read_pack(tmp_path / "second"))
    for name in set(came_first) - {"cities", "milestones"}:
        assert first[name] == came_first[name], name
        # The other strand said where CityNet sits, and this directory has that city too.
        if name != "organisations":
            assert second[name] == came_second[name], name
    busan = next(row for row in second["cities"] if row["code"] == "busan")
    assert (busan["name_en"], busan["name_ko"], busan["population"]) == ("Busan", "부산", "3285147")


def test_an_organisations_city_outside_the_directory_is_left_empty(tmp_path, two_strands):
    tables = other_pack()
    tables["strands"][0]["code"] = "eu-third"
    tables["cities"] = [row for row in tables["cities"] if row["code"] != "busan"]
    tables["partners"] = [row for row in tables["partners"] if row["code"] != "busan"]
    tables["participants"] = [
        {"strand": "eu-third", "partner": "tampere", "side": "eu"},
        {"strand": "eu-third", "partner": "barcelona", "side": "counterpart"},
    ]
    for name in ("pairings", "milestones"):
        del tables[name]
    for row in tables["stages"]:
        row["strand"] = "eu-third"
    load_pack(write_pack(tmp_path / "third", tables), by=None)
    export_pack("eu-third", tmp_path / "out")
    out = read_pack(tmp_path / "out")
    assert Organisation.objects.get(code="citynet").city.code == "busan"
    assert [row for row in out["organisations"] if "city" in row] == []
    assert {row["code"] for row in out["cities"]} == {"barcelona", "tampere"}
    # What a strand has none of is a table all the same: its header row.
    assert out["pairings"] == out["milestones"] == []


def test_a_partner_is_written_with_the_cities_that_the_pack_has(tmp_path):
    load_pack(write_pack(tmp_path / "first", small_pack()), by=None)
    tables = other_pack()
    tables["cities"] = tables["cities"][:1] + tables["cities"][2:]
    tables["partners"] = [row for row in tables["partners"] if row["code"] != "barcelona"]
    tables["partners"][1]["cities"] = "tampere"
    tables["participants"] = [row for row in tables["participants"] if row["partner"] != "barcelona"]
    tables["pairings"] = tables["pairings"][1:]
    tables["milestones"] = tables["milestones"][:3]
    load_pack(write_pack(tmp_path / "second", tables), by=None)
    assert Partner.objects.get(code="tampere").city_codes == "tampere;barcelona"
    export_pack("eu-asia", tmp_path / "out")
    assert read_pack(tmp_path / "out")["partners"][-1]["cities"] == "tampere"


def test_the_directory_keeps_what_the_pack_named_though_nothing_uses_it(tmp_path):
    tables = small_pack()
    tables["cities"].append({"code": "oslo", "name_en": "Oslo", "country": "NO", "time_zone": "Europe/Oslo"})
    load_pack(write_pack(tmp_path / "pack", tables), by=None)
    assert Strand.objects.get().cities.filter(code="oslo").exists()
    export_pack("eu-korea", tmp_path / "out")
    assert "oslo" in {row["code"] for row in read_pack(tmp_path / "out")["cities"]}


def test_a_city_made_by_hand_is_taken_over_by_the_first_pack_that_agrees(tmp_path):
    City(code="busan", name_en="Busan", country="KR", time_zone="Asia/Seoul", population=3285147).save(by=None)
    City(code="tampere", name_en="Tammerfors", country="FI", time_zone="Europe/Helsinki").save(by=None)
    outcome = load_pack(write_pack(tmp_path / "pack", small_pack()), by=None)
    assert City.objects.get(code="busan").home_strand.code == "eu-korea"
    assert City.objects.get(code="tampere").name_en == "Tammerfors"
    assert [(d.why, d.record) for d in outcome.differences] == [("conflict", "tampere")]
