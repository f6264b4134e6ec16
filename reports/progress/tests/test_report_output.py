"""A report as one file: kept, made of the kept data, or a draft; a draft in the queue."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import DomainError
from partnerships.tests.factories import MembershipFactory, PairingFactory, StrandFactory, StrandRoleFactory
from reports.progress import services
from reports.progress.selectors import canonical, compile_snapshot, sha256_of
from reports.tests.export_scene import fetched, worked
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


def address(report):
    place = [report.strand.code, report.period.code, report.scope, report.revision]
    return reverse("reports:report-file", args=[*place, "ko", "json"])


def test_a_draft_that_nobody_began_follows_the_template_of_the_strand_and_is_kept_nowhere(period):
    ReportingTermsFactory(strand=period.strand, sections=["summary", "next"])
    draft = services.draft_of(period, None)
    assert (draft.pk, draft.sections, draft.revision) == (None, ["summary", "next"], 1)


def test_a_draft_after_an_issued_one_is_its_next_revision(period):
    issued = ProgressReportFactory(period=period, issued={"a": 1})
    draft = services.draft_of(period, None)
    assert (draft.revision, draft.replaces) == (2, issued)


def test_a_joint_report_is_written_out_as_it_was_frozen(period, pairing):
    report = ProgressReportFactory(period=period, pairing=pairing)
    snapshot = compile_snapshot(report, clock.now())
    report.snapshot = canonical(snapshot | {"frozen": True})
    report.sha256 = sha256_of(report.snapshot)
    report.save(by=None)
    _name, content = services.report_output(report, language="en", file_format="json")
    assert json.loads(content)["frozen"] is True
    report.sha256 = "0" * 64
    with pytest.raises(DomainError, match="checksum"):
        services.report_output(report, language="en", file_format="json")


def test_a_draft_is_made_by_a_worker_in_the_language_of_its_address(period, staff, client):
    report = ProgressReportFactory(period=period)
    client.force_login(staff, BACKEND)
    asked = client.get(address(report))
    page = client.get(asked["Location"])
    assert "JSON, 한국어" in page.text
    sent = fetched(client, asked)
    assert sent["Content-Type"] == "application/json"
    assert "_ko_" in sent["Content-Disposition"]
    assert json.loads(sent.getvalue())["report"]["period"]["code"] == "final"


def test_who_may_not_read_the_draft_cannot_ask_for_it(period, pairing, client):
    client.force_login(MembershipFactory(participation=pairing.eu).user, BACKEND)
    assert client.get(address(ProgressReportFactory(period=period))).status_code == 404


def test_a_draft_that_was_discarded_meanwhile_fails_with_a_word(period, staff, client):
    report = ProgressReportFactory(period=period)
    client.force_login(staff, BACKEND)
    asked = client.get(address(report))
    report.delete()
    export = worked(asked)
    assert export.state == "failed"
    assert export.fault


def test_a_list_of_reports_reads_no_report(period, staff, client):
    names = {"en": "Final report, PDF, English", "ko": "최종보고서, PDF, English"}
    facts = {"path": address(ProgressReportFactory(period=period)), "query": "", "names": names}
    until = clock.now() + dt.timedelta(days=1)

    def cost(more):
        for _number in range(more):
            ExportFactory(
                owner=staff,
                strand=period.strand,
                kind="page-file",
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
