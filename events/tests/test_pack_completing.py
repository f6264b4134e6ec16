"""What a held event of a pack does to the milestones that it completes."""

import pytest

from core.pack.loading import load_pack
from events.tests.small_events import change, small_events
from partnerships.models import Milestone

pytestmark = pytest.mark.django_db


def test_a_held_event_completes_what_no_row_of_milestones_tells_of(loaded, pack):
    """The pack names events alone; its milestones stand in the portal."""
    tables = small_events()
    tables["events"][0] |= {"status": "held", "actual_start": "2017-03-16"}
    del tables["milestones"], tables["agenda"]
    folder = pack(tables)
    (folder / "milestones.csv").unlink()
    load_pack(folder, by=None)
    visits = {row.pairing.code: row for row in Milestone.objects.filter(code="visit")}
    done = visits["busan-tampere"]
    assert (done.status, done.actual.iso(), done.from_sources, done.version, done.loaded_version) == (
        "done",
        "2017-03-16",
        True,
        2,
        2,
    )
    assert done.history.first().history_change_reason == "pack-loaded"
    assert visits["busan-barcelona"].status == "planned"
    assert not load_pack(folder, by=None).total("changed")
    assert Milestone.objects.get(pk=done.pk).version == 2


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({}, ("Put off", "연기")),
        ({"reason": "Put off"}, ("Put off", "연기")),
        ({"reason": "Put off", "reason_other": "미룸"}, ("Put off", "미룸")),
        ({"reason": "Late flight"}, ("Late flight", "")),
    ],
)
def test_completing_takes_no_word_of_why_that_the_pack_does_not_replace(loaded, pack, said, kept):
    milestone = Milestone.objects.get(pairing__code="busan-tampere", code="visit")
    milestone.reason, milestone.reason_other = "Put off", "연기"
    milestone.loaded_version = milestone.version + 1
    milestone.save(by=None)
    tables = small_events()
    tables["events"][0] |= {"status": "held", "actual_start": "2017-03-16", **said}
    folder = pack(tables)
    (folder / "milestones.csv").unlink()
    load_pack(folder, by=None)
    milestone = Milestone.objects.get(pk=milestone.pk)
    assert (milestone.status, milestone.reason, milestone.reason_other) == ("done", *kept)


def test_the_packs_own_row_of_a_milestone_has_the_word(pack):
    tables = small_events()
    tables["events"][0] |= {"status": "held", "actual_start": "2017-03-16"}
    load_pack(pack(tables), by=None)
    assert Milestone.objects.get(pairing__code="busan-tampere", code="visit").status == "unknown"


def test_what_people_said_of_a_milestone_a_held_event_leaves(loaded, pack):
    change(Milestone.objects.get(pairing__code="busan-tampere", code="visit"), note="We wait for a report.")
    tables = small_events()
    tables["events"][0] |= {"status": "held", "actual_start": "2017-03-16"}
    folder = pack(tables)
    (folder / "milestones.csv").unlink()
    load_pack(folder, by=None)
    assert Milestone.objects.get(pairing__code="busan-tampere", code="visit").status == "unknown"


def test_what_both_sides_confirm_no_event_completes(loaded, pack):
    tables = small_events()
    tables["events"][1] |= {"milestones": "mou", "status": "held", "actual_start": "2017-03-16"}
    folder = pack(tables)
    (folder / "milestones.csv").unlink()
    load_pack(folder, by=None)
    assert Milestone.objects.get(code="mou").status == "planned"


def test_in_a_closed_pairing_no_event_completes_anything(loaded, pack):
    tables = small_events()
    tables["pairings"][1]["status"] = "closed"
    tables["events"][0] |= {"status": "held", "actual_start": "2017-03-16"}
    folder = pack(tables)
    (folder / "milestones.csv").unlink()
    load_pack(folder, by=None)
    assert Milestone.objects.get(pairing__code="busan-tampere", code="visit").status == "unknown"
