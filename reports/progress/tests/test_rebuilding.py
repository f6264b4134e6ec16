"""What was issued can be made anew to the byte, whatever became of the records; a correction lists what changed."""

import datetime as dt
import hashlib

import pytest

from core import clock
from core.blocks import text_of
from core.errors import AlreadyDone, DomainError, NotAllowed
from partnerships.models import Milestone, Pairing, Partner, Strand
from partnerships.tests.factories import MilestoneFactory, period
from partnerships.tests.factories_together import DocumentFactory, ProjectFactory
from reports.models import CityUpdate, ReportStep
from reports.progress import services as issued_files
from reports.progress.actions import AcceptReport, ReturnReport, ReviseReport
from reports.progress.rendering.changes import Changes
from reports.progress.rendering.phrases import Phrases
from reports.progress.selectors import SnapshotFault, changes_between, compile_snapshot, read_snapshot
from reports.progress.services import is_same_renderer, rebuild_file, rebuilt_sha256
from reports.progress.tests.report_scene import NOW, fresh, report_scene, with_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_report_day")]
WRONG = "The day of the kick-off was wrong."


@pytest.fixture
def scene(sides):
    return report_scene(sides)


def change_everything(scene):
    """Other names, dates, statuses and documents; nothing is deleted."""
    for row in [*Partner.objects.all(), *Strand.objects.all()]:
        row.name_en, row.name_ko = f"Other {row.pk}", f"다른 이름 {row.pk}"
        row.save(by=None)
    for row in Milestone.objects.all():
        row.title_en, row.status = "Something else", "cancelled"
        row.baseline = row.forecast = row.actual = period("2019-01-01")
        row.save(by=None)
    for row in Pairing.objects.all():
        row.status = "closed"
        row.save(by=None)
    for row in CityUpdate.objects.all():
        row.achieved_en = "Nothing."
        row.save(by=None)
    ProjectFactory(pairing=scene.pairing)
    DocumentFactory(pairing=scene.pairing)
    scene.period.name_en = "Another period"
    scene.period.save(by=None)


def test_every_file_comes_out_the_same_after_everything_changed(scene):
    report = scene.draft()
    scene.write(report)
    row = with_files(scene.issue(report))
    before = read_snapshot(row)
    with clock.fixed_at(NOW + dt.timedelta(days=400)):
        change_everything(scene)
        row = fresh(row)
        files = list(row.files.all())
        assert len(files) == 10
        for one in files:
            with one.file.open("rb") as kept:
                assert hashlib.sha256(kept.read()).hexdigest() == one.sha256, one.name
            assert rebuilt_sha256(one) == one.sha256, one.name
        assert read_snapshot(row) == before
        assert compile_snapshot(row, clock.now())["sections"] != before["sections"]


def test_a_later_renderer_says_so_and_a_faulty_snapshot_makes_nothing(scene, monkeypatch):
    row = with_files(scene.issued())
    one = row.files.first()
    monkeypatch.setattr(issued_files, "RENDERER", 99)
    assert not is_same_renderer(one)
    row.snapshot = row.snapshot.replace("Kick-off", "Kick-out")
    row.save(by=None)
    with pytest.raises(SnapshotFault):
        rebuild_file(row.files.first())


def test_what_changed_since_a_report_is_told_by_record_and_figure(scene):
    row = scene.issued()
    assert changes_between(read_snapshot(row), compile_snapshot(row, NOW)) == []
    scene.milestone.status = "unknown"
    scene.milestone.title_en = "Opening"
    scene.milestone.actual = period("2026-04-01")
    scene.milestone.save(by=None)
    new = MilestoneFactory(pairing=scene.pairing, stage=scene.milestone.stage, plan_item=None, title_en="Mid-term")
    changes = changes_between(read_snapshot(row), compile_snapshot(row, NOW))
    by_what = {(one["section"], one["kind"], one["key"], one["field"] or one["in_figure"]) for one in changes}
    assert ("journey", "changed", f"{scene.pairing.code}/kick-off", "status") in by_what
    assert ("journey", "changed", f"{scene.pairing.code}/kick-off", "name") in by_what
    assert ("journey", "added", f"{scene.pairing.code}/{new.code}", "") in by_what
    assert ("journey", "gone", f"{scene.pairing.code}/kick-off", "milestones-done") in by_what
    assert ("journey", "changed", "milestones-done", "") in by_what
    told = Changes({}, Phrases("en")).lines(changes)
    lines = {(text_of(one["about"]), one["what"], one["old"], one["new"]) for one in told}
    assert ("Opening", "status", "Done", "Not reported") in lines
    assert ("Milestones done", "value", "1", "0") in lines


