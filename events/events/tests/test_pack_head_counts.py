"""A source's head counts go in with a pack and come out again; what people changed of them stays theirs."""

import pytest

from core import clock
from core.pack.exporting import export_pack
from core.pack.loading import load_pack
from core.pack.reading import PackRefused
from events.models import Event, HeadCount
from events.tests.small_events import change, small_events
from partnerships.tests.small_pack import read_pack

pytestmark = pytest.mark.django_db
GUESTS = {
    "event": "visit",
    "number": "1",
    "whom_en": "guests",
    "least": "30",
    "most": "40",
    "source": "https://a.example/",
}
ONE = {"event": "visit", "number": "2", "whom_ko": "유럽 대표단원", "least": "20", "side": "eu"}


@pytest.fixture
def tables(db, pack):
    found = small_events() | {"head_counts": [dict(GUESTS), dict(ONE)]}
    load_pack(pack(found), by=None)
    return found


def numbers():
    return list(HeadCount.objects.values_list("number", "least", "most", "side", "version"))


def test_one_number_is_the_least_and_the_most_and_the_same_pack_changes_nothing(tables, pack):
    assert numbers() == [(1, 30, 40, "", 1), (2, 20, 20, "eu", 1)]
    outcome = load_pack(pack(tables), by=None)
    assert (outcome.tables["head_counts"]["unchanged"], outcome.differences) == (2, [])
    tables["head_counts"][0].pop("most")
    load_pack(pack(tables), by=None)
    assert numbers() == [(1, 30, 30, "", 2), (2, 20, 20, "eu", 1)]


@pytest.mark.parametrize("name", ["out", "out.xlsx"])
def test_they_come_out_as_they_went_in_and_their_export_changes_nothing(tables, tmp_path, name):
    export_pack("eu-korea", tmp_path / "read")
    told = [{key: cell for key, cell in row.items() if cell} for row in read_pack(tmp_path / "read")["head_counts"]]
    assert told == [GUESTS, ONE | {"most": "20"}]
    export_pack("eu-korea", tmp_path / name)
    outcome = load_pack(tmp_path / name, by=None, overwrite=True)
    assert (outcome.tables["head_counts"]["unchanged"], numbers()[0][-1]) == (2, 1)


def test_a_pack_without_the_table_loads_as_before_and_an_export_always_writes_it(loaded, tables, pack, tmp_path):
    load_pack(pack(small_events()), by=None)
    assert len(numbers()) == 2
    HeadCount.objects.all().delete()
    export_pack("eu-korea", tmp_path / "out")
    head = "event,number,whom_en,whom_ko,least,most,side,source"
    assert (tmp_path / "out" / "head_counts.csv").read_text().replace('"', "").strip() == head


def test_what_people_put_right_is_left_and_listed(tables, pack):
    change(HeadCount.objects.get(number=1), least=35)
    outcome = load_pack(pack(tables), by=None)
    (found,) = outcome.differences
    assert (found.table, found.record, found.column, found.value, found.kept) == (
        "head_counts",
        "visit/1",
        "least",
        "30",
        "35",
    )
    load_pack(pack(tables), by=None, overwrite=True)
    assert HeadCount.objects.get(number=1).least == 30


def test_what_people_withdrew_stays_withdrawn_and_out_of_the_export(tables, pack, tmp_path):
    change(HeadCount.objects.get(number=1), withdrawn_at=clock.now())
    assert [one.column for one in load_pack(pack(tables), by=None).differences] == ["withdrawn_at"]
    export_pack("eu-korea", tmp_path / "out")
    assert [row["number"] for row in read_pack(tmp_path / "out")["head_counts"]] == ["2"]
    load_pack(pack(tables), by=None, overwrite=True)
    assert HeadCount.objects.get(number=1).withdrawn_at is None


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"most": "29"}, "most", "The second number must be the larger one."),
        ({"least": "some"}, "least", "a whole number"),
        ({"whom_en": ""}, "whom_en", "Write it in at least one language."),
        ({"side": "both"}, "side", "Enter one of these"),
        ({"event": "nothing"}, "event", "no such code"),
        ({"number": "2"}, "number", "same record"),
        ({"source": "the newspaper"}, "source", "not a web address"),
    ],
)
def test_a_wrong_head_count_refuses_the_pack_and_says_where(loaded, pack, cells, column, reason):
    rows = [GUESTS | cells, dict(ONE)]
    with pytest.raises(PackRefused) as refused:
        load_pack(pack(small_events() | {"head_counts": rows}), by=None)
    (fault,) = refused.value.faults
    assert (fault.table, fault.column) == ("head_counts", column)
    assert reason in fault.reason
    assert not Event.objects.get(code="visit").head_counts.exists()
