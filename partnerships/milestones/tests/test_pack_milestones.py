"""A row with a star is the plan and each pairing's milestone; a pairing's own row replaces it."""

import pytest

from core.pack.exporting import export_pack
from core.pack.loading import load_pack
from partnerships.confirmations.services import freeze
from partnerships.models import Milestone, Pairing, PlanItem
from partnerships.tests.small_pack import read_pack, small_pack, write_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(tmp_path):
    load_pack(write_pack(tmp_path / "pack", small_pack()), by=None)
    return tmp_path / "pack"


def milestone(pairing, code):
    return Milestone.objects.get(pairing__code=pairing, code=code)


def exported(tmp_path):
    export_pack("eu-korea", tmp_path / "out")
    rows = read_pack(tmp_path / "out")["milestones"]
    return {(row["code"], row["pairing"]): row for row in rows}


def test_a_star_row_is_the_plan_and_every_pairings_milestone(loaded):
    item = PlanItem.objects.get(code="kick-off")
    assert (item.title_en, item.baseline.start.iso(), item.forecast.start.iso()) == ("Kick-off", "2017-03", "2017-03")
    for pairing in ("busan-barcelona", "busan-tampere"):
        followed = milestone(pairing, "kick-off")
        assert (followed.plan_item, followed.status, followed.actual.start.iso()) == (item, "done", "2017-03-14")
        assert followed.forecast == followed.baseline == item.baseline
        assert followed.from_sources


def test_a_pairings_own_row_replaces_the_star_row_whole(loaded):
    own = milestone("busan-tampere", "visit")
    assert (own.title_en, own.title_ko, own.status, own.reason) == ("", "방문", "unknown", "Put off")
    assert own.plan_item == PlanItem.objects.get(code="visit")
    # A span may lack its start.
    assert (own.baseline.start, own.baseline.end.iso()) == (None, "2017")


def test_a_code_without_a_star_row_is_that_pairings_own_milestone(loaded):
    own = milestone("busan-barcelona", "mou")
    assert (own.plan_item, own.confirmation) == (None, "both")
    assert not Milestone.objects.filter(pairing__code="busan-tampere", code="mou").exists()


def test_one_star_row_comes_back_where_all_equal_it_else_the_plan_and_each(loaded, tmp_path):
    rows = exported(tmp_path)
    assert set(rows) == {
        ("kick-off", "*"),
        ("visit", "*"),
        ("visit", "busan-barcelona"),
        ("visit", "busan-tampere"),
        ("mou", "busan-barcelona"),
    }
    assert rows["kick-off", "*"]["status"] == "done"
    assert rows["visit", "*"]["status"] == "planned"


def test_status_dates_and_reason_are_taken_as_they_stand(loaded):
    tables = small_pack()
    del tables["milestones"][0]["actual_start"]
    tables["milestones"][0]["status"] = "planned"
    del tables["milestones"][2]["reason"]
    load_pack(write_pack(loaded, tables), by=None)
    assert not milestone("busan-tampere", "kick-off").actual
    assert milestone("busan-tampere", "visit").reason == ""


def test_a_milestone_joins_the_plan_when_a_star_row_comes(loaded):
    tables = small_pack()
    tables["milestones"].append({**tables["milestones"][3], "pairing": "*", "title_en": "Sign"})
    load_pack(write_pack(loaded, tables), by=None)
    assert milestone("busan-barcelona", "mou").plan_item == PlanItem.objects.get(code="mou")
    assert milestone("busan-barcelona", "mou").title_en == "MoU"
    assert milestone("busan-tampere", "mou").title_en == "Sign"


