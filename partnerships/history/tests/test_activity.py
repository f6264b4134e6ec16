"""Days without contact and whose turn it is, and what others did since a person last looked."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from core import clock
from core.models import AuditNames, write_audit
from core.periods import Period
from core.tests.arranged import logged
from partnerships.audit_actions import OWN_SIDE_CHANGED
from partnerships.contacts.actions import AddComment, AddContact, WithdrawComment
from partnerships.contacts.selectors import Silence, contact_days, silence, whose_turn
from partnerships.history.pairing_history import read_changes
from partnerships.milestones.actions import CancelMilestone, RescheduleMilestone
from partnerships.models import Comment
from partnerships.projects.actions import EditProject, MoveProject
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import LevelChangeFactory, ProjectFactory
from partnerships.tests.pages import sign_in, text_of
from partnerships.tests.waiting_rows import act, ask, noon, touch

pytestmark = pytest.mark.django_db

TODAY = dt.date(2017, 9, 12)


def on(days):
    return TODAY + dt.timedelta(days=days)


@pytest.fixture
def scene(sides):
    return sides


def quiet(scene, today=TODAY):
    return silence([scene.pairing], clock.end_of(today))[scene.pairing.pk]


def test_either_side_ends_the_silence_and_the_longer_silent_one_is_named(scene):
    touch(scene.pairing, "counterpart", on(-40))
    touch(scene.pairing, "eu", on(-12))
    found = quiet(scene)
    assert (found.days, found.side, found.never) == (12, "counterpart", False)
    assert found.last == {"eu": on(-12), "counterpart": on(-40)}


def test_a_side_that_was_never_in_touch_is_silent_longer(scene):
    touch(scene.pairing, "counterpart", on(-1))
    assert (quiet(scene).days, quiet(scene).side) == (1, "eu")


@pytest.mark.parametrize(("side", "kind"), [("", "mail"), ("eu", "call"), ("counterpart", "meeting"), ("eu", "visit")])
def test_nobody_is_silent_longer_where_both_talked(scene, side, kind):
    touch(scene.pairing, side, TODAY, kind=kind)
    assert (quiet(scene).days, quiet(scene).side) == (0, "")


def test_what_is_only_written_in_the_portal_ends_no_silence(scene):
    touch(scene.pairing, "eu", on(-20))
    for person in ("eu", "counterpart", "staff"):
        act(scene.pairing, scene.people[person], on(-2))
    act(scene.pairing, None, on(-1))
    assert quiet(scene).days == 20


def test_a_withdrawn_contact_ends_no_silence(scene):
    touch(scene.pairing, "eu", on(-20))
    row = touch(scene.pairing, "eu", on(-2))
    assert quiet(scene).days == 2
    row.withdrawn_at, row.withdrawn_reason = clock.now(), "It was another city."
    row.save(by=None)
    assert quiet(scene).days == 20


def test_a_confirmation_is_a_word_of_its_side_and_one_given_by_staff_is_not(scene):
    touch(scene.pairing, "counterpart", on(-30))
    edition = ask(scene.plan(), on(-12), confirmed={"eu": scene.people["eu"]})
    assert quiet(scene).last == {"eu": on(-12), "counterpart": on(-30)}
    word = edition.confirmations.get(side="eu")
    word.on_behalf, word.reason = True, "By letter"
    word.save(by=None)
    assert quiet(scene).last == {"counterpart": on(-30)}


def test_a_project_that_moves_is_a_sign_of_the_side_that_moved_it(scene):
    touch(scene.pairing, "eu", on(-30))
    project = ProjectFactory(pairing=scene.pairing)
    LevelChangeFactory(project=project, on=on(-3), side="counterpart")
    LevelChangeFactory(project=project, on=on(-2))  # by staff
    LevelChangeFactory(project=ProjectFactory(), on=on(-1), side="eu")
    assert quiet(scene).last == {"eu": on(-30), "counterpart": on(-3)}


def test_in_touch_today_barcelona_is_not_said_after_acts_of_busan_alone(scene, client):
    touch(scene.pairing, "eu", clock.today() - dt.timedelta(days=40))
    project = ProjectFactory(pairing=scene.pairing)
    acting = {"by": scene.people["counterpart"], "grants": scene.grants("counterpart")}
    MoveProject.do(project, **acting, version=1, new="exploring", on=clock.today(), evidence="A call")
    values = {"kind": "document", "side": "counterpart", "on": clock.today(), "what_en": "The plan"}
    AddContact.do(scene.pairing, **acting, values=values)
    found = quiet(scene, clock.today())
    assert found.last == {"eu": clock.today() - dt.timedelta(days=40), "counterpart": clock.today()}
    for role in ("counterpart", "eu"):
        sign_in(client, scene, role)
        shown = text_of(client.get("/"))
        assert "Busan was in touch today" in shown
        assert "In touch today" not in shown


def test_what_staff_do_is_no_sign_of_a_side(scene):
    project = ProjectFactory(pairing=scene.pairing)
    acting = {"by": scene.people["staff"], "grants": scene.grants("staff")}
    MoveProject.do(project, **acting, version=1, new="exploring", on=clock.today(), evidence="A call")
    assert quiet(scene, clock.today()).last == {}


def test_a_mail_from_barcelona_that_busan_records_dates_barcelona_on_the_day_of_the_mail(scene, client):
    day = clock.today() - dt.timedelta(days=26)
    touch(scene.pairing, "counterpart", clock.today() - dt.timedelta(days=50))
    sign_in(client, scene, "counterpart")
    sent = {"once": "0" * 32, "kind": "mail", "side": "eu", "on": day.isoformat(), "what": "They want the data."}
    assert client.post(f"{scene.pairing.get_absolute_url()}contacts/add/", sent).status_code == 302
    assert quiet(scene, clock.today()).last == {"eu": day, "counterpart": clock.today() - dt.timedelta(days=50)}
    assert quiet(scene, clock.today()).days == 26


def test_a_day_that_has_begun_in_the_east_is_today_and_what_is_later_is_not_known_yet(scene):
    touch(scene.pairing, "eu", on(-8))
    touch(scene.pairing, "eu", on(2))
    assert quiet(scene).days == 8
    touch(scene.pairing, "eu", on(1))
    assert quiet(scene).days == 0
    assert contact_days([scene.pairing], TODAY, days=30)[scene.pairing.pk] == {"eu": {on(-8), TODAY}}


def test_the_days_on_which_the_sides_were_in_touch(scene):
    touch(scene.pairing, "eu", on(-10))
    touch(scene.pairing, "eu", on(-9))
    touch(scene.pairing, "counterpart", on(-10))
    touch(scene.pairing, "", on(-12), kind="call")
    ask(scene.plan(), on(-4), confirmed={"counterpart": scene.people["counterpart"]})
    LevelChangeFactory(project=ProjectFactory(pairing=scene.pairing), on=on(-3), side="eu")
    found = contact_days([scene.pairing], TODAY, days=11)[scene.pairing.pk]
    assert found == {"eu": {on(-10), on(-9), on(-3)}, "counterpart": {on(-10), on(-4)}}


def test_without_any_contact_the_days_count_from_the_first_trace_else_from_the_strands_start(scene):
    assert quiet(scene).days is None
    scene.pairing.strand.starts_on = on(-50)
    assert (quiet(scene).days, quiet(scene).never) == (50, True)
    act(scene.pairing, scene.people["eu"], on(-20), action=OWN_SIDE_CHANGED)  # of which the other side learns nothing
    act(scene.pairing, scene.people["staff"], on(-15))
    assert (quiet(scene).days, quiet(scene).never) == (15, True)
    scene.pairing.strand.starts_on = on(5)
    AuditNames.objects.all()._raw_delete("default")
    logged()._raw_delete("default")
    assert quiet(scene).days is None


@pytest.mark.parametrize(
    ("side", "owing", "turn"),
    [
        ("eu", set(), "eu"),
        ("eu", {"counterpart"}, "counterpart"),
        ("eu", {"eu"}, "eu"),
        ("counterpart", {"eu", "counterpart"}, "counterpart"),
        ("", {"eu"}, "eu"),
        ("", {"eu", "counterpart"}, ""),
        ("", set(), ""),
    ],
)
def test_it_is_the_turn_of_who_owes_something_else_of_the_longer_silent(side, owing, turn):
    assert whose_turn(Silence(40, side), owing) == turn


def test_the_cost_is_one_query_for_one_and_for_many(scene):
    many = [PairingFactory(strand=scene.pairing.strand) for _number in range(5)]
    for pairing in many:
        touch(pairing, "eu", on(-3))
    for pairings in ([scene.pairing], [scene.pairing, *many]):
        with CaptureQueriesContext(connection) as spent:
            silence(pairings, clock.end_of(TODAY))
            contact_days(pairings, TODAY, days=30)
        assert len(spent) == 2


def panel(client):
    """What my tasks tells of others: its changes, how many are new."""
    found = [one.context for one in client.get("/").context["below"] if "changes" in one.context]
    return found[0] if found else None


def changes(client):
    """The newest act of each sentence."""
    return panel(client)["changes"] if panel(client) else None


def sentences(client):
    return [" ".join(strip_tags(change.told).split()) for change in changes(client)]


def test_what_others_did_is_told_by_city_and_stays_once_it_was_read(scene, client):
    plan, yesterday = scene.plan(), clock.today() - dt.timedelta(days=1)
    about = {"object_type": "partnerships.actionplan", "object_id": plan.pk, "object_label": "Action plan"}
    entry = act(scene.pairing, scene.people["eu"], yesterday, reason="The port asked for it.", **about)
    act(scene.pairing, scene.people["counterpart"], yesterday)
    sign_in(client, scene, "counterpart")
    assert changes(client) == [entry]
    page = client.get("/")
    assert sentences(client) == ["Barcelona: Action plan. Added"]
    assert "News (1 new)" in text_of(page)
    assert "The port asked for it." in page.text
    assert f"{scene.pairing.get_absolute_url()}texts/action-plan/" in page.text
    assert f"{scene.pairing.get_absolute_url()}history/" in page.text
    assert str(scene.people["eu"]) not in str(changes(client)[0].told)
    # What was read is told still, and no longer new.
    assert client.post("/tasks/seen/", {"until": clock.now().isoformat()})["Location"] == "/"
    assert (changes(client), panel(client)["count"]) == ([entry], 0)


def test_what_is_new_stays_marked_for_a_visit_and_costs_one_write(scene, client):
    now = clock.now()
    with clock.fixed_at(now):
        sign_in(client, scene, "counterpart")
        client.get("/")
    with clock.fixed_at(now + dt.timedelta(minutes=90)):
        entry = write_audit(action="record-added", by=scene.people["eu"], pairing_id=scene.pairing.pk)
    for minutes, new in ((100, 1), (150, 1), (161, 0)):
        with clock.fixed_at(now + dt.timedelta(minutes=minutes)), CaptureQueriesContext(connection) as spent:
            found = panel(client)
        assert (found["changes"], found["count"], found["changes"][0].is_new) == ([entry], new, bool(new))
        written = [one["sql"] for one in spent if "tasks_read_at" in one["sql"] and one["sql"].startswith("UPDATE")]
        assert len(written) == (minutes != 150)


def test_each_kind_of_act_is_a_sentence_and_what_came_of_it(scene, client):
    plan = scene.plan()
    edition = scene.ask(plan, "eu")
    scene.confirm(edition, "eu")
    sign_in(client, scene, "counterpart")
    assert sentences(client)[:2] == [
        "Barcelona confirmed Action plan. It is in force once both sides have.",
        "Barcelona asks both sides to confirm Action plan.",
    ]
    scene.confirm(edition, "counterpart")
    sign_in(client, scene, "eu")
    assert sentences(client) == ["Busan confirmed Action plan: it is in force."]


def test_moves_of_one_thing_and_one_act_on_several_are_one_sentence_each(scene, client):
    grants, by = scene.grants("eu"), scene.people["eu"]
    rows = [scene.milestone(title_en=title, responsible="eu") for title in ("Alpha", "Beta")]
    for day in ("2030-05-02", "2030-05-03", "2030-05-04"):
        rows[0].refresh_from_db()
        given = {"forecast": Period.parse(day), "reason": "The hall"}
        RescheduleMilestone.do(rows[0], by=by, grants=grants, version=rows[0].version, **given)
    for row in rows:
        row.refresh_from_db()
        CancelMilestone.do(row, by=by, grants=grants, version=row.version, reason="No money")
    sign_in(client, scene, "counterpart")
    cancelled, moved = sentences(client)
    assert cancelled == "Barcelona cancelled Beta and Alpha."
    assert moved.startswith("Barcelona moved Alpha from ")
    assert moved.endswith(" to 4 May 2030.")


def test_an_edited_project_says_what_changed_and_a_comment_how_it_begins(scene, client):
    grants, by = scene.grants("eu"), scene.people["eu"]
    project = ProjectFactory(pairing=scene.pairing, title_en="Energy island")
    for changed in ({"note": "Ask the port."}, {"summary_en": "An island.", "note": ""}):
        EditProject.do(project, by=by, grants=grants, changes=changed)
    comment = Comment(pairing=scene.pairing, record=project)
    AddComment.do(comment, by=by, grants=grants, text="Shall we meet\nin June? " * 9)
    sign_in(client, scene, "counterpart")
    said, changed = sentences(client)
    assert said.startswith("Barcelona wrote something new: “Shall we meet in June? Shall we")
    assert said.endswith("…”.")
    assert changed == "Barcelona changed Energy island: note and summary in English."
    # Where the sentence does not name them, one act may have them and another not.
    row = scene.milestone(title_en="Alpha")
    about = {"record": row, "by": by}
    write_audit(action="milestone-edit", **about, fields="note")
    write_audit(action="milestone-edit", **about)
    assert sentences(client)[0] == "Barcelona changed Alpha."
    row = Comment.objects.get()
    WithdrawComment.do(row, by=by, grants=grants)
    assert "Shall we meet" not in str(sentences(client))


def test_what_staff_did_is_told_as_theirs_and_what_they_did_for_a_side_as_its_own(scene, client):
    edition = scene.ask(scene.plan(), "staff")
    scene.confirm(edition, "eu", role="staff", reason="By letter")
    sign_in(client, scene, "counterpart")
    assert [line.partition(" confirm")[0] for line in sentences(client)] == [
        "Barcelona",
        "The programme staff asks both sides to",
    ]


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


def test_it_reaches_back_two_weeks(scene, client):
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


def test_the_newest_sentences_are_told_in_a_number_of_queries_that_stays(scene, client):
    sign_in(client, scene, "counterpart")
    costs = []
    for number in range(8):
        plan = scene.milestone(title_en=f"Milestone {number}")
        about = {"object_type": "partnerships.milestone", "object_id": plan.pk}
        act(scene.pairing, scene.people["eu"], clock.today() - dt.timedelta(days=1), **about)
        if number in (0, 7):
            since = {"since": clock.now() - dt.timedelta(days=9), "now": clock.now()}
            with CaptureQueriesContext(connection) as spent:
                read_changes(grants=scene.grants("counterpart"), **since)
            costs.append(len(spent))
    assert costs[0] == costs[1]
    assert (len(changes(client)), panel(client)["count"]) == (5, 8)
    assert "The older ones are in the history of each pairing." in client.get("/").text
