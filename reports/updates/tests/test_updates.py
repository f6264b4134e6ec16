"""What is done with a city update, from the first word to its acceptance, and who may do it."""

import datetime as dt

import pytest

from accounts.models import Mail
from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.tests.arranged import logged
from partnerships.history.pairing_history import acts_in
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import MembershipFactory, PairingFactory
from reports.models import CityUpdate, UpdateStep
from reports.tests.period_scene import TODAY, issued
from reports.tests.update_scene import ANSWERS, milestone
from reports.updates.actions import AcceptUpdate, ReturnUpdate, SubmitUpdate, TakeBackUpdate, WriteUpdate
from reports.updates.parts import KIND
from reports.updates.selectors import compose, gaps_of, lines_of

pytestmark = pytest.mark.django_db


def wish(line, state, **texts):
    return {"key": line.key, "state": state, "text_en": "", "text_ko": ""} | texts


def refused(act, *args, **kwargs):
    with pytest.raises(DomainError) as found:
        act(*args, **kwargs)
    return str(found.value)


def test_the_first_save_begins_it_and_the_log_says_so_once(scene):
    row = scene.save()
    assert (row.status, row.version, row.achieved_en) == ("draft", 2, "Two halls were opened.")
    row = scene.save(version=2, answers={"next_ko": " 공동 연구 \x07"})
    assert (row.next_ko, row.next_en) == ("공동 연구", "A joint study.")
    acts = logged().filter(object_type="reports.cityupdate").values_list("action", flat=True)
    assert list(acts.order_by("pk")) == ["update-begun", "update-write"]


def test_its_acts_are_told_in_the_history_of_the_pairing_of_its_partner_alone(scene):
    scene.save()
    other = PairingFactory(strand=scene.pairing.strand)
    told = {
        pairing: acts_in(pairing=pairing, grants=scene.sides.grants("staff")).filter(action="update-begun").count()
        for pairing in (scene.pairing, other)
    }
    assert told == {scene.pairing: 1, other: 0}


def test_a_second_one_who_begins_it_and_an_old_version_lose_nothing_of_the_first(scene):
    scene.save()
    assert "Somebody began this update" in refused(scene.save, answers={"achieved_en": "Mine"})
    with pytest.raises(StaleRecord):
        scene.save(version=1, answers={"achieved_en": "Mine"})
    with pytest.raises(AlreadyDone):
        scene.save(version=2)
    assert scene.update.achieved_en == "Two halls were opened."


@pytest.mark.parametrize("role", ["eu", "staff", "administrator", "authority", "observer", "neighbour"])
def test_nobody_but_the_partner_writes_submits_or_takes_it_back(scene, role):
    with pytest.raises(NotAllowed):
        scene.save(role)
    row = scene.save()
    for act in (SubmitUpdate, TakeBackUpdate):
        with pytest.raises(NotAllowed):
            act.do(row, **scene.sides.by(role), version=row.version)
    with pytest.raises(NotAllowed):
        scene.save(role, version=row.version)


def test_a_period_that_is_skipped_to_come_or_out_refuses_with_its_reason(scene):
    row = scene.save()
    period = scene.period
    period.skipped_at, period.skipped_reason = clock.now(), "Too short"
    period.save(by=None)
    assert "was skipped" in refused(scene.save, version=2, answers={})
    period.skipped_at, period.skipped_reason = None, ""
    period.starts_on = TODAY + dt.timedelta(days=1)
    period.ends_on = period.due_on = TODAY + dt.timedelta(days=2)
    period.save(by=None)
    assert "begins on 26 November 2026" in refused(scene.save, version=2, answers={})
    period.starts_on = dt.date(2026, 5, 1)
    period.save(by=None)
    report = issued(period)
    for act in (
        lambda: scene.save(version=2, answers={"achieved_en": "More"}),
        lambda: SubmitUpdate.do(row, **scene.sides.by("counterpart"), version=2),
        lambda: ReturnUpdate.do(row, **scene.sides.by("staff"), version=2, reason="Why?"),
        lambda: AcceptUpdate.do(row, **scene.sides.by("staff"), version=2),
    ):
        assert "report on this period was issued" in refused(act)
    report.status = "returned"
    report.save(by=None)
    assert scene.save(version=2, answers={"achieved_en": "More"}).achieved_en == "More"


