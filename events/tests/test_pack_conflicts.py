"""What people changed of events and agendas since the last load is left and listed; what they reported stays theirs."""

import datetime as dt

import pytest

from core import clock
from core.pack.exporting import export_pack
from core.pack.loading import load_pack
from core.pack.reading import PackRefused
from core.periods import PartialDate, Period
from events.integrity import contradictions
from events.models import AgendaItem, Event
from events.tests.factories import MinutesFactory, VisitNoteFactory
from events.tests.small_events import change, small_events
from partnerships.models import Pairing, Strand
from partnerships.tests.small_pack import by_key, read_pack

pytestmark = pytest.mark.django_db


def item(position=2, event="visit"):
    return AgendaItem.objects.get(event__code=event, position=position)


def left(outcome):
    return {(one.table, one.record, one.column, one.value, one.kept) for one in outcome.differences}


def rows_of(model):
    return list(model.objects.order_by("pk").values())


def test_they_come_out_as_they_went_in(loaded, tmp_path):
    export_pack("eu-korea", tmp_path / "out")
    out, tables = read_pack(tmp_path / "out"), small_events()
    for name in ("events", "agenda"):
        assert by_key({name: out[name]}) == by_key({name: tables[name]})
    assert [(row["event"], row["position"]) for row in out["agenda"] if row["event"] == "visit"] == [
        ("visit", "1"),
        ("visit", "2"),
    ]


def test_an_event_that_people_changed_is_left_and_listed(loaded, pack):
    change(Event.objects.get(code="visit"), venue="Port Authority")
    tables = small_events()
    tables["events"][0]["milestones"] = "kick-off"
    outcome = load_pack(pack(tables), by=None)
    visit = Event.objects.get(code="visit")
    assert (visit.venue, visit.milestone_codes) == ("Port Authority", "visit")
    assert left(outcome) == {
        ("events", "visit", "venue", "City Hall", "Port Authority"),
        ("events", "visit", "milestones", "kick-off", "visit"),
    }
    assert outcome.tables["events"]["conflict"] == 1


def test_overwrite_takes_the_packs_row(loaded, pack):
    change(Event.objects.get(code="visit"), venue="Port Authority")
    outcome = load_pack(pack(small_events()), by=None, overwrite=True)
    visit = Event.objects.get(code="visit")
    assert (visit.venue, visit.changed_by_people, outcome.total("changed")) == ("City Hall", False, 1)
    assert visit.history.first().venue == "City Hall"


def test_what_people_reported_no_pack_takes_back(loaded, pack):
    held = Period(PartialDate(dt.date(2017, 3, 15)), PartialDate(dt.date(2017, 3, 16)))
    change(Event.objects.get(code="visit"), status="held", actual=held, from_sources=False, venue="Port Authority")
    tables = small_events()
    tables["events"][0] |= {"actual_start": "2017-03-17", "reason": "Late flight", "reason_other": "항공편 지연"}
    outcome = load_pack(pack(tables), by=None, overwrite=True)
    visit = Event.objects.get(code="visit")
    assert (visit.status, visit.actual, visit.reason, visit.venue) == ("held", held, "", "City Hall")
    assert visit.reason_other == ""
    assert left(outcome) == {
        ("events", "visit", "status", "announced", "held"),
        ("events", "visit", "actual_start", "2017-03-17", "2017-03-15"),
        ("events", "visit", "reason", "Late flight", ""),
        ("events", "visit", "reason_other", "항공편 지연", ""),
    }
    assert not load_pack(pack(small_events()), by=None, overwrite=True).total("changed")


def test_what_people_cancelled_stays_cancelled(loaded, pack):
    change(Event.objects.get(code="related"), status="cancelled", reason="No speakers", from_sources=False)
    load_pack(pack(small_events()), by=None, overwrite=True)
    assert Event.objects.get(code="related").status == "cancelled"


def test_what_a_source_told_another_load_puts_right(loaded, pack):
    tables = small_events()
    tables["events"][2] |= {"status": "held", "actual_start": "2017-06"}
    load_pack(pack(tables), by=None)
    tables["events"][2] |= {"status": "cancelled"}
    load_pack(pack(tables), by=None)
    related = Event.objects.get(code="related")
    assert (related.status, related.from_sources, related.history.count()) == ("cancelled", True, 3)


def test_a_moved_forecast_stays_in_the_portal(loaded, pack):
    moved = Period(PartialDate(dt.date(2017, 4, 3)), PartialDate(dt.date(2017, 4, 5)))
    change(Event.objects.get(code="visit"), forecast=moved)
    change(item(), on_date=PartialDate(dt.date(2017, 4, 3)))
    outcome = load_pack(pack(small_events()), by=None)
    visit = Event.objects.get(code="visit")
    assert (visit.forecast, visit.baseline.iso()) == (moved, "2017-03-15/2017-03-17")
    assert left(outcome) == {("agenda", "visit/2", "date", "2017-03-15", "2017-04-03")}


def test_a_changed_plan_takes_the_forecast_along(loaded, pack):
    tables = small_events()
    tables["events"][0] |= {"planned_start": "2017-03-14"}
    load_pack(pack(tables), by=None)
    visit = Event.objects.get(code="visit")
    assert visit.baseline == visit.forecast
    assert visit.forecast.iso() == "2017-03-14/2017-03-17"


