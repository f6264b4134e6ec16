"""The pages of progress reports: the way of a draft through the browser, who sees what, and what each page costs."""

import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from lxml import html

from core import clock
from core.models import AuditEntry
from core.parts import collect
from partnerships.models import Strand
from partnerships.tests.factories import MilestoneFactory
from partnerships.tests.factories_together import DocumentFactory, DocumentVersionFactory
from partnerships.tests.pages import fields, sign_in, text_of
from partnerships.tests.waiting_rows import waiting_for
from reports.models import ProgressReport, SectionText
from reports.progress.forms import ReportTextsForm
from reports.progress.parts import of_reports
from reports.progress.tests.report_scene import fresh, report_scene, with_files
from reports.tests.export_scene import fetched
from reports.tests.factories import ProgressReportFactory, SectionTextFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_report_day")]


@pytest.fixture
def scene(sides):
    return report_scene(sides, languages="en")


@pytest.fixture
def open_as(client, scene):
    def signed_in(role):
        sign_in(client, scene.sides, role)
        return client

    return signed_in


def address(report, name="report", *more):
    args = [report.strand.code, report.period.code, report.scope, report.revision, *more]
    return reverse(f"reports:{name}", args=args)


def mains(page):
    return [button.label for button in page.context["buttons"] if button.kind == "main"]


def send(client, path, **values):
    page = client.get(path)
    return client.post(path, fields(page) | values)


def test_where_no_report_can_be_begun_no_form_is_shown(scene, open_as):
    client, period = open_as("staff"), scene.period
    add = reverse("reports:report-add", args=[period.strand.code, period.code])
    assert "Begin the draft" in text_of(client.get(add))
    for pairing in (None, *period.strand.pairings.all()):
        ProgressReportFactory(period=period, pairing=pairing)
    words = text_of(client.get(add))
    assert "have a report on this period already" in words
    assert "Begin the draft" not in words
    period.skipped_at, period.skipped_reason = clock.now(), "The contract was amended."
    period.save(by=None)
    words = text_of(client.get(add))
    assert "This period was skipped" in words
    assert "Begin the draft" not in words


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_section_is_written_in_the_readers_language_first(language):
    report = ProgressReportFactory(sections=["risks", "summary"])
    with translation.override(language):
        form = ReportTextsForm(record=report)
    first, _second, third, *_more = (field.name for field in form.visible_fields())
    assert (first, third) == (f"risks_text_{language}", f"summary_text_{language}")


@pytest.mark.one_database
def test_a_draft_is_begun_written_and_issued_in_the_browser(scene, open_as):
    client = open_as("staff")
    add = reverse("reports:report-add", args=[scene.period.strand.code, scene.period.code])
    answer = send(client, add, pairing="")
    report = ProgressReport.objects.with_names().get()
    assert answer["Location"] == address(report)
    page = client.get(address(report))
    assert "DRAFT" in text_of(page)
    assert mains(page) == ["Write"]
    assert "No update is submitted." in text_of(page)
    write = address(report, "report-write")
    assert "Kick-off" in text_of(client.get(write))
    sent = fields(client.get(write)) | {"summary_text_en": "It <b>went</b> well."}
    answer = client.post(write, sent)
    assert answer["Location"] == f"{write}#section-summary"
    assert client.post(write, sent | {"summary_text_en": "Late."}).status_code == 409
    assert SectionText.objects.get().text_en == "It <b>went</b> well."
    assert mains(client.get(address(report))) == ["Issue"]
    preview = client.get(address(report, "report-preview"))
    assert "It &lt;b&gt;went&lt;/b&gt; well." in preview.content.decode()
    issue = address(report, "report-issue")
    assert "Reason (optional)" not in text_of(client.get(issue)), "it is asked where something is missing"
    assert send(client, issue).status_code == 422
    assert send(client, issue, with_gaps="on").status_code == 422
    answer = send(client, issue, with_gaps="on", reason="The rest is not known.")
    assert answer["Location"] == address(report)
    page = client.get(address(report))
    row = fresh(report)
    assert row.sha256 in text_of(page)
    assert "Issued: The rest is not known." in text_of(page)
    assert "refusal" in client.get(issue).context
    assert "" not in dict(client.get(add).context["form"].fields["pairing"].choices)


def test_the_second_of_two_who_issue_reads_who_was_faster(scene, open_as):
    report = scene.draft()
    client = open_as("staff")
    page = client.get(address(report, "report-issue"))
    scene.issue(report)
    given = fields(page) | {"with_gaps": "on", "reason": "Me too."}
    answer = client.post(address(report, "report-issue"), given, follow=True)
    assert "issued" in text_of(answer)
    assert ProgressReport.objects.get().steps.count() == 1