def test_a_line_is_kept_as_the_records_say_edited_or_dropped(scene):
    first = milestone(scene.pairing, "first", status="done", actual="2026-09-01")
    milestone(scene.pairing, "second", status="done", actual="2026-09-01")
    milestone(scene.pairing, "third", status="done", actual="2026-09-01")
    one, two, three = scene.lines()
    row = scene.save(
        lines=[wish(one, "edited", text_en="All of us opened it"), wish(two, "dropped"), wish(three, "kept")]
    )
    assert [(line["key"], line["state"]) for line in row.lines] == [(one.key, "edited"), (two.key, "dropped")]
    edited = row.lines[0]
    assert (edited["text_en"], edited["text_ko"], edited["stale"]) == ("All of us opened it", one.text_ko, "ko")
    first.title_en = "First of all"
    first.save(by=None)
    shown = {line.key: line for line in lines_of(row, scene.lines())}
    assert shown[one.key].text_en == "All of us opened it"
    assert shown[three.key].state == "kept"


def test_an_emptied_line_gives_the_words_of_the_records_back(scene):
    milestone(scene.pairing, "first", status="done", actual="2026-09-01")
    (line,) = scene.lines()
    row = scene.save(lines=[wish(line, "edited", text_en="Other words")])
    row = scene.save(version=row.version, answers={}, lines=[wish(line, "edited", text_en="  ")])
    assert row.lines == []


def test_an_edited_line_outlives_its_record_and_a_forged_one_gets_no_address(scene):
    row = milestone(scene.pairing, "first", status="done", actual="2026-09-01")
    (line,) = scene.lines()
    scene.save(lines=[wish(line, "edited", text_en="Ours", text_ko="우리")])
    row.status = "cancelled"
    row.save(by=None)
    assert [one.text_en for one in compose(scene.update.lines, scene.lines())] == ["Ours"]
    forged = {"key": "x-1-y", "question": "next", "state": "edited", "text_en": "<b>=1+1</b>", "url": "//evil"}
    bad = [
        forged | {"key": "<script>"},
        forged | {"key": "x-2-y", "question": "never"},
        forged | {"key": "x-3-y", "text_en": ""},
    ]
    scene.save(version=scene.update.version, answers={}, lines=[forged, *bad])
    assert [(one["key"], one["url"]) for one in scene.update.lines if one["key"] != line.key] == [("x-1-y", "")]


def test_what_is_too_long_or_too_much_is_refused_with_its_field(scene):
    with pytest.raises(DomainError) as long_answer:
        scene.save(answers={"difficult_ko": "가" * 10_001})
    assert long_answer.value.field == "difficult_ko"
    assert not CityUpdate.objects.exists()
    milestone(scene.pairing, "first", status="done", actual="2026-09-01")
    (line,) = scene.lines()
    assert "too long" in refused(scene.save, lines=[wish(line, "edited", text_en="x" * 1001)])
    assert "too many" in refused(scene.save, lines=[wish(line, "kept")] * 301)


def test_submitting_freezes_the_lines_keeps_what_it_said_and_tells_staff(scene):
    record = milestone(scene.pairing, "first", status="done", actual="2026-09-01")
    (line,) = scene.lines()
    row = scene.submitted_row()
    assert (row.status, row.submitted_at) == ("submitted", clock.now())
    assert [(one["key"], one["state"], one["text_en"]) for one in row.lines] == [(line.key, "kept", line.text_en)]
    record.title_en = "Another name"
    record.save(by=None)
    assert lines_of(row, [])[0].text_en == line.text_en
    step = UpdateStep.objects.get()
    assert (step.act, step.by_label) == ("submitted", str(scene.sides.people["counterpart"]))
    assert step.body["answers"]["achieved_en"] == "Two halls were opened."
    assert step.body["lines"] == row.lines
    mail = Mail.objects.get(kind="update-submitted")
    assert mail.recipient == scene.sides.people["staff"]
    assert "Please accept the city update of Busan" in mail.text
    assert scene.address("update") in mail.text
    with pytest.raises(AlreadyDone):
        SubmitUpdate.do(row, **scene.sides.by("counterpart"), version=row.version)
    assert UpdateStep.objects.count() == Mail.objects.filter(kind="update-submitted").count() == 1


