"""Who follows the making of a report or an update, and who reads at most what came of it."""

from functools import partial

import pytest
from django.urls import reverse

from accounts.models import Mail
from core import clock
from core.errors import NotAllowed
from partnerships.history.pairing_history import acts_in, acts_in_strand, entries_of
from partnerships.models import StrandRole
from partnerships.tests.factories import PairingFactory, StrandRoleFactory
from partnerships.tests.pages import text_of
from partnerships.tests.two_sides import ROLES
from partnerships.tests.waiting_rows import waiting_for
from reports.enums import ISSUED_REPORT
from reports.models import CityUpdate, ProgressReport, SectionText
from reports.progress.actions import AcceptReport, DiscardReport, ReturnReport, ReviseReport
from reports.progress.parts import of_reports
from reports.progress.selectors import compile_snapshot
from reports.progress.services import log_taken
from reports.progress.tests.report_scene import NOW, draft_report, fresh, report_scene
from reports.rules import may_follow_report, may_view_report
from reports.tests.factories import CityUpdateFactory, ProgressReportFactory
from reports.updates.actions import AcceptUpdate, RemindUpdates, ReturnUpdate, SubmitUpdate, TakeBackUpdate, WriteUpdate
from reports.updates.selectors import update_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_report_day")]
FOLLOW = {"eu", "counterpart", "staff", "administrator", "authority"}
READ_ONLY = ("observer", "neighbour")


@pytest.fixture
def scene(sides):
    return report_scene(sides, languages="en")


@pytest.fixture
def open_as(scene, client):
    def signed_in(role):
        client.force_login(scene.sides.people[role])
        return client

    return signed_in


@pytest.fixture
def issued(scene):
    """The pairing's report, with the data of now, as if both sides had confirmed it."""
    draft = ProgressReport(strand=scene.period.strand, period=scene.period, pairing=scene.pairing)
    return fresh(ProgressReportFactory(period=scene.period, pairing=scene.pairing, issued=compile_snapshot(draft, NOW)))


def actions(scene, role):
    return {act.action for act in acts_in(pairing=scene.pairing, grants=scene.sides.grants(role))}


def history(scene, kind, record):
    return reverse("partnerships:record-history", args=[scene.period.strand.code, kind, record.pk])


@pytest.mark.parametrize("role", ROLES)
def test_rules_and_querysets_say_the_same_of_every_role(scene, issued, role):
    grants = scene.sides.grants(role)
    draft = scene.draft()
    joint = ProgressReportFactory(period=scene.period, pairing=scene.pairing, revision=2, replaces=issued)
    for report in map(fresh, (issued, draft, joint)):
        rows = ProgressReport.objects.filter(pk=report.pk)
        assert rows.visible_to(grants).exists() is may_view_report(grants, report)
        assert rows.followed_by(grants).exists() is may_follow_report(grants, report)
        assert may_view_report(grants, report) or report.status not in ISSUED_REPORT
    assert may_follow_report(grants, fresh(joint)) is (role in FOLLOW)
    assert may_follow_report(grants, fresh(draft)) is (role in FOLLOW - {"eu", "counterpart"})
    for status in ("draft", "submitted", "returned", "accepted"):
        update = CityUpdate.objects.with_names().get()
        update.status = status
        update.save(by=None)
        rows = CityUpdate.objects.filter(pk=update.pk)
        across = {"eu"} if status != "draft" else set()
        assert rows.visible_to(grants).exists() is (role in FOLLOW - {"eu"} | across)
        assert rows.followed_by(grants).exists() is update.is_followed_by(grants) is (role in FOLLOW - {"eu"})


@pytest.mark.one_database
@pytest.mark.parametrize("role", READ_ONLY)
def test_an_issued_report_of_a_pairing_is_read_by_the_strand_and_its_making_is_not(scene, open_as, issued, role):
    text = SectionText(report=issued, section="summary", text_en="An earlier draft of words.")
    text.save(by=None)
    client = open_as(role)
    page = client.get(issued.get_absolute_url())
    assert page.status_code == 200
    assert (page.context["card"], page.context["history_url"], page.context["changes_url"]) == (None, "", "")
    assert client.get(issued.address("report-changes")).status_code == 403
    for kind, record in (("progress-report", issued), ("section-text", text)):
        assert client.get(history(scene, kind, record)).status_code == 404
    client = open_as("eu")
    assert client.get(issued.get_absolute_url()).context["history_url"]
    assert client.get(issued.address("report-changes")).status_code == 200
    for kind, record in (("progress-report", issued), ("section-text", text)):
        assert client.get(history(scene, kind, record)).status_code == 200