def test_the_authority_accepts_in_the_browser_and_has_the_task_until_then(scene, open_as):
    report = scene.issued()
    grants = scene.by("authority")["grants"]
    (task,) = of_reports(waiting=waiting_for(grants, clock.today()))
    assert task.url == address(report)
    client = open_as("authority")
    home = client.get("/")
    assert f'href="{address(report)}"' in home.content.decode()
    assert "Read and decide" in text_of(home)
    assert send(client, address(report, "report-return"), reason="").status_code == 422
    assert send(client, address(report, "report-accept"))["Location"] == address(report)
    assert fresh(report).status == "accepted"
    assert not list(of_reports(waiting=waiting_for(grants, clock.today())))
    assert "You have read access only, so you have no tasks." in text_of(client.get("/"))


def test_staff_have_a_task_while_a_report_is_owed_and_once_it_is_returned(scene, open_as):
    grants = scene.by("staff")["grants"]
    (task,) = of_reports(waiting=waiting_for(grants, clock.today()))
    assert (task.due, task.url) == (scene.period.due_on, scene.period.get_absolute_url())
    report = scene.issued()
    assert not list(of_reports(waiting=waiting_for(grants, clock.today())))
    send(open_as("authority"), address(report, "report-return"), reason="A figure is wrong.")
    (task,) = of_reports(waiting=waiting_for(grants, clock.today()))
    assert "A figure is wrong." in task.why
    page = open_as("staff").get(address(report))
    assert "A figure is wrong." in text_of(page).split("SHA-256")[0]
    assert mains(page) == ["Correct it by a new revision"]


@pytest.mark.parametrize(("second", "languages"), [("ko", ["In English", "In Korean"]), ("", ["In English"])])
def test_a_draft_has_a_column_for_each_language_of_its_strand(scene, open_as, second, languages):
    Strand.objects.filter(pk=scene.pairing.strand_id).update(second_language=second)
    table = html.fromstring(open_as("staff").get(address(scene.draft())).content).find(".//table[thead]")
    assert [one.text_content().strip() for one in table.iterfind("thead/tr/th")] == [
        "Section",
        *languages,
    ]
    assert {len(row) for row in table.iterfind("tbody/tr")} == {1 + len(languages)}


@pytest.mark.parametrize("name", ["report-write", "report-issue", "report-discard"])
def test_what_a_draft_alone_knows_leads_back_from_an_issued_report(scene, open_as, name):
    report = scene.issued()
    page = open_as("staff").get(address(report, name))
    assert "it is corrected by a new revision" in text_of(page)
    main = page.content.decode().split("</h1>")[1].split("<footer")[0]
    assert "<form" not in main
    assert f'href="{address(report)}"' in main


@pytest.mark.parametrize(
    ("role", "draft", "joint", "issued"),
    [
        ("staff", 200, 200, 200),
        ("administrator", 200, 200, 200),
        ("authority", 200, 200, 200),
        ("eu", 404, 200, 200),
        ("neighbour", 404, 404, 200),
        ("observer", 404, 404, 200),
    ],
)
def test_who_reads_which_report(scene, open_as, role, draft, joint, issued):
    whole, of_pairing = scene.draft(), scene.draft(scene.pairing)
    client = open_as(role)
    assert client.get(address(whole)).status_code == draft
    assert client.get(address(of_pairing)).status_code == joint
    scene.issue(whole)
    assert client.get(address(whole)).status_code == issued


def test_files_are_handed_out_as_kept_and_noted(scene, open_as):
    report = with_files(scene.issued())
    client = open_as("observer")
    answer = client.get(address(report, "report-file", "en", "pdf"))
    with report.files.get(format="pdf").file.open("rb") as kept:
        assert answer.content == kept.read()
    assert "attachment" in answer["Content-Disposition"]
    assert AuditEntry.objects.get(action="report-taken").parameters["file"].endswith(".pdf")
    for language, form in (("ko", "pdf"), ("en", "exe"), ("fr", "pdf")):
        assert client.get(address(report, "report-file", language, form)).status_code == 404
    assert "Rebuilt: identical" in text_of(client.get(address(report, "report-rebuilt", "en", "pdf")))


def test_a_draft_as_a_file_says_so(scene, open_as):
    report = scene.draft()
    client = open_as("staff")
    answer = fetched(client, client.get(address(report, "report-file", "en", "docx")))
    assert "_draft_" in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as file:
        assert any(b"DRAFT" in file.read(name) for name in file.namelist() if name.startswith("word/header"))
    assert open_as("observer").get(address(report, "report-file", "en", "docx")).status_code == 404


