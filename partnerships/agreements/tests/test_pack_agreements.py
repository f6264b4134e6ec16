"""The table of agreements: in and out as it is, marked, and left alone where people have changed a record."""

import pytest

from core import clock
from core.pack.exporting import export_pack
from core.pack.loading import load_pack
from core.pack.reading import PackRefused
from partnerships.confirmations.services import freeze
from partnerships.integrity import contradictions
from partnerships.models import Agreement
from partnerships.tests.small_pack import REAL, read_pack, small_pack, write_pack
from partnerships.tests.test_pack_real import read

pytestmark = pytest.mark.django_db

ROWS = [
    {
        "code": "sister-cities",
        "pairing": "busan-barcelona",
        "kind": "sister-city",
        "title_en": "Charter",
        "title_ko": "자매결연",
        "status": "signed",
        "signed_on": "1983-10-25",
        "source": "https://example.org/a ; https://example.org/b",
        "note": "Older than the programme.",
    },
    {"code": "mou", "pairing": "busan-tampere", "kind": "mou", "title_ko": "업무협약", "status": "discussed"},
    {
        "code": "old",
        "pairing": "busan-tampere",
        "kind": "friendship-city",
        "title_en": "Old",
        "status": "lapsed",
        "signed_on": "1999",
    },
]


def pack(**changes):
    tables = small_pack()
    tables["agreements"] = [dict(row) for row in ROWS]
    tables["agreements"][0] |= changes
    return tables


@pytest.fixture
def loaded(tmp_path):
    load_pack(write_pack(tmp_path / "pack", pack()), by=None)
    return tmp_path / "pack"


def test_rows_become_agreements_that_say_where_they_come_from(loaded):
    charter = Agreement.objects.get(code="sister-cities")
    assert (charter.status, charter.signed_on_date.iso(), charter.from_sources) == ("signed", "1983-10-25", True)
    assert charter.strand == charter.pairing.strand
    assert Agreement.objects.get(code="old").signed_on_date.iso() == "1999"
    assert Agreement.objects.ever_signed().count() == 2


def test_they_come_out_as_they_went_in(loaded, tmp_path):
    export_pack("eu-korea", tmp_path / "out")
    rows = {row["code"]: row for row in read_pack(tmp_path / "out")["agreements"]}
    for row in ROWS:
        assert {name: value for name, value in rows[row["code"]].items() if value} == row


def test_loading_twice_changes_nothing(loaded):
    before = list(Agreement.objects.order_by("pk").values())
    load_pack(loaded, by=None)
    assert list(Agreement.objects.order_by("pk").values()) == before


def test_what_people_changed_is_left_and_listed(loaded):
    charter = Agreement.objects.get(code="sister-cities")
    charter.title_en = "Charter of 1983"
    charter.save(by=None)
    outcome = load_pack(write_pack(loaded, pack(title_en="Treaty", signed_on="1984")), by=None)
    charter.refresh_from_db()
    assert (charter.title_en, charter.signed_on_date.iso()) == ("Charter of 1983", "1983-10-25")
    assert {(one.table, one.record) for one in outcome.differences} == {("agreements", "sister-cities")}


def test_what_people_signed_or_ended_no_pack_takes_back(loaded):
    mou = Agreement.objects.get(code="mou")
    mou.status, mou.lapsed_on, mou.from_sources, mou.title_en = "lapsed", clock.today(), False, "Memorandum"
    mou.save(by=None)
    outcome = load_pack(loaded, by=None, overwrite=True)
    mou.refresh_from_db()
    assert (mou.status, mou.lapsed_on, mou.from_sources) == ("lapsed", clock.today(), False)
    assert [(one.column, one.value, one.kept) for one in outcome.differences] == [("status", "discussed", "lapsed")]
    assert list(contradictions()) == []


def test_another_title_from_a_pack_is_another_edition(loaded):
    charter = Agreement.objects.select_related("pairing__strand").get(code="sister-cities")
    frozen = freeze(by=None, text=charter)
    load_pack(write_pack(loaded, pack(title_en="Treaty")), by=None)
    charter.refresh_from_db()
    assert (frozen.edition, charter.edition, charter.title_en) == (1, 2, "Treaty")


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"pairing": "nobody"}, "pairing"),
        ({"kind": "treaty"}, "kind"),
        ({"status": "signed-twice"}, "status"),
        ({"signed_on": "some day"}, "signed_on"),
        ({"code": "new", "title_en": "", "title_ko": ""}, "title_en"),
        ({"source": "here"}, "source"),
        ({"pairing": "busan-tampere"}, "pairing"),
    ],
)
def test_faults_are_named_by_their_column(loaded, changes, column):
    with pytest.raises(PackRefused) as refused:
        load_pack(write_pack(loaded, pack(**changes)), by=None)
    assert column in str([(fault.table, fault.column) for fault in refused.value.faults])


def test_the_real_four(tmp_path):
    load_pack(REAL, by=None)
    assert list(Agreement.objects.order_by("code").values_list("code", "status")) == [
        ("busan-barcelona-mous", "discussed"),
        ("busan-barcelona-sister-cities", "signed"),
        ("gwangju-tampere-mou", "discussed"),
        ("suwon-heritage-mou", "discussed"),
    ]
    export_pack("eu-korea-2017", tmp_path / "out")
    assert read(tmp_path / "out", "agreements") == read(REAL, "agreements")
