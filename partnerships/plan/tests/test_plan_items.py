"""Adding and editing plan items: what pairings get of it, and what is refused."""

import pytest

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.periods import Period
from core.tests.arranged import logged
from partnerships.confirmations.actions import ConfirmText, RequestConfirmation
from partnerships.models import AgreedThemes, Confirmation, Milestone, PlanItem
from partnerships.people.selectors import read_grants
from partnerships.plan.actions import AddPlanItem, AddStage, EditPlanItem, EditStage, EditStrand
from partnerships.tests.factories import (
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    StageFactory,
    StrandFactory,
    StrandRoleFactory,
    period,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_january")]
MAY = period("2018-05")


def add(story, **changed):
    values = {
        "stage": story.stages["closing"],
        "title_en": "Joint report",
        "title_ko": "공동 보고서",
        "responsible": "both",
        "confirmation": "both",
        "confirmed_text": "closing",
        "forecast": MAY,
        **changed,
    }
    return AddPlanItem.do(story.strand, **story.by, values=values)


def edit(story, code="closing-meeting", version=None, **changes):
    item = PlanItem.objects.select_related("strand").get(code=code)
    return EditPlanItem.do(item, **story.by, version=version or item.version, changes=changes)


def test_an_added_item_gives_every_active_pairing_its_milestone(story):
    PairingFactory(strand=story.strand, code="waits", status="planned")
    item = add(story)
    assert (item.code, item.baseline, item.forecast) == ("joint-report", MAY, MAY)
    made = Milestone.objects.filter(plan_item=item).order_by("pairing__code")
    assert [row.pairing.code for row in made] == ["pairing-0", "pairing-1"]
    for row in made:
        assert (row.title_ko, row.stage, row.status) == ("공동 보고서", story.stages["closing"], "planned")
        assert (row.confirmation, row.confirmed_text) == ("both", "closing")
        assert (row.baseline, row.forecast) == (MAY, MAY)
    entries = logged().order_by("pk")
    assert [(entry.action, entry.pairing_id) for entry in entries] == [
        ("record-added", None),
        *[("milestone-planned", pairing.pk) for pairing in story.pairings],
    ]


@pytest.mark.parametrize("status", ["closed", "discontinued"])
def test_in_a_pairing_that_is_over_it_stands_as_cancelled(story, status):
    over = PairingFactory(strand=story.strand, status=status)
    add(story)
    assert over.milestones.get().status == "cancelled"


def test_codes_are_free_in_plan_and_pairings(story):
    MilestoneFactory(pairing=story.pairings[0], stage=story.stages["closing"], code="joint-report")
    assert add(story).code == "joint-report-2"
    assert add(story).code == "joint-report-3"
    assert add(story, title_en="").code == "milestone-1"
    assert add(story, title_en="Add").code == "add-2"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title_en": " ", "title_ko": ""}, "title"),
        ({"forecast": Period()}, "forecast"),
        ({"forecast": period("2018-05", "2018-04")}, "forecast_end"),
    ],
)
def test_a_wrong_item_is_refused_with_its_field(story, changed, field):
    with pytest.raises(DomainError) as refused:
        add(story, **changed)
    assert refused.value.field == field
    assert PlanItem.objects.count() == 4


def test_an_item_in_a_stage_of_another_strand_is_refused(story):
    with pytest.raises(DomainError, match="belongs to another strand"):
        add(story, stage=StageFactory())
    with pytest.raises(DomainError, match="belongs to another strand"):
        edit(story, stage=StageFactory())
    assert not logged().exists()


def test_an_edit_flows_into_milestones_that_still_equal_the_item(story):
    own = story.milestone(0, "closing-meeting")
    own.title_en = "Closing in Busan"
    own.save(by=None)
    edit(story, title_en="Final meeting", title_ko="최종회의", responsible="eu")
    assert AuditEntry.objects.filter(action="milestone-followed-plan").count() == 2
    kept, moved = (story.milestone(number, "closing-meeting") for number in (0, 1))
    assert (kept.title_en, kept.responsible) == ("Closing in Busan", "eu")
    assert (moved.title_en, moved.title_ko, moved.responsible, moved.edition) == ("Final meeting", "최종회의", "eu", 2)
    assert AuditEntry.objects.filter(action="milestone-followed-plan", pairing_id=moved.pairing_id).exists()


