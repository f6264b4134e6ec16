"""Writing a report: one form over all sections, one save; nothing that was typed is lost by whatever else happens."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from core.errors import DomainError
from core.models import AuditEntry
from partnerships.tests.pages import sign_in, text_of
from reports.models import JointReport, ProgressReport, SectionText
from reports.progress.tests.report_scene import fresh, report_scene, write_section

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_report_day")]
TYPED = {"summary_text_en": "In short.", "lessons_text_ko": "배운 점", "next_text_en": "What is next."}


@pytest.fixture
def scene(sides):
    return report_scene(sides, languages="en")


@pytest.fixture
def staff(client, scene):
    sign_in(client, scene.sides, "staff")
    return client


def address(report, name="report-write"):
    return reverse(f"reports:{name}", args=[report.strand.code, report.period.code, report.scope, report.revision])


def forms_of(page):
    return [form for form in html.fromstring(page.content).iterfind(".//main//form") if form.xpath(".//textarea")]


def shown(page):
    """What stands in the fields of the page's form, as the browser would send it."""
    (form,) = forms_of(page)
    return {name: str(value or "").replace("\r\n", "\n").removeprefix("\n") for name, value in form.form_values()}


def wrong_in(page):
    """Where the words above the form lead to, each with the name of its field."""
    (above,) = html.fromstring(page.content).find_class("wc-form-errors")
    return {link.get("href"): link.text_content() for link in above.iter("a")}


def written():
    return {row.section: (row.version, row.text_en, row.text_ko) for row in SectionText.objects.all()}


def test_one_save_keeps_what_was_typed_in_all_sections_and_touches_no_other(scene, staff):
    report = scene.draft()
    scene.write(report, section="risks")
    write = address(report)
    page = staff.get(write)
    assert len(forms_of(page)) == 1
    answer = staff.post(write, shown(page) | TYPED)
    assert answer["Location"] == f"{write}#section-next"
    assert written() == {
        "summary": (1, "In short.", ""),
        "lessons": (1, "", "배운 점"),
        "next": (1, "What is next.", ""),
        "risks": (1, "It went well.", "잘 되었다."),
    }
    told = AuditEntry.objects.filter(action="report-write").order_by("pk")
    assert [entry.parameters["section"] for entry in told] == [["risks"], ["summary", "lessons", "next"]]
    page = staff.get(write)
    assert "Saved: Summary, Lessons and Next period." in text_of(page)
    staff.post(write, shown(page) | {"summary_text_ko": "요약"})
    assert written()["summary"] == (2, "In short.", "요약")
    assert {version for section, (version, *_texts) in written().items() if section != "summary"} == {1}
    answer = staff.post(write, shown(staff.get(write)), follow=True)
    assert "Nothing was changed." in text_of(answer)


def test_where_another_wrote_meanwhile_both_texts_stand_and_all_else_stays(scene, staff):
    report = scene.draft()
    scene.write(report, section="risks")
    scene.write(report, section="lessons")
    write = address(report)
    typed = shown(staff.get(write)) | {"summary_text_en": "In short.", "risks_text_en": "My risks."}
    for section in ("risks", "lessons"):
        write_section(report=report, section=section, version=1, texts={"en": "Theirs."}, **scene.by("staff"))
    answer = staff.post(write, typed)
    assert answer.status_code == 409
    assert "Someone else changed this meanwhile." in text_of(answer)
    assert "Someone else wrote in this section meanwhile." in text_of(answer)
    now = shown(answer)
    assert [now[f"{name}_text_en"] for name in ("summary", "risks", "lessons")] == ["In short.", "My risks.", "Theirs."]
    (beside,) = html.fromstring(answer.content).find_class("wc-said")
    assert (next(beside.iterancestors("section")).get("id"), beside.text_content()) == ("section-risks", "Theirs.")
    assert list(wrong_in(answer)) == ["#id_risks_text_en"]
    assert "summary" not in written()
    # Whoever has put both together goes on, also where the other has done the same.
    write_section(report=report, section="lessons", version=2, texts={"en": "Ours."}, **scene.by("staff"))
    assert staff.post(write, now | {"risks_text_en": "Both.", "lessons_text_en": "Ours."}).status_code == 302
    assert {name: one[:2] for name, one in written().items()} == {
        "summary": (1, "In short."), "risks": (3, "Both."), "lessons": (3, "Ours."),
    }  # fmt: skip


def test_a_section_that_only_another_wrote_in_is_no_obstacle_and_stays_as_it_is(scene, staff):
    report = scene.draft()
    scene.write(report, section="risks")
    typed = shown(staff.get(address(report))) | {"summary_text_en": "In short."}
    write_section(report=report, section="risks", version=1, texts={"en": "Theirs."}, **scene.by("staff"))
    scene.write(report, section="next")
    assert staff.post(address(report), typed).status_code == 302
    assert [written()[name][1] for name in ("summary", "risks", "next")] == ["In short.", "Theirs.", "It went well."]


