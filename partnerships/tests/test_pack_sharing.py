"""Strands of other programmes live in one portal and share its cities, partners and organisations."""

import pytest
from django.core.management import call_command
from python_calamine import CalamineWorkbook

from core.pack.exporting import export_pack
from core.pack.loading import load_pack
from partnerships.models import (
    City,
    DirectoryCity,
    DirectoryOrganisation,
    DirectoryPartner,
    Organisation,
    Partner,
    Programme,
    Strand,
)
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


def test_each_exports_as_it_came_but_for_the_difference_that_was_listed(tmp_path, two_strands):
    export_pack("eu-korea", tmp_path / "out-first")
    export_pack("eu-asia", tmp_path / "out-second")
    first, second = by_key(read_pack(tmp_path / "out-first")), by_key(read_pack(tmp_path / "out-second"))
    came_first, came_second = by_key(read_pack(tmp_path / "first")), by_key(read_pack(tmp_path / "second"))
    for name in set(came_first) - {"milestones"}:
        assert first[name] == came_first[name], name
        if name != "cities":
            assert second[name] == came_second[name], name
    busan = next(row for row in second["cities"] if row["code"] == "busan")
    assert (busan["name_en"], busan["name_ko"], "population" in busan) == ("Busan", "부산", False)


def agreeing_packs():
    """Two strands that share a city, a partner and an organisation, fill different cells, and each say their own."""
    one, two = small_pack(), other_pack()
    two["cities"][0]["name_en"] = "Busan"
    two["partners"].reverse()
    two["organisations"][1]["name_ko"] = "시티넷"
    for tables, who in ((one, "one"), (two, "two")):
        for name in ("cities", "partners", "organisations"):
            for row in tables[name][:2]:
                row |= {"source": f"https://{who}.example/{row['code']}", "note": f"{who}: {row['code']}"}
    one["cities"][1]["note"] = two["organisations"][0]["source"] = ""
    return {"eu-korea": one, "eu-asia": two}


def bytes_of(place):
    """Every file of a pack, or every sheet of one, exactly."""
    if place.is_dir():
        return {path.name: path.read_bytes() for path in sorted(place.iterdir())}
    with CalamineWorkbook.from_path(str(place)) as book:
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def cleared():
    """A portal without records."""
    call_command("flush", interactive=False, verbosity=0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["pack", "pack.xlsx"])
def test_two_packs_that_name_the_same_records_come_out_byte_for_byte_in_either_order(tmp_path, form):
    """Load A, load B, export both: each is what its strand had written, and loading it again changes nothing."""
    canonical = {}
    for code, tables in agreeing_packs().items():
        load_pack(write_pack(tmp_path / code, tables), by=None)
        export_pack(code, tmp_path / "alone" / code / form)
        canonical[code] = bytes_of(tmp_path / "alone" / code / form)
        cleared()
    for order in (list(canonical), list(canonical)[::-1]):
        for code in order:
            assert not load_pack(tmp_path / "alone" / code / form, by=None).differences
        versions = versions_of_all()
        for code in [*order, *order[::-1]]:
            out = tmp_path / "-".join(order) / code / form
            export_pack(code, out)
            assert bytes_of(out) == canonical[code], (order, code)
            for again in (out, tmp_path / code):
                outcome = load_pack(again, by=None)
                assert not outcome.differences
                assert outcome.total("changed") == outcome.total("filled") == outcome.total("added") == 0
        assert versions_of_all() == versions
        cleared()


def versions_of_all():
    models = (City, Partner, Organisation, DirectoryCity, DirectoryPartner, DirectoryOrganisation)
    return {
        (model.__name__, row.pk): (row.version, row.loaded_version, row.history.count())
        for model in models
        for row in model.objects.all()
    }


def loaded(tmp_path):
    return [load_pack(write_pack(tmp_path / code, tables), by=None) for code, tables in agreeing_packs().items()]