def test_a_remark_that_was_translated_since_is_no_change_and_another_remark_is_one(scene):
    scene.milestone.note, scene.milestone.from_sources = "The press names another day.", True
    scene.milestone.save(by=None)
    row = scene.issued()
    Milestone.objects.update(note_other="언론은 다른 날을 보도함")
    assert changes_between(read_snapshot(row), compile_snapshot(row, NOW)) == []
    Milestone.objects.update(note="The press names no day.")
    (one,) = changes_between(read_snapshot(row), compile_snapshot(row, NOW))
    assert (one["kind"], one["new"]["en"]) == ("changed", "The press names no day.")


def test_a_revision_names_the_old_one_takes_its_words_and_lists_what_changed(scene):
    report = scene.draft()
    scene.write(report)
    row = fresh(scene.issue(report))
    for reason in ("", "  "):
        with pytest.raises(DomainError, match="Give a reason"):
            ReviseReport.do(row, version=row.version, reason=reason, **scene.by("staff"))
    for role in ("administrator", "authority", "eu"):
        with pytest.raises(NotAllowed):
            ReviseReport.do(row, version=row.version, reason=WRONG, **scene.by(role))
    draft = ReviseReport.do(row, version=row.version, reason=WRONG, **scene.by("staff"))
    assert (draft.revision, draft.replaces, draft.texts.get().text_ko) == (2, row, "잘 되었다.")
    with pytest.raises(AlreadyDone):
        ReviseReport.do(row, version=row.version, reason=WRONG, **scene.by("staff"))
    scene.milestone.actual = period("2026-04-01")
    scene.milestone.save(by=None)
    second = fresh(scene.issue(fresh(draft)))
    snapshot = read_snapshot(second)
    assert snapshot["report"]["replaces"] == {"revision": 1, "sha256": row.sha256, "issued_on": "2026-11-25"}
    assert snapshot["report"]["correction"]["en"] == WRONG
    assert {"actual"} <= {one["field"] for one in snapshot["changes"]}
    assert fresh(row).sha256 == row.sha256
    with pytest.raises(DomainError, match="Revision 2 replaces this one"):
        ReviseReport.do(row, version=row.version, reason=WRONG, **scene.by("staff"))
    with pytest.raises(DomainError, match="Revision 2 replaces this one"):
        AcceptReport.do(row, version=row.version, **scene.by("authority"))


def test_the_authority_accepts_or_returns_with_a_reason_and_nobody_else(scene):
    row = scene.issued()
    for role in ("staff", "administrator", "eu", "observer"):
        with pytest.raises(NotAllowed):
            AcceptReport.do(row, version=row.version, **scene.by(role))
        with pytest.raises(NotAllowed):
            ReturnReport.do(row, version=row.version, reason=WRONG, **scene.by(role))
    for reason in ("", " \n"):
        with pytest.raises(DomainError, match="Give a reason"):
            ReturnReport.do(row, version=row.version, reason=reason, **scene.by("authority"))
    with pytest.raises(DomainError, match="too long"):
        ReturnReport.do(row, version=row.version, reason="x" * 2001, **scene.by("authority"))
    row = ReturnReport.do(row, version=row.version, reason=WRONG, **scene.by("authority"))
    assert ReportStep.objects.get(act="returned").reason == WRONG
    with pytest.raises(DomainError, match="cannot be done now"):
        AcceptReport.do(row, version=row.version, **scene.by("authority"))
    with pytest.raises(AlreadyDone):
        ReturnReport.do(row, version=row.version, reason=WRONG, **scene.by("authority"))


def test_whoever_is_staff_too_does_not_accept_the_own_report(scene):
    row = scene.issued()
    person = scene.by("staff")["by"]
    grants = scene.by("staff")["grants"]
    both = type(grants)(user_id=person.pk, staff=grants.staff, authority=grants.staff)
    with pytest.raises(NotAllowed):
        AcceptReport.do(row, version=row.version, by=person, grants=both)
    row = AcceptReport.do(row, version=row.version, **scene.by("authority"))
    assert fresh(row).status == "accepted"
