"""The task that asks for details before a journey: whose, from when, and gone once all is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.flat_rows import read_flat
from core.parts import collect
from events.delegates.selectors import DETAIL, detail_rows, details_among
from events.delegates.tests.details_scene import link_of, tell
from events.tests.delegation_scene import on, person, scene

pytestmark = pytest.mark.django_db


def waiting(found, today):
    return details_among(read_flat(detail_rows, participations=[found.busan.pk], today=today)[DETAIL], today)


def tasks(found, role="counterpart"):
    rows = collect("tasks", grants=found.act(role)["grants"], today=clock.today())
    return [task for task in rows if task.button == "Send links"]


def test_the_partner_is_asked_for_what_its_delegates_have_not_told():
    found = scene()
    kim, _yoon = found.nominate(person(), person(family_name="Yoon"))
    [task] = tasks(found)
    assert (task.why, task.due) == ("Details of 2 of 2 delegates are missing.", on(42 - 14))
    assert "Kim" not in task.why + task.thing
    told = {"needs": {"arrival": "KE901"}, "spelling_checked": True}
    tell(link_of(found, kim), **told, answers={"participants-list": True, "photographs": True, "public-listing": False})
    [task] = tasks(found)
    assert task.why == "Details of 1 of 2 delegates are missing."


def test_of_a_single_delegate_no_number_is_named():
    found = scene()
    found.one()
    [task] = tasks(found)
    assert task.why == "Details of the delegate are missing."


@pytest.mark.parametrize("role", ["eu", "staff", "observer", "other"])
def test_nobody_else_is_asked(role):
    found = scene()
    found.one()
    assert not tasks(found, role)


def test_nobody_is_asked_early_or_for_who_waits():
    found = scene(places=1)
    found.nominate(person(), person())
    [(_delegation, people, missing)] = waiting(found, clock.today())
    assert (people, missing) == (1, 1)
    assert not waiting(found, on(-10))
    assert not waiting(found, on(43))


@pytest.mark.one_database
def test_it_costs_the_same_for_one_and_for_many():
    found = scene()

    def cost():
        with CaptureQueriesContext(connection) as queries:
            waiting(found, clock.today())
        return len(queries)

    found.one()
    one = cost()
    found.nominate(person(), person())
    assert cost() == one