def test_all_pairings_become_some_and_none_is_left_as_it_is(loaded, pack):
    tables = small_events()
    tables["events"][1]["pairings"] = "busan-tampere;busan-barcelona"
    tables["events"][0]["pairings"] = "*"
    load_pack(pack(tables), by=None)
    mission, visit = Event.objects.get(code="mission"), Event.objects.get(code="visit")
    assert (mission.all_pairings, mission.pairing_codes) == (False, "busan-tampere;busan-barcelona")
    assert [row.pairing.code for row in mission.serving.all()] == ["busan-tampere", "busan-barcelona"]
    assert (visit.all_pairings, visit.pairing_codes, visit.serving.count()) == (True, "", 0)
    tables["events"][0]["pairings"] = ""
    outcome = load_pack(pack(tables), by=None)
    assert Event.objects.get(code="visit").all_pairings
    assert not outcome.total("changed")


def test_an_event_goes_on_serving_whose_dealings_it_holds(loaded, pack):
    visit = Event.objects.get(code="visit")
    MinutesFactory(event=visit, pairing=Pairing.objects.get(code="busan-tampere"))
    tables = small_events()
    tables["events"][0] |= {"pairings": "busan-barcelona"}
    with pytest.raises(PackRefused) as refused:
        load_pack(pack(tables), by=None)
    (fault,) = refused.value.faults
    assert (fault.table, fault.row, fault.column, fault.value) == ("events", 2, "pairings", "busan-tampere")
    tables["events"][0]["pairings"] = "busan-barcelona;busan-tampere"
    load_pack(pack(tables), by=None)
    VisitNoteFactory(event=visit, pairing=Pairing.objects.get(code="busan-barcelona"))
    tables["events"][0]["pairings"] = "*"
    load_pack(pack(tables), by=None)
    assert list(contradictions()) == []


def test_parts_may_change_their_mission_in_any_order(loaded, pack):
    tables = small_events()
    tables["events"][0]["part_of"] = "new"
    tables["events"].append(
        {
            "code": "new",
            "strand": "eu-korea",
            "kind": "mission",
            "title_en": "New",
            "status": "planned",
            "part_of": "top",
        }
    )
    tables["events"].append(
        {"code": "top", "strand": "eu-korea", "kind": "mission", "title_en": "Top", "status": "planned"}
    )
    load_pack(pack(tables), by=None)
    visit = Event.objects.get(code="visit")
    assert (visit.part_of.code, visit.part_of.part_of.code) == ("new", "top")


def test_an_item_that_people_changed_is_left_and_listed(loaded, pack):
    change(item(), title_en="Opening", answer="confirmed", answered_on=clock.today())
    outcome = load_pack(pack(small_events()), by=None)
    assert item().title_en == "Opening"
    assert left(outcome) == {("agenda", "visit/2", "title_en", "Welcome", "Opening")}
    load_pack(pack(small_events()), by=None, overwrite=True)
    assert (item().title_en, item().answer) == ("Welcome", "confirmed")


def test_an_item_that_people_took_out_stays_out_and_out_of_the_export(loaded, pack, tmp_path):
    change(item(), removed_at=clock.now())
    outcome = load_pack(pack(small_events()), by=None)
    assert [(one.record, one.column, one.value) for one in outcome.differences] == [("visit/2", "removed_at", "")]
    assert item().removed_at is not None
    export_pack("eu-korea", tmp_path / "out")
    assert [row["position"] for row in read_pack(tmp_path / "out")["agenda"] if row["event"] == "visit"] == ["1"]
    load_pack(pack(small_events()), by=None, overwrite=True)
    assert item().removed_at is None


def test_at_the_place_of_what_was_taken_out_stands_what_people_added(loaded, pack):
    visit = change(item(), removed_at=clock.now()).event
    AgendaItem(event=visit, position=2, kind="meal", title_en="Lunch").save(by=None)
    outcome = load_pack(pack(small_events()), by=None)
    assert AgendaItem.objects.get(event=visit, position=2, removed_at=None).title_en == "Lunch"
    assert {one.record for one in outcome.differences} == {"visit/2"}
    assert AgendaItem.objects.count() == 4


def test_a_draft_that_people_took_out_makes_room_for_a_row(loaded, pack):
    visit = Event.objects.get(code="visit")
    AgendaItem(event=visit, position=3, kind="meal", title_en="Lunch", removed_at=clock.now()).save(by=None)
    tables = small_events()
    tables["agenda"].append({"event": "visit", "position": "3", "kind": "meal", "title_en": "Dinner"})
    outcome = load_pack(pack(tables), by=None)
    assert AgendaItem.objects.get(event=visit, position=3, removed_at=None).title_en == "Dinner"
    assert (outcome.tables["agenda"]["added"], outcome.differences) == (1, [])


def test_an_empty_cell_leaves_what_is_there(loaded, pack):
    tables = small_events()
    for name in ("venue", "cities", "hosts", "planned_end", "part_of"):
        del tables["events"][0][name]
    for name in ("end", "city", "place", "theme", "organisations"):
        del tables["agenda"][0][name]
    before = rows_of(Event), rows_of(AgendaItem)
    assert not load_pack(pack(tables), by=None).total("changed")
    assert (rows_of(Event), rows_of(AgendaItem)) == before


def test_the_cities_of_an_event_made_here_come_out_with_it(loaded, tmp_path):
    """An event may be held in a city that no pack of its strand has named."""
    strand = Strand.objects.get()
    strand.cities.remove(*strand.cities.filter(code="copenhagen"))
    strand.organisations.remove(*strand.organisations.filter(code="ramboll"))
    export_pack("eu-korea", tmp_path / "out")
    out = read_pack(tmp_path / "out")
    assert "copenhagen" in {row["code"] for row in out["cities"]}
    assert "ramboll" in {row["code"] for row in out["organisations"]}
    before = rows_of(Event), rows_of(AgendaItem)
    load_pack(tmp_path / "out", by=None)
    assert (rows_of(Event), rows_of(AgendaItem)) == before
