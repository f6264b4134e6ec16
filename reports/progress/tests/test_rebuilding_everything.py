"""Whatever becomes of records, settings, reader and process: a report is made anew to the byte, or not at all."""

import copy
import datetime as dt
import hashlib
import io
import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, models, transaction
from django.test import override_settings
from django.utils import timezone, translation

from core import clock
from core.pdf import rendering
from partnerships.models import TextEdition
from partnerships.tests.factories_together import OrganisationFactory
from partnerships.tests.files import file_storage, forget_files
from partnerships.tests.two_sides import two_sides
from reports.models import CityUpdate, IssuedFile, JointReport, ProgressReport, ReportingPeriod, ReportStep
from reports.progress import services as issued_files
from reports.progress.selectors import SnapshotFault, compile_snapshot, read_snapshot
from reports.progress.services import (
    FileFault,
    is_as_issued,
    issued_snapshot,
    rebuild_file,
    rebuilt_output,
    report_output,
)
from reports.progress.tests.report_scene import NOW, ReportScene, fresh, report_scene, with_files
from reports.progress.tests.section_world import fill_pairing
from reports.tests.export_scene import fetched, worked
from reports.tests.factories import ReportingTermsFactory

pytestmark = [pytest.mark.one_database, pytest.mark.django_db, pytest.mark.usefixtures("on_report_day")]
LATER = NOW + dt.timedelta(days=500)
_OTHER_SETTINGS = {
    "BASE_URL": "https://moved.example",
    "REPORT_FUNDING_STATEMENT_EN": "Nobody paid.",
    "REPORT_FUNDING_STATEMENT_KO": "아무도 내지 않았다.",
    "REPORT_DISCLAIMER_EN": "Nobody answers.",
    "REPORT_DISCLAIMER_KO": "아무도 책임지지 않는다.",
    "TIME_ZONE": "Pacific/Auckland",
    "LANGUAGE_CODE": "ko",
    "PORTAL_TODAY": dt.date(2031, 1, 1),
    "USE_THOUSAND_SEPARATOR": True,
}
# A process that knows the snapshot alone.
_ALONE = """
import django, hashlib, json, sys
django.setup()
from reports.progress.rendering.documents import file_name, report_file
asked = json.load(sys.stdin)
for language, form in asked["files"]:
    made = report_file(asked["snapshot"], language=language, file_format=form, sha256=asked["sha256"])
    print(file_name(asked["snapshot"], language, form), hashlib.sha256(made).hexdigest())
"""

# What was issued, and where its files lie.
_KEPT = (ProgressReport, IssuedFile, ReportStep)


def change_everything():
    """Every word, number, day, choice and switch of every record, wherever a constraint lets it be another."""
    changed = 0
    for model in apps.get_models():
        if model._meta.app_label not in {"partnerships", "events", "reports"} or model in _KEPT:
            continue
        for field in model._meta.concrete_fields:
            if field.primary_key or field.is_relation or model.__name__.startswith("Historical"):
                continue
            for row in model._base_manager.all():
                changed += _change(model, row, field)
    assert changed > 300
    ProgressReport.objects.update(sections=["next"], correction="Another one.", issued_label="Somebody else")


def _change(model, row, field):
    for value in _others(field, getattr(row, field.attname)):
        try:
            with transaction.atomic():
                return model._base_manager.filter(pk=row.pk).update(**{field.attname: value})
        except (DatabaseError, ValueError, TypeError):
            continue
    return 0


def _others(field, value):
    if field.choices:
        yield from (choice for choice, _label in field.flatchoices if choice != value)
    elif isinstance(field, models.BooleanField):
        yield not value
    elif isinstance(field, models.DateField) and value:
        yield value + dt.timedelta(days=3)
        yield value - dt.timedelta(days=3)
    elif isinstance(field, models.CharField | models.TextField) and isinstance(value, str):
        yield f"{value}-x"
        yield "다른 말"
    elif isinstance(field, models.IntegerField | models.DecimalField) and value is not None:
        yield value + 1
    elif isinstance(field, models.JSONField):
        yield []


@dataclass
class Issued:
    """Two reports as they were issued, and their files."""

    scene: ReportScene
    strand_report: ProgressReport
    joint_report: ProgressReport
    files: dict[str, bytes]


