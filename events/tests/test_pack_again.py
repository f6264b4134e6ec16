"""A strand that runs, with dates that were moved, goes out and comes into an empty portal as it is."""

import datetime as dt

import pytest
from django.db import transaction

from core.pack.exporting import export_pack
from core.pack.loading import load_pack
from core.pack.reading import PackRefused
from core.periods import PartialDate, Period
from events.models import AgendaItem, Event
from events.tests.small_events import change, small_events
from partnerships.models import Milestone, PlanItem, Stage, Strand
from partnerships.tests.small_pack import by_key, read_pack, write_pack

pytestmark = pytest.mark.django_db

PLANS = ("baseline", "forecast")


def _day(text):
    return PartialDate.parse(text)


def _move():
    """As people leave a strand: a later visit with its agenda, a stage and a plan that wait, one of open end."""
    change(Event.objects.get(code="visit"), forecast=Period(_day("2017-05-10"), _day("2017-05-12")))
    change(AgendaItem.objects.get(event__code="visit", position=2), on_date=_day("2017-05-11"))
    change(AgendaItem.objects.get(event__code="visit", position=1), on_date=_day("2017-05"))
    change(Event.objects.get(code="mission"), forecast=Period(_day("2017-05"), _day("2017-06-02")))
    launch, closing = Stage.objects.order_by("position")
    change(launch, forecast=Period(_day("2017-04"), _day("2017-05")))
    change(closing, baseline=Period(_day("2018-03")), forecast=Period(_day("2018-03")))
    change(PlanItem.objects.get(code="kick-off"), forecast=Period(_day("2017-04")))
    change(Milestone.objects.get(pairing__code="busan-tampere", code="kick-off"), forecast=Period(_day("2017-04-20")))
    change(Strand.objects.get(), second_language="")


def _dates():
    """All plans, first and as they stand, and the days of the agenda."""
    plans = {
        (model.__name__, str(getattr(row, "pairing", "")), row.code): [getattr(row, name).iso() for name in PLANS]
        for model in (Stage, PlanItem, Milestone, Event)
        for row in model.objects.all()
    }
    items = AgendaItem.objects.select_related("event")
    return plans, {(item.event.code, item.position): item.on_date and item.on_date.iso() for item in items}


def test_a_strand_that_runs_comes_into_an_empty_portal_as_it_was(tmp_path):
    with transaction.atomic():
        load_pack(write_pack(tmp_path / "first", small_events()), by=None)
        _move()
        export_pack("eu-korea", tmp_path / "out")
        before = _dates()
        transaction.set_rollback(True)
    assert not Strand.objects.exists()
    load_pack(tmp_path / "out", by=None)
    assert _dates() == before
    assert Strand.objects.get().languages == ("en",)
    export_pack("eu-korea", tmp_path / "again")
    assert by_key(read_pack(tmp_path / "again")) == by_key(read_pack(tmp_path / "out"))
    assert load_pack(tmp_path / "out", by=None).total("changed") == 0


def test_what_was_moved_says_nothing_while_the_pack_moves_nothing(tmp_path):
    folder = write_pack(tmp_path / "first", small_events())
    load_pack(folder, by=None)
    export_pack("eu-korea", tmp_path / "out")
    rows = read_pack(tmp_path / "out")["events"]
    assert not any(name.startswith("forecast") for row in rows for name in row)
    change(Event.objects.get(code="visit"), forecast=Period(_day("2017-05-10")))
    outcome = load_pack(folder, by=None)
    assert (outcome.differences, outcome.total("changed")) == ([], 0)
    assert Event.objects.get(code="visit").forecast.first_day == dt.date(2017, 5, 10)


def test_a_day_of_the_agenda_is_held_to_where_the_event_was_moved(tmp_path):
    tables = small_events()
    tables["events"][0] |= {"forecast_start": "2017-05-10", "forecast_end": "2017-05-09"}
    tables["agenda"][0]["date"] = "2017-06-01"
    with pytest.raises(PackRefused) as refused:
        load_pack(write_pack(tmp_path / "first", tables), by=None)
    assert {(fault.table, fault.column) for fault in refused.value.faults} == {
        ("events", "forecast_end"),
        ("agenda", "date"),
    }