def test_it_is_not_submitted_with_a_question_unanswered_or_silence_on_what_is_late(scene):
    milestone(scene.pairing, "call")
    (line,) = scene.lines()
    row = scene.save(answers={"achieved_en": "Much"}, lines=[wish(line, "dropped")])
    words = refused(SubmitUpdate.do, row, **scene.sides.by("counterpart"), version=row.version)
    assert "no answer to “What comes next”" in words
    assert "no answer to “What was difficult”" in words
    assert "nothing said of what is late: Call: planned for 1 September 2026" in words
    assert scene.update.status == "draft"
    assert not Mail.objects.exists()
    row = scene.save(version=row.version, answers=ANSWERS)
    found = gaps_of(row, lines_of(row, scene.lines()), TODAY)
    assert [gap["needed"] for gap in found if "late" in gap["label"]] == [False]
    assert SubmitUpdate.do(row, **scene.sides.by("counterpart"), version=row.version).status == "submitted"


def test_kept_lines_alone_answer_a_question(scene):
    milestone(scene.pairing, "done", status="done", actual="2026-09-01")
    milestone(scene.pairing, "late")
    milestone(scene.pairing, "coming", forecast="2026-12-10")
    row = scene.save(answers={})
    assert SubmitUpdate.do(row, **scene.sides.by("counterpart"), version=row.version).status == "submitted"


def test_gaps_name_missing_languages_unexplained_delays_and_a_running_period(scene):
    late = milestone(scene.pairing, "done", status="done", actual="2026-09-20")
    row = scene.save(answers=ANSWERS | {"achieved_ko": "두 곳 개방"})
    row = scene.save(version=row.version, answers={"achieved_en": "Three halls were opened."})
    found = {gap["label"]: gap for gap in gaps_of(row, lines_of(row, scene.lines()), dt.date(2026, 10, 1))}
    assert not any(gap["needed"] for gap in found.values())
    assert found["What was difficult: not in Korean"]["place"] == "#id_difficult_ko"
    assert "What was achieved: the other text is newer than the Korean" in found
    assert any(words.startswith("the period runs until 31 October 2026") for words in found)
    (unexplained,) = (gap for words, gap in found.items() if words.startswith("moved without a reason"))
    assert unexplained["place"] == late.get_absolute_url()


def test_a_language_that_the_report_is_not_due_in_is_not_missed(scene):
    scene.period.languages = "en"
    scene.period.save(by=None)
    row = scene.save()
    assert gaps_of(scene.update, lines_of(row, []), TODAY) == []


def test_an_older_text_is_given_back_by_the_service_that_edits_it(scene):
    row = scene.save()
    row = scene.save(version=row.version, answers={"achieved_en": "Worse"})
    row = KIND.edit(row, **scene.sides.by("counterpart"), version=row.version, changes={"achieved_en": "Two halls."})
    assert row.achieved_en == "Two halls."
    with pytest.raises(NotAllowed):
        KIND.edit(row, **scene.sides.by("staff"), version=row.version, changes={})


def test_a_partner_of_another_strand_has_no_update_here(scene):
    stranger = MembershipFactory()
    with pytest.raises(NotAllowed):
        WriteUpdate.do(
            CityUpdate(period=scene.period, participation=stranger.participation),
            by=stranger.user,
            grants=read_grants(stranger.user),
            changes=ANSWERS,
        )
    assert not CityUpdate.objects.exists()
