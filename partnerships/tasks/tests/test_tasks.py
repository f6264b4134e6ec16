"""What waits for whom: each kind of task on both sides, for staff, and for nobody else."""

import datetime as dt

import pytest

from core import clock
from core.parts import collect
from core.periods import PartialDate, Period
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import (
    MembershipFactory,
    PairingFactory,
    ParticipationFactory,
    StageFactory,
)
from partnerships.tests.waiting_rows import ask, calm_scene, day, milestone, on, promise, tasks, touch

pytestmark = pytest.mark.django_db

READERS = ("authority", "observer", "administrator", "neighbour")


@pytest.fixture
def scene(sides):
    return calm_scene(sides)


def told(scene, role):
    return [(task.verb, task.thing, task.waits_for) for task in tasks(scene, role)]


def test_nothing_waits_where_nothing_is_due(scene):
    milestone(scene, forecast=day(60))
    for role in ("eu", "counterpart", "staff", *READERS):
        assert tasks(scene, role) == []


def test_a_confirmation_waits_for_the_side_that_has_not_given_it(scene):
    plan = scene.plan()
    ask(plan, on(-3), confirmed={"eu": scene.people["eu"]})
    (mine,) = tasks(scene, "counterpart")
    assert (mine.verb, mine.thing, mine.mine, mine.waits_for) == ("Confirm", "Action plan", True, "")
    assert mine.why == "Barcelona has confirmed edition 1. It is not in force until Busan confirms it too."
    assert mine.due == on(-3 + scene.pairing.strand.confirmation_days)
    assert mine.halves == ("confirmed", "")
    (theirs,) = tasks(scene, "eu")
    assert (theirs.mine, theirs.waits_for, theirs.why) == (False, "Busan", "Asked 3 days ago.")


def test_a_confirmation_by_staff_for_a_side_is_hatched_in_the_mark(scene):
    edition = ask(scene.plan(), on(-3), confirmed={"eu": scene.people["staff"]})
    word = edition.confirmations.get(side="eu")
    word.on_behalf, word.reason = True, "By mail of 3 November."
    word.save(by=None)
    assert tasks(scene, "counterpart")[0].halves == ("behalf", "")


def test_an_edit_asks_again_and_says_which_edition_was_confirmed(scene):
    plan = scene.plan()
    ask(plan, on(-9), confirmed={"eu": scene.people["eu"]})
    plan.vision_en = "A greener port, by 2030."
    plan.save(by=None)
    ask(plan, on(-1))
    mine = next(task for task in tasks(scene, "eu") if task.mine)
    assert mine.why == "Edited since Barcelona confirmed edition 1: that confirmation is void."
    assert mine.halves == ("voided", "")
    (other,) = [task for task in tasks(scene, "counterpart") if task.mine]
    assert other.why == "Both sides are asked to confirm edition 2."


def test_an_old_edition_asks_for_nothing(scene):
    plan = scene.plan()
    ask(plan, on(-9))
    plan.vision_en = "Another one."
    plan.save(by=None)
    assert tasks(scene, "eu") == []


def test_what_both_confirmed_or_withdrew_waits_for_nobody(scene):
    ask(scene.plan(), on(-9), confirmed={side: scene.people[side] for side in ("eu", "counterpart")})
    edition = ask(scene.milestone(forecast=day(60)), on(-9))
    for word in edition.confirmations.all():
        word.state = "withdrawn"
        word.save(by=None)
    assert tasks(scene, "eu") == []


def test_internal_approval_says_until_when(scene):
    edition = ask(scene.plan(), on(-20))
    word = edition.confirmations.get(side="eu")
    word.state, word.approval_until = "in-approval", on(4)
    word.save(by=None)
    theirs = next(task for task in tasks(scene, "counterpart") if not task.mine)
    assert theirs.due == on(4)
    assert theirs.why.startswith("In internal approval until ")
    assert next(task for task in tasks(scene, "eu") if task.mine).due == on(4)


def test_a_milestone_is_reported_by_the_side_that_answers_for_it(scene):
    row = milestone(scene, title_en="Host visit", responsible="counterpart", forecast=day(-4, -3))
    (mine,) = tasks(scene, "counterpart")
    assert (mine.verb, mine.thing, mine.due, mine.url) == ("Report", "Host visit", on(-3), row.get_absolute_url())
    (theirs,) = tasks(scene, "eu")
    assert (theirs.mine, theirs.waits_for, theirs.due) == (False, "Busan", on(-3))


