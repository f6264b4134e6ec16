"""Moving a stage or a plan item on its page: previewed first, then carried out as previewed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.milestones.actions import RescheduleMilestone
from partnerships.models import DateChange, PlanItem, Stage
from partnerships.tests.factories import (
    MilestoneFactory,
    PairingFactory,
    period,
)
from partnerships.tests.plan_story import CLOSING, MEETING, PLAN, WHY, reschedule, sent_again, shown, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_january")]


def preview(client, url, start="2018-04", **changed):
    data = shown(client, url, forecast_start_text=start, forecast_end_text="", reason=WHY, preview="1", **changed)
    return client.post(url, data)


@pytest.mark.one_database
def test_the_plan_costs_the_same_for_few_and_for_many_pairings(client):
    story = tell(pairings=1)
    client.force_login(story.staff)

    def cost(more):
        for _ in range(more):
            pairing = PairingFactory(strand=story.strand)
            for code, item in story.items.items():
                MilestoneFactory(pairing=pairing, plan_item=item, stage=item.stage, code=code, forecast=item.forecast)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PLAN).status_code == 200
            assert preview(client, CLOSING).status_code == 200
        return len(queries)

    cost(0)
    assert cost(0) == cost(8)


def test_a_move_is_previewed_and_nothing_moves_before_it_is_carried_out(office, story):
    answer = preview(office, CLOSING)
    assert answer.status_code == 200
    text = " ".join(answer.text.split())
    for moved in ("April 2018", "20–23 April 2018"):
        assert f'<strong><span class="wc-nowrap">{moved}</span></strong>' in text
    assert text.count("Busan 0-Barcelona 0") == 2
    assert not DateChange.objects.exists()
    done = office.post(CLOSING, sent_again(answer))
    assert done.url == PLAN
    assert "Moved, and 6 more with it." in office.get(PLAN).text
    assert Stage.objects.get(code="closing").forecast == period("2018-04")
    assert DateChange.objects.count() == 7


def test_a_double_click_moves_once(office, story):
    data = sent_again(preview(office, CLOSING))
    office.post(CLOSING, data)
    assert "nothing was done a second time" in office.post(CLOSING, data, follow=True).text
    assert DateChange.objects.count() == 7


@pytest.mark.one_database
def test_what_is_ticked_moves_too_and_stays_ticked_where_the_form_comes_back(office, story):
    milestone = story.milestone(0, "closing-meeting")
    RescheduleMilestone.do(milestone, **story.by, version=1, forecast=period("2018-05"), reason=WHY)
    answer = preview(office, MEETING)
    box = f'value="milestone-{milestone.pk}"'
    assert box in answer.text
    assert "Its date was set apart from the plan." in answer.text
    ticked = {"also": [f"milestone-{milestone.pk}"]}
    refused = office.post(MEETING, sent_again(answer, reason="", **ticked))
    assert refused.status_code == 422
    assert "checked" in refused.text.split(box)[1].split(">")[0]
    assert office.post(MEETING, sent_again(answer, **ticked)).status_code == 302
    assert story.milestone(0, "closing-meeting").forecast == period("2018-06")


def test_another_is_faster_between_preview_and_move(office, story):
    answer = preview(office, CLOSING)
    milestone = story.milestone(1, "closing-report")
    RescheduleMilestone.do(milestone, **story.by, version=1, forecast=period("2018-03-29"), reason="A hall.")
    conflict = office.post(CLOSING, sent_again(answer))
    assert conflict.status_code == 409
    assert "Someone else changed this meanwhile" in conflict.text
    assert WHY in conflict.text
    assert "29 April 2018" in conflict.text
    assert Stage.objects.get(code="closing").version == 1
    assert office.post(CLOSING, sent_again(conflict)).status_code == 302
    assert story.milestone(1, "closing-report").forecast == period("2018-03-29")


def test_the_record_itself_changed_between_preview_and_move(office, story):
    answer = preview(office, MEETING)
    item = story.items["closing-meeting"]
    reschedule(**story.by, record=item, version=1, forecast=period("2018-06"), reason="Elections.")
    conflict = office.post(MEETING, sent_again(answer))
    assert conflict.status_code == 409
    assert "June 2018" in conflict.text
    assert office.post(MEETING, sent_again(conflict)).status_code == 302
    assert PlanItem.objects.get(pk=item.pk).forecast == period("2018-04")


@pytest.mark.one_database
def test_other_dates_than_those_previewed_come_back_with_their_own_preview(office, story):
    answer = preview(office, CLOSING)
    other = office.post(CLOSING, sent_again(answer, forecast_start_text="2018-05"))
    assert other.status_code == 422
    assert "not the dates of the preview" in other.text
    assert "20–23 May 2018" in other.text
    assert office.post(CLOSING, sent_again(other)).status_code == 302
    assert Stage.objects.get(code="closing").forecast == period("2018-05")


@pytest.mark.one_database
def test_a_move_without_its_preview_shows_it_first(office, story):
    data = shown(office, CLOSING, forecast_start_text="2018-04", forecast_end_text="", reason=WHY)
    answer = office.post(CLOSING, data)
    assert answer.status_code == 422
    assert "Check the preview first" in answer.text
    assert "20–23 April 2018" in answer.text
    assert not DateChange.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"forecast_start_text": ""}, "forecast_start_text"),
        ({"forecast_start_text": "soon"}, "forecast_start_text"),
        ({"forecast_start_text": "2017-12"}, "forecast_start_text"),
        ({"forecast_end_text": "2018-03"}, "forecast_end_text"),
        ({"once": ""}, "__all__"),
        ({"seen_version": ""}, "__all__"),
    ],
)
@pytest.mark.parametrize("button", [{}, {"preview": "1"}])
def test_a_wrong_move_is_refused_beside_its_field(office, story, changed, field, button):
    data = shown(office, MEETING, **({"forecast_start_text": "2018-04", "reason": WHY} | changed | button))
    answer = office.post(MEETING, data)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not DateChange.objects.exists()


@pytest.mark.one_database
def test_the_same_dates_are_no_move(office, story):
    answer = preview(office, MEETING, start="2018-03")
    assert answer.status_code == 422
    assert "It is already planned for March 2018." in answer.text
    data = shown(office, MEETING, reason=WHY, seen_preview="x")
    assert "It is already planned for March 2018." in office.post(MEETING, data, follow=True).text
