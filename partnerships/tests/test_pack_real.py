"""The real strand of 2017-2018 goes in and comes out as it is."""

import csv
from decimal import Decimal

import pytest
from django.core.management import call_command

from core.models import AuditEntry
from core.pack.exporting import export_pack
from core.pack.loading import load_pack
from partnerships.models import (
    Agreement,
    City,
    Interest,
    Milestone,
    Organisation,
    Pairing,
    Participation,
    Partner,
    PlanItem,
    Project,
    Stage,
    Strand,
    Theme,
)
from partnerships.tests.small_pack import REAL

KEYS = {
    "participants": ("strand", "partner"),
    "interests": ("partner", "topic", "kind"),
    "milestones": ("pairing", "code"),
}
TABLES = (
    "cities",
    "partners",
    "organisations",
    "themes",
    "strands",
    "participants",
    "interests",
    "pairings",
    "stages",
    "milestones",
    "projects",
    "agreements",
)
NUMBERS = {"latitude", "longitude", "population", "geonames_id", "delegates", "weight", "position"}
MODELS = (
    City,
    Partner,
    Organisation,
    Strand,
    Theme,
    Participation,
    Interest,
    Pairing,
    Stage,
    PlanItem,
    Project,
    Milestone,
    Agreement,
)

pytestmark = pytest.mark.django_db


def read(folder, table):
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {}
        for row in csv.DictReader(file):
            cells = {k: Decimal(v) if k in NUMBERS and v else v for k, v in row.items() if v}
            rows[tuple(row[name] for name in KEYS.get(table, ("code",)))] = cells
        return rows


def everything():
    return {model: list(model.objects.order_by("pk").values()) for model in MODELS}


def histories():
    return {model: model.history.count() for model in MODELS}


def test_the_real_pack_is_loaded_whole():
    load_pack(REAL, by=None)
    counts = [model.objects.count() for model in MODELS]
    assert counts == [20, 8, 44, 1, 41, 8, 27, 4, 4, 7, 29, 32, 4]
    assert AuditEntry.objects.filter(action="pack-loaded", strand_id=Strand.objects.get().pk).count() == 1


def test_the_export_equals_the_real_pack(tmp_path):
    load_pack(REAL, by=None)
    export_pack("eu-korea-2017", tmp_path / "out")
    for table in TABLES:
        assert read(tmp_path / "out", table) == read(REAL, table), table


def test_loading_twice_changes_nothing():
    load_pack(REAL, by=None)
    before, past = everything(), histories()
    outcome = load_pack(REAL, by=None)
    assert everything() == before
    assert histories() == past
    assert sum(outcome.tables[table]["unchanged"] for table in TABLES) == sum(map(len, before.values()))
    assert not outcome.differences


@pytest.mark.parametrize("name", ["out", "out.xlsx"])
def test_loading_the_export_changes_nothing(tmp_path, name):
    load_pack(REAL, by=None)
    before, past = everything(), histories()
    call_command("export_pack", "eu-korea-2017", tmp_path / name)
    call_command("load_pack", tmp_path / name)
    assert everything() == before
    assert histories() == past