def test_a_late_milestone_leads_to_its_report_and_a_near_one_to_its_page(scene):
    late, near = milestone(scene, forecast=day(-2)), milestone(scene, forecast=day(1))
    found = {task.url: task for task in tasks(scene, "eu")}
    assert found[late.get_absolute_url()].answer_url == late.address_of("partnerships:milestone-report")
    assert (found[near.get_absolute_url()].answer_url, found[near.get_absolute_url()].button) == (
        "",
        "Report or move it",
    )


def test_a_milestone_of_both_waits_for_both(scene):
    milestone(scene, responsible="both", forecast=day(2))
    for role in ("eu", "counterpart"):
        assert [task.mine for task in tasks(scene, role)] == [True]


def test_a_milestone_is_due_soon_from_the_strands_days_before_a_deadline_on(scene):
    days = scene.pairing.strand.deadline_days
    milestone(scene, title_en="Soon", forecast=day(days))
    milestone(scene, title_en="Not yet", forecast=day(days + 1))
    assert [task.thing for task in tasks(scene, "eu")] == ["Soon"]


@pytest.mark.parametrize("status", ["done", "unknown", "cancelled"])
def test_what_is_not_open_is_never_a_task(scene, status):
    milestone(scene, status=status, forecast=day(-30))
    for role in ("eu", "counterpart", "staff"):
        assert tasks(scene, role) == []


def test_a_month_is_told_as_a_month(scene):
    month = PartialDate(on(0).replace(day=1) - dt.timedelta(days=1), "month")
    milestone(scene, forecast=Period(month))
    (task,) = tasks(scene, "eu")
    assert task.when == f"{month.day:%B %Y}"
    assert task.due == month.last_day


def test_a_milestone_that_needs_confirmation_is_asked_for_once(scene):
    row = scene.milestone(title_en="Debriefing", forecast=day(-3))
    assert told(scene, "eu") == [("Ask", "Debriefing", "")]
    ask(row, on(-1), confirmed={"eu": scene.people["eu"]})
    assert told(scene, "eu") == [("Confirm", "Debriefing", "Busan")]


def test_a_milestone_leads_to_the_text_that_it_names(scene):
    scene.milestone(title_en="Plan agreed", confirmed_text="action-plan", forecast=day(1))
    assert tasks(scene, "eu")[0].url.endswith("/texts/action-plan/")
    plan = scene.plan()
    ask(plan, clock.today())
    assert sorted(told(scene, "eu")) == [("Confirm", "Action plan", ""), ("Confirm", "Action plan", "Busan")]


def test_an_objection_is_answered_by_the_side_that_reported(scene):
    milestone(
        scene,
        title_en="Workshop",
        forecast=day(40),
        objection="The second day did not take place.",
        objection_side="counterpart",
    )
    (mine,) = tasks(scene, "eu")
    assert (mine.verb, mine.why) == ("Answer", "Busan objects: “The second day did not take place.”")
    (theirs,) = tasks(scene, "counterpart")
    assert (theirs.verb, theirs.mine, theirs.waits_for) == ("Answer", False, "Barcelona")
    assert told(scene, "staff") == [("Answer the objection", "Workshop", "")]


def test_a_follow_up_can_be_finished_with_one_click_by_its_side(scene):
    row = promise(scene.pairing, "eu", on(-2), owner=scene.people["eu"])
    (mine,) = tasks(scene, "eu")
    assert (mine.verb, mine.why) == ("Follow up", f"Promised by {scene.people['eu']}.")
    assert mine.act is not None
    assert (mine.act.version, mine.act.label) == (row.version, "Done")
    (theirs,) = tasks(scene, "counterpart")
    assert theirs.act is None
    assert theirs.waits_for == "Barcelona"


def test_a_follow_up_is_due_soon_as_a_milestone_is(scene):
    days = scene.pairing.strand.deadline_days
    promise(scene.pairing, "eu", on(days))
    promise(scene.pairing, "eu", on(days + 1))
    assert [task.due for task in tasks(scene, "eu")] == [on(days)]


def test_a_stage_that_ends_names_what_no_task_names_yet(scene):
    stage = StageFactory(strand=scene.pairing.strand, position=7, name_en="Cooperation", forecast=day(-60, 10))
    milestone(scene, stage=stage, responsible="eu", forecast=day(9))
    milestone(scene, stage=stage, responsible="eu", forecast=day(30))
    milestone(scene, stage=stage, responsible="counterpart", forecast=day(30))
    milestone(scene, stage=stage, responsible="eu", forecast=day(3))
    by_verb = {task.verb: task for task in tasks(scene, "eu") if task.mine}
    assert set(by_verb) == {"Report", "Finish"}
    assert (by_verb["Finish"].thing, by_verb["Finish"].due) == ("Cooperation", on(10))
    assert by_verb["Finish"].why == "The stage ends with 2 open milestones."


