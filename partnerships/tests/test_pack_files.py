"""Folder and workbook carry the same pack, whatever its texts look like."""

import csv

import pytest
from django.core.management import CommandError, call_command

from core.pack.exporting import export_pack
from core.pack.loading import load_pack
from partnerships.models import City, DirectoryOrganisation, Milestone, Pairing
from partnerships.tests.small_pack import by_key, read_pack, small_pack, write_pack

pytestmark = pytest.mark.django_db

TEXTS = [
    "=1+1",
    "@SUM(A1)",
    "+82 51",
    "'quoted'",
    '"',
    "a;b,c",
    "two\nlines",
    "https://a.example",
    "_x0041_",
    "12",
    "TRUE",
]


@pytest.mark.parametrize("name", ["out", "out.xlsx"])
def test_a_text_stays_a_text(tmp_path, name):
    tables = small_pack()
    tables["organisations"] = [
        {"code": f"office-{number}", "name_en": text, "sector": "other", "note": text, "city": "busan"}
        for number, text in enumerate(TEXTS)
    ]
    del tables["strands"][0]["implementers"]
    load_pack(write_pack(tmp_path / "pack", tables), by=None)
    export_pack("eu-korea", tmp_path / name)
    outcome = load_pack(tmp_path / name, by=None)
    assert outcome.total("changed") == outcome.total("added") == 0
    assert list(DirectoryOrganisation.objects.order_by("pk").values_list("note", flat=True)) == TEXTS


def test_every_field_of_a_folder_is_quoted(tmp_path):
    load_pack(write_pack(tmp_path / "pack", small_pack()), by=None)
    export_pack("eu-korea", tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            # Numbers too: a reader for whom what is not quoted must be one finds none.
            lines = list(csv.reader(file, quoting=csv.QUOTE_NONNUMERIC))
        assert all(isinstance(cell, str) for line in lines for cell in line)


def test_a_strand_comes_back_as_it_went(tmp_path):
    load_pack(write_pack(tmp_path / "pack", small_pack()), by=None)
    export_pack("eu-korea", tmp_path / "out.xlsx")
    before = by_key(read_pack(tmp_path / "pack"))
    for model in (Milestone,):
        assert model.objects.count() == 5
    load_pack(tmp_path / "out.xlsx", by=None)
    export_pack("eu-korea", tmp_path / "out")
    after = by_key(read_pack(tmp_path / "out"))
    # Export writes every table, one without records as its header row.
    assert {name: rows for name, rows in after.items() if rows and name != "milestones"} == {
        name: rows for name, rows in before.items() if name != "milestones"
    }
    # A month stays a month.
    assert {row["planned_start"] for row in after["stages"]} == {"2017-03", "2018-03"}


def test_an_export_of_an_unknown_strand_or_to_an_impossible_place_fails(tmp_path):
    with pytest.raises(CommandError, match="no strand"):
        call_command("export_pack", "eu-moon", tmp_path / "out")
    load_pack(write_pack(tmp_path / "pack", small_pack()), by=None)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_pack", "eu-korea", tmp_path / "file")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_pack", "eu-korea", tmp_path / "file" / "out.xlsx")


def test_ten_thousand_rows_load_and_load_again(tmp_path):
    tables = small_pack()
    place = {"country": "KR", "time_zone": "Asia/Seoul", "latitude": "35.1", "longitude": "129.0"}
    tables["cities"] += [{"code": f"city-{n}", "name_en": f"City {n}"} | place for n in range(2000)]
    tables["organisations"] += [
        {"code": f"office-{n}", "name_en": f"Office {n}", "sector": "other", "city": f"city-{n % 2000}"}
        for n in range(3000)
    ]
    tables["themes"] += [{"code": f"theme-{n}", "name_en": f"Theme {n}", "parent": "smart-city"} for n in range(1000)]
    tables["milestones"] += [
        {**tables["milestones"][3], "code": f"step-{n}", "pairing": "busan-tampere"} for n in range(4000)
    ]
    folder = write_pack(tmp_path / "pack", tables)
    for _again in range(2):
        load_pack(folder, by=None)
    for row in tables["milestones"][4:]:
        row["title_ko"] = "양해각서"
    assert load_pack(write_pack(folder, tables), by=None).total("changed") == 4000
    assert (City.objects.count(), Pairing.objects.count(), Milestone.objects.count()) == (2003, 2, 4005)
