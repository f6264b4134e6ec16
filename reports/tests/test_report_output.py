"""A report as one file: kept, made of the kept data, or a draft; in the queue for large strands."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import DomainError, NotAllowed
from partnerships.services.grants import read_grants
from partnerships.tests.factories import MembershipFactory, PairingFactory, StrandFactory, StrandRoleFactory
from reports.services import report_output as output
from reports.services.canonical import canonical, sha256_of
from reports.services.export_work import work_on
from reports.services.snapshots import compile_snapshot
from reports.tests.factories import ExportFactory, ProgressReportFactory, ReportingPeriodFactory, ReportingTermsFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def pairing():
    return PairingFactory(strand=StrandFactory(code="eu-korea"), code="busan-barcelona")


@pytest.fixture
def period(pairing):
    return ReportingPeriodFactory(strand=pairing.strand, code="final", kind="final")


@pytest.fixture
def staff(pairing):
    return StrandRoleFactory(strand=pairing.strand).user


def ask(user, report, file_format="json"):
    return output.ask_report_file(
        by=user, grants=read_grants(user), report=report, language="ko", file_format=file_format
    )


def test_a_strand_is_long_by_its_pairings(pairing, monkeypatch):
    assert not output.is_long(pairing.strand)
    monkeypatch.setattr(output, "MOST_AT_ONCE", 0)
    assert output.is_long(pairing.strand)


def test_a_draft_that_nobody_began_follows_the_template_of_the_strand_and_is_kept_nowhere(period):
    ReportingTermsFactory(strand=period.strand, sections=["summary", "next"])
    draft = output.draft_of(period, None)
    assert (draft.pk, draft.sections, draft.revision) == (None, ["summary", "next"], 1)


def test_a_draft_after_an_issued_one_is_its_next_revision(period):
    issued = ProgressReportFactory(period=period, issued={"a": 1})
    draft = output.draft_of(period, None)
    assert (draft.revision, draft.replaces) == (2, issued)


def test_a_joint_report_is_written_out_as_it_was_frozen(period, pairing):
    report = ProgressReportFactory(period=period, pairing=pairing)
    snapshot = compile_snapshot(report, clock.now())
    report.snapshot = canonical(snapshot | {"frozen": True})
    report.sha256 = sha256_of(report.snapshot)
    report.save(by=None)
    made = output.report_output(report, language="en", file_format="json")
    assert json.loads(made.content)["frozen"] is True
    assert made.draft
    report.sha256 = "0" * 64
    with pytest.raises(DomainError, match="checksum"):
        output.report_output(report, language="en", file_format="json")


def test_the_queue_makes_the_file_in_its_language(period, staff):
    report = ProgressReportFactory(period=period)
    export = ask(staff, report)
    assert ask(staff, report).pk == export.pk
    assert ask(staff, report, "xlsx").pk != export.pk
    work_on(export.pk)
    export.refresh_from_db()
    assert (export.state, export.media_type) == ("ready", "application/json")
    assert "_ko_" in export.name
    assert json.loads(export.file.read())["report"]["period"]["code"] == "final"


def test_who_may_not_read_the_draft_cannot_ask_for_it(period, pairing):
    report = ProgressReportFactory(period=period)
    with pytest.raises(NotAllowed):
        ask(MembershipFactory(participation=pairing.eu).user, report)


def test_a_draft_that_was_discarded_meanwhile_fails_with_a_word(period, staff):
    report = ProgressReportFactory(period=period)
    export = ask(staff, report)
    report.delete()
    work_on(export.pk)
    export.refresh_from_db()
    assert export.state == "failed"
    assert export.fault


def test_a_list_of_reports_reads_no_report(period, staff, client):
    report = ProgressReportFactory(period=period)
    facts = {"report": report.pk, "format": "pdf", "name": {"en": "Final report", "ko": "최종보고서"}}
    until = clock.now() + dt.timedelta(days=1)

    def cost(more):
        for _number in range(more):
            ExportFactory(
                owner=staff,
                strand=period.strand,
                kind="report-files",
                parameters=facts,
                state="ready",
                expires_at=until,
            )
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("reports:exports")).content.decode()
        assert page.count("Final report, PDF, English") >= more
        return len(asked), {query["sql"] for query in asked if "progressreport" in query["sql"].lower()}

    client.force_login(staff, BACKEND)
    client.get(reverse("reports:exports"))
    one, read = cost(1)
    assert not read
    assert cost(11) == (one, set())