def test_the_evidence_holds_what_the_reader_may_see(scene, open_as):
    document = DocumentFactory(pairing=scene.pairing, record=scene.milestone, audience="strand")
    DocumentVersionFactory(document=document, name="＝1+1.pdf")
    report = scene.issued()
    answer = open_as("observer").get(address(report, "report-evidence"))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert (names := archive.namelist())[0] == "contents.csv"
    assert ',"\'＝1+1.pdf",' in archive.read("contents.csv").decode()
    assert any(name.startswith(f"{scene.pairing.code}/{document.code}/1-") for name in names)
    document.audience = "pairing"
    document.save(by=None)
    answer = open_as("observer").get(address(report, "report-evidence"))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.namelist() == ["contents.csv"]
    assert b',"no"' in archive.read("contents.csv")
    assert AuditEntry.objects.filter(action="report-evidence-taken").count() == 2


def test_much_evidence_is_packed_by_a_worker(scene, open_as, monkeypatch):
    monkeypatch.setattr("reports.progress.views.MOST_BYTES", -1)
    report, client = scene.issued(), open_as("observer")
    sent = fetched(client, client.get(address(report, "report-evidence")))
    assert zipfile.ZipFile(io.BytesIO(sent.getvalue())).namelist() == ["contents.csv"]


def test_a_draft_says_of_each_of_its_sections_what_staff_wrote(scene, open_as):
    report = ProgressReportFactory(period=scene.period, sections=["journey", "summary", "lessons", "risks"])
    SectionTextFactory(report=report, section="journey", text_en="On time.", text_ko="제때.")
    SectionTextFactory(report=report, section="lessons", text_en="", text_ko="일찍 시작한다.")
    changed = SectionTextFactory(report=report, section="risks", text_en="None.", text_ko="없음.")
    changed.text_en = "One."
    changed.save(by=None)
    rows = (
        "Journey written written",
        "Summary none none",
        "Lessons wanted written",
        "Risks and difficulties written older than its pair",
    )
    for role in ("staff", "authority"):
        page = open_as(role).get(address(report))
        assert f"Section In English In Korean {' '.join(rows)}" in text_of(page), role
        assert (f"{address(report, 'report-write')}#section-journey" in page.content.decode()) == (role == "staff")


def test_a_faulty_checksum_is_told_on_every_page(scene, open_as):
    report = with_files(scene.issued())
    report.snapshot = report.snapshot.replace("Kick-off", "Kick-out")
    report.save(by=None)
    client = open_as("authority")
    for name, more in (
        ("report", ()),
        ("report-preview", ()),
        ("report-changes", ()),
        ("report-rebuilt", ("en", "pdf")),
    ):
        page = client.get(address(report, name, *more))
        assert page.status_code == 200, name
        assert "do not have the checksum" in text_of(page), name
        assert "Kick-out" not in text_of(page), name
    assert "do not have the checksum" in text_of(client.get(address(report, "report-evidence"), follow=True))


def test_what_changed_since_a_report_and_what_a_revision_changes(scene, open_as):
    report = scene.issued()
    client = open_as("staff")
    page = text_of(client.get(address(report, "report-changes")))
    assert "Nothing differs" in page
    assert "still as in the report" in page
    send(client, address(report, "report-revise"), reason="The title was wrong.")
    scene.milestone.title_en = "Opening"
    scene.milestone.save(by=None)
    draft = ProgressReport.objects.with_names().get(revision=2)
    page = text_of(client.get(address(draft, "report-preview")))
    assert "What this revision changes" in page
    assert "Opening" in page
    assert client.get(address(draft, "report-changes")).status_code == 404


def test_an_issued_report_is_found_by_its_period_and_strand(scene):
    scene.issued()
    grants = scene.by("observer")["grants"]
    for query in ("interim-1", f"interim {scene.period.strand.code}", "INTERIM report"):
        found = [one for group in collect("search", grants=grants, query=query, among=()) for one in group.results]
        assert [one.url for one in found if "/reports/interim-1/strand/" in one.url], query
    found = [one for group in collect("search", grants=grants, query="zebra", among=()) for one in group.results]
    assert not found


@pytest.mark.one_database
def test_the_pages_cost_the_same_with_one_and_with_many(scene, open_as):
    report = scene.draft()
    scene.write(report)
    client = open_as("staff")

    def cost(path):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    pages = [address(report, name) for name in ("report", "report-write", "report-preview", "report-issue")]
    [client.get(path) for path in pages]
    before = [cost(path) for path in pages]
    for _number in range(3):
        MilestoneFactory(pairing=scene.pairing, stage=scene.milestone.stage, plan_item=None)
    for section in ("journey", "lessons", "risks"):
        scene.write(report, section=section)
    assert [cost(path) for path in pages] == before
