"""Drafts: begun once, written section by section in two languages, discarded."""

import pytest

from core import audit, clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry, Draft
from partnerships.history.services import kind_named, restore_version
from partnerships.models import Pairing
from partnerships.tests.factories import PairingFactory
from reports.models import ProgressReport, SectionText
from reports.periods.actions import EditTerms
from reports.progress.actions import DiscardReport, ReviseReport
from reports.progress.tests.report_scene import NOW, draft_report, fresh, report_scene, write_section
from reports.tests.factories import ReportingTermsFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with clock.fixed_at(NOW):
        yield


@pytest.fixture
def scene(sides):
    return report_scene(sides)


def test_a_draft_has_the_sections_of_the_template_and_stands_alone_in_its_scope(scene):
    ReportingTermsFactory(strand=scene.period.strand, sections=["journey", "summary", "no-such"])
    report = scene.draft()
    assert (report.scope, report.revision, report.sections) == ("strand", 1, ["journey", "summary"])
    with pytest.raises(AlreadyDone):
        scene.draft()
    joint = scene.draft(scene.pairing)
    assert joint.scope == "busan-barcelona"
    assert AuditEntry.objects.filter(action="report-add").count() == 2


def test_drafts_follow_a_changed_template_and_lose_no_section_with_words(scene):
    first, changed = ["summary", "journey", "lessons", "risks", "next"], ["helix", "summary"]
    terms = ReportingTermsFactory(strand=scene.period.strand, sections=first)
    report = scene.draft()
    scene.write(report, section="lessons")
    path, typed = report.address("report-write"), {"risks_text_en": "Typed only.", "next_text_en": ""}
    Draft.objects.create(user=scene.sides.people["staff"], form=path, data=typed)
    asked = scene.draft(scene.pairing)
    scene.freeze(asked)
    EditTerms.do(terms, **scene.by("staff"), version=1, changes={"sections": changed})
    assert fresh(report).sections == [*changed, "lessons", "risks"]
    assert SectionText.objects.get(section="lessons").text_en == "It went well."
    assert fresh(asked).sections == first
    # It is the act on the template that changed the draft.
    entry = AuditEntry.objects.get(action="terms-edit")
    assert fresh(report).history.first().entry_id == entry.key
    EditTerms.do(terms, **scene.by("staff"), version=2, changes={"contract_number": "PI/1"})
    assert fresh(report).version == 2


def test_a_correction_gains_what_the_template_gains_and_keeps_what_was_reported(scene):
    terms = ReportingTermsFactory(strand=scene.period.strand, sections=["summary", "journey"])
    report = scene.issued()
    ReviseReport.do(report, **scene.by("staff"), version=report.version, reason="A figure was wrong.")
    EditTerms.do(terms, **scene.by("staff"), version=1, changes={"sections": ["helix", "summary"]})
    assert fresh(report).sections == ["summary", "journey"]
    assert ProgressReport.objects.get(revision=2).sections == ["helix", "summary", "journey"]


@pytest.mark.parametrize("role", ["administrator", "authority", "observer", "eu", "counterpart"])
def test_nobody_but_staff_drafts_writes_or_discards(scene, role):
    with pytest.raises(NotAllowed):
        scene.draft(role=role)
    report = scene.draft()
    with pytest.raises(NotAllowed):
        scene.write(report, role)
    with pytest.raises(NotAllowed):
        DiscardReport.do(report, version=1, **scene.by(role))


def test_no_draft_of_a_skipped_period_nor_of_another_strands_pairing(scene):
    with pytest.raises(DomainError, match="another strand"):
        draft_report(period=scene.period, pairing=PairingFactory(), **scene.by("staff"))
    scene.period.skipped_at, scene.period.skipped_reason = NOW, "Nothing happened."
    scene.period.save(by=None)
    with pytest.raises(DomainError, match="skipped"):
        scene.draft()
    assert not ProgressReport.objects.exists()


def test_words_are_kept_by_language_and_the_older_one_is_marked(scene):
    report = scene.draft()
    text = scene.write(report)
    assert (text.text_en, text.text_ko, text.stale_texts) == ("It went well.", "잘 되었다.", "")
    by = scene.by("staff")
    text = write_section(
        report=report, section="summary", version=text.version, texts={"en": " So so.\r\n\r\n=1+1 <b>🎉\x00 "}, **by
    )
    assert text.text_en == "So so.\n\n=1+1 <b>🎉"
    assert text.stale_texts == "text_ko"
    with pytest.raises(AlreadyDone):
        write_section(report=report, section="summary", version=text.version, texts={"en": text.text_en}, **by)
    with pytest.raises(StaleRecord):
        write_section(report=report, section="summary", version=1, texts={"en": "Late."}, **by)
    with pytest.raises(StaleRecord):
        scene.write(report)
    with pytest.raises(DomainError, match="too long"):
        write_section(report=report, section="lessons", version=0, texts={"ko": "가" * 200_001}, **by)
    with pytest.raises(DomainError, match="is not in the report"):
        write_section(report=report, section="no-such", version=0, texts={"en": "x"}, **by)
    assert SectionText.objects.get().version == text.version


def test_an_earlier_text_comes_back_through_its_history(scene):
    text = scene.write(scene.draft())
    write_section(report=text.report, section="summary", version=1, texts={"en": "Badly."}, **scene.by("staff"))
    row = SectionText.objects.get()
    restore_version(kind=kind_named("section-text"), record=row, version=row.version, number=1, **scene.by("staff"))
    assert SectionText.objects.get().text_en == "It went well."


def test_a_discarded_draft_goes_with_its_words_and_leaves_a_trace(scene):
    report = scene.draft()
    scene.write(report)
    with pytest.raises(StaleRecord):
        DiscardReport.do(report, version=9, **scene.by("staff"))
    DiscardReport.do(report, version=report.version, **scene.by("staff"))
    assert not ProgressReport.objects.exists()
    assert not SectionText.objects.exists()
    entry = AuditEntry.objects.get(action="report-discard")
    assert entry.parameters == {"revision": 1}
    with pytest.raises(StaleRecord):
        scene.write(report)
    assert scene.draft().revision == 1


def test_what_both_sides_were_asked_about_is_not_discarded(scene):
    report = scene.draft(scene.pairing)
    scene.freeze(report)
    row = fresh(report)
    with pytest.raises(DomainError, match="it stays"):
        DiscardReport.do(row, version=row.version, **scene.by("staff"))
    assert Pairing.objects.filter(progress_reports=row).exists()


@pytest.mark.one_database
def test_that_sections_were_once_chosen_for_a_draft_is_still_read_in_the_log():
    said = audit.sentence("report-sections", {"revision": 2})
    assert said == "Chose the sections of revision 2 of a progress report"