@pytest.mark.one_database
def test_one_wrong_section_leads_to_it_and_keeps_what_is_typed_in_the_others(scene, staff):
    report = scene.draft()
    write = address(report)
    wrong = TYPED | {"risks_text_en": "x" * 200_001, "events_text_ko": "a\x00b"}
    answer = staff.post(write, shown(staff.get(write)) | wrong)
    assert answer.status_code == 422
    assert not written()
    now = shown(answer)
    assert {name: now[name] for name in TYPED} == TYPED
    assert len(now["risks_text_en"]) == 200_001
    assert wrong_in(answer) == {
        "#id_events_text_ko": "Events and participants, in Korean",
        "#id_risks_text_en": "Risks and difficulties, in English",
    }
    bare = {name: value for name, value in now.items() if not name.endswith("_seen_version")} | {"risks_text_en": ""}
    answer = staff.post(write, bare)
    assert "The form is incomplete." in text_of(answer)
    assert shown(answer)["summary_text_en"] == "In short."


def test_words_for_a_section_that_the_report_lost_meanwhile_stay_on_the_page(scene, staff):
    report = scene.draft()
    typed = shown(staff.get(address(report))) | TYPED
    ProgressReport.objects.filter(pk=report.pk).update(sections=["summary", "next"])
    answer = staff.post(address(report), typed)
    assert answer.status_code == 422
    assert "This section is not in the report." in text_of(answer)
    now = shown(answer)
    assert {name: now[name] for name in TYPED} == TYPED
    assert not written()
    assert staff.post(address(report), now | {"lessons_text_ko": ""}).status_code == 302
    assert set(written()) == {"summary", "next"}


def test_words_for_a_report_that_was_issued_meanwhile_stay_on_the_page(scene, staff):
    report = scene.draft()
    typed = shown(staff.get(address(report))) | TYPED
    scene.issue(report)
    answer = staff.post(address(report), typed)
    assert answer.status_code == 422
    assert "it is corrected by a new revision" in text_of(answer)
    assert shown(answer)["lessons_text_ko"] == "배운 점"
    with pytest.raises(DomainError, match="meanwhile"):
        scene.write(report)
    assert not written()


@pytest.mark.one_database
def test_every_button_of_the_page_takes_along_what_was_typed(scene, staff):
    report = scene.draft()
    write = address(report)
    page = html.fromstring(staff.get(write).content).find(".//main")
    buttons = page.xpath(".//button | .//input[@type='submit']")
    assert {button.iterancestors("form").__next__() for button in buttons} == set(page.xpath(".//form[.//textarea]"))
    assert [" ".join(button.text_content().split()) for button in buttons] == [
        "Save", "Save a draft", "Discard the draft", "Continue in Korean; your input is kept",
    ]  # fmt: skip
    # The other language, as a browser without scripts asks for it.
    sent = shown(staff.get(write)) | TYPED | {"page_language": "ko"}
    answer = staff.post(buttons[-1].get("formaction"), sent, follow=True)
    assert html.fromstring(answer.content).get("lang") == "ko"
    now = shown(answer)
    assert {name: now[name] for name in TYPED} == TYPED
    staff.post(write, now)
    assert len(written()) == 3


def test_one_save_asks_both_sides_once(scene, staff):
    report = scene.draft(scene.pairing)
    scene.write(report)
    joint = scene.freeze(fresh(report))
    write = address(report)
    staff.post(write, shown(staff.get(write)) | TYPED)
    assert JointReport.objects.get().edition == joint.edition + 1
    assert [one["text_en"] for one in JointReport.objects.get().words] == ["In short.", "", "What is next."]


@pytest.mark.one_database
def test_texts_are_read_at_once_however_many_sections_there_are(scene, staff):
    report = scene.draft()
    write = address(report)

    def reads(act):
        with CaptureQueriesContext(connection) as queries:
            assert act().status_code in {200, 302}
        return len([one for one in queries if re.match(r'SELECT .* FROM "reports_sectiontext"', one["sql"])])

    found = []
    for version, sections in enumerate((["lessons"], ["publicity", "lessons", "next", "risks", "helix"]), start=1):
        ProgressReport.objects.filter(pk=report.pk).update(sections=sections)
        shown_now = shown(staff.get(write))
        typed = shown_now | {f"{name}_text_en": f"Words {version}." for name in sections}
        found.append((reads(lambda: staff.get(write)), reads(lambda typed=typed: staff.post(write, typed))))
    assert found[0] == found[1]
    assert len(written()) == 5
