"""What stands among whose tasks while city updates are owed, and how the period's page lists them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from partnerships.tests.factories import MembershipFactory, PairingFactory
from partnerships.tests.waiting_rows import waiting_for
from reports.tests.factories import CityUpdateFactory, ReportingPeriodFactory
from reports.tests.period_scene import DUE, ENDS, TODAY, issued
from reports.updates.actions import AcceptUpdate, ReturnUpdate
from reports.updates.parts import of_updates
from reports.updates.selectors import update_rows

pytestmark = pytest.mark.django_db


def tasks(scene, role="counterpart", today=TODAY):
    return list(of_updates(waiting=waiting_for(scene.sides.grants(role), today)))


def own(scene, **more):
    return [task for task in tasks(scene, **more) if task.mine]


def test_an_update_is_asked_for_from_the_end_of_the_period_until_it_is_submitted(scene):
    assert own(scene, today=ENDS) == []
    (task,) = own(scene, today=ENDS + dt.timedelta(days=1))
    assert (task.verb, task.due, task.about) == ("Write the city update", DUE, "Busan")
    assert task.answer_url == scene.address("update-write")
    row = scene.save()
    (task,) = own(scene)
    assert task.verb == "Finish the city update"
    scene.submit(row)
    assert own(scene) == []


def test_a_returned_one_is_to_be_completed_and_says_why(scene):
    row = scene.submitted_row()
    ReturnUpdate.do(row, **scene.sides.by("staff"), version=row.version, reason="Which halls?")
    (task,) = own(scene)
    assert task.verb == "Complete the city update"
    assert task.why == "It was returned: “Which halls?”"


def test_nobody_is_asked_where_it_is_skipped_out_or_a_year_old(scene):
    assert own(scene, today=DUE + dt.timedelta(days=365))
    assert own(scene, today=DUE + dt.timedelta(days=366)) == []
    report = issued(scene.period)
    assert tasks(scene) == []
    report.status = "returned"
    report.save(by=None)
    assert own(scene)
    scene.period.skipped_at, scene.period.skipped_reason = clock.now(), "Too short"
    scene.period.save(by=None)
    assert tasks(scene) == []


def test_the_other_side_owes_its_own(scene):
    (task,) = [task for task in tasks(scene) if not task.mine]
    assert (task.waits_for, task.pairing_id) == ("Barcelona", scene.pairing.pk)
    CityUpdateFactory(period=scene.period, participation=scene.pairing.eu, status="submitted")
    assert all(task.mine for task in tasks(scene))


def test_staff_are_asked_to_accept_what_was_submitted_as_long_as_the_report_is_not_out(scene):
    assert tasks(scene, role="staff") == []
    row = scene.submitted_row()
    (task,) = tasks(scene, role="staff")
    assert (task.verb, task.thing, task.url) == ("Accept the city update", "Busan", scene.address("update"))
    report = issued(scene.period)
    assert tasks(scene, role="staff") == []
    report.status = "returned"
    report.save(by=None)
    AcceptUpdate.do(row, **scene.sides.by("staff"), version=row.version)
    assert tasks(scene, role="staff") == []


@pytest.mark.parametrize("role", ["authority", "observer", "administrator", "neighbour"])
def test_nobody_else_has_to_do_with_it(scene, role):
    scene.submitted_row()
    assert not [task for task in tasks(scene, role=role) if "Busan" in (task.thing, task.about, task.waits_for)]


@pytest.mark.one_database
def test_tasks_cost_the_same_with_one_update_and_with_many(scene):
    row = scene.submitted_row()
    ReturnUpdate.do(row, **scene.sides.by("staff"), version=row.version, reason="Why?")

    def cost(role):
        grants = scene.sides.grants(role)
        with CaptureQueriesContext(connection) as found:
            list(of_updates(waiting=waiting_for(grants, TODAY)))
        return len(found)

    CityUpdateFactory(period=scene.period, participation=scene.pairing.eu, status="submitted")
    few = [cost("counterpart"), cost("staff")]
    for number in range(3):
        period = ReportingPeriodFactory(
            strand=scene.pairing.strand, code=f"more-{number}", starts_on=ENDS, ends_on=ENDS, due_on=DUE
        )
        pairing = PairingFactory(strand=scene.pairing.strand, counterpart=scene.pairing.counterpart)
        CityUpdateFactory(period=period, participation=pairing.eu, status="submitted")
    assert [cost("counterpart"), cost("staff")] == few


def rows(scene, role, today=TODAY):
    found = update_rows(scene.sides.grants(role), scene.period, today)
    return {row.participation.partner.name_en: row for row in found}


def test_the_period_lists_every_partner_with_what_the_reader_may_know(scene):
    scene.save()
    staff = rows(scene, "staff")["Busan"]
    assert (staff.label, staff.mark, staff.url) == ("Draft", "planned", scene.address("update"))
    assert (staff.is_owed, staff.is_late, staff.days_label) == (True, False, "")
    assert staff.write_url == ""
    across = rows(scene, "eu")["Busan"]
    assert (across.label, across.url, across.write_url) == ("Not submitted yet", "", "")
    mine = rows(scene, "counterpart")
    assert mine["Busan"].write_url == scene.address("update-write")
    assert (mine["Barcelona"].label, mine["Barcelona"].url) == ("Not submitted yet", "")


def test_a_row_is_late_after_the_due_day_until_it_is_submitted(scene):
    after = DUE + dt.timedelta(days=2)
    late = rows(scene, "staff", after)["Busan"]
    assert (late.is_late, late.mark, late.days_label) == (True, "overdue", "2 days late")
    scene.submitted_row()
    done = rows(scene, "staff", after)["Busan"]
    assert (done.is_late, done.label, done.is_handed_in) == (False, "Submitted", True)
    issued(scene.period)
    assert not any(row.is_owed for row in rows(scene, "staff", after).values())


@pytest.mark.one_database
def test_the_rows_cost_the_same_with_two_partners_and_with_many(scene):
    grants = scene.sides.grants("staff")

    def cost():
        with CaptureQueriesContext(connection) as found:
            update_rows(grants, scene.period, TODAY)
        return len(found)

    few = cost()
    for _number in range(5):
        pairing = PairingFactory(strand=scene.pairing.strand)
        CityUpdateFactory(period=scene.period, participation=pairing.eu)
        MembershipFactory(participation=pairing.eu)
    assert cost() == few
