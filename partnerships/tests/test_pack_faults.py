"""A pack with one bad cell is refused whole, with every fault at its place."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditEntry
from core.pack.loading import load_pack
from core.pack.reading import PackRefused
from partnerships.models import City, Pairing, Partner, Strand
from partnerships.tests.small_pack import small_pack, write_pack

pytestmark = pytest.mark.django_db


def faults_of(tmp_path, tables):
    with pytest.raises(PackRefused) as refusal:
        load_pack(write_pack(tmp_path / "pack", tables), by=None)
    assert not City.objects.exists() or Strand.objects.exists()
    return [(fault.table, fault.row, fault.column, fault.value) for fault in refusal.value.faults], [
        fault.reason for fault in refusal.value.faults
    ]


CELLS = [
    ("cities", 0, "code", "Busan!", "code"),
    ("cities", 1, "code", "busan", "same record"),
    ("cities", 0, "name_en", "", "must be filled"),
    ("cities", 0, "name_en", "x" * 201, "longer"),
    ("cities", 0, "country", "Korea", "country"),
    ("cities", 0, "country", "UK", "Did you mean GB?"),
    ("cities", 0, "country", "", "must be filled"),
    ("cities", 0, "latitude", "north", "decimal"),
    ("cities", 0, "latitude", "91", "-90 to 90"),
    ("cities", 0, "longitude", "-181", "-180 to 180"),
    ("cities", 0, "time_zone", "Asia/Busan", "time zone"),
    ("cities", 0, "population", "3 285 147", "whole number"),
    ("cities", 0, "geonames_id", "1e6", "whole number"),
    ("cities", 0, "source", "see the web", "web address"),
    ("cities", 0, "note", "a\x01b", "control"),
    ("cities", 0, "mayor", "Kim", "no column"),
    ("partners", 0, "kind", "village", "Enter one of these"),
    ("partners", 0, "cities", "", "must be filled"),
    ("partners", 0, "cities", "atlantis", "no such code in the table cities"),
    ("partners", 0, "cities", "*", "not allowed"),
    ("partners", 0, "cities", "busan;busan", "twice"),
    ("organisations", 0, "sector", "press", "Enter one of these"),
    ("organisations", 0, "city", "atlantis", "no such code"),
    ("themes", 0, "parent", "nowhere", "no such code"),
    ("themes", 1, "parent", "ict", "thematic area"),
    ("themes", 1, "parent", "smart-city", "thematic area"),
    ("strands", 0, "phase", "", "must be filled"),
    ("strands", 0, "programme_en", "", "must be filled"),
    ("strands", 0, "countries", "KR;Japan", "country"),
    ("strands", 0, "starts_on", "01/2017", "date"),
    ("strands", 0, "ends_on", "2016", "before the start"),
    ("strands", 0, "second_language", "ja", "PDF cannot show the script"),
    ("strands", 0, "second_language", "korean", "Enter one of these"),
    ("strands", 0, "implementers", "nobody", "no such code in the table organisations"),
    ("participants", 0, "strand", "eu-japan", "not the strand"),
    ("participants", 0, "partner", "nobody", "no such code in the table partners"),
    ("participants", 1, "partner", "busan", "same record"),
    ("participants", 0, "side", "asia", "Enter one of these"),
    ("participants", 0, "delegates", "four", "whole number"),
    ("pairings", 0, "eu_partner", "nobody", "no such code in the table participants"),
    ("pairings", 0, "eu_partner", "busan", "does not take part on the side"),
    ("pairings", 0, "counterpart", "tampere", "does not take part on the side"),
    ("pairings", 1, "eu_partner", "barcelona", "another open pairing"),
    ("pairings", 0, "themes", "ict;*", "not allowed"),
    ("pairings", 0, "themes", "smart-city;nothing", "no such code in the table themes"),
    ("pairings", 0, "status", "open", "Enter one of these"),
    ("pairings", 0, "strand", "*", "not allowed"),
    ("stages", 0, "position", "first", "whole number"),
    ("stages", 0, "position", "0", "1 to"),
    ("stages", 1, "position", "1", "same position"),
    ("stages", 0, "planned_start", "", "must be filled"),
    ("stages", 0, "planned_end", "2017-02-28", "before the start"),
    ("milestones", 0, "pairing", "busan-nowhere", "no such code in the table pairings"),
    ("milestones", 2, "pairing", "*", "same record"),
    ("milestones", 0, "stage", "middle", "no such code in the table stages"),
    ("milestones", 0, "title_en", "", "Write it in at least one language."),
    ("milestones", 0, "responsible", "nobody", "Enter one of these"),
    ("milestones", 0, "planned_end", "2017-02-30", "no such day"),
    ("milestones", 0, "planned_end", "2017-02", "before the start"),
    ("milestones", 0, "actual_end", "2017-03-13", "before the start"),
    ("milestones", 0, "status", "late", "Enter one of these"),
    ("milestones", 0, "status", "", "must be filled"),
    ("milestones", 0, "confirmation", "eu", "Enter one of these"),
]


@pytest.mark.parametrize(("table", "index", "column", "value", "word"), CELLS)
def test_a_forbidden_cell_is_a_fault_at_its_place(tmp_path, table, index, column, value, word):
    tables = small_pack()
    tables[table][index][column] = value
    places, reasons = faults_of(tmp_path, tables)
    told = [reason for place, reason in zip(places, reasons, strict=True) if place[0] == table]
    assert any(word in reason for reason in told), reasons
    # A fault of the header stands in row 1, a pair's fault at the second of the two.
    assert {place[1] for place in places if place[0] == table} & {index + 2, 1, 3, 4}


def test_nothing_of_a_refused_pack_is_kept(tmp_path):
    tables = small_pack()
    tables["milestones"][3]["status"] = "late"
    faults_of(tmp_path, tables)
    assert not any(model.objects.exists() for model in (City, Partner, Strand, Pairing, AuditEntry))


def test_every_fault_is_listed(tmp_path):
    tables = small_pack()
    tables["cities"][0]["time_zone"] = "Busan"
    tables["cities"][1]["country"] = "Spain"
    tables["milestones"][0]["planned_end"] = "2016"
    places, _reasons = faults_of(tmp_path, tables)
    assert places == [
        ("cities", 2, "time_zone", "Busan"),
        ("cities", 3, "country", "Spain"),
        ("milestones", 2, "planned_end", "2017-03 – 2016"),
    ]


def test_a_missing_column_is_named(tmp_path):
    tables = small_pack()
    for row in tables["partners"]:
        del row["kind"]
    assert faults_of(tmp_path, tables)[0] == [("partners", 1, "kind", "")]


def test_a_table_that_the_format_does_not_have_is_an_error(tmp_path):
    tables = small_pack()
    tables["mayors"] = [{"code": "kim"}]
    assert faults_of(tmp_path, tables)[0] == [("mayors", None, "", "mayors")]


@pytest.mark.parametrize("count", [0, 2])
def test_a_pack_holds_exactly_one_strand(tmp_path, count):
    tables = small_pack()
    other = {**tables["strands"][0], "code": "eu-japan"}
    tables["strands"] = [] if count == 0 else [*tables["strands"], other]
    if count == 0:
        del tables["strands"]
    _places, reasons = faults_of(tmp_path, tables)
    assert any("exactly one strand" in reason for reason in reasons)


def test_bytes_that_are_no_utf_8_are_a_fault_with_their_row(tmp_path):
    folder = write_pack(tmp_path / "pack", small_pack())
    (folder / "organisations.csv").write_bytes("code,name_en,sector\na,부산,other\n".encode("euc-kr"))
    with pytest.raises(PackRefused) as refusal:
        load_pack(folder, by=None)
    assert refusal.value.faults[0].row == 2
    assert "UTF-8" in refusal.value.faults[0].reason


def test_a_paired_partner_does_not_change_sides(tmp_path):
    tables = small_pack()
    load_pack(write_pack(tmp_path / "first", tables), by=None)
    tables["participants"][1]["side"] = "counterpart"
    places, reasons = faults_of(tmp_path, tables)
    assert ("participants", 3, "side", "counterpart") in places
    assert any("paired already" in reason for reason in reasons)


def test_the_command_lists_the_faults_and_fails(tmp_path):
    tables = small_pack()
    tables["cities"][0]["country"] = "Korea"
    folder = write_pack(tmp_path / "pack", tables)
    out = StringIO()
    with pytest.raises(CommandError, match="Faults: 1") as failure:
        call_command("load_pack", folder, stdout=out)
    assert failure.value.returncode == 1
    assert out.getvalue().startswith("cities | 2 | country | Korea | ")


def test_the_command_reports_to_machines(tmp_path):
    tables = small_pack()
    tables["cities"][0]["country"] = "Korea"
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("load_pack", write_pack(tmp_path / "pack", tables), "--json", stdout=out)
    fault = json.loads(out.getvalue())["faults"][0]
    assert list(fault) == ["table", "row", "column", "value", "reason"]
    assert (fault["table"], fault["row"], fault["column"], fault["value"]) == ("cities", 2, "country", "Korea")


@pytest.mark.parametrize(("given", "missing"), [("latitude", "longitude"), ("longitude", "latitude")])
def test_half_a_location_is_refused_where_the_other_half_is_missing(tmp_path, given, missing):
    tables = small_pack()
    tables["cities"][0][given] = "35.1"
    found, reasons = faults_of(tmp_path, tables)
    assert found == [("cities", 2, missing, "")]
    assert reasons == ["Give both latitude and longitude, or neither."]