@pytest.fixture(scope="module")
def issued(module_db):
    """With records of every kind in the period, and terms; once for the module. What a test does to it is undone."""
    with clock.fixed_at(NOW):
        scene = report_scene(two_sides())
        scene.period.starts_on = dt.date(2017, 1, 1)
        scene.period.save(by=None)
        CityUpdate.objects.all().delete()
        fill_pairing(scene.period, scene.pairing)
        terms = {"implementer": OrganisationFactory(), "contract_number": "PI/2017/1"}
        ReportingTermsFactory(strand=scene.period.strand, **terms)
        report, of_pairing = scene.draft(), scene.draft(scene.pairing)
        scene.write(report)
        report = with_files(scene.issue(report))
        scene.write(of_pairing)
        joint = scene.freeze(fresh(of_pairing))
        scene.sides.both_confirm(TextEdition.objects.of(joint).first())
    # Frozen on one day, issued on the next.
    with clock.fixed_at(NOW + dt.timedelta(days=1)):
        of_pairing = with_files(scene.issue(fresh(of_pairing)))
    files = {row.file.name: kept(row) for one in (report, of_pairing) for row in one.files.all()}
    return Issued(scene, report, of_pairing, files)


@pytest.fixture(autouse=True)
def _files(issued, on_report_day):
    """They lie there anew for each test."""
    forget_files()
    for name, content in issued.files.items():
        assert file_storage().save(name, ContentFile(content)) == name


@pytest.fixture
def scene(issued):
    return copy.deepcopy(issued.scene)


@pytest.fixture
def strand_report(issued):
    return fresh(issued.strand_report)


@pytest.fixture
def joint_report(issued):
    return fresh(issued.joint_report)


def kept(row):
    with row.file.open("rb") as file:
        return file.read()


@pytest.mark.parametrize("which", ["strand_report", "joint_report"])
def test_every_format_and_language_comes_out_the_same_after_everything_changed(which, request):
    report = request.getfixturevalue(which)
    before = read_snapshot(report)
    change_everything()
    report = fresh(report)
    with (
        clock.fixed_at(LATER),
        override_settings(**_OTHER_SETTINGS),
        timezone.override("Asia/Seoul"),
        translation.override("ko"),
    ):
        now = compile_snapshot(report, clock.now())
        for part in ("strand", "notices", "base_url", "sections", "pairings", "sides"):
            assert now[part] != before[part], part
        rows = list(report.files.all())
        assert {(row.language, row.format) for row in rows} == {
            (language, form) for language in ("en", "ko") for form in ("pdf", "xlsx", "docx", "csv", "json")
        }
        for row in rows:
            made = rebuilt_output(report, language=row.language, file_format=row.format)
            assert made == (row.name, kept(row)), row.name


def test_another_process_with_another_order_of_sets_makes_the_same(strand_report):
    rows = list(strand_report.files.order_by("pk"))
    asked = {
        "snapshot": issued_snapshot(strand_report),
        "sha256": strand_report.sha256,
        "files": [(row.language, row.format) for row in rows],
    }
    known = {name: os.environ[name] for name in ("PATH", "DJANGO_SETTINGS_MODULE") if name in os.environ}
    other = {"PYTHONHASHSEED": "1", "TZ": "Asia/Kolkata", "LC_ALL": "C", "REPORT_FUNDING_STATEMENT_EN": "Nobody."}
    done = subprocess.run(
        [sys.executable, "-c", _ALONE],
        input=json.dumps(asked).encode(),
        cwd=settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "worldcities.settings.test"} | known | other,
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().split() == [word for row in rows for word in (row.name, row.sha256)]


def test_a_long_report_set_in_a_process_of_its_own_is_the_same(strand_report, monkeypatch):
    row = strand_report.files.get(language="en", format="pdf")
    for most in (0, 10**9):
        monkeypatch.setattr(rendering, "APART", most)
        assert rebuild_file(row) == kept(row)


def test_a_joint_report_whose_file_is_gone_is_made_anew_under_its_name_with_the_day_of_issue(joint_report):
    assert read_snapshot(joint_report)["report"]["issued_at"] is None
    assert issued_snapshot(joint_report)["report"]["issued_at"] == "2026-11-26T11:00:00Z"
    row = joint_report.files.get(language="en", format="docx")
    issued = kept(row)
    row.file.storage.delete(row.file.name)
    name, content = report_output(joint_report, language="en", file_format="docx")
    assert content == issued
    assert name == row.name
    assert name.endswith(f"_interim-1_{joint_report.scope}_r1_en_2026-11-26.docx")
    # The same of a form that was never issued.
    row.delete()
    assert report_output(joint_report, language="en", file_format="docx")[0] == name


