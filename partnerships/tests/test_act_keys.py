"""An act, the versions it saved and the dates and levels it moved point to each other by key, whoever does it how."""

import datetime as dt

import pytest
from django.urls import reverse

from core import clock
from core.models import AuditEntry
from core.pack.loading import load_pack
from core.tests.acted import acted
from partnerships.milestones.services import edit_milestone, report_milestone, reschedule_milestone
from partnerships.models import Organisation
from partnerships.services.history import timeline
from partnerships.services.plan_moves import reschedule_stage
from partnerships.services.project_levels import move_level
from partnerships.services.record_kinds import kind_of
from partnerships.services.restoring import restore_version
from partnerships.tests.factories import MilestoneFactory, UserFactory, period
from partnerships.tests.factories_together import ProjectFactory
from partnerships.tests.small_pack import small_pack, write_pack
from partnerships.tests.test_admin_saving import change_url, filled, post

pytestmark = pytest.mark.django_db
MOMENT = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _one_moment():
    with clock.standing_at(MOMENT):
        yield


def _again(milestone):
    milestone.refresh_from_db()
    return {"milestone": milestone, "version": milestone.version}


def test_two_quick_acts_in_a_row_by_one_person_are_two_lines_each_with_its_own_changes(sides, as_role) -> None:
    by = sides.by("eu")
    milestone = MilestoneFactory(pairing=sides.pairing, title_en="Launch")
    edit_milestone(**by, **_again(milestone), changes={"title_en": "Kick-off"})
    reschedule_milestone(**by, **_again(milestone), forecast=period("2026-12-10"), reason="The hall is taken.")
    edit_milestone(**by, **_again(milestone), changes={"title_en": "Opening"})
    report_milestone(**by, **_again(milestone), actual=period("2026-11-24"), reason="")
    address = reverse("partnerships:record-history", args=[sides.pairing.strand.code, "milestone", milestone.pk])
    reported, renamed, moved, edited = as_role("eu").get(address).context["entries"][:4]
    assert [entry.version for entry in (edited, moved, renamed, reported)] == [2, 3, 4, 5]
    told = [(one.label, one.old, one.new) for entry in (edited, renamed) for one in entry.changes]
    assert ("Title in English", "Launch", "Kick-off") in told
    assert ("Title in English", "Kick-off", "Opening") in told
    assert (moved.reason, moved.changes) == ("The hall is taken.", [])
    assert ("Status", "Planned", "Done") in [(one.label, one.old, one.new) for one in reported.changes]


@pytest.mark.usefixtures("in_january")
def test_all_that_moves_along_with_a_stage_is_of_one_act(story) -> None:
    stage = story.stages["closing"]
    with acted() as written:
        reschedule_stage(**story.by, stage=stage, version=1, forecast=period("2018-04"), reason="The venue is free.")
    kinds = {"AuditEntry", "DateChange", "HistoricalStage", "HistoricalPlanItem", "HistoricalMilestone"}
    assert list(written.values()) == [kinds]
    stage.refresh_from_db()
    with acted() as next_one:
        reschedule_stage(**story.by, stage=stage, version=2, forecast=period("2018-05"), reason="Elections.")
    assert list(next_one.values()) == [kinds]
    assert not written.keys() & next_one.keys()


def test_a_level_points_to_the_act_that_moved_it(sides) -> None:
    project = ProjectFactory(pairing=sides.pairing, level="identified")
    with acted() as written:
        move_level(
            **sides.by("eu"), project=project, version=1, new="exploring", on=MOMENT.date(), evidence="The minutes"
        )
    assert list(written.values()) == [{"AuditEntry", "LevelChange", "HistoricalProject"}]


def test_what_is_given_back_is_one_line_with_the_version_it_led_to(sides) -> None:
    milestone = sides.milestone(title_en="Launch")
    edit_milestone(**sides.by("eu"), **_again(milestone), changes={"title_en": "Kick-off"})
    milestone.refresh_from_db()
    with acted() as written:
        restore_version(**sides.by("eu"), kind=kind_of(milestone), record=milestone, version=2, number=1)
    assert list(written.values()) == [{"AuditEntry", "HistoricalMilestone"}]
    restored, edited, _added = timeline(milestone)
    assert [(entry.action, entry.version) for entry in (restored, edited)] == [
        ("record-restored", 3),
        ("milestone-edited", 2),
    ]


def test_the_records_of_a_pack_point_to_its_load(tmp_path) -> None:
    tables = small_pack()
    with acted() as written:
        load_pack(write_pack(tmp_path / "pack", tables), by=None)
    (kinds,) = written.values()
    assert {"AuditEntry", "HistoricalCity", "HistoricalOrganisation", "HistoricalPairing"} <= kinds
    row = tables["organisations"][0]
    row["name_en"] = "Another name"
    with acted() as changed:
        load_pack(write_pack(tmp_path / "pack", tables), by=None)
    assert list(changed.values()) == [{"AuditEntry", "HistoricalOrganisation"}]
    told = timeline(Organisation.objects.get(code=row["code"]))
    assert [entry.what for entry in told] == ["Changed", "Added"]


def test_what_an_administrator_changes_points_to_the_entry_that_tells_of_it(client, story) -> None:
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    for record in (story.strand, story.stages["closing"]):
        data = filled(client.get(change_url(record))) | {"name_en": "Another name"}
        with acted() as written:
            post(client, record, data)
        assert list(written.values()) == [{"AuditEntry", f"Historical{type(record).__name__}"}]


def test_what_was_written_without_a_key_is_told_line_by_line(sides) -> None:
    milestone = sides.milestone(title_en="Launch")
    edit_milestone(**sides.by("eu"), **_again(milestone), changes={"title_en": "Kick-off"})
    for model in (AuditEntry, type(milestone).history.model):
        model.objects.update(act_key=None)
    told = [(entry.action, entry.version) for entry in timeline(milestone)]
    assert sorted(told, key=str) == [("", 1), ("", 2), ("milestone-edited", None)]
