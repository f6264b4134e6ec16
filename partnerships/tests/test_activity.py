"""Days since either side last did something, and what others did since a person last looked."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import AuditEntry
from partnerships.audit_actions import LIST_EXPORTED
from partnerships.services.activity import silence
from partnerships.tests.factories import DeputyFactory, MembershipFactory, PairingFactory
from partnerships.tests.two_sides import two_sides
from partnerships.tests.waiting_rows import act, noon

pytestmark = pytest.mark.django_db

TODAY = dt.date(2017, 9, 12)


def on(days):
    return TODAY + dt.timedelta(days=days)


@pytest.fixture
def scene():
    return two_sides()


def quiet(scene, today=TODAY):
    return silence([scene.pairing], clock.end_of(today))[scene.pairing.pk]


def test_either_side_ends_the_silence_and_the_longer_silent_one_is_named(scene):
    act(scene.pairing, scene.people["counterpart"], on(-40))
    act(scene.pairing, scene.people["eu"], on(-12))
    found = quiet(scene)
    assert (found.days, found.side, found.never) == (12, "counterpart", False)
    assert found.last == {"eu": on(-12), "counterpart": on(-40)}


def test_a_side_that_never_did_anything_is_silent_longer(scene):
    act(scene.pairing, scene.people["counterpart"], on(-1))
    assert (quiet(scene).days, quiet(scene).side) == (1, "eu")


def test_nobody_is_silent_longer_where_both_did_something_that_day(scene):
    for role in ("eu", "counterpart"):
        act(scene.pairing, scene.people[role], TODAY)
    assert (quiet(scene).days, quiet(scene).side) == (0, "")


def test_what_staff_and_the_portal_do_ends_no_silence(scene):
    act(scene.pairing, scene.people["eu"], on(-20))
    act(scene.pairing, scene.people["staff"], on(-2))
    act(scene.pairing, None, on(-1))
    assert quiet(scene).days == 20


def test_taking_a_list_along_ends_no_silence(scene):
    act(scene.pairing, scene.people["eu"], on(-20))
    act(scene.pairing, scene.people["eu"], on(-1), action=LIST_EXPORTED)
    assert quiet(scene).days == 20


def test_a_deputy_acts_for_the_side(scene):
    membership = MembershipFactory(participation=scene.pairing.eu)
    deputy = DeputyFactory(membership=membership, starts_on=on(-9), ends_on=on(-1)).user
    act(scene.pairing, deputy, on(-5))
    assert quiet(scene).last == {"eu": on(-5)}


def test_who_has_left_still_counts_for_the_time_before(scene):
    gone = MembershipFactory(participation=scene.pairing.eu, started_on=on(-90), ended_on=on(-10)).user
    act(scene.pairing, gone, on(-30))
    assert quiet(scene).days == 30


def test_what_happens_later_is_not_known_yet(scene):
    act(scene.pairing, scene.people["eu"], on(-8))
    act(scene.pairing, scene.people["eu"], on(1))
    assert quiet(scene).days == 8


def test_without_any_act_the_days_count_from_the_first_trace_else_from_the_strands_start(scene):
    assert quiet(scene).days is None
    scene.pairing.strand.starts_on = on(-50)
    assert (quiet(scene).days, quiet(scene).never) == (50, True)
    act(scene.pairing, scene.people["staff"], on(-15))
    assert (quiet(scene).days, quiet(scene).never) == (15, True)
    scene.pairing.strand.starts_on = on(5)
    AuditEntry.objects.all()._raw_delete("default")
    assert quiet(scene).days is None


def test_the_cost_is_the_same_for_one_and_for_many(scene):
    many = [PairingFactory(strand=scene.pairing.strand) for _number in range(5)]
    counts = []
    for pairings in ([scene.pairing], [scene.pairing, *many]):
        with CaptureQueriesContext(connection) as spent:
            silence(pairings, clock.end_of(TODAY))
        counts.append(len(spent))
    assert counts[0] == counts[1]


def sign_in(client, scene, role):
    client.force_login(scene.people[role], "django.contrib.auth.backends.ModelBackend")


def changes(client):
    """The changes on my tasks, as sentence, record and reason."""
    panels = client.get("/").context["aside"]
    found = [panel for panel in panels if "changes" in panel.context]
    return [one.entry for one in found[0].context["changes"]] if found else None


def test_what_others_did_is_told_until_it_is_marked_as_read(scene, client):
    plan = scene.plan()
    entry = act(
        scene.pairing,
        scene.people["eu"],
        clock.today() - dt.timedelta(days=1),
        object_type="partnerships.actionplan",
        object_id=plan.pk,
        object_label="Action plan",
        reason="The port asked for it.",
    )
    act(scene.pairing, scene.people["counterpart"], clock.today() - dt.timedelta(days=1))
    sign_in(client, scene, "counterpart")
    page = client.get("/")
    assert changes(client) == [entry]
    text = page.content.decode()
    assert "The port asked for it." in text
    assert f"{scene.pairing.get_absolute_url()}texts/action-plan/" in text
    assert f"{scene.pairing.get_absolute_url()}history/" in text
    until = next(one.context["until"] for one in page.context["aside"] if "until" in one.context)
    assert client.post("/tasks/seen/", {"until": until.isoformat()})["Location"] == "/"
    assert changes(client) == []


def test_marking_as_read_keeps_what_came_after_the_page_was_read(scene, client):
    sign_in(client, scene, "counterpart")
    read_at = clock.now() - dt.timedelta(minutes=5)
    entry = AuditEntry(
        action="record-added",
        actor=scene.people["eu"],
        pairing_id=scene.pairing.pk,
        at=clock.now() - dt.timedelta(minutes=1),
    )
    entry.save()
    client.post("/tasks/seen/", {"until": read_at.isoformat()})
    assert changes(client) == [entry]


@pytest.mark.parametrize("until", ["", "yesterday", "2017-13-99T00:00", "9999-01-01T00:00:00+00:00"])
def test_marking_as_read_never_reaches_past_now(scene, client, until):
    sign_in(client, scene, "counterpart")
    client.post("/tasks/seen/", {"until": until})
    person = scene.people["counterpart"]
    person.refresh_from_db()
    assert person.tasks_seen_at <= clock.now()
    before = person.tasks_seen_at
    client.post("/tasks/seen/", {"until": noon(TODAY).isoformat()})
    person.refresh_from_db()
    assert person.tasks_seen_at == before


def test_the_first_look_reaches_back_two_weeks(scene, client):
    act(scene.pairing, scene.people["eu"], clock.today() - dt.timedelta(days=20))
    near = act(scene.pairing, scene.people["eu"], clock.today() - dt.timedelta(days=10))
    sign_in(client, scene, "counterpart")
    assert changes(client) == [near]


@pytest.mark.parametrize(
    ("role", "sees"), [("staff", True), ("authority", True), ("neighbour", False), ("observer", None)]
)
def test_changes_are_for_those_who_look_after_the_pairing(scene, client, role, sees):
    act(scene.pairing, scene.people["eu"], clock.today() - dt.timedelta(days=1))
    sign_in(client, scene, role)
    found = changes(client)
    assert found is None if sees is None else bool(found) is sees


def test_at_most_twelve_changes_are_told(scene, client):
    for number in range(14):
        act(scene.pairing, scene.people["eu"], clock.today() - dt.timedelta(days=1), reason=f"Reason {number}")
    sign_in(client, scene, "counterpart")
    assert len(changes(client)) == 12
    assert "The older ones stand in the history of each pairing." in client.get("/").content.decode()
