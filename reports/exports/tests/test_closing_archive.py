"""The closing archive: what is in it and what is not, and its checksums."""

import datetime as dt
import hashlib
import json
import shutil
import subprocess

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.access import Grants
from core.models import write_audit
from partnerships.confirmations.services import freeze
from partnerships.models import ActionPlan, Confirmation, DocumentVersion
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import PairingFactory, StrandFactory, StrandRoleFactory, UserFactory
from reports.exports.tests.archive_scene import document, everything, rows_of, written
from reports.models import Export
from reports.tests.factories import IssuedFileFactory, ProgressReportFactory, ReportingPeriodFactory, ReportStepFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing():
    return PairingFactory(strand=StrandFactory(code="eu-korea"), code="busan-barcelona")


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
    said = {"description": "Roofs", "description_other": "지붕", "withdrawn_reason_other": "잘못된 파일"}
    document(pairing, "document-2", b"taken back", withdrawn_at=clock.now(), withdrawn_reason="Wrong file", **said)
    archive, told = written(pairing.strand)
    assert not told.problems
    content = everything(archive)
    assert b"Our own view" not in content
    assert b"document-xsecret" not in content
    assert b"taken back" not in content
    (row,) = rows_of(archive, "documents/documents.csv")
    assert (row["code"], row["path"], row["reason"]) == ("document-2", "", "Wrong file")
    assert (row["description"], row["description_other"], row["reason_other"]) == ("Roofs", "지붕", "잘못된 파일")


def test_a_confirmation_has_its_reason_in_both_languages_without_addresses(pairing):
    plan = ActionPlan(pairing=pairing, vision_en="A greener port.")
    plan.save(by=None)
    edition = freeze(by=None, text=plan)
    said = {"reason": "Ask pau@example.org first", "reason_other": "먼저 문의: pau@example.org"}
    Confirmation(text=edition, side="eu", sha256=edition.sha256, **said).save(by=None)
    archive, _told = written(pairing.strand)
    (name,) = [name for name in archive.namelist() if name.startswith("texts/") and name.endswith(".json")]
    (word,) = json.loads(archive.read(name))["confirmations"]
    assert (word["reason"], word["reason_other"]) == ("Ask [address left out] first", "먼저 문의: [address left out]")


def test_a_foreign_strand_and_a_draft_stay_out(pairing):
    foreign = PairingFactory(strand=StrandFactory(code="eu-japan"), code="osaka-milan")
    document(foreign, "document-1", b"foreign paper")
    ProgressReportFactory(period=ReportingPeriodFactory(strand=pairing.strand, code="interim"))
    document(pairing, "document-1", b"own paper")
    content = everything(written(pairing.strand)[0])
    assert b"own paper" in content
    assert b"foreign paper" not in content
    assert b"osaka-milan" not in content
    assert b"reports/interim" not in content


@pytest.mark.security("V1")
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
        with clock.fixed_at(dt.datetime(2026, 5, day, 12, tzinfo=dt.UTC)):
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


def test_documents_cost_no_query_each(pairing):
    def cost(*numbers):
        for number in numbers:
            document(pairing, f"document-{number}")
        with CaptureQueriesContext(connection) as asked:
            written(pairing.strand)
        return len(asked)

    one = cost(1)
    assert cost(2, 3, 4) == one


def test_whoever_asks_reads_the_same(pairing):
    observer = StrandRoleFactory(strand=pairing.strand, role="observer").user
    assert read_grants(observer) != Grants()
    document(pairing, "document-1", audience="pairing")
    assert "documents/busan-barcelona/document-1/01-plan.pdf" in written(pairing.strand)[0].namelist()


def test_no_address_of_a_person_is_in_what_the_archive_tells_of_acts(pairing):
    nameless = UserFactory(email="jisu@busan.example", family_name="", given_name="")
    write_audit(action="record-added", by=nameless, record=pairing, strand_id=pairing.strand_id, pairing_id=pairing.pk,
                reason="As marta@barcelona.example asked (m.soler@barcelona.example).")  # fmt: skip
    report = ProgressReportFactory(
        period=ReportingPeriodFactory(strand=pairing.strand), issued={}, issued_label=str(nameless)
    )
    ReportStepFactory(report=report, by_label=str(nameless))
    document(pairing, "document-1")
    version = DocumentVersion.objects.get()
    version.by_label = str(nameless)
    version.save()
    archive, _told = written(pairing.strand)
    assert b"@" not in everything(archive)
    (row,) = rows_of(archive, "history/pairings/busan-barcelona.csv")
    assert row["who"] == "[address left out]"
    assert row["reason"] == "As [address left out] asked ([address left out])."
