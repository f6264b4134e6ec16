"""A pack with one bad cell about events or agendas is refused whole, with the fault at its place."""

import pytest

from core.pack.loading import load_pack
from core.pack.reading import PackRefused
from events.models import AgendaItem, Event
from events.tests.small_events import small_events
from partnerships.models import Strand
from partnerships.tests.small_pack import write_pack

pytestmark = pytest.mark.django_db

CELLS = [
    ("events", 0, "code", "Visit 1", "A code has only"),
    ("events", 1, "code", "visit", "same record"),
    ("events", 0, "strand", "eu-japan", "not the strand"),
    ("events", 0, "part_of", "nothing", "no such code in the table events"),
    ("events", 0, "part_of", "related", "Only a mission holds others"),
    ("events", 0, "part_of", "visit", "visit → visit"),
    ("events", 1, "part_of", "mission", "mission → mission"),
    ("events", 0, "part_of", "*", "not allowed"),
    ("events", 0, "kind", "trip", "Enter one of these"),
    ("events", 0, "kind", "", "must be filled"),
    ("events", 0, "title_en", "", "Write it in at least one language."),
    ("events", 0, "title_en", "x" * 301, "longer"),
    ("events", 0, "cities", "atlantis", "no such code in the table cities"),
    ("events", 0, "cities", "busan;busan", "twice"),
    ("events", 0, "cities", "*", "not allowed"),
    ("events", 0, "hosts", "copenhagen", "no such code in the table participants"),
    ("events", 0, "hosts", "*", "not allowed"),
    ("events", 0, "pairings", "*;busan-tampere", "not allowed"),
    ("events", 0, "pairings", "busan-nowhere", "no such code in the table pairings"),
    ("events", 0, "milestones", "nothing", "None of the event's pairings"),
    ("events", 0, "milestones", "visit;mou", "None of the event's pairings"),
    ("events", 0, "milestones", "*", "not allowed"),
    ("events", 0, "pairings", "", "None of the event's pairings"),
    ("events", 0, "planned_start", "15.3.2017", "date"),
    ("events", 0, "planned_end", "2017-03-14", "before the start"),
    ("events", 0, "status", "running", "Enter one of these"),
    ("events", 0, "status", "", "must be filled"),
    ("events", 0, "venue", "x" * 301, "longer"),
    ("events", 0, "source", "a page", "web address"),
    ("events", 0, "quota", "4", "no column"),
    ("agenda", 0, "event", "nothing", "no such code in the table events"),
    ("agenda", 0, "event", "", "must be filled"),
    ("agenda", 0, "position", "0", "1 to"),
    ("agenda", 0, "position", "second", "whole number"),
    ("agenda", 1, "position", "2", "same record"),
    ("agenda", 0, "date", "2017-03-32", "no such day"),
    ("agenda", 0, "date", "2017-03-18", "not one of the event's days"),
    ("agenda", 0, "date", "2018", "not one of the event's days"),
    ("agenda", 0, "start", "9.30", "time"),
    ("agenda", 0, "start", "25:61", "no such time"),
    ("agenda", 0, "start", "", "needs a start"),
    ("agenda", 0, "end", "09:29", "before the start"),
    ("agenda", 0, "kind", "party", "Enter one of these"),
    ("agenda", 1, "title_ko", "", "Write it in at least one language."),
    ("agenda", 0, "city", "atlantis", "no such code in the table cities"),
    ("agenda", 0, "place", "x" * 301, "longer"),
    ("agenda", 0, "theme", "nothing", "no such code in the table themes"),
    ("agenda", 0, "organisations", "nobody", "no such code in the table organisations"),
    ("agenda", 0, "source", "a page", "web address"),
]


def faults_of(tmp_path, tables):
    with pytest.raises(PackRefused) as refusal:
        load_pack(write_pack(tmp_path / "pack", tables), by=None)
    return refusal.value.faults


