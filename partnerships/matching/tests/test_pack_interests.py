"""Needs and offers go into the portal by pack and come out again; what people withdrew stays withdrawn."""

import datetime as dt

import pytest

from core.pack.exporting import export_pack
from core.pack.loading import load_pack
from core.pack.reading import PackRefused
from partnerships.models import Interest
from partnerships.tests.small_pack import REAL, read_pack, small_pack, write_pack
from partnerships.tests.test_pack_real import read

pytestmark = pytest.mark.django_db

NEED = {"strand": "eu-korea", "partner": "busan", "topic": "ict", "kind": "need"}
OFFER = {"strand": "eu-korea", "partner": "barcelona", "topic": "ict", "kind": "offer", "weight": "3"}


@pytest.fixture
def pack(tmp_path):
    def write(*rows):
        return write_pack(tmp_path / "in", small_pack() | {"interests": list(rows)})

    return write


def test_the_real_ones_are_loaded_whole_and_come_out_as_they_went_in(tmp_path):
    outcome = load_pack(REAL, by=None)
    assert outcome.tables["interests"]["added"] == Interest.objects.count() == 27
    weight = Interest.objects.get(participation__partner__code="tampere", kind="need").weight
    assert weight == 3
    export_pack("eu-korea-2017", tmp_path / "out")
    assert _real(tmp_path / "out") == _real(REAL)


def _real(folder):
    return sorted(sorted(cells.items()) for cells in read(folder, "interests").values())


@pytest.mark.parametrize("name", ["out", "out.xlsx"])
def test_loading_an_export_again_changes_nothing(pack, tmp_path, name):
    load_pack(pack(NEED | {"note_ko": "=1+1 공유"}, OFFER), by=None)
    before = list(Interest.objects.order_by("pk").values())
    export_pack("eu-korea", tmp_path / name)
    outcome = load_pack(tmp_path / name, by=None)
    assert outcome.tables["interests"]["unchanged"] == 2
    assert list(Interest.objects.order_by("pk").values()) == before


def test_a_partner_may_both_need_and_offer_one_topic(pack):
    load_pack(pack(NEED, NEED | {"kind": "offer"}), by=None)
    assert Interest.objects.count() == 2


def test_a_filled_cell_overwrites_and_an_empty_one_leaves(pack):
    load_pack(pack(OFFER | {"note_en": "Old"}), by=None)
    load_pack(pack(OFFER | {"weight": "", "note_en": "New"}), by=None)
    row = Interest.objects.get()
    assert (row.weight, row.note_en, row.version) == (3, "New", 2)
    assert row.history.count() == 2


def _changed_by_people(**values):
    row = Interest.objects.get()
    for name, value in values.items():
        setattr(row, name, value)
    row.save(by=None)


def test_what_people_changed_is_a_conflict_and_stays(pack):
    load_pack(pack(OFFER | {"note_en": "Old"}), by=None)
    _changed_by_people(note_en="Ours")
    folder = pack(OFFER | {"note_en": "Theirs"})
    outcome = load_pack(folder, by=None)
    assert [(one.why, one.column, one.kept) for one in outcome.differences] == [("conflict", "note_en", "Ours")]
    assert Interest.objects.get().note_en == "Ours"
    load_pack(folder, by=None, overwrite=True)
    assert Interest.objects.get().note_en == "Theirs"


def test_what_people_withdrew_is_a_conflict_and_only_overwriting_states_it_again(pack, tmp_path):
    folder = pack(OFFER)
    load_pack(folder, by=None)
    _changed_by_people(withdrawn_on=dt.date(2026, 11, 1))
    outcome = load_pack(folder, by=None)
    assert [(one.why, one.column, one.kept) for one in outcome.differences] == [
        ("conflict", "withdrawn_on", "2026-11-01")
    ]
    assert Interest.objects.get().withdrawn_on == dt.date(2026, 11, 1)
    export_pack("eu-korea", tmp_path / "out")
    assert read_pack(tmp_path / "out")["interests"] == []
    load_pack(folder, by=None, overwrite=True)
    assert Interest.objects.get().withdrawn_on is None


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (NEED | {"topic": "smart-city"}, "topic"),
        (NEED | {"topic": "unknown"}, "topic"),
        (NEED | {"partner": "seoul"}, "partner"),
        (NEED | {"kind": "wish"}, "kind"),
        (NEED | {"kind": ""}, "kind"),
        (NEED | {"weight": "0"}, "weight"),
        (NEED | {"weight": "4"}, "weight"),
        (NEED | {"weight": "1.5"}, "weight"),
        (NEED | {"strand": "another"}, "strand"),
        (NEED | {"source": "in the press"}, "source"),
    ],
)
def test_a_wrong_row_refuses_the_pack(pack, row, column):
    with pytest.raises(PackRefused) as refused:
        load_pack(pack(row, OFFER), by=None)
    assert [(fault.table, fault.column) for fault in refused.value.faults] == [("interests", column)]
    assert not Interest.objects.exists()


def test_the_same_key_twice_is_refused(pack):
    with pytest.raises(PackRefused) as refused:
        load_pack(pack(NEED, NEED | {"note_en": "Again"}), by=None)
    assert [(fault.column, fault.row) for fault in refused.value.faults] == [("kind", 3)]
