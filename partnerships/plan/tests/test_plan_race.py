"""Staff change the plan of a strand while others work in its pairings: nobody waits forever, nothing falls between."""

import pytest

from core.errors import DomainError, StaleRecord
from core.periods import Period
from partnerships.confirmations.actions import ConfirmText
from partnerships.confirmations.tests.test_confirmation_race import at_once
from partnerships.milestones.actions import AddMilestone, RescheduleMilestone
from partnerships.models import Milestone, Pairing
from partnerships.pairings.actions import OpenPairing, ReopenPairing
from partnerships.plan.actions import AddPlanItem, EditPlanItem
from partnerships.programmes.actions import TakeIntoPlan
from partnerships.tests.factories import MilestoneFactory, PlanItemFactory, period
from partnerships.tests.plan_story import reschedule
from partnerships.tests.two_sides import two_sides

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 8
WHY = {"reason": "Hall taken"}


def test_moves_and_edits_of_one_plan_at_once_end_by_one_of_them_being_told():
    """Each either is carried out or hears that the record has changed: no deadlock, no other fault."""
    for _round in range(ROUNDS):
        scene = two_sides()
        stage = scene.pairing.strand.stages.first()
        stage.baseline = stage.forecast = Period.parse("2026-12/2027-02")
        stage.save(by=None)
        items = [PlanItemFactory(strand=stage.strand, stage=stage, forecast=period("2027-01")) for _one in range(3)]
        own = []
        for item in items:
            # The order of keys is not the one in which a preview shows the pairings.
            for pairing in Pairing.objects.filter(strand=stage.strand).order_by("-code"):
                texts = {"title_en": item.title_en, "title_ko": item.title_ko, "confirmation": "both"}
                row = MilestoneFactory(pairing=pairing, stage=stage, plan_item=item, forecast=item.forecast, **texts)
                own += [row] if pairing == scene.pairing else []
        own[1].responsible = "both"
        own[1].save(by=None)
        staff, side = scene.by("staff"), scene.by("eu")
        results = at_once(
            lambda stage=stage, staff=staff: reschedule(
                record=stage, version=stage.version, forecast=Period.parse("2027-01/2027-03"), **WHY, **staff
            ),
            lambda item=items[0], staff=staff: EditPlanItem.do(
                item, version=item.version, changes={"title_en": "Another title"}, **staff
            ),
            lambda row=own[1], side=side: RescheduleMilestone.do(
                row, version=row.version, forecast=period("2027-05"), **WHY, **side
            ),
            lambda item=items[2], staff=staff: reschedule(
                record=item, version=item.version, forecast=period("2027-04"), **WHY, **staff
            ),
        )
        refused = [result for result in results if isinstance(result, DomainError)]
        assert len(refused) < len(results)
        assert all(isinstance(result, StaleRecord) for result in refused)


def test_words_and_a_move_of_what_they_complete_at_once_never_wait_for_each_other():
    for _round in range(ROUNDS):
        scene = two_sides()
        stage = scene.pairing.strand.stages.first()
        stage.baseline = stage.forecast = Period.parse("2026-12/2027-02")
        stage.save(by=None)
        item = PlanItemFactory(strand=stage.strand, stage=stage, forecast=stage.forecast)
        planned = {"stage": stage, "plan_item": item, "forecast": stage.forecast, "confirmation": "both"}
        # The text that is locked first completes the milestone with the highest key.
        for text in ("closing", "action-plan", "agreed-themes"):
            MilestoneFactory(pairing=scene.pairing, confirmed_text=text, **planned)
        editions = [scene.ask(text) for text in (scene.themes(), scene.plan(), scene.closing())]
        for edition in editions:
            scene.confirm(edition, "eu")
        words = [scene.word(edition, "counterpart") for edition in editions]
        side, staff = scene.by("counterpart"), scene.by("staff")
        *done, moved = at_once(
            *(
                lambda word=word, side=side: ConfirmText.do(
                    word, version=word.version, edition=word.text.edition, **side
                )
                for word in words
            ),
            lambda stage=stage, staff=staff: reschedule(
                record=stage, version=stage.version, forecast=Period.parse("2027-01/2027-03"), **WHY, **staff
            ),
        )
        assert [one.state for one in done] == ["confirmed"] * len(words)
        assert not isinstance(moved, DomainError) or isinstance(moved, StaleRecord)


def test_one_pair_is_never_in_two_open_pairings():
    for _round in range(ROUNDS):
        scene = two_sides(status="discontinued")
        pairing, staff = scene.pairing, scene.by("staff")
        pair = {"eu": pairing.eu, "counterpart": pairing.counterpart}
        results = at_once(
            lambda pairing=pairing, staff=staff: ReopenPairing.do(
                pairing, version=pairing.version, reason="They go on", **staff
            ),
            lambda strand=pairing.strand, pair=pair, staff=staff: OpenPairing.do(
                strand, values={"why_en": "They go on"}, **pair, **staff
            ),
        )
        assert sorted(isinstance(result, DomainError) for result in results) == [False, True]
        assert Pairing.objects.filter(**pair, status="active").count() == 1


def test_what_is_planned_while_both_confirm_its_text_is_done_with_it():
    for _round in range(ROUNDS):
        scene = two_sides()
        stage = scene.pairing.strand.stages.first()
        text = {"confirmation": "both", "confirmed_text": "action-plan", "responsible": "both"}
        own = MilestoneFactory(pairing=scene.pairing, stage=stage, title_en="Own", forecast=period("2027-01"), **text)
        edition = scene.ask(scene.plan())
        scene.confirm(edition, "eu")
        word, staff, side = scene.word(edition, "counterpart"), scene.by("staff"), scene.by("counterpart")
        values = {"stage": stage, "title_ko": "", "forecast": period("2027-02")}
        results = at_once(
            lambda own=own, staff=staff: TakeIntoPlan.do(own, **staff),
            lambda stage=stage, staff=staff, values=values, text=text: AddPlanItem.do(
                stage.strand, values={**values, **text, "title_en": "Planned"}, **staff
            ),
            lambda word=word, side=side: ConfirmText.do(word, version=word.version, edition=word.text.edition, **side),
            lambda scene=scene, side=side, values=values: AddMilestone.do(
                scene.pairing, values={**values, "title_en": "Beside", "responsible": "both"}, **side
            ),
        )
        assert not [result for result in results if isinstance(result, DomainError)]
        rows = Milestone.objects.filter(pairing=scene.pairing, confirmed_text="action-plan")
        assert [row.status for row in rows] == ["done", "done"]
