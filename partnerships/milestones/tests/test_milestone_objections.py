"""Objecting to the other side's report: who may, what it does, and how it ends."""

import pytest

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import AuditEntry
from core.periods import Period
from partnerships.milestones.actions import ObjectToMilestone, ReopenMilestone, ReportMilestone
from partnerships.models import Milestone
from partnerships.tests.factories import period
from partnerships.tests.milestone_pages import filled, follow, given, open_form, said, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_25_november")]


@pytest.fixture
def call(sides):
    """A call that both answer for, and that Barcelona has reported done."""
    row = given(sides, responsible="both", title_en="Mid-term call", forecast=period("2026-11-19"))
    return report(sides, row, "eu")


def report(sides, row, role, reason=""):
    return ReportMilestone.do(row, **sides.by(role), version=row.version, actual=period("2026-11-17"), reason=reason)


def object_to(sides, row, role, reason="We never spoke."):
    row = Milestone.objects.get(pk=row.pk)
    return ObjectToMilestone.do(row, **sides.by(role), version=row.version, reason=reason)


def test_busan_objects_and_barcelona_reports_anew(client, sides, call):
    client.force_login(sides.people["counterpart"])
    assert "Barcelona reported it done; Busan can object." in said(client.get(url(call)))
    data = open_form(client, sides, "counterpart", call, "object") | {"reason": "We never spoke."}
    page = follow(client, client.post(url(call, "object"), data))
    for role in ("counterpart", "eu", "observer"):
        client.force_login(sides.people[role])
        read = said(client.get(url(call)))
        assert "Busan objects to the report: We never spoke." in read
        assert "Barcelona had reported it done. It is open until it is reported again." in read
    saved = Milestone.objects.get()
    assert (saved.status, saved.actual, saved.objection, saved.objection_side) == (
        "planned", Period(), "We never spoke.", "counterpart",
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="milestone-object")
    assert (entry.actor, entry.reason) == (sides.people["counterpart"], "We never spoke.")
    report(sides, saved, "eu")
    page = client.get(url(call))
    assert "objects to the report" not in said(page).replace("Objected to the report", "")
    assert Milestone.objects.get().objection == ""


def test_a_second_objection_is_told_that_the_first_one_stands(client, sides, call):
    data = open_form(client, sides, "counterpart", call, "object")
    client.post(url(call, "object"), data | {"reason": "We never spoke."})
    page = client.get(url(call, "object"))
    assert "There is already an objection." in said(page)
    page = follow(client, client.post(url(call, "object"), filled(page) | {"reason": "Once more."}))
    assert "There is already an objection." in said(page)
    assert Milestone.objects.get().objection == "We never spoke."
    with pytest.raises(AlreadyDone):
        object_to(sides, call, "eu")


def test_nobody_objects_to_the_own_report(client, sides, call):
    data = open_form(client, sides, "eu", call, "object") | {"reason": "Oh."}
    sentence = "Your own side reported it done. Reopen it to take that back."
    assert sentence in said(client.get(url(call, "object")))
    page = client.post(url(call, "object"), data)
    assert (page.status_code, sentence in said(page)) == (422, True)
    assert Milestone.objects.get().status == "done"
    offered = [button.url for button in client.get(url(call)).context["buttons"]]
    assert offered == [url(call, "edit"), url(call, "reopen")]


@pytest.mark.parametrize("role", ["staff", "administrator", "authority", "observer", "neighbour"])
def test_only_the_two_sides_object(client, sides, call, role):
    with pytest.raises(NotAllowed):
        object_to(sides, call, role)
    client.force_login(sides.people[role])
    assert client.get(url(call, "object")).status_code == 403


@pytest.mark.parametrize("role", ["eu", "counterpart"])
def test_either_side_objects_to_what_staff_reported_for_both(sides, role):
    row = given(sides, responsible="both")
    report(sides, row, "staff", reason="Both called.")
    assert Milestone.objects.get(pk=row.pk).reported_side == ""
    assert object_to(sides, row, role).objection_side == role


@pytest.mark.parametrize("role", ["eu", "counterpart"])
def test_nobody_objects_where_one_side_answers_alone(sides, role):
    row = report(sides, given(sides, responsible="eu"), "eu")
    with pytest.raises(NotAllowed):
        object_to(sides, row, role)


def test_what_sources_say_is_no_report_to_object_to(client, sides):
    row = given(sides, responsible="both", status="done", actual=period("2026-11-17"), from_sources=True)
    with pytest.raises(DomainError, match="nothing to object to"):
        object_to(sides, row, "counterpart")
    client.force_login(sides.people["counterpart"])
    assert url(row, "object") not in [button.url for button in client.get(url(row)).context["buttons"]]


def test_reopening_takes_the_own_report_back(sides, call):
    row = Milestone.objects.get(pk=call.pk)
    ReopenMilestone.do(row, **sides.by("eu"), version=row.version, reason="Wrong day.")
    saved = Milestone.objects.get()
    assert (saved.status, saved.reported_by, saved.reported_side, saved.reported_at) == ("planned", None, "", None)
    assert (saved.actual, saved.objection) == (Period(), "")


def test_an_objection_stands_again_once_the_new_report_is_taken_back(client, sides, call):
    object_to(sides, call, "counterpart")
    row = report(sides, Milestone.objects.get(), "eu")
    ReopenMilestone.do(row, **sides.by("eu"), version=row.version, reason="Wrong day.")
    saved = Milestone.objects.get()
    assert (saved.status, saved.objection, saved.objection_side) == ("planned", "We never spoke.", "counterpart")
    client.force_login(sides.people["eu"])
    assert "Barcelona had reported it done. It is open until it is reported again." in said(client.get(url(call)))