def test_each_strand_keeps_its_own_source_and_note_of_a_shared_record(tmp_path):
    loaded(tmp_path)
    partners = DirectoryPartner.objects.filter(partner__code="barcelona").values_list("strand__code", "note")
    assert dict(partners) == {"eu-korea": "one: barcelona", "eu-asia": "two: barcelona"}
    organisations = DirectoryOrganisation.objects.filter(organisation__code="citynet")
    notes = dict(organisations.values_list("strand__code", "note"))
    assert notes == {"eu-korea": "one: citynet", "eu-asia": "two: citynet"}
    korea, asia = (
        DirectoryCity.objects.get(strand__code=code, city__code="barcelona") for code in ("eu-korea", "eu-asia")
    )
    assert (korea.source, korea.note) == ("https://one.example/barcelona", "")
    assert (asia.source, asia.note) == ("https://two.example/barcelona", "two: barcelona")


def test_what_a_strand_says_of_a_known_record_counts_as_filled_in_and_then_as_changed(tmp_path):
    assert loaded(tmp_path)[1].tables["cities"]["filled"] == 3
    tables = agreeing_packs()["eu-asia"]
    tables["cities"][1]["note"] = "two: changed"
    cities = load_pack(write_pack(tmp_path / "again", tables), by=None).tables["cities"]
    assert (cities["changed"], cities["unchanged"]) == (1, 2)


def test_a_cell_that_this_strand_left_empty_stays_so_until_people_write_it(tmp_path):
    loaded(tmp_path)

    def exported(code):
        export_pack(code, tmp_path / "out")
        return {row["code"]: row for row in read_pack(tmp_path / "out")["cities"]}["busan"]

    # Each filled what the other one left empty.
    assert ("name_ko" in exported("eu-korea"), "population" in exported("eu-korea")) == (False, True)
    assert ("name_ko" in exported("eu-asia"), "population" in exported("eu-asia")) == (True, False)
    busan = City.objects.get(code="busan")
    busan.population = 3_300_000
    busan.save(by=None)
    assert exported("eu-asia")["population"] == exported("eu-korea")["population"] == "3300000"
    assert "name_ko" not in exported("eu-korea")
    # What people wrote is no word of a strand's own: its pack still brings its note.
    tables = agreeing_packs()["eu-asia"]
    tables["cities"][0]["note"] = "A port."
    assert not load_pack(write_pack(tmp_path / "eu-asia", tables), by=None).differences
    assert exported("eu-asia")["note"] == "A port."


def test_a_cell_that_a_later_pack_fills_is_empty_no_more(tmp_path):
    loaded(tmp_path)
    tables = agreeing_packs()["eu-asia"]
    tables["cities"][0]["population"] = "3285147"
    DirectoryCity.objects.get(strand__code="eu-asia", city__code="busan").save(by=None)  # somebody edited its note
    load_pack(write_pack(tmp_path / "eu-asia", tables), by=None)
    export_pack("eu-asia", tmp_path / "out")
    assert {row["code"]: row for row in read_pack(tmp_path / "out")["cities"]}["busan"]["population"] == "3285147"


def test_a_note_that_people_changed_is_left_and_listed_for_that_strand_alone(tmp_path):
    loaded(tmp_path)
    entry = DirectoryOrganisation.objects.get(strand__code="eu-korea", organisation__code="citynet")
    entry.note = "Ours, by hand."
    entry.save(by=None)
    packs = agreeing_packs()
    for tables in packs.values():
        row = next(row for row in tables["organisations"] if row["code"] == "citynet")
        row |= {"note": "From the pack.", "name_ko": "시티넷"}
    for code, tables in packs.items():
        outcome = load_pack(write_pack(tmp_path / code, tables), by=None)
        told = [(one.why, one.table, one.record, one.column, one.value, one.kept) for one in outcome.differences]
        assert told == (
            [("conflict", "organisations", "citynet", "note", "From the pack.", "Ours, by hand.")]
            if code == "eu-korea"
            else []
        )
    notes = dict(DirectoryOrganisation.objects.filter(organisation__code="citynet").values_list("strand__code", "note"))
    assert notes == {"eu-korea": "Ours, by hand.", "eu-asia": "From the pack."}


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
