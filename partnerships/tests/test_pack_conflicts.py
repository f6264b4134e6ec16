"""What people changed since the last load is left, listed, and taken only on demand."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from core.models import AuditEntry
from core.pack.loading import load_pack
from core.tests.arranged import logged
from partnerships.models import City, Milestone, Pairing, Stage, Strand, Theme
from partnerships.tests.small_pack import small_pack, write_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(tmp_path):
    load_pack(write_pack(tmp_path / "pack", small_pack()), by=None)
    return tmp_path / "pack"


def change(model, by=None, **values):
    record = model.objects.get(code=values.pop("code"), **values.pop("where", {}))
    for name, value in values.items():
        setattr(record, name, value)
    record.save(by=by)
    return record


def test_a_change_by_people_is_left_and_listed(loaded):
    change(Pairing, code="busan-barcelona", status="discontinued")
    out = StringIO()
    call_command("load_pack", loaded, stdout=out)
    assert Pairing.objects.get(code="busan-barcelona").status == "discontinued"
    assert "pairings | 2 | busan-barcelona | status | active ≠ discontinued | " in out.getvalue()


def test_overwrite_takes_the_packs_row(loaded):
    change(Pairing, code="busan-barcelona", status="discontinued")
    outcome = load_pack(loaded, by=None, overwrite=True)
    pairing = Pairing.objects.get(code="busan-barcelona")
    assert (pairing.status, pairing.changed_by_people) == ("active", False)
    assert outcome.total("changed") == 1
    assert pairing.history.first().status == "active"


def test_only_the_changed_record_is_a_conflict(loaded):
    tables = small_pack()
    tables["milestones"][0]["title_en"] = "Opening"
    change(Milestone, code="kick-off", where={"pairing__code": "busan-tampere"}, title_en="Start")
    outcome = load_pack(write_pack(loaded, tables), by=None)
    titles = dict(Milestone.objects.filter(code="kick-off").values_list("pairing__code", "title_en"))
    assert titles == {"busan-barcelona": "Opening", "busan-tampere": "Start"}
    assert {(d.table, d.row, d.record, d.column) for d in outcome.differences} == {
        ("milestones", 2, "busan-tampere/kick-off", "title_en")
    }


def test_a_change_that_no_cell_contradicts_is_no_conflict(loaded):
    change(City, code="barcelona", name_ko="바르셀로나")
    assert not load_pack(loaded, by=None).differences


def test_a_moved_forecast_stays_in_the_portal(loaded):
    stage = Stage.objects.get(code="launch")
    moved = type(stage.baseline)(stage.baseline.start.parse("2017-05"), None)
    stage.forecast = moved
    stage.save(by=None)
    assert not load_pack(loaded, by=None, overwrite=True).differences
    stage.refresh_from_db()
    assert stage.forecast == moved
    assert stage.baseline.start.iso() == "2017-03"


def test_a_changed_baseline_takes_the_forecast_along(loaded):
    tables = small_pack()
    tables["stages"][0]["planned_end"] = "2017-04"
    load_pack(write_pack(loaded, tables), by=None)
    stage = Stage.objects.get(code="launch")
    assert stage.baseline == stage.forecast
    assert (stage.forecast.end.iso(), stage.forecast_last_day.isoformat()) == ("2017-04", "2017-04-30")


def test_an_empty_cell_leaves_what_is_there(loaded):
    tables = small_pack()
    del tables["cities"][0]["population"]
    load_pack(write_pack(loaded, tables), by=None)
    assert City.objects.get(code="busan").population == 3285147


def test_an_update_is_one_version_and_one_history_row(loaded):
    tables = small_pack()
    tables["themes"][1]["name_en"] = "Smart Cities"
    outcome = load_pack(write_pack(loaded, tables), by=None)
    theme = Theme.objects.get(code="smart-city")
    assert (theme.version, theme.loaded_version, theme.history.count()) == (2, 2, 2)
    assert theme.search_text == "smart cities 스마트시티 smart-city"
    assert theme.stale_texts == "name_ko"
    assert outcome.tables["themes"]["changed"] == 1


def test_a_reordered_list_is_kept_in_its_order(loaded):
    tables = small_pack()
    tables["pairings"][0]["themes"] = "ict;smart-city"
    tables["strands"][0]["implementers"] = "citynet"
    load_pack(write_pack(loaded, tables), by=None)
    pairing = Pairing.objects.get(code="busan-barcelona")
    assert [chosen.theme.code for chosen in pairing.chosen_themes.order_by("position")] == ["ict", "smart-city"]
    assert list(Strand.objects.get().implementers.values_list("code", flat=True)) == ["citynet"]


def test_stages_may_change_places(loaded):
    tables = small_pack()
    tables["stages"][0]["position"], tables["stages"][1]["position"] = "2", "1"
    tables["stages"].append({**tables["stages"][0], "code": "after", "position": "3"})
    load_pack(write_pack(loaded, tables), by=None)
    assert list(Stage.objects.order_by("position").values_list("code", flat=True)) == ["closing", "launch", "after"]


def test_one_pairing_closes_and_another_of_the_same_pair_opens(loaded):
    tables = small_pack()
    again = {**tables["pairings"][0], "code": "again", "status": "closed"}
    tables["pairings"].append(again)
    load_pack(write_pack(loaded, tables), by=None)
    tables["pairings"][0]["status"], again["status"] = "closed", "planned"
    load_pack(write_pack(loaded, tables), by=None)
    tables["pairings"][0]["status"], again["status"] = "active", "discontinued"
    load_pack(write_pack(loaded, tables), by=None)
    assert dict(Pairing.objects.values_list("code", "status"))["again"] == "discontinued"


def test_cells_of_every_kind_are_changed(loaded):
    tables = small_pack()
    tables["cities"][0] |= {"country": "JP", "latitude": "-0.5", "longitude": "129.03004", "time_zone": "Asia/Tokyo"}
    tables["organisations"][0]["city"] = "tampere"
    tables["partners"][0]["cities"] = "busan;tampere"
    tables["strands"][0] |= {"starts_on": "2017-01-15", "ends_on": "2018", "countries": "JP;KR"}
    tables["participants"][0]["delegates"] = "5"
    tables["pairings"][1] |= {"eu_partner": "barcelona", "status": "closed"}
    tables["milestones"][3] |= {"stage": "launch", "planned_end": "2019-01", "actual_end": "2019-01-31"}
    load_pack(write_pack(loaded, tables), by=None)
    assert load_pack(loaded, by=None).total("changed") == 0
    city = City.objects.get(code="busan")
    assert (city.country.code, str(city.latitude), city.history.first().country.code) == ("JP", "-0.50000", "JP")
    strand = Strand.objects.get()
    assert (strand.starts_on_date.iso(), strand.ends_on_date.iso(), strand.countries) == ("2017-01-15", "2018", "JP;KR")
    assert Pairing.objects.get(code="busan-tampere").eu.partner.code == "barcelona"
    assert Milestone.objects.get(code="mou").actual_last_day.isoformat() == "2019-01-31"


def test_a_check_says_what_would_happen_and_keeps_nothing(loaded):
    tables = small_pack()
    tables["cities"][0]["name_en"] = "Pusan"
    entries = logged().count()
    out = StringIO()
    call_command("load_pack", write_pack(loaded, tables), "--check", "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert report["loaded"] is False
    assert report["tables"]["cities"]["changed"] == 1
    assert City.objects.get(code="busan").name_en == "Busan"
    assert logged().count() == entries


def test_a_load_is_one_audit_entry_in_the_name_of_who_loads(loaded, django_user_model):
    person = django_user_model.objects.create_user(email="staff@demo.example", password="x")
    tables = small_pack()
    tables["cities"][0]["name_en"] = "Pusan"
    load_pack(write_pack(loaded, tables), by=person)
    entry = AuditEntry.objects.filter(action="pack-loaded").first()
    assert (entry.actor, entry.parameters["added"], entry.parameters["changed"]) == (person, 0, 1)
    assert City.objects.get(code="busan").history.first().history_user == person