@pytest.mark.parametrize(("table", "index", "column", "value", "said"), CELLS)
def test_one_bad_cell_refuses_the_pack(tmp_path, table, index, column, value, said):
    tables = small_events()
    tables[table][index][column] = value
    found = [fault for fault in faults_of(tmp_path, tables) if said in fault.reason]
    assert [fault.table for fault in found] == [table]
    # A column that the table does not have is a fault of its head.
    assert found[0].row == (1 if said == "no column" else index + 2)
    assert not Strand.objects.exists()
    assert not Event.objects.exists()
    assert not AgendaItem.objects.exists()


def test_a_circle_of_missions_is_told_with_its_way(tmp_path):
    tables = small_events()
    ring = {"strand": "eu-korea", "kind": "mission", "title_en": "Ring", "status": "planned"}
    tables["events"] += [
        {**ring, "code": "a", "part_of": "c"},
        {**ring, "code": "b", "part_of": "a"},
        {**ring, "code": "c", "part_of": "b"},
        {**ring, "code": "leaf", "part_of": "a"},
    ]
    told = [(fault.row, fault.column, fault.reason) for fault in faults_of(tmp_path, tables)]
    assert [(row, column) for row, column, _reason in told] == [(5, "part_of"), (6, "part_of"), (7, "part_of")]
    assert "a → c → b → a" in told[0][2]


def test_a_circle_is_found_through_what_the_portal_has(tmp_path):
    load_pack(write_pack(tmp_path / "first", small_events()), by=None)
    tables = small_events()
    tables["events"] = [{**tables["events"][1], "part_of": "visit"}]
    del tables["agenda"]
    faults = faults_of(tmp_path, tables)
    assert {(fault.row, fault.column) for fault in faults} == {(2, "part_of")}
    assert Event.objects.get(code="mission").part_of is None


def test_a_mission_that_holds_parts_stays_one(tmp_path):
    load_pack(write_pack(tmp_path / "first", small_events()), by=None)
    tables = small_events()
    tables["events"] = [{**tables["events"][1], "kind": "plenary"}]
    del tables["agenda"]
    (fault,) = faults_of(tmp_path, tables)
    assert (fault.table, fault.row, fault.column, fault.value) == ("events", 2, "kind", "plenary")


def test_a_wrong_reference_is_told_once(tmp_path):
    tables = small_events()
    tables["events"][0]["pairings"] = "busan-tampere;nowhere"
    (fault,) = faults_of(tmp_path, tables)
    assert (fault.column, fault.value) == ("pairings", "nowhere")


@pytest.mark.parametrize(
    ("known", "day"),
    [
        ({"planned_start": "2017-03-15", "planned_end": ""}, "2017-05-02"),
        ({"planned_start": "2017-03", "planned_end": ""}, "2018"),
        ({"planned_start": "", "planned_end": "2017-03-17"}, "2017-03-01"),
    ],
)
def test_an_open_end_is_open(tmp_path, known, day):
    """We know when the visit began and not how long it went on: its agenda has what happened weeks later, too."""
    tables = small_events()
    tables["events"][0] |= known
    tables["agenda"][0]["date"] = day
    load_pack(write_pack(tmp_path / "pack", tables), by=None)
    assert AgendaItem.objects.get(event__code="visit", position=2).on_date.iso() == day


def test_a_day_before_the_first_one_is_refused_though_the_end_is_open(tmp_path):
    tables = small_events()
    tables["events"][0]["planned_end"] = ""
    tables["agenda"][0]["date"] = "2017-03-14"
    (fault,) = faults_of(tmp_path, tables)
    assert (fault.table, fault.row, fault.column) == ("agenda", 2, "date")


def test_the_day_may_lie_in_the_plan_or_in_what_happened(tmp_path):
    tables = small_events()
    tables["events"][0] |= {"actual_start": "2017-04-02", "status": "held", "reason": "Put off"}
    tables["agenda"][0]["date"] = "2017-04-02"
    tables["agenda"][1]["date"] = "2017-03-16"
    load_pack(write_pack(tmp_path / "pack", tables), by=None)
    assert AgendaItem.objects.filter(event__code="visit").count() == 2
