"""Issuing: gaps are read, data and files are frozen and kept, everybody is told once, two people meet once."""

import datetime as dt
import hashlib
import json

import pytest
from django.utils.translation import override

from accounts.models import Mail
from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from partnerships.tests.files import file_storage, forget_files
from partnerships.tests.two_sides import two_sides
from reports.enums import FileFormat
from reports.exports.services import sweep_exports
from reports.models import CityUpdate, IssuedFile, ProgressReport, ReportingPeriod, ReportStep
from reports.progress import actions
from reports.progress.gaps import digest, gaps_of
from reports.progress.rendering.documents import RENDERER
from reports.progress.selectors import SnapshotFault, canonical, compile_snapshot, read_snapshot, sha256_of, to_issue
from reports.progress.services import keep_missing_files, kept_file, rebuild_file, unfinished_reports
from reports.progress.tests.report_scene import NOW, fresh, report_scene, with_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_report_day")]


@pytest.fixture
def scene(sides):
    return report_scene(sides, languages="en")


def test_it_freezes_data_hash_renderer_and_files_and_locks_the_period(scene):
    report = scene.draft()
    scene.write(report)
    row = with_files(scene.issue(report))
    assert (row.status, row.renderer, row.issued_label) == ("issued", RENDERER, str(scene.by("staff")["by"]))
    assert row.sha256 == hashlib.sha256(row.snapshot.encode()).hexdigest()
    snapshot = read_snapshot(row)
    assert snapshot["report"]["issued_at"] == "2026-11-25T11:00:00Z"
    assert snapshot["texts"]["summary"] == {"en": "It went well.", "ko": "잘 되었다.", "stale": ""}
    assert [one["code"] for one in snapshot["sections"]["journey"]["milestones"]] == ["kick-off"]
    files = {(one.format, one.language): one for one in row.files.all()}
    assert set(files) == {(value, "en") for value in FileFormat.values}
    for one in files.values():
        with one.file.open("rb") as kept:
            content = kept.read()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (one.size, one.sha256)
    assert files["json", "en"].sha256 == row.sha256
    assert files["pdf", "en"].name.endswith("_interim-1_strand_r1_en_2026-11-25.pdf")
    step = ReportStep.objects.get()
    assert (step.act, step.reason) == ("issued", "The records tell enough.")
    entry = AuditEntry.objects.get(action="report-issue")
    assert (entry.reason, entry.parameters["sha256"]) == ("The records tell enough.", row.sha256)
    assert ReportingPeriod.objects.get(pk=scene.period.pk).is_locked