@pytest.mark.security("C10")
@pytest.mark.one_database
def test_no_address_of_a_draft_is_found_by_those_who_do_not_follow_it(scene, open_as):
    joint, whole = scene.draft(scene.pairing), scene.draft()
    names = ("report", "report-preview", "report-changes", "report-evidence", "report-write",
             "report-issue", "report-accept")  # fmt: skip
    for role, reports in (("observer", [joint, whole]), ("neighbour", [joint, whole]), ("eu", [whole])):
        client = open_as(role)
        for report in reports:
            addresses = [report.address(name) for name in names]
            addresses += [report.address("report-file", "en", "json"), report.address("report-rebuilt", "en", "json")]
            addresses.append(report.address("report-figure", "milestones-done"))
            for one in addresses:
                assert client.get(one).status_code == 404, (role, one)
                assert client.post(one).status_code in {404, 405}, (role, one)
    assert open_as("eu").get(joint.address("report-preview")).status_code == 200


def test_the_history_of_a_pairing_tells_readers_what_came_of_a_report_and_no_more(scene, issued):
    joint = fresh(ProgressReportFactory(period=scene.period, pairing=scene.pairing, revision=2, replaces=issued))
    scene.write(joint)
    log_taken(by=scene.by("staff")["by"], grants=scene.sides.grants("staff"), report=issued, file="report.pdf")
    whole = scene.draft()
    scene.write(whole)
    scene.issue(whole)
    making = {"report-add", "report-write", "report-taken"}
    assert making | {"report-issue"} <= actions(scene, "staff")
    assert {"report-write", "report-taken", "report-issue"} <= actions(scene, "eu")
    for role in READ_ONLY:
        assert not making & actions(scene, role)
        assert "report-issue" in actions(scene, role)
        strand = acts_in_strand(strand=scene.period.strand, grants=scene.sides.grants(role))
        assert not making & {act.action for act in strand}


def test_the_history_of_a_pairing_names_the_report_of_the_whole_strand_as_that_of_the_strand(scene, issued):
    whole = scene.draft()
    scene.write(whole)
    scene.issue(whole)
    acts = acts_in(pairing=scene.pairing, grants=scene.sides.grants("eu")).filter(action="report-issue")
    (entry,) = entries_of(acts, scene.pairing)
    assert (entry.name, entry.url) == (str(whole), whole.get_absolute_url())
    assert entry.name.startswith(str(scene.period.strand))


def test_that_a_draft_was_discarded_is_told_to_those_who_followed_it(scene):
    from_both = scene.draft(scene.pairing)
    DiscardReport.do(from_both, version=from_both.version, **scene.by("staff"))
    assert {role for role in ROLES if "report-discard" in actions(scene, role)} == FOLLOW


def test_who_took_a_brief_along_is_told_to_the_two_sides_and_the_office(scene, open_as):
    place = [scene.period.strand.code, scene.pairing.code, "en", "docx"]
    assert open_as("eu").get(reverse("reports:brief-file", args=place)).status_code == 200
    assert {role for role in ROLES if "brief-sent" in actions(scene, role)} == FOLLOW


@pytest.mark.one_database
def test_the_other_side_reads_what_was_submitted_and_not_why_it_was_returned(scene, open_as):
    update = CityUpdate.objects.with_names().get()
    ReturnUpdate.do(update, version=update.version, reason="Say why the halls stay shut.", **scene.by("staff"))
    client = open_as("eu")
    page = client.get(update.get_absolute_url())
    assert page.status_code == 200
    assert "halls stay shut" not in text_of(page)
    assert client.get(history(scene, "city-update", update)).status_code == 404
    told = [act.reason for act in acts_in(pairing=scene.pairing, grants=scene.sides.grants("eu"))]
    assert "Say why the halls stay shut." not in told
    assert "update-return" in actions(scene, "counterpart")
    for role in ("eu", *READ_ONLY):
        assert not any(action.startswith("update-") for action in actions(scene, role))


