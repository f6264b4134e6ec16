"""A pairing's report: frozen, confirmed by both sides edition by edition, issued as it was frozen."""

import pytest
from django.urls import reverse

from core import clock
from core.errors import DomainError, NotAllowed
from partnerships.confirmations.actions import RequestConfirmation, WithdrawConfirmation
from partnerships.confirmations.selectors import parts_of, text_states
from partnerships.models import Pairing, TextEdition
from partnerships.tasks.parts import of_side
from partnerships.tests.pages import sign_in, text_of
from partnerships.tests.waiting_rows import waiting_for
from reports.models import JointReport
from reports.progress.gaps import gaps_of
from reports.progress.parts import of_reports
from reports.progress.selectors import read_snapshot
from reports.progress.tests.report_scene import NOW, fresh, report_scene, with_files, write_section

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_report_day")]


@pytest.fixture
def scene(sides):
    return report_scene(sides, languages="en")


@pytest.fixture
def report(scene):
    row = scene.draft(scene.pairing)
    scene.write(row)
    return fresh(row)


def edition(joint):
    return TextEdition.objects.of(joint).first()


def close(scene, status="closed"):
    pairing = Pairing.objects.get(pk=scene.pairing.pk)
    pairing.status = status
    pairing.save(by=None)


def test_freezing_keeps_the_data_and_asks_both_sides(scene, report):
    joint = scene.freeze(report)
    row = fresh(report)
    assert row.status == "draft"
    assert row.frozen_at == NOW
    assert (joint.code, joint.edition, joint.data) == ("interim-1-1", 1, row.sha256)
    assert joint.words[0]["text_ko"] == "잘 되었다."
    assert joint.words[0]["title_ko"]
    frozen = edition(joint)
    assert frozen.body["title_en"] == "Interim report, revision 1"
    parts = parts_of(JointReport, scene.pairing, frozen.body)
    assert [part.label for part in parts] == ["Report", "What is written", "SHA-256 of the figures"]
    assert text_states([joint])[JointReport, joint.pk].waits_for == ("eu", "counterpart")


def test_its_text_is_read_by_both_sides_like_any_other(client, scene, report):
    joint = scene.freeze(report)
    place = [scene.pairing.strand.code, scene.pairing.code, joint.text_slug]
    for role in ("eu", "counterpart"):
        sign_in(client, scene.sides, role)
        assert "SHA-256" in text_of(client.get(reverse("partnerships:text", args=place)))


def test_only_staff_freeze_and_ask_and_only_a_pairings_report(scene, report):
    for role in ("administrator", "authority", "observer", "eu", "counterpart"):
        with pytest.raises(NotAllowed):
            scene.freeze(report, role)
    joint = scene.freeze(report)
    word = edition(joint).confirmations.get(side="eu")
    scene.sides.confirm(edition(joint), "eu")
    word.refresh_from_db()
    WithdrawConfirmation.do(word, version=word.version, reason="A figure is wrong.", **scene.by("eu"))
    for role in ("administrator", "eu"):
        with pytest.raises(NotAllowed):
            RequestConfirmation.do(joint, version=joint.version, **scene.by(role))
    RequestConfirmation.do(joint, version=joint.version, **scene.by("staff"))
    whole = scene.draft()
    with pytest.raises(DomainError, match="Only a pairing"):
        scene.freeze(whole)


def test_it_is_issued_exactly_as_frozen_once_both_have_confirmed(scene, report):
    with pytest.raises(DomainError, match="Neither side was asked"):
        scene.issue(report)
    joint = scene.freeze(report)
    scene.milestone.title_en = "Renamed"
    scene.milestone.save(by=None)
    row = fresh(report)
    frozen = row.snapshot
    scene.sides.confirm(edition(joint), "eu")
    with pytest.raises(DomainError, match="have yet to confirm edition 1"):
        scene.issue(row)
    scene.sides.confirm(edition(joint), "counterpart")
    issued = with_files(scene.issue(row))
    assert issued.snapshot == frozen
    assert read_snapshot(issued)["sections"]["journey"]["milestones"][0]["title"]["en"] == "Kick-off"
    assert "draft" not in issued.files.get(format="pdf").name
    joint = JointReport.objects.get()
    assert joint.is_settled
    assert not JointReport.objects.filter(JointReport.asking()).exists()
    word = edition(joint).confirmations.get(side="eu")
    with pytest.raises(DomainError, match="is issued"):
        WithdrawConfirmation.do(word, version=word.version, reason="Too late.", **scene.by("eu"))


def test_other_words_raise_the_edition_and_leave_the_figures(scene, report):
    joint = scene.freeze(report)
    scene.sides.both_confirm(edition(joint))
    scene.milestone.title_en = "Renamed"
    scene.milestone.save(by=None)
    write_section(report=fresh(report), section="summary", version=1, texts={"en": "So so."}, **scene.by("staff"))
    row, joint = fresh(report), JointReport.objects.get()
    assert (joint.edition, joint.data) == (2, row.sha256)
    assert not text_states([joint])[JointReport, joint.pk].both
    snapshot = read_snapshot(row)
    assert snapshot["texts"]["summary"]["en"] == "So so."
    assert snapshot["sections"]["journey"]["milestones"][0]["title"]["en"] == "Kick-off"
    assert [gap.words for gap in gaps_of(row, snapshot) if gap.blocks] == ["Both sides have yet to confirm edition 2."]


def test_freezing_again_reads_the_records_anew(scene, report):
    scene.freeze(report)
    scene.milestone.title_en = "Renamed"
    scene.milestone.save(by=None)
    with clock.fixed_at(NOW.replace(hour=13)):
        joint = scene.freeze(fresh(report))
    assert joint.edition == 2
    assert read_snapshot(fresh(report))["sections"]["journey"]["milestones"][0]["title"]["en"] == "Renamed"


def test_a_closed_pairing_still_has_its_report_confirmed_and_nothing_else(scene, report):
    plan = scene.sides.plan()
    word = scene.sides.ask(plan)
    close(scene)
    joint = scene.freeze(report)
    with pytest.raises(DomainError, match="closed"):
        scene.sides.confirm(word, "eu")
    assert not list(of_side(waiting=waiting_for(scene.by("eu")["grants"], clock.today())))
    tasks = [task for task in of_reports(waiting=waiting_for(scene.by("eu")["grants"], clock.today())) if task.halves]
    assert [(task.thing, task.mine) for task in tasks] == [
        ("Interim report, revision 1", True),
        ("Interim report, revision 1", False),
    ]
    scene.sides.both_confirm(edition(joint))
    assert fresh(scene.issue(fresh(report))).is_issued


def test_a_discontinued_pairing_has_none(scene, report):
    close(scene, "discontinued")
    with pytest.raises(DomainError, match="discontinued"):
        scene.freeze(report)
    assert not fresh(report).snapshot