def test_authority_and_coordinators_are_told_once_and_the_issuer_is_not(scene, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        scene.issue(scene.draft())
    told = {mail.recipient: mail.text for mail in Mail.objects.filter(kind="report-issued")}
    people = scene.sides.people
    assert {people["authority"], people["eu"], people["counterpart"], people["neighbour"]} == set(told)
    assert "Please accept the progress report" in told[people["authority"]] or not told[people["authority"]]


def test_two_people_who_issue_at_once(scene):
    report = scene.draft()
    second = fresh(report)
    scene.issue(report)
    with pytest.raises(AlreadyDone, match="has meanwhile issued this report"):
        scene.issue(second)
    assert ProgressReport.objects.count() == ReportStep.objects.count() == 1


@pytest.mark.parametrize("role", ["administrator", "authority", "observer", "eu", "counterpart"])
def test_nobody_but_staff_issues(scene, role):
    report = scene.draft()
    with pytest.raises(NotAllowed):
        scene.issue(report, role)
    assert not IssuedFile.objects.exists()


def test_gaps_are_accepted_with_a_tick_and_a_reason_for_the_very_list(scene):
    report = scene.draft()
    snapshot = to_issue(report, clock.now())
    gaps = gaps_of(report, snapshot)
    words = {(gap.about, gap.words) for gap in gaps}
    assert ("Barcelona", "No update is submitted.") in words
    assert ("Summary", "Nothing is written here.") in words
    assert ("Kick-off", "It moved away from the first plan, and no reason was given.") in words
    assert all(gap.url for gap in gaps)
    assert not any(gap.blocks for gap in gaps)
    for more, field in (
        ({"with_gaps": False}, "with_gaps"),
        ({"reason": "  "}, "reason"),
        ({"seen_gaps": "0" * 64}, "with_gaps"),
    ):
        with pytest.raises(DomainError) as refused:
            scene.issue(report, **more)
        assert refused.value.field == field
    with pytest.raises(StaleRecord):
        scene.issue(report, version=9)
    assert fresh(report).status == "draft"
    scene.issue(report, seen_gaps=digest(gaps))
    assert fresh(report).is_issued


def test_without_any_update_it_says_that_it_is_of_the_records_alone(scene):
    for update in CityUpdate.objects.all():
        update.status = "draft"
        update.save(by=None)
    report = scene.draft()
    snapshot = to_issue(report, clock.now())
    assert snapshot["report"]["from_records_alone"]
    assert not any(row["status"] for row in snapshot["updates"])
    alone = [gap for gap in gaps_of(report, snapshot) if "records alone" in gap.words]
    assert len(alone) == 1
    scene.issue(report)
    assert read_snapshot(fresh(report))["report"]["from_records_alone"]


def test_texts_without_a_due_language_or_older_than_their_pair_are_listed():
    scene = report_scene(two_sides())
    report = scene.draft()
    scene.write(report)
    milestone = scene.milestone
    milestone.title_ko = ""
    milestone.save(by=None)
    scene.write(report, section="lessons")
    text = report.texts.get(section="lessons")
    text.text_en = "Newer."
    text.save(by=None)
    words = {(gap.about, gap.words) for gap in gaps_of(report, to_issue(report, clock.now()))}
    assert ("Kick-off", "There is no Korean.") in words
    assert ("Lessons", "The Korean is older than its pair.") in words
    assert not any(about == "Summary" and "no Korean" in said for about, said in words)


def test_a_failure_on_the_way_leaves_no_file_and_no_issued_report(scene, monkeypatch):
    forget_files()
    report = scene.draft()

    def fail(**_given):
        message = "the mail server's queue is gone"
        raise RuntimeError(message)

    monkeypatch.setattr(actions, "report_issued", fail)
    with pytest.raises(RuntimeError):
        scene.issue(report)
    assert fresh(report).status == "draft"
    assert not IssuedFile.objects.exists()
    assert not file_storage().exists("reports") or file_storage().listdir("reports")[1] == []


def test_a_snapshot_whose_checksum_fails_is_refused_and_logged(scene, caplog):
    row = scene.issued()
    row.snapshot = row.snapshot.replace("Kick-off", "Kick-out")
    row.save(by=None)
    with pytest.raises(SnapshotFault, match="do not have the checksum"):
        read_snapshot(row)
    assert "checksum" in caplog.text


def test_a_faulty_report_of_the_period_before_blocks(scene):
    row = scene.issued()
    row.snapshot += " "
    row.save(by=None)
    later = report_scene(two_sides()).period
    later.strand, later.code = scene.period.strand, "interim-2"
    later.due_on = later.due_on.replace(month=12)
    later.ends_on = later.ends_on.replace(month=11)
    later.save(by=None)
    scene.period = later
    report = scene.draft()
    with pytest.raises(DomainError, match="do not have the checksum"):
        scene.issue(report)
    assert fresh(report).status == "draft"


def test_the_snapshot_is_the_same_in_either_language_and_says_nobody(scene):
    report = scene.draft()
    with override("ko"):
        from_korean = compile_snapshot(report, NOW)
    from_english = compile_snapshot(report, NOW)
    people = scene.sides.people.values()
    text = canonical(from_english)
    assert from_korean == from_english == json.loads(text)
    assert text == canonical(json.loads(text))
    assert sha256_of(text) == hashlib.sha256(text.encode()).hexdigest()
    assert not [person for person in people if person.email in text or (person.family_name or "\0") in text]


def test_a_report_says_of_a_district_where_it_lies(scene):
    partner = scene.sides.pairing.counterpart.partner
    partner.kind, partner.name_en, partner.name_ko = "district", "Haeundae-gu", "해운대구"
    partner.save(by=None)
    city = partner.first_city
    city.name_en, city.name_ko = "Busan", "부산"
    city.save(by=None)
    with override("ko"):
        sides = compile_snapshot(scene.draft(), NOW)["sides"]
    (name,) = [row["name"] for row in sides["counterpart"] if row["code"] == partner.code]
    assert (name["en"], name["ko"]) == ("Haeundae-gu (Busan)", "해운대구(부산)")


def test_strings_are_composed_and_keys_sorted():
    decomposed = "\u1112\u1161\u11ab"
    assert canonical({"b": decomposed, "a": ["\ud83d", 1.5, None]}) == '{"a":["�",1.5,null],"b":"한"}'
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})


def test_a_report_is_issued_at_once_and_its_files_are_made_by_a_worker(
    scene, client, django_capture_on_commit_callbacks
):
    report = scene.draft()
    with django_capture_on_commit_callbacks() as later:
        scene.issue(report)
    row = fresh(report)
    assert (row.status, row.files.count()) == ("issued", 0)
    client.force_login(scene.by("staff")["by"], "django.contrib.auth.backends.ModelBackend")
    assert "0 of 5 are ready" in " ".join(client.get(row.get_absolute_url()).content.decode().split())

    for callback in later:
        callback()

    kept = {one.format: one for one in row.files.all()}
    assert set(kept) == set(FileFormat.values)
    assert rebuild_file(kept["xlsx"]) == kept_file(kept["xlsx"])
    assert "are ready" not in client.get(row.get_absolute_url()).content.decode()


def test_a_worker_that_was_stopped_is_followed_by_one_that_makes_the_rest(scene, monkeypatch):
    report = scene.draft()
    with_files(scene.issue(report))
    before = dict(fresh(report).files.values_list("format", "sha256"))
    IssuedFile.objects.filter(report=report, format__in=["pdf", "csv"]).delete()
    assert unfinished_reports() == []
    with clock.fixed_at(NOW + dt.timedelta(hours=1)):
        assert unfinished_reports() == [report.pk]
        sweep_exports()
    assert dict(fresh(report).files.values_list("format", "sha256")) == before
    keep_missing_files(report.pk)
    assert fresh(report).files.count() == len(FileFormat.values)