def test_an_edit_reaches_the_words_of_a_done_milestone_and_nothing_of_a_closed_pairing(story):
    done, closed = (story.milestone(number, "closing-meeting") for number in (0, 1))
    done.status = "done"
    done.save(by=None)
    story.pairings[1].status = "closed"
    story.pairings[1].save(by=None)
    edit(story, title_en="Final meeting", responsible="eu")
    done.refresh_from_db()
    closed.refresh_from_db()
    assert (done.title_en, done.responsible) == ("Final meeting", "both")
    assert (closed.title_en, closed.version) == ("Closing meeting", 1)


def test_words_that_a_side_has_confirmed_stay(story):
    milestone = story.milestone(0, "closing-meeting")
    milestone.confirmation = "both"
    milestone.save(by=None)
    RequestConfirmation.do(milestone, **story.by, version=milestone.version)
    member = MembershipFactory(participation=story.pairings[0].eu).user
    asked = Confirmation.objects.get(side="eu")
    ConfirmText.do(asked, by=member, grants=read_grants(member), version=asked.version, edition=milestone.edition)
    edit(story, title_en="Final meeting", stage=story.stages["cooperation"])
    assert story.milestone(0, "closing-meeting").title_en == "Closing meeting"
    assert story.milestone(1, "closing-meeting").title_en == "Final meeting"


def confirm_by_both(story, record):
    RequestConfirmation.do(record, **story.by, version=record.version)
    for side in ("eu", "counterpart"):
        member = MembershipFactory(participation=getattr(record.pairing, side)).user
        asked = Confirmation.objects.get(side=side, text__object_id=record.pk)
        ConfirmText.do(asked, by=member, grants=read_grants(member), version=asked.version, edition=record.edition)


def test_an_item_whose_text_both_have_confirmed_already_is_done_at_once(story):
    agreed = AgreedThemes(pairing=story.pairings[0], agreed_by_en="Both mayors", theme_codes="air")
    agreed.save(by=None)
    confirm_by_both(story, agreed)
    item = add(story, confirmed_text="agreed-themes")
    assert sorted(item.milestones.values_list("pairing__code", "status")) == [
        ("pairing-0", "done"),
        ("pairing-1", "planned"),
    ]
    edit(story, "mid-term", confirmation="both", confirmed_text="agreed-themes")
    assert [story.milestone(number, "mid-term").status for number in (0, 1)] == ["done", "planned"]


def test_words_that_both_were_only_asked_for_are_asked_for_again(story):
    milestone = story.milestone(0, "closing-meeting")
    milestone.confirmation = "both"
    milestone.save(by=None)
    RequestConfirmation.do(milestone, **story.by, version=milestone.version)
    edit(story, title_en="Final meeting")
    assert sorted(Confirmation.objects.values_list("text__edition", "side")) == [
        (1, "counterpart"),
        (1, "eu"),
        (2, "counterpart"),
        (2, "eu"),
    ]


def test_an_unchanged_stale_or_empty_edit_is_refused(story):
    with pytest.raises(AlreadyDone):
        edit(story, title_en="Closing meeting")
    with pytest.raises(StaleRecord):
        edit(story, version=9, title_en="Final meeting")
    with pytest.raises(DomainError, match="at least one language"):
        edit(story, title_en="", title_ko=" ")
    assert PlanItem.objects.get(code="closing-meeting").version == 1


def test_dates_are_not_edited_but_moved(story):
    with pytest.raises(AlreadyDone):
        edit(story, forecast=MAY)
    assert PlanItem.objects.get(code="closing-meeting").forecast == period("2018-03")


@pytest.mark.parametrize("role", ["authority", "observer"])
def test_whoever_only_reads_the_strand_keeps_nothing_of_it(story, role):
    story.staff = StrandRoleFactory(strand=story.strand, role=role).user
    acts = [
        lambda: add(story),
        lambda: edit(story, title_en="x"),
        lambda: AddStage.do(story.strand, **story.by, values={"name_en": "x", "forecast": MAY}),
        lambda: EditStage.do(story.stages["closing"], **story.by, version=1, changes={"name_en": "x"}),
        lambda: EditStrand.do(story.strand, **story.by, version=1, changes={"silence_days": 5}),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert not logged().exists()


def test_a_strand_without_pairings_gets_its_plan(story):
    strand = StrandFactory()
    StrandRoleFactory(strand=strand, user=story.staff)
    stage = AddStage.do(strand, **story.by, values={"name_en": "Launch", "forecast": MAY})
    item = AddPlanItem.do(strand, **story.by, values={"stage": stage, "title_en": "Kick-off", "forecast": MAY})
    assert (item.code, item.responsible, item.milestones.count()) == ("kick-off", "both", 0)
