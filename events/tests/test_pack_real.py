"""The events, agendas and head counts of the real strand of 2017-2018 go in and come out as they are."""

import csv
import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import call_command

from core.pack.exporting import export_pack
from core.pack.loading import load_pack
from events.enums import EventStatus
from events.integrity import contradictions
from events.models import (
    AgendaItem,
    AgendaOrganisation,
    Event,
    EventCity,
    EventDateChange,
    EventHost,
    EventPairing,
    HeadCount,
)
from partnerships.models import Milestone, Participation
from partnerships.pack_columns import FORECAST
from partnerships.tests.small_pack import REAL

KEYS = {"events": ("code",), "agenda": ("event", "position"), "head_counts": ("event", "number")}
_NUMBERS = {"position", "number", "least", "most"}
MODELS = (Event, EventCity, EventHost, EventPairing, AgendaItem, AgendaOrganisation, HeadCount, Milestone)

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(real_pack):
    return real_pack


def read(folder, table):
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {}
        for row in csv.DictReader(file):
            cells = {k: Decimal(v) if k in _NUMBERS else v for k, v in row.items() if v}
            rows[tuple(row[name] for name in KEYS[table])] = cells
        return rows


def everything():
    return {model: list(model.objects.order_by("pk").values()) for model in MODELS}


def histories():
    return [model.history.count() for model in (Event, AgendaItem, HeadCount, Milestone)]


def test_its_tables_are_loaded_whole(loaded):
    rows = {table: len(read(REAL, table)) for table in KEYS}
    assert rows == {"events": 21, "agenda": 45, "head_counts": 3}
    assert (Event.objects.count(), AgendaItem.objects.count()) == (21, 45)
    assert {table: loaded.tables[table]["added"] for table in KEYS} == rows
    assert not loaded.differences
    assert Event.objects.filter(from_sources=True, version=1, loaded_version=1).count() == 21
    assert AgendaItem.objects.filter(from_sources=True).count() == 45
    assert not EventDateChange.objects.exists()


def test_the_three_missions_hold_their_parts(loaded):
    missions = Event.objects.filter(kind="mission").order_by("forecast_start")
    assert [(mission.code, mission.parts.count(), mission.part_of) for mission in missions] == [
        ("mission-2017-03", 7, None),
        ("mission-2017-11", 5, None),
        ("mission-2018-04", 4, None),
    ]
    alone = Event.objects.filter(part_of=None).exclude(kind="mission").order_by("code")
    assert [event.code for event in alone] == ["gwangju-meeting-2018-03", "lighting-workshop-2017-06"]


def test_a_venue_need_not_take_part(loaded):
    plenary = Event.objects.get(code="plenary-2017-11")
    assert [row.city.name_en for row in plenary.visiting.all()] == ["Copenhagen"]
    assert not plenary.hosts.exists()
    assert not Participation.objects.filter(partner__cities__code="copenhagen").exists()
    assert str(plenary.zone) == "Europe/Copenhagen"


def test_every_pairing_is_a_flag_and_none_is_empty(loaded):
    plenary, related = Event.objects.get(code="plenary-2017-11"), Event.objects.get(code="lighting-workshop-2017-06")
    assert (plenary.all_pairings, plenary.pairing_codes, plenary.pairings.count()) == (True, "", 0)
    assert (related.all_pairings, related.pairing_codes, related.pairings.count()) == (False, "", 0)
    visit = Event.objects.get(code="busan-in-barcelona-2017-11")
    assert (visit.all_pairings, visit.pairing_codes) == (False, "busan-barcelona")
    assert [row.pairing.code for row in visit.serving.all()] == ["busan-barcelona"]


def test_lists_keep_their_order(loaded):
    mission = Event.objects.get(code="mission-2017-03")
    assert [row.city.code for row in mission.visiting.all()] == ["seoul", "busan", "suwon", "gwangju", "songpa-gu"]
    assert [row.participation.partner.code for row in mission.hosting.all()] == ["seoul", "busan", "suwon", "gwangju"]
    assert mission.city_codes == "seoul;busan;suwon;gwangju;songpa-gu"
    item = AgendaItem.objects.get(event__code="suwon-meeting-2018-04", position=1)
    names = ["suwon-city", "scotland-europa", "historic-environment-scotland"]
    assert [row.organisation.code for row in item.joining.all()] == names
    assert item.organisation_codes == ";".join(names)


def test_dates_keep_their_precision(loaded):
    closing = Event.objects.get(code="closing-2018-04")
    assert (closing.baseline.iso(), closing.forecast.iso(), closing.actual.iso()) == (
        "2018-03",
        "2018-03",
        "2018-04-20",
    )
    assert (closing.baseline_last_day, closing.status) == (dt.date(2018, 3, 31), EventStatus.HELD)
    opening = AgendaItem.objects.get(event=closing, position=1)
    assert (opening.on_date.iso(), opening.starts_at, opening.ends_at) == ("2018-04-20", dt.time(9), None)
    songdo = AgendaItem.objects.get(event__code="scotland-in-suwon-2017-03", position=10)
    assert (songdo.on_date.iso(), songdo.city.code) == ("2017-03", "incheon")
    assert AgendaItem.objects.get(event__code="barcelona-in-busan-2017-03", position=1).on_date is None


def test_milestones_are_as_their_own_table_says(loaded):
    """What an event of the pack completes has a row there, and that row has the word."""
    visits = dict(Milestone.objects.filter(code="host-visit").values_list("pairing__code", "status"))
    assert visits["busan-barcelona"] == "done"
    assert visits["seoul-eindhoven"] == "unknown"
    assert not Milestone.objects.exclude(version=1).exists()


def test_the_export_equals_the_real_pack(loaded, tmp_path):
    export_pack("eu-korea-2017", tmp_path / "out")
    for table in KEYS:
        assert read(tmp_path / "out", table) == read(REAL, table), table
        with (tmp_path / "out" / f"{table}.csv").open(encoding="utf-8") as out, (REAL / f"{table}.csv").open() as real:
            # Nothing of it was moved or not held: it does without what is said of that.
            left_out = {*FORECAST, "reason_other"}
            assert [name for name in next(csv.reader(out)) if name not in left_out] == next(csv.reader(real))


def test_loading_twice_changes_nothing(loaded):
    before, past = everything(), histories()
    outcome = load_pack(REAL, by=None)
    assert everything() == before
    assert histories() == past
    assert [outcome.tables[table]["unchanged"] for table in KEYS] == [21, 45, 3]
    assert not outcome.differences


@pytest.mark.parametrize("name", ["out", "out.xlsx"])
def test_loading_the_export_changes_nothing(loaded, tmp_path, name):
    before, past = everything(), histories()
    call_command("export_pack", "eu-korea-2017", tmp_path / name)
    call_command("load_pack", tmp_path / name, "--overwrite")
    assert everything() == before
    assert histories() == past


def test_what_was_loaded_contradicts_nothing(loaded):
    assert list(contradictions()) == []