@pytest.mark.parametrize(("standing", "status"), [("active", "planned"), ("closed", "cancelled")])
def test_a_new_pairing_has_a_milestone_for_every_item_of_the_plan(loaded, standing, status):
    """An item that this pack does not name stands as cancelled where the pairing is closed."""
    tables = small_pack()
    tables["partners"].append({"code": "suwon", "name_en": "Suwon", "kind": "city", "cities": "busan"})
    tables["participants"].append({"strand": "eu-korea", "partner": "suwon", "side": "counterpart"})
    tables["pairings"].append(
        {**tables["pairings"][1], "code": "suwon-tampere", "counterpart": "suwon", "status": standing}
    )
    tables["milestones"] = tables["milestones"][:1]
    load_pack(write_pack(loaded, tables), by=None)
    unreported = milestone("suwon-tampere", "visit")
    assert (unreported.status, unreported.title_en, unreported.from_sources) == (status, "Visit", False)
    assert unreported.plan_item == PlanItem.objects.get(code="visit")
    assert milestone("suwon-tampere", "kick-off").status == "done"
    before = unreported.version
    load_pack(loaded, by=None)
    assert milestone("suwon-tampere", "visit").version == before


def test_a_pack_may_hold_only_some_tables(loaded):
    for name in ("cities", "partners", "organisations", "themes", "participants", "pairings", "stages"):
        (loaded / f"{name}.csv").unlink()
    outcome = load_pack(loaded, by=None)
    assert outcome.total("changed") == outcome.total("added") == 0
    assert Pairing.objects.count() == 2


def test_a_text_that_a_pack_moves_is_another_edition(tmp_path):
    pack = small_pack()
    load_pack(write_pack(tmp_path / "pack", pack), by=None)
    before = milestone("busan-barcelona", "mou")
    freeze(by=None, text=before)
    (row,) = [row for row in pack["milestones"] if row["code"] == "mou"]
    for field, value, edition in (("planned_start", "2018-05", 1), ("title_en", "Another MoU", 2)):
        row[field] = value
        load_pack(write_pack(tmp_path / field, pack), by=None)
        after = milestone("busan-barcelona", "mou")
        assert after.edition == edition
    assert (before.edition, after.title_en) == (1, "Another MoU")


def test_a_reason_comes_and_goes_in_both_languages_and_one_of_other_words_has_none_yet(loaded, tmp_path):
    own = milestone("busan-tampere", "visit")
    own.reason_other = "연기"
    own.save(by=None)
    assert exported(tmp_path)["visit", "busan-tampere"]["reason_other"] == "연기"
    load_pack(tmp_path / "out", by=None)
    assert milestone("busan-tampere", "visit").reason_other == "연기"
    tables = small_pack()
    for row in tables["milestones"]:
        if (row["code"], row["pairing"]) == ("visit", "busan-tampere"):
            row["reason"] = "Another reason"
    load_pack(write_pack(tmp_path / "later", tables), by=None, overwrite=True)
    own = milestone("busan-tampere", "visit")
    assert (own.reason, own.reason_other) == ("Another reason", "")


def test_words_that_come_back_have_the_translation_that_they_had_last(loaded):
    for note, other, brought in (("On foot", "걸어서", "걸어서"), ("By tram", "", ""), ("On foot", None, "걸어서")):
        own = milestone("busan-tampere", "visit")
        own.note = note
        if other is not None:
            own.note_other = other
        own.save(by=None)
        assert milestone("busan-tampere", "visit").note_other == brought
    own = milestone("busan-tampere", "visit")
    own.note_other = ""  # taken out
    own.save(by=None)
    for note in ("By tram", "On foot"):
        own = milestone("busan-tampere", "visit")
        own.note = note
        own.save(by=None)
    assert milestone("busan-tampere", "visit").note_other == ""


def test_other_words_with_the_translation_that_stands_keep_it_and_change_nothing_again(loaded, tmp_path):
    own = milestone("busan-tampere", "visit")
    own.reason_other = "연기"
    own.save(by=None)
    tables = small_pack()
    for row in tables["milestones"]:
        if (row["code"], row["pairing"]) == ("visit", "busan-tampere"):
            row |= {"reason": "Another reason", "reason_other": "연기"}
    for _time in range(2):
        outcome = load_pack(write_pack(tmp_path / "later", tables), by=None, overwrite=True)
        own = milestone("busan-tampere", "visit")
        assert (own.reason, own.reason_other) == ("Another reason", "연기")
    assert outcome.tables["milestones"]["changed"] == 0
