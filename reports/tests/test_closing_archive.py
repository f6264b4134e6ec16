"""The closing archive: what is in it and what is not, its checksums, and that it is there whole or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import shutil
import subprocess
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from core import clock
from core.access import Grants
from core.models import write_audit
from partnerships.models import ActionPlan, Document, DocumentVersion
from partnerships.services.grants import read_grants
from partnerships.services.text_frames import freeze
from partnerships.tests.factories import (
    MembershipFactory,
    PairingFactory,
    StrandFactory,
    StrandRoleFactory,
    UserFactory,
)
from reports.models import Export
from reports.services.archive.closing import write_archive
from reports.services.archive.packing import safe_name
from reports.tests.factories import IssuedFileFactory, ProgressReportFactory, ReportingPeriodFactory, ReportStepFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def pairing():
    return PairingFactory(strand=StrandFactory(code="eu-korea"), code="busan-barcelona")


def document(pairing, code, content=b"content", *, name="plan.pdf", **facts):
    row = Document(pairing=pairing, code=code, title=facts.pop("title", "A plan"), record=pairing, **facts)
    row.save(by=None)
    version = DocumentVersion(document=row, number=1, name=name, media_type="application/pdf", size=len(content))
    version.sha256 = hashlib.sha256(content).hexdigest()
    version.file.save("file.pdf", ContentFile(content), save=False)
    version.save()
    return version


def written(strand):
    target = io.BytesIO()
    told = write_archive(strand, target, lambda _done, _total: None)
    return zipfile.ZipFile(target), told


def rows_of(archive, name):
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def everything(archive):
    return b"".join(archive.read(name) for name in archive.namelist())


def test_it_holds_pack_reports_documents_histories_and_texts(pairing):
    document(pairing, "document-1", b"the plan", name="../부산 계획?.pdf")
    report = ProgressReportFactory(period=ReportingPeriodFactory(strand=pairing.strand, code="final"), issued={"a": 1})
    IssuedFileFactory(report=report)
    ReportStepFactory(report=report)
    plan = ActionPlan(pairing=pairing, vision_en="A greener port.")
    plan.save(by=None)
    freeze(by=None, text=plan)
    archive, told = written(pairing.strand)
    assert not told.problems
    names = archive.namelist()
    assert {
        "pack/strands.csv",
        "reports/final/strand/revision-1/snapshot.json",
        "reports/final/strand/revision-1/report.pdf",
        "reports/final/strand/revision-1/report.json",
        "reports/final/strand/revision-1/steps.csv",
        "documents/busan-barcelona/document-1/01-_부산 계획_.pdf",
        "documents/documents.csv",
        "history/strand.csv",
        "history/pairings/busan-barcelona.csv",
        "texts/busan-barcelona/action-plan-1.txt",
        "texts/busan-barcelona/action-plan-1.json",
        "README.txt",
        "contents.csv",
        "SHA256SUMS",
    } <= set(names)
    assert archive.read("reports/final/strand/revision-1/snapshot.json") == b'{"a":1}'
    text = json.loads(archive.read("texts/busan-barcelona/action-plan-1.json"))
    assert hashlib.sha256(archive.read("texts/busan-barcelona/action-plan-1.txt")).hexdigest() == text["sha256"]
    assert archive.testzip() is None


def test_the_table_of_contents_and_the_checksums_name_every_file(pairing, tmp_path):
    document(pairing, "document-1")
    archive, told = written(pairing.strand)
    listed = rows_of(archive, "contents.csv")
    assert len(listed) == told.files
    assert {row["path"] for row in listed} == set(archive.namelist()) - {"contents.csv", "SHA256SUMS"}
    for row in listed:
        content = archive.read(row["path"])
        assert (int(row["bytes"]), row["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    archive.extractall(tmp_path)
    told = [shutil.which("sha256sum"), "-c", "SHA256SUMS"]
    checked = subprocess.run(told, cwd=tmp_path, capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count(b": OK") == len(archive.namelist()) - 1


def test_nothing_of_one_side_alone_is_in_it_and_a_withdrawn_document_leaves_its_trace(pairing):
    document(pairing, "document-xsecret", b"our own view", title="Our own view", audience="own-side", side="eu")
    document(pairing, "document-2", b"taken back", withdrawn_at=clock.now(), withdrawn_reason="Wrong file")
    archive, told = written(pairing.strand)
    assert not told.problems
    content = everything(archive)
    assert b"Our own view" not in content
    assert b"document-xsecret" not in content
    assert b"taken back" not in content
    (row,) = rows_of(archive, "documents/documents.csv")
    assert (row["code"], row["path"], row["reason"]) == ("document-2", "", "Wrong file")


def test_a_foreign_strand_and_a_draft_stay_out(pairing):
    foreign = PairingFactory(strand=StrandFactory(code="eu-japan"), code="osaka-milan")
    document(foreign, "document-1", b"foreign paper")
    ProgressReportFactory(period=ReportingPeriodFactory(strand=pairing.strand, code="interim"))
    content = everything(written(pairing.strand)[0])
    assert b"foreign paper" not in content
    assert b"osaka-milan" not in content
    assert b"reports/interim" not in content


def test_the_history_tells_acts_in_both_languages_and_runs_no_formula(pairing):
    user = UserFactory(family_name="Soler", given_name="Marta")
    for record, pairing_id in ((pairing.strand, None), (pairing, pairing.pk)):
        write_audit(
            action="record-added",
            by=user,
            record=record,
            label="=1+1",
            strand_id=pairing.strand_id,
            pairing_id=pairing_id,
            reason="이유",
        )
    archive, _told = written(pairing.strand)
    for name in ("history/strand.csv", "history/pairings/busan-barcelona.csv"):
        (row,) = rows_of(archive, name)
        assert (row["record"], row["act_en"], row["reason"]) == ("'=1+1", "Added", "이유")
        assert str(user) == row["who"]


def test_who_was_invited_and_who_took_an_export_is_not_told(pairing):
    role = StrandRoleFactory(strand=pairing.strand)
    write_audit(action="record-added", by=None, record=role, strand_id=pairing.strand_id)
    export = Export(owner=role.user, strand=pairing.strand, key="k", kind="closing-archive", language="en", digest="d")
    export.save()
    write_audit(action="export-fetched", by=role.user, record=export, strand_id=pairing.strand_id, size=1)
    archive, _told = written(pairing.strand)
    assert rows_of(archive, "history/strand.csv") == []


def test_equal_records_give_equal_bytes_on_another_day_but_for_the_read_me(pairing):
    document(pairing, "document-1")
    found = []
    for day in (1, 2):
        with clock.standing_at(dt.datetime(2026, 5, day, 12, tzinfo=dt.UTC)):
            archive, _told = written(pairing.strand)
        dated = {"README.txt", "contents.csv", "SHA256SUMS"}
        found.append(
            [
                (info.filename, info.date_time, archive.read(info))
                for info in archive.infolist()
                if info.filename not in dated
            ]
        )
    assert found[0] == found[1]


def test_what_is_missing_or_damaged_is_told_and_ends_nothing(pairing, tmp_path, capsys):
    gone = document(pairing, "document-1")
    gone.file.storage.delete(gone.file.name)
    other = document(pairing, "document-2")
    other.sha256 = "0" * 64
    other.save()
    period = ReportingPeriodFactory(strand=pairing.strand, code="final")
    ProgressReportFactory(period=period, issued={"a": 1}, sha256="0" * 64)
    path = tmp_path / "archive.zip"
    with pytest.raises(CommandError, match="3 files are missing or damaged") as error:
        call_command("closing_archive", "eu-korea", str(path))
    assert error.value.returncode == 1
    told = capsys.readouterr().err
    assert "snapshot fails its checksum" in told
    readme = zipfile.ZipFile(path).read("README.txt").decode("utf-8-sig")
    assert readme.count("document-1/01-plan.pdf") == 2


def test_an_empty_strand_has_an_archive(tmp_path):
    StrandFactory(code="empty")
    out = io.StringIO()
    call_command("closing_archive", "empty", str(tmp_path / "empty.zip"), stdout=out)
    assert "files." in out.getvalue()
    assert "pack/strands.csv" in zipfile.ZipFile(tmp_path / "empty.zip").namelist()


def test_a_command_that_is_broken_off_leaves_no_half_file(pairing, tmp_path, monkeypatch):
    def end(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("reports.services.archive.closing.add_texts", end)
    with pytest.raises(KeyboardInterrupt):
        call_command("closing_archive", "eu-korea", str(tmp_path / "archive.zip"))
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_use_is_one_line_with_status_2(pairing, tmp_path):
    path = tmp_path / "archive.zip"
    path.write_bytes(b"precious")
    for words in (["eu-korea", str(path)], ["nowhere", "x.zip"], ["eu-korea", str(tmp_path / "no" / "x.zip")]):
        with pytest.raises(CommandError) as error:
            call_command("closing_archive", *words)
        assert error.value.returncode == 2
        assert "\n" not in str(error.value)
    assert path.read_bytes() == b"precious"


def test_a_hyphen_is_the_standard_output(pairing, capsysbinary):
    call_command("closing_archive", "eu-korea", "-")
    told = capsysbinary.readouterr()
    assert zipfile.ZipFile(io.BytesIO(told.out)).testzip() is None
    assert told.err == b""


@pytest.mark.parametrize("count", [1, 4])
def test_documents_cost_no_query_each(pairing, count, django_assert_max_num_queries):
    for number in range(count):
        document(pairing, f"document-{number}")
    with django_assert_max_num_queries(110):
        written(pairing.strand)


def test_staff_ask_for_it_on_a_page_and_get_it_among_their_exports(pairing, client, django_capture_on_commit_callbacks):
    staff = StrandRoleFactory(strand=pairing.strand).user
    client.force_login(staff, BACKEND)
    path = reverse("reports:archive", args=["eu-korea"])
    form = {"once": client.get(path).context["form"].initial.get("once", "w") or "w"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(path, form)
    export = Export.objects.get()
    assert answer["Location"] == export.get_absolute_url()
    assert export.state == "ready"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path, form)
    assert Export.objects.count() == 1
    answer = client.get(reverse("reports:export-file", args=[export.key]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    calendar = reverse("reports:calendar", args=["eu-korea"])
    assert path in client.get(calendar).content.decode()
    strand = pairing.strand.get_absolute_url()
    assert path not in client.get(strand).content.decode()
    pairing.status = "closed"
    pairing.save(by=None)
    assert path in client.get(strand).content.decode()


def test_a_coordinator_may_not_take_the_strand_along(pairing, client):
    client.force_login(MembershipFactory(participation=pairing.eu).user, BACKEND)
    path = reverse("reports:archive", args=["eu-korea"])
    assert client.get(path).status_code == 403
    assert client.post(path, {"once": "w"}).status_code == 403
    for page in (pairing.strand.get_absolute_url(), reverse("reports:calendar", args=["eu-korea"])):
        assert path not in client.get(page).content.decode()
    assert not Export.objects.exists()


def test_whoever_asks_reads_the_same(pairing):
    observer = StrandRoleFactory(strand=pairing.strand, role="observer").user
    assert read_grants(observer) != Grants()
    document(pairing, "document-1", audience="pairing")
    assert "documents/busan-barcelona/document-1/01-plan.pdf" in written(pairing.strand)[0].namelist()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_._etc_passwd"),
        ("CON.txt", "_CON.txt"),
        ("a:b*c?.pdf", "a_b_c_.pdf"),
        ("line\nbreak\t\x00.pdf", "line break.pdf"),
        ("...", "file"),
        ("계획서.hwpx", "계획서.hwpx"),
        ("\u202egnp.exe", "gnp.exe"),
    ],
)
def test_a_name_unpacks_everywhere(name, safe):
    assert safe_name(name) == safe


def test_a_long_name_is_cut_between_letters_and_keeps_its_ending():
    cut = safe_name("부" * 200 + ".pdf")
    assert cut.endswith("부.pdf")
    assert len(cut.encode()) <= 120
