"""Versions, moved dates and levels point to the entry of the act that made them, whoever does it how."""

import datetime as dt

import pytest
from django.urls import reverse

from core import clock
from core.log import read_counters
from core.pack.loading import load_pack
from core.tests.acted import acted
from partnerships.history.selectors import timeline
from partnerships.history.services import kind_of, restore_version
from partnerships.milestones.actions import EditMilestone, ReportMilestone, RescheduleMilestone
from partnerships.models import DateChange, Organisation, Pairing
from partnerships.projects.actions import MoveProject
from partnerships.tests.factories import MilestoneFactory, UserFactory, period
from partnerships.tests.factories_together import ProjectFactory
from partnerships.tests.plan_story import reschedule
from partnerships.tests.small_pack import small_pack, write_pack
from partnerships.tests.test_admin_saving import change_url, filled, post

pytestmark = pytest.mark.django_db
MOMENT = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _one_moment():
    with clock.fixed_at(MOMENT):
        yield


def _again(milestone):
    milestone.refresh_from_db()
    return {"row": milestone, "version": milestone.version}


def test_two_quick_acts_in_a_row_by_one_person_are_two_lines_each_with_its_own_changes(sides, as_role) -> None:
    by = sides.by("eu")
    milestone = MilestoneFactory(pairing=sides.pairing, title_en="Launch")
    EditMilestone.do(**by, **_again(milestone), changes={"title_en": "Kick-off"})
    RescheduleMilestone.do(**by, **_again(milestone), forecast=period("2026-12-10"), reason="The hall is taken.")
    EditMilestone.do(**by, **_again(milestone), changes={"title_en": "Opening"})
    ReportMilestone.do(**by, **_again(milestone), actual=period("2026-11-24"), reason="")
    address = reverse("partnerships:record-history", args=[sides.pairing.strand.code, "milestone", milestone.pk])
    reported, renamed, moved, edited = as_role("eu").get(address).context["entries"][:4]
    assert [entry.version for entry in (edited, moved, renamed, reported)] == [2, 3, 4, 5]
    told = [(one.label, one.old, one.new) for entry in (edited, renamed) for one in entry.changes]
    assert ("Title in English", "Launch", "Kick-off") in told
    assert ("Title in English", "Kick-off", "Opening") in told
    assert (moved.reason, moved.changes) == ("The hall is taken.", [])
    assert ("Status", "Planned", "Done") in [(one.label, one.old, one.new) for one in reported.changes]


def _entries(written):
    return [(entry.action, kinds) for entry, kinds in written]


@pytest.mark.usefixtures("in_january")
def test_each_record_that_moves_along_with_a_stage_has_an_entry_with_its_version_and_its_moved_date(story) -> None:
    stage = story.stages["closing"]
    with acted() as written:
        reschedule(**story.by, record=stage, version=1, forecast=period("2018-04"), reason="The venue is free.")
    kinds = {
        "stage-moved": {"DateChange", "HistoricalStage"},
        "plan-item-moved": {"DateChange", "HistoricalPlanItem"},
        "milestone-moved-along": {"DateChange", "HistoricalMilestone"},
    }
    assert {(entry.object_type, entry.object_id) for entry, _kinds in written} == {
        (change._meta.label_lower, change.pk)
        for row in DateChange.objects.all()
        for change in (row.stage or row.plan_item or row.milestone,)
    }
    assert _entries(written) == [(action, kinds[action]) for action, _found in _entries(written)]
    assert {action for action, _found in _entries(written)} == kinds.keys()


def test_a_level_points_to_the_entry_of_the_act_that_moved_it(sides) -> None:
    project = ProjectFactory(pairing=sides.pairing, level="identified")
    with acted() as written:
        MoveProject.do(project, **sides.by("eu"), version=1, new="exploring", on=MOMENT.date(), evidence="The minutes")
    assert _entries(written) == [("project-level", {"LevelChange", "HistoricalProject"})]


def test_what_is_given_back_is_one_line_with_the_version_it_led_to(sides) -> None:
    milestone = sides.milestone(title_en="Launch")
    EditMilestone.do(**sides.by("eu"), **_again(milestone), changes={"title_en": "Kick-off"})
    milestone.refresh_from_db()
    with acted() as written:
        restore_version(**sides.by("eu"), kind=kind_of(milestone), record=milestone, version=2, number=1)
    assert _entries(written) == [("record-restored", {"HistoricalMilestone"})]
    restored, edited, _added = timeline(milestone)
    assert [(entry.action, entry.version) for entry in (restored, edited)] == [
        ("record-restored", 3),
        ("milestone-edit", 2),
    ]


def test_the_records_of_a_pack_point_to_its_load_which_their_history_tells_of(tmp_path) -> None:
    tables = small_pack()
    with acted() as written:
        load_pack(write_pack(tmp_path / "pack", tables), by=None)
    ((action, kinds),) = _entries(written)
    assert action == "pack-loaded"
    assert {"HistoricalCity", "HistoricalOrganisation", "HistoricalPairing"} <= kinds
    row = tables["organisations"][0]
    row["name_en"] = "Another name"
    pairing = Pairing.objects.filter(strand=written[0][0].strand_id).earliest("pk")
    before = read_counters(pairing_id=pairing.pk)
    with acted() as changed:
        load_pack(write_pack(tmp_path / "pack", tables), by=None)
    assert _entries(changed) == [("pack-loaded", {"HistoricalOrganisation"})]
    told = timeline(Organisation.objects.get(code=row["code"]))
    assert [(entry.what, entry.name, entry.who) for entry in told] == [
        (entry.sentence, str(pairing.strand), "recorded from sources") for entry, _kinds in (*changed, *written)
    ]
    # The pack changed what strands share, and nothing of the pairing.
    after = read_counters(pairing_id=pairing.pk)
    assert (after[1] - before[1], after[2] - before[2]) == (0, 1)


def test_what_an_administrator_changes_points_to_the_entry_that_tells_of_it(client, story) -> None:
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    for record in (story.strand, story.stages["closing"]):
        data = filled(client.get(change_url(record))) | {"name_en": "Another name"}
        with acted() as written:
            post(client, record, data)
        assert _entries(written) == [("record-changed", {f"Historical{type(record).__name__}"})]
        assert written[0][0].strand_id == story.strand.pk