def test_the_json_of_a_joint_report_is_the_text_that_both_sides_confirmed(joint_report):
    _name, content = report_output(joint_report, language="en", file_format="json")
    assert hashlib.sha256(content).hexdigest() == joint_report.sha256 == JointReport.objects.get().data


@pytest.fixture
def other_bytes(monkeypatch):
    """Writers that make another file, without a new version that says so."""
    real = issued_files.report_file

    def write(*args, **kwargs):
        return real(*args, **kwargs) + b" "

    monkeypatch.setattr(issued_files, "report_file", write)


def run(*words):
    out, err = io.StringIO(), io.StringIO()
    strand = ReportingPeriod.objects.get().strand.code
    call_command("progress_report", strand, "--period", "interim-1", *words, stdout=out, stderr=err)
    return err.getvalue()


def test_other_bytes_of_the_same_renderer_are_refused_and_told(strand_report, other_bytes, tmp_path, caplog):
    row = strand_report.files.get(language="en", format="xlsx")
    with pytest.raises(FileFault, match="differs from the kept one"):
        rebuilt_output(strand_report, language="en", file_format="xlsx")
    assert [one.levelno for one in caplog.records] == [logging.ERROR]
    # What was kept is still what was issued.
    assert report_output(strand_report, language="en", file_format="xlsx")[1] == kept(row)
    row.file.storage.delete(row.file.name)
    with pytest.raises(CommandError, match="differs from the kept one") as refused:
        run("--format", "xlsx", "--output", str(tmp_path / "report.xlsx"))
    assert refused.value.returncode == 1
    assert "\n" not in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_a_later_renderer_makes_the_file(strand_report, other_bytes, monkeypatch):
    monkeypatch.setattr(issued_files, "RENDERER", 99)
    _name, content = rebuilt_output(strand_report, language="en", file_format="xlsx")
    assert not is_as_issued(strand_report.files.get(language="en", format="xlsx"), content)


def test_the_command_makes_anew_what_is_gone_and_says_nothing(strand_report, tmp_path):
    path, row = tmp_path / "report.pdf", strand_report.files.get(language="en", format="pdf")
    issued = kept(row)
    row.file.storage.delete(row.file.name)
    assert run("--output", str(path)) == ""
    assert path.read_bytes() == issued


def test_a_kept_file_is_refused_where_the_snapshot_fails_its_checksum(strand_report, tmp_path):
    ProgressReport.objects.update(snapshot=strand_report.snapshot.replace("Kick-off", "Kick-out"))
    report = fresh(strand_report)
    for make in (report_output, rebuilt_output):
        with pytest.raises(SnapshotFault):
            make(report, language="en", file_format="pdf")
    with pytest.raises(CommandError, match="checksum") as refused:
        run("--output", str(tmp_path / "report.pdf"))
    assert refused.value.returncode == 1
    assert not list(tmp_path.iterdir())


def address(report, *more):
    return "/".join([report.get_absolute_url().rstrip("/"), "files/en/pdf", *more, ""])


@pytest.fixture
def reader(client, scene):
    client.force_login(scene.by("observer")["by"], "django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_hands_out_no_file_that_is_another_by_now(strand_report, reader):
    row = strand_report.files.get(language="en", format="pdf")
    good = kept(row)
    assert reader.get(address(strand_report)).content == good
    with row.file.storage.open(row.file.name, "r+b") as file:
        file.write(b"%PDF-9.9")
    answer = reader.get(address(strand_report), follow=True)
    assert answer["Content-Type"].startswith("text/html")
    assert "is not the one that was issued" in answer.content.decode()
    row.file.storage.delete(row.file.name)
    assert fetched(reader, reader.get(address(strand_report))).getvalue() == good


def test_the_page_tells_that_a_file_comes_out_otherwise(strand_report, reader, other_bytes):
    assert "Rebuilt: not identical" in reader.get(address(strand_report, "anew")).content.decode()
    row = strand_report.files.get(language="en", format="pdf")
    row.file.storage.delete(row.file.name)
    asked = reader.get(address(strand_report))
    worked(asked)
    assert "differs from the kept one" in reader.get(asked["Location"]).content.decode()


def test_the_page_hands_out_nothing_whose_snapshot_fails(strand_report, reader):
    ProgressReport.objects.update(snapshot=strand_report.snapshot.replace("Kick-off", "Kick-out"))
    answer = reader.get(address(strand_report), follow=True)
    assert answer["Content-Type"].startswith("text/html")
    assert "do not have the checksum" in answer.content.decode()