@pytest.mark.parametrize(("role", "word"), [("neighbour", "Not submitted yet"), ("staff", "Not started")])
def test_a_partner_that_has_begun_looks_to_others_like_one_that_has_not(scene, role, word):
    grants = scene.sides.grants(role)
    CityUpdateFactory(participation=scene.pairing.eu, period=scene.period)
    other = PairingFactory(strand=scene.period.strand).eu
    rows = {row.participation.pk: row for row in update_rows(grants, scene.period, clock.today())}
    assert (rows[other.pk].label, rows[other.pk].mark) == (word, "overdue")
    begun = rows[scene.pairing.eu_id]
    assert ((begun.label, begun.url) == (word, "")) is (role == "neighbour")


def test_a_report_says_nothing_of_an_update_that_was_returned(scene):
    update = CityUpdate.objects.with_names().get()
    ReturnUpdate.do(update, version=update.version, reason="Say why.", **scene.by("staff"))
    snapshot = compile_snapshot(scene.draft(), NOW)
    assert {row["status"] for row in snapshot["updates"]} == {""}
    assert "returned" not in str(snapshot["updates"])


def test_whoever_is_staff_too_decides_on_no_report_and_is_not_asked_to(scene, django_capture_on_commit_callbacks):
    both = scene.sides.people["authority"]
    StrandRoleFactory(strand=scene.period.strand, role="staff", user=both)
    with django_capture_on_commit_callbacks(execute=True):
        report = scene.issued()
    given = {"version": report.version, **scene.by("authority")}
    for decide in (AcceptReport.do, partial(ReturnReport.do, reason="It is thin.")):
        with pytest.raises(NotAllowed):
            decide(report, **given)
    assert "Please accept" not in Mail.objects.get(kind="report-issued", recipient=both).text
    assert not any(
        task.verb == "Decide" for task in of_reports(waiting=waiting_for(scene.sides.grants("authority"), NOW.date()))
    )


def test_who_issued_a_report_as_staff_does_not_decide_on_it_with_another_role(scene):
    report = scene.issued()
    role = StrandRole.objects.get(user=report.issued_by, strand=scene.period.strand)
    role.role = "authority"
    role.save(by=None)
    for decide in (AcceptReport.do, partial(ReturnReport.do, reason="It is thin.")):
        with pytest.raises(NotAllowed):
            decide(report, version=report.version, **scene.by("staff"))
    assert not any(
        task.verb == "Decide" for task in of_reports(waiting=waiting_for(scene.sides.grants("staff"), NOW.date()))
    )
    assert any(
        task.verb == "Decide" for task in of_reports(waiting=waiting_for(scene.sides.grants("authority"), NOW.date()))
    )
    assert AcceptReport.do(report, version=report.version, **scene.by("authority")).status == "accepted"


def test_an_administrator_neither_writes_submits_decides_nor_reminds(scene):
    by = scene.by("administrator")
    update = CityUpdate.objects.with_names().get()
    issued = ProgressReportFactory(period=scene.period, pairing=scene.pairing, issued={})
    of_report = {"version": issued.version, **by}
    begun = CityUpdate(period=scene.period, participation=scene.pairing.eu)
    acts = [
        partial(WriteUpdate.do, begun, changes={}, **by),
        partial(SubmitUpdate.do, update, **by),
        partial(TakeBackUpdate.do, update, **by),
        partial(AcceptUpdate.do, update, **by),
        partial(ReturnUpdate.do, update, reason="Why?", **by),
        partial(RemindUpdates.do, scene.period, chosen=[str(scene.pairing.eu_id)], **by),
        partial(draft_report, period=scene.period, **by),
        partial(AcceptReport.do, issued, **of_report),
        partial(ReturnReport.do, issued, reason="Why?", **of_report),
        partial(ReviseReport.do, issued, reason="Why?", **of_report),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