def test_a_closed_pairing_waits_for_nobody(scene):
    milestone(scene, forecast=day(-9))
    promise(scene.pairing, "eu", on(-9))
    ask(scene.plan(), on(-30))
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    for role in ("eu", "counterpart", "staff"):
        assert tasks(scene, role) == []


def test_staff_have_one_row_for_each_pairing_and_kind(scene):
    for number in range(5):
        milestone(scene, title_en=f"Late {number}", forecast=day(-number - 1), responsible="eu")
    promise(scene.pairing, "eu", on(-1), what_en="The draft")
    promise(scene.pairing, "counterpart", on(3))
    ask(scene.plan(), on(-30), confirmed={"eu": scene.people["eu"]})
    rows = tasks(scene, "staff")
    assert [row.verb for row in rows] == ["Remind"] * 3
    assert [row.why.partition(":")[0] for row in rows] == [
        "5 milestones overdue",
        "Waiting for Busan to confirm",
        "1 follow-up late",
    ]
    assert "“Late 4”, “Late 3”, “Late 2” and 2 more" in rows[0].why
    assert all(row.thing == "Busan-Barcelona" and row.mine for row in rows)
    assert rows[0].answer_url.count("-eu") == 5
    assert rows[0].due == on(-5)


def test_staff_hear_of_silence_from_the_strands_day_on(sides):
    quiet = sides.pairing.strand.silence_days
    touch(sides.pairing, "eu", on(-quiet))
    (row,) = tasks(sides, "staff")
    assert row.why == f"{quiet} days without contact. Busan has been silent longer."
    touch(sides.pairing, "counterpart", on(-quiet + 1))
    assert tasks(sides, "staff") == []


def test_readers_and_the_other_pairings_people_have_no_tasks(scene):
    milestone(scene, forecast=day(-9))
    promise(scene.pairing, "eu", on(-9))
    ask(scene.plan(), on(-30))
    for role in READERS:
        assert tasks(scene, role) == []


def test_somebody_of_two_pairings_is_told_to_which_each_belongs(scene):
    user = scene.people["eu"]
    strand = scene.pairing.strand
    counterpart = ParticipationFactory(strand=strand, side="counterpart", partner__name_en="Suwon")
    eu = ParticipationFactory(strand=strand, side="eu", partner__name_en="Tampere")
    second = PairingFactory(strand=strand, eu=eu, counterpart=counterpart)
    MembershipFactory(user=user, participation=counterpart)
    promise(scene.pairing, "eu", on(-1))
    promise(second, "counterpart", on(-2))
    promise(second, "eu", on(-3))
    found = collect("tasks", grants=read_grants(user), today=clock.today())
    assert {(task.about, task.mine) for task in found} == {
        ("Busan-Barcelona", True),
        ("Suwon-Tampere", True),
        ("Suwon-Tampere", False),
    }


def test_what_one_side_waits_for_is_what_the_other_reads_as_owed_to_it(scene):
    promise(scene.pairing, "eu", on(-1))
    promise(scene.pairing, "counterpart", on(-1))
    milestone(scene, forecast=day(-2), responsible="eu")
    milestone(scene, forecast=day(-2), responsible="both")
    objected = milestone(scene, forecast=day(-2), responsible="both", objection="Not yet", objection_side="eu")
    ask(scene.plan(), on(-3), confirmed={"eu": scene.people["eu"]})
    found = {role: tasks(scene, role) for role in ("eu", "counterpart")}
    for one, other, name, count in (("eu", "counterpart", "Barcelona", 3), ("counterpart", "eu", "Busan", 2)):
        owed = sorted(task.thing for task in found[one] if not task.mine)
        assert owed == sorted(task.thing for task in found[other] if task.owed_to)
        assert len(owed) == count
        assert {task.owed_to for task in found[other] if task.owed_to} == {(name,)}
    # What waits for both sides is owed to nobody.
    assert objected.title in [task.thing for task in found["counterpart"] if task.owed_to]
    assert len([task for task in found["eu"] if task.mine and not task.owed_to]) == 1


def test_the_language_of_a_thing_is_told(scene):
    promise(scene.pairing, "eu", on(-1), what_en="", what_ko="명단 보내기")
    assert tasks(scene, "eu")[0].language == "ko"
