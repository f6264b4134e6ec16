"""The other acts of a milestone on their pages: report, cancel, reopen, mark, add; who is offered what."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import DomainError, StaleRecord
from core.formats import written_date
from core.periods import PartialDate
from core.tests.arranged import logged
from partnerships.milestones.actions import CancelMilestone, MarkMilestoneNotReported
from partnerships.models import Milestone
from partnerships.tests.factories import StageFactory, period
from partnerships.tests.milestone_pages import filled, follow, given, open_form, said, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_25_november")]


@pytest.mark.parametrize(
    ("forecast", "start", "end"),
    [
        (period("2026-11-20", "2026-11-21"), "2026-11-20", "2026-11-21"),
        (period("2026-10"), "2026-10", ""),
        (period("2026-11-24", "2026-11-26"), "2026-11-25", ""),
        (period("2026-12-03"), "2026-11-25", ""),
    ],
)
def test_the_report_proposes_the_plan_where_it_is_past_else_today(client, sides, forecast, start, end):
    row = given(sides, forecast=forecast)
    data = open_form(client, sides, "counterpart", row, "report")
    shown = [written_date(PartialDate.parse(day)) if day else "" for day in (start, end)]
    assert [data["actual_start_text"], data.get("actual_end_text", "")] == shown
    assert client.post(url(row, "report"), data).status_code == 302
    saved = Milestone.objects.get()
    assert (saved.status, saved.actual.iso()) == ("done", f"{start}/{end}" if end else start)
    assert (saved.reported_by, saved.reported_side) == (sides.people["counterpart"], "counterpart")
    assert saved.forecast == forecast


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"actual_start_text": "2026-11-26"}, "This day has not come yet."),
        ({"actual_end_text": "2026-12"}, "This day has not come yet."),
        ({"actual_start_text": "2026-11-20", "actual_end_text": "2026-11-19"}, "The end is before the start."),
        ({"actual_start_text": ""}, "Enter when it took place."),
    ],
)
def test_a_report_of_what_has_not_been_is_refused(client, sides, meeting, values, refusal):
    data = open_form(client, sides, "counterpart", meeting, "report") | values
    page = client.post(url(meeting, "report"), data)
    assert (page.status_code, Milestone.objects.get().status) == (422, "planned")
    assert refusal in said(page)


def test_the_reason_why_the_dates_differ_stays_with_the_milestone(client, sides):
    first, second = (given(sides, forecast=period("2026-11-20"), baseline=period("2026-11-20")) for _ in range(2))
    data = open_form(client, sides, "counterpart", first, "report")
    client.post(url(first, "report"), data | {"actual_start_text": "2026-11-19", "reason": "A day early."})
    data = open_form(client, sides, "counterpart", second, "report")
    client.post(url(second, "report"), data | {"reason": "As planned."})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.reason, second.reason) == ("A day early.", "")


@pytest.mark.one_database
def test_staff_say_why_they_act_for_a_side(client, sides, meeting):
    data = open_form(client, sides, "staff", meeting, "report")
    page = client.post(url(meeting, "report"), data)
    assert page.status_code == 422
    assert "Give a reason." in said(page)
    assert client.post(url(meeting, "report"), data | {"reason": "Busan called."}).status_code == 302
    entry = logged().get()
    assert (entry.reason, entry.parameters["on_behalf"]) == ("Busan called.", "counterpart")
    assert Milestone.objects.get().reported_side == "counterpart"


@pytest.mark.one_database
def test_each_state_offers_its_acts(client, sides, meeting):
    client.force_login(sides.people["counterpart"])

    def offered():
        return [(button.url.split("/")[-2], button.kind) for button in page.context["buttons"]]

    page = client.get(url(meeting))
    assert offered() == [
        ("reschedule", "main"), ("report", ""), ("edit", ""), ("not-reported", "word"), ("cancel", "word"),
    ]  # fmt: skip
    data = open_form(client, sides, "counterpart", meeting, "not-reported") | {"reason": "Nobody knows."}
    page = follow(client, client.post(url(meeting, "not-reported"), data))
    assert offered() == [("report", "main"), ("edit", ""), ("reopen", ""), ("cancel", "word")]
    data = open_form(client, sides, "counterpart", meeting, "cancel") | {"reason": "No money."}
    page = follow(client, client.post(url(meeting, "cancel"), data))
    assert offered() == [("edit", ""), ("reopen", "")]
    assert "No money." in said(page)
    data = open_form(client, sides, "counterpart", meeting, "reopen") | {"reason": "Money came."}
    page = follow(client, client.post(url(meeting, "reopen"), data))
    assert Milestone.objects.get().status == "planned"
    for role in ("eu", "authority", "observer", "neighbour"):
        client.force_login(sides.people[role])
        page = client.get(url(meeting))
        assert page.context["buttons"] == []
        assert "Busan answers for it" in said(page)


@pytest.mark.one_database
def test_an_act_that_is_not_possible_now_says_so_before_and_after(client, sides, meeting):
    meeting.status = "cancelled"
    meeting.save(by=None)
    data = open_form(client, sides, "counterpart", meeting, "reschedule")
    sentence = "This cannot be done now: it is “Cancelled”."
    page = client.get(url(meeting, "reschedule"))
    assert sentence in said(page)
    assert "<form" not in page.text.partition("<main")[2].partition("</main>")[0]
    assert f'href="{meeting.get_absolute_url()}">Back</a>' in page.text
    page = client.post(url(meeting, "reschedule"), data | {"forecast_start_text": "2027", "reason": "x"})
    assert (page.status_code, sentence in said(page)) == (422, True)
    data = open_form(client, sides, "counterpart", meeting, "cancel") | {"reason": "Again."}
    page = follow(client, client.post(url(meeting, "cancel"), data))
    assert "This is “Cancelled” already." in said(page)
    # Nobody is asked to say why they do what they cannot do.
    for action, sentence in ((CancelMilestone, "already"), (MarkMilestoneNotReported, "cannot be done now")):
        with pytest.raises(DomainError, match=sentence):
            action.do(meeting, version=meeting.version, **sides.by("counterpart"))
    gone = Milestone.objects.get()
    Milestone.objects.all().delete()
    with pytest.raises(StaleRecord):
        CancelMilestone.do(gone, version=gone.version, reason="Again.", **sides.by("counterpart"))


def test_a_milestone_of_the_pairings_own_is_added_beside_the_plan(client, sides):
    pairing = sides.pairing
    stage, foreign = pairing.strand.stages.get(), StageFactory()
    add = reverse("partnerships:milestone-add", args=[pairing.strand.code, pairing.code])
    client.force_login(sides.people["counterpart"])
    page = client.get(add)
    assert [key for key, _ in page.context["form"].fields["responsible"].choices] == ["both", "counterpart"]
    data = filled(page) | {"stage": stage.pk, "responsible": "counterpart", "forecast_start_text": "2027-01"}
    for without in ({}, {"stage": ""}):
        page = client.post(add, data | without)
        assert (page.status_code, "Write it in at least one language." in said(page)) == (422, True)
    data["title_ko"] = "실무 협의"
    for wrong in ({"stage": foreign.pk}, {"responsible": "eu"}, {"forecast_end_text": "2026-12"}):
        assert client.post(add, data | wrong).status_code == 422
    answer = client.post(add, data)
    assert client.post(add, data)["Location"] == answer["Location"]
    added = Milestone.objects.get()
    assert answer["Location"] == added.get_absolute_url()
    assert (added.code, added.plan_item, added.baseline, added.forecast) == (
        "milestone-1", None, period("2027-01"), period("2027-01"),
    )  # fmt: skip
    assert logged().get().sentence == "Added the milestone, for January 2027"


def cost(client, address):
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.one_database
def test_a_page_costs_the_same_for_one_move_and_for_many(client, sides, meeting):
    addresses = [url(meeting), sides.pairing.get_absolute_url()]

    def move(number):
        data = open_form(client, sides, "counterpart", meeting, "reschedule")
        client.post(url(meeting, "reschedule"), data | {"forecast_start_text": str(2030 + number), "reason": "Again."})
        given(sides, confirmation="both")

    given(sides, confirmation="both")
    move(0)
    few = [cost(client, address) for address in addresses]
    for number in range(1, 8):
        move(number)
    assert [cost(client, address) for address in addresses] == few
