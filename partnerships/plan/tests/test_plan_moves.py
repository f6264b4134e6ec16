"""Moving a stage or a plan item: what follows, what is offered, what stays, and what a faster hand makes of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.periods import Period
from core.tests.arranged import logged
from partnerships.milestones.actions import RescheduleMilestone
from partnerships.models import DateChange, Milestone, PlanItem, Stage
from partnerships.people.selectors import read_grants
from partnerships.plan.move_actions import Preview
from partnerships.tests.factories import MembershipFactory, MilestoneFactory, StrandRoleFactory, UserFactory, period
from partnerships.tests.plan_story import reschedule, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_january")]
APRIL = period("2018-04")


def rows(found):
    return [(getattr(row.record, "pairing", None) and row.record.pairing.code, row.record.code) for row in found]


def change(row, **changed):
    """Another has changed a record meanwhile."""
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(by=None)
    return row


def move_item(story, code="closing-meeting", new=APRIL, **more):
    item = story.items[code]
    given = {"version": item.version, "forecast": new, "reason": "The venue is free in April.", **more}
    return reschedule(**story.by, record=item, **given)


def move_stage(story, code="closing", new=APRIL, **more):
    stage = story.stages[code]
    given = {"version": stage.version, "forecast": new, "reason": "The venue is free in April.", **more}
    return reschedule(**story.by, record=stage, **given)


def test_the_closing_moves_from_march_to_april_and_what_hangs_on_it_follows(story):
    move_stage(story)
    assert Stage.objects.get(code="closing").forecast == APRIL
    assert PlanItem.objects.get(code="closing-meeting").forecast == APRIL
    # The stage is known by month only, so a day moves by a whole month.
    assert PlanItem.objects.get(code="closing-report").forecast == period("2018-04-20", "2018-04-23")
    for number in (0, 1):
        assert story.milestone(number, "closing-meeting").forecast == APRIL
        assert story.milestone(number, "closing-report").forecast == period("2018-04-20", "2018-04-23")
        assert story.milestone(number, "closing-meeting").baseline == period("2018-03")
        assert story.milestone(number, "mid-term").forecast == period("2018-01-30")
    assert Stage.objects.get(code="closing").baseline == period("2018-03", "2018-03")


def test_each_moved_thing_has_one_date_change_and_one_audit_entry_with_the_same_reason(story):
    move_item(story)
    changes = list(DateChange.objects.order_by("pk"))
    assert [(c.plan_item_id is not None, c.milestone_id is not None) for c in changes] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    assert {c.reason for c in changes} == {"The venue is free in April."}
    assert {(c.old, c.new, c.by) for c in changes} == {(period("2018-03"), APRIL, story.staff)}
    entries = logged().order_by("pk")
    assert [(entry.action, entry.pairing_id) for entry in entries] == [
        ("plan-item-moved", None),
        ("milestone-moved-along", story.pairings[0].pk),
        ("milestone-moved-along", story.pairings[1].pk),
    ]
    assert {(entry.reason, entry.strand_id) for entry in entries} == {("The venue is free in April.", story.strand.pk)}
    milestone = story.milestone(0, "closing-meeting")
    assert (milestone.version, milestone.history.latest().history_user) == (2, story.staff)


def test_a_milestone_set_apart_is_offered_and_moves_as_far_where_it_is_ticked(story):
    apart = change(story.milestone(0, "closing-report"), forecast=period("2018-03-27"))
    preview = Preview(story.items["closing-report"], period("2018-04-03", "2018-04-06"))
    assert rows(preview.following) == [("pairing-1", "closing-report")]
    assert [(row.new, row.why) for row in preview.offered] == [
        (period("2018-04-10"), "Its date was set apart from the plan.")
    ]
    move_item(story, "closing-report", period("2018-04-03", "2018-04-06"))
    assert story.milestone(0, "closing-report").forecast == period("2018-03-27")
    story.items["closing-report"].refresh_from_db()
    again = Preview(story.items["closing-report"], period("2018-04-13"))
    move_item(story, "closing-report", period("2018-04-13"), also=[again.offered[0].key, "milestone-0", "nonsense"])
    assert story.milestone(0, "closing-report").forecast == period("2018-04-06")
    assert story.milestone(1, "closing-report").forecast == period("2018-04-13")
    assert DateChange.objects.filter(milestone=apart).count() == 1


def test_a_milestone_known_by_month_moves_by_whole_months_and_stays_within_its_month(story):
    change(story.milestone(0, "closing-report"), forecast=period("2018-05"))
    item = story.items["closing-report"]
    preview = Preview(item, period("2018-03-28"))
    assert (preview.offered, preview.kept["within"]) == ([], 1)
    assert preview.kept_label == "1 is known by month and stays in it"
    preview = Preview(item, period("2018-04-02"))
    assert [row.new for row in preview.offered] == [period("2018-06")]


def test_moved_to_a_shorter_month_and_back_all_stand_where_they_stood(story):
    change(story.items["closing-report"], forecast=period("2018-03-31"))
    change(story.milestone(0, "closing-report"), forecast=period("2018-03-31"))
    change(story.milestone(1, "closing-report"), forecast=period("2018-03-29", "2018-03-31"))
    for new in (APRIL, period("2018-03", "2018-03")):
        story.stages["closing"].refresh_from_db()
        preview = Preview(story.stages["closing"], new)
        move_stage(story, new=new, also=[row.key for row in preview.offered])
    assert PlanItem.objects.get(code="closing-report").forecast == period("2018-03-31")
    assert story.milestone(0, "closing-report").forecast == period("2018-03-31")
    assert story.milestone(1, "closing-report").forecast == period("2018-03-29", "2018-03-31")


def test_what_is_no_longer_open_is_counted_and_not_touched(story):
    for number, status in ((0, "done"), (1, "unknown")):
        change(story.milestone(number, "closing-meeting"), status=status)
    closed = tell_another_pairing(story, status="closed")
    preview = Preview(story.items["closing-meeting"], APRIL)
    move_item(story)
    assert not preview.rows
    assert preview.kept_label == "1 is done, 1 is not reported and 1 is in a pairing that is over"
    assert {row.forecast for row in Milestone.objects.filter(code="closing-meeting")} == {period("2018-03")}
    assert closed.version == 1
    assert PlanItem.objects.get(code="closing-meeting").forecast == APRIL


def tell_another_pairing(story, **pairing):
    item = story.items["closing-meeting"]
    return MilestoneFactory(
        pairing__strand=story.strand,
        plan_item=item,
        stage=item.stage,
        code="closing-meeting",
        forecast=item.forecast,
        **{f"pairing__{name}": value for name, value in pairing.items()},
    )


def test_a_milestone_of_a_pairing_alone_and_an_item_outside_the_stage_are_offered(story):
    change(story.items["closing-report"], forecast=period("2018-05-07"))
    for number in (0, 1):
        change(story.milestone(number, "closing-report"), forecast=period("2018-05-07"))
    own = MilestoneFactory(
        pairing=story.pairings[0], stage=story.stages["closing"], code="own", forecast=period("2018-03-09")
    )
    preview = Preview(story.stages["closing"], APRIL)
    assert rows(preview.items) == [(None, "closing-meeting"), (None, "closing-report")]
    assert [(row.record.code, row.new, row.why) for row in preview.offered] == [
        ("closing-report", period("2018-06-07"), "Its date is outside the stage."),
        ("closing-report", period("2018-06-07"), "It goes with its plan item."),
        ("closing-report", period("2018-06-07"), "It goes with its plan item."),
        ("own", period("2018-04-09"), "It belongs to this pairing alone."),
    ]
    move_stage(story, also=[preview.items[1].key])
    assert PlanItem.objects.get(code="closing-report").forecast == period("2018-06-07")
    assert story.milestone(1, "closing-report").forecast == period("2018-06-07")
    own.refresh_from_db()
    assert own.forecast == period("2018-03-09")


def test_a_stage_that_only_grows_offers_what_lies_in_it_and_takes_along_what_spans_it(story):
    whole = change(story.items["mid-term"], forecast=period("2017-10", "2018-02"))
    for number in (0, 1):
        change(story.milestone(number, "mid-term"), forecast=whole.forecast)
    preview = Preview(story.stages["cooperation"], period("2017-10", "2018-03"))
    assert {row.new for row in preview.following} == {period("2017-10", "2018-03")}
    assert len(preview.following) == 3
    change(whole, forecast=period("2018-01-30"))
    preview = Preview(story.stages["cooperation"], period("2017-10", "2018-03"))
    assert [(row.new, row.why) for row in preview.items] == [(period("2018-02-28"), "The stage keeps its start.")]


def test_what_would_land_in_the_past_stays(story):
    change(story.items["mid-term"], forecast=period("2017-10-12"))
    change(story.stages["cooperation"], forecast=period("2017-10", "2018-02"))
    preview = Preview(story.stages["cooperation"], period("2017-11", "2018-03"))
    assert (preview.items, preview.kept["past"]) == ([], 1)


def test_an_item_that_nothing_open_follows_stays_where_it_is(story):
    for number in (0, 1):
        change(story.milestone(number, "closing-meeting"), status="done")
    preview = Preview(story.stages["closing"], APRIL)
    assert rows(preview.items) == [(None, "closing-report")]
    assert preview.kept_label == "2 are done"


def test_a_milestone_without_a_date_is_offered_the_new_one(story):
    change(story.milestone(0, "closing-meeting"), forecast=Period())
    preview = Preview(story.items["closing-meeting"], APRIL)
    assert [(row.new, row.why) for row in preview.offered] == [(APRIL, "It has no date yet.")]


@pytest.mark.parametrize(
    ("changed", "error", "field"),
    [
        ({"reason": "  "}, DomainError, "reason"),
        ({"forecast": period("2017-12")}, DomainError, "forecast"),
        ({"forecast": period("2018-01-14")}, DomainError, "forecast"),
        ({"forecast": period("2018-05", "2018-04-30")}, DomainError, "forecast_end"),
        ({"forecast": Period()}, DomainError, "forecast"),
        ({"forecast": period("2018-03")}, AlreadyDone, None),
        ({"version": 7}, StaleRecord, None),
    ],
)
def test_a_wrong_move_is_refused_and_nothing_moves(story, changed, error, field):
    item = story.items["closing-meeting"]
    given = {"version": item.version, "forecast": APRIL, "reason": "Because.", **changed}
    with pytest.raises(error) as refused:
        reschedule(**story.by, record=item, **given)
    assert refused.type is error
    assert refused.value.field == field
    assert not DateChange.objects.exists()
    assert not logged().exists()


def test_today_and_a_running_month_are_not_the_past(story):
    move_item(story, "mid-term", period("2018-01-15"))
    move_item_again = PlanItem.objects.get(code="mid-term")
    reschedule(**story.by, record=move_item_again, version=2, forecast=period("2018-01"), reason="Known by month only.")
    assert story.milestone(0, "mid-term").forecast == period("2018-01")


@pytest.mark.parametrize("who", ["authority", "observer", "coordinator", "foreign staff"])
def test_only_staff_and_administrators_move_the_plan(story, who):
    user = {
        "authority": lambda: StrandRoleFactory(strand=story.strand, role="authority").user,
        "observer": lambda: StrandRoleFactory(strand=story.strand, role="observer").user,
        "coordinator": lambda: MembershipFactory(participation=story.pairings[0].eu).user,
        "foreign staff": lambda: StrandRoleFactory().user,
    }[who]()
    given = {"by": user, "grants": read_grants(user), "version": 1, "forecast": APRIL, "reason": "Because."}
    with pytest.raises(NotAllowed):
        reschedule(record=story.items["closing-meeting"], **given)
    with pytest.raises(NotAllowed):
        reschedule(record=story.stages["closing"], **given)
    administrator = UserFactory(is_superuser=True)
    given |= {"by": administrator, "grants": read_grants(administrator)}
    reschedule(record=story.stages["closing"], **given)


def test_a_row_that_changed_since_the_preview_stops_everything(story):
    preview = Preview(story.stages["closing"], APRIL)
    milestone = story.milestone(1, "closing-meeting")
    RescheduleMilestone.do(milestone, **story.by, version=1, forecast=period("2018-03-22"), reason="The day is known.")
    moves = DateChange.objects.count()
    with pytest.raises(StaleRecord):
        move_stage(story, digest=preview.digest)
    assert DateChange.objects.count() == moves
    assert Stage.objects.get(code="closing").version == 1
    fresh = Preview(story.stages["closing"], APRIL)
    move_stage(story, digest=fresh.digest)
    assert story.milestone(1, "closing-meeting").forecast == period("2018-03-22")


def test_other_dates_than_those_previewed_are_refused_with_other_words(story):
    preview = Preview(story.stages["closing"], APRIL)
    with pytest.raises(DomainError, match="not the dates of the preview"):
        move_stage(story, new=period("2018-05"), digest=preview.digest)


@pytest.mark.one_database
def test_a_preview_costs_the_same_for_few_and_for_many_pairings():
    story = tell(pairings=1, code="eu-china")

    def cost(more):
        for _ in range(more):
            tell_another_pairing(story)
        with CaptureQueriesContext(connection) as queries:
            preview = Preview(story.stages["closing"], APRIL)
            assert all(row.record.pairing.name for row in preview.milestones)
        return len(queries), len(preview.rows)

    assert cost(0) == (cost(9)[0], 4)
    assert cost(0)[1] == 13
