"""What may be done to a follow-up, by whom, from which state: through the services, with real grants."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.tests.arranged import logged
from partnerships.follow_ups.actions import (
    STEPS,
    AddFollowUp,
    DropFollowUp,
    EditFollowUp,
    FinishFollowUp,
    ReopenFollowUp,
)
from partnerships.follow_ups.selectors import choosable, people_of
from partnerships.models import FollowUp
from partnerships.tests.factories import (
    FollowUpFactory,
    MilestoneFactory,
    PairingFactory,
)
from partnerships.tests.roles import actor, day, person

pytestmark = pytest.mark.django_db
TODAY = clock.today()
TOMORROW, YESTERDAY = day(1), day(-1)
WORKERS = ("eu", "counterpart", "staff", "administrator", "deputy")
READERS = ("authority", "observer", "other", "outsider", "ended", "late deputy")


@pytest.fixture
def pairing():
    return PairingFactory()


def in_state(state, pairing, **more):
    return FollowUpFactory(pairing=pairing, state=state, closed_on=None if state == "open" else YESTERDAY, **more)


ACTS = {
    "edit": lambda row, who: EditFollowUp.do(
        row, **who, version=row.version, changes={"what_en": "Send it to the mayor"}
    ),
    "finish": lambda row, who: FinishFollowUp.do(row, **who, version=row.version),
    "drop": lambda row, who: DropFollowUp.do(row, **who, version=row.version, reason="No money"),
    "reopen": lambda row, who: ReopenFollowUp.do(row, **who, version=row.version),
}


# From which states each leads where.
FROM = {
    "edit": ({"open", "done", "dropped"}, ""),
    "finish": ({"open"}, "done"),
    "drop": ({"open"}, "dropped"),
    "reopen": ({"done", "dropped"}, "open"),
}


def test_every_step_has_an_act_here():
    assert set(ACTS) == set(FROM) == {step.key.removeprefix("follow-up-") for step in STEPS}


@pytest.mark.one_database
@pytest.mark.parametrize("role", [*WORKERS, *READERS])
@pytest.mark.parametrize("state", ["open", "done", "dropped"])
@pytest.mark.parametrize("name", list(FROM))
def test_the_table_cell_by_cell(pairing, name, state, role):
    row = in_state(state, pairing)
    before = FollowUp.objects.values().get(pk=row.pk)
    sources, target = FROM[name]
    who = actor(role, pairing)
    if role not in WORKERS:
        expected = NotAllowed
    elif state in sources:
        expected = None
    elif state == target:
        expected = AlreadyDone
    else:
        expected = DomainError
    if expected is None:
        ACTS[name](row, who)
        row.refresh_from_db()
        assert row.state == (target or state)
        assert row.version == 2
        assert (row.closed_on is None) == (row.state == "open")
        entry = logged().get(object_type="partnerships.followup")
        assert (entry.actor, entry.pairing_id, entry.object_id) == (who["by"], pairing.pk, row.pk)
        assert row.history.first().history_user == who["by"]
        return
    with pytest.raises(expected) as refused:
        ACTS[name](row, who)
    assert refused.type is expected
    assert str(refused.value)
    assert FollowUp.objects.values().get(pk=row.pk) == before
    assert not logged().exists()


@pytest.mark.one_database
@pytest.mark.parametrize("role", WORKERS)
def test_dropping_needs_a_reason_of_everybody(pairing, role):
    row = in_state("open", pairing)
    with pytest.raises(DomainError) as refused:
        DropFollowUp.do(row, **actor(role, pairing), version=1, reason="  \n")
    assert refused.value.field == "reason"
    DropFollowUp.do(row, **actor(role, pairing), version=1, reason=" No money ")
    row.refresh_from_db()
    assert (row.state, row.result, row.closed_on) == ("dropped", "No money", TODAY)
    assert logged().get().reason == "No money"


@pytest.mark.parametrize("name", ["edit", "finish", "drop", "reopen"])
@pytest.mark.parametrize("status", ["closed", "discontinued"])
def test_nothing_is_done_in_a_closed_pairing(pairing, name, status):
    row = in_state("done" if name == "reopen" else "open", pairing)
    pairing.status = status
    pairing.save(by=None)
    with pytest.raises(DomainError, match=status):
        ACTS[name](row, actor("staff", pairing))
    with pytest.raises(DomainError, match=status):
        add(pairing, actor("eu", pairing))


def test_a_page_older_than_the_closing_does_not_act(pairing):
    row = in_state("open", pairing)
    who = actor("eu", pairing)
    stored = type(pairing).objects.get(pk=pairing.pk)
    stored.status = "closed"
    stored.save(by=None)
    with pytest.raises(DomainError, match="closed"):
        FinishFollowUp.do(row, **who, version=1)


def test_the_second_to_finish_hears_that_it_is_done(pairing):
    row = in_state("open", pairing)
    seen = FollowUp.objects.get(pk=row.pk)
    FinishFollowUp.do(row, **actor("eu", pairing), version=1, result="Sent on Monday")
    with pytest.raises(AlreadyDone, match="already"):
        FinishFollowUp.do(seen, **actor("counterpart", pairing), version=1)
    with pytest.raises(StaleRecord):
        DropFollowUp.do(seen, **actor("counterpart", pairing), version=1, reason="No")
    with pytest.raises(StaleRecord):
        EditFollowUp.do(seen, **actor("counterpart", pairing), version=1, changes={"what_en": "Other"})
    row.refresh_from_db()
    assert (row.state, row.result, row.version) == ("done", "Sent on Monday", 2)
    assert logged().count() == 1


def test_whoever_may_not_act_learns_nothing_from_a_repeat(pairing):
    row = in_state("done", pairing)
    with pytest.raises(NotAllowed):
        FinishFollowUp.do(row, **actor("authority", pairing), version=row.version + 7)


def add(pairing, who, origin=None, **more):
    values = {"what_en": "Send the draft", "side": "eu", "due_on": TODAY, "owner": None} | more
    return AddFollowUp.do(pairing, **who, values=values, origin=origin)


@pytest.mark.parametrize("role", WORKERS)
def test_who_adds_one(pairing, role):
    who = actor(role, pairing)
    row = add(pairing, who)
    assert (row.code, row.state, row.version) == ("follow-up-1", "open", 1)
    assert row.history.get().history_user == who["by"]
    assert logged().get().parameters["until"] == TODAY.isoformat()


@pytest.mark.parametrize("role", READERS)
def test_who_adds_none(pairing, role):
    with pytest.raises(NotAllowed):
        add(pairing, actor(role, pairing))
    assert not FollowUp.objects.exists()


def test_each_pairing_counts_its_own(pairing):
    who = actor("staff", pairing)
    other = PairingFactory(strand=pairing.strand)
    codes = [add(one, who).code for one in (pairing, pairing, other, pairing)]
    assert codes == ["follow-up-1", "follow-up-2", "follow-up-1", "follow-up-3"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"what_en": " "}, "what"),
        ({"what_en": "x" * 501}, "what_en"),
        ({"what_ko": "가" * 501}, "what_ko"),
        ({"side": "both"}, "side"),
        ({"side": ""}, "side"),
        ({"due_on": YESTERDAY}, "due_on"),
        ({"due_on": None}, "due_on"),
    ],
)
def test_bad_input_is_refused_at_its_field(pairing, values, field):
    with pytest.raises(DomainError) as refused:
        add(pairing, actor("eu", pairing), **values)
    assert refused.value.field == field
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("text", ["초안 보내기", "Send 🏙️", "=1+1", "<script>alert(1)</script>", "a’b\u202eb"])
def test_any_text_is_kept_as_it_is(pairing, text):
    assert FollowUp.objects.get(pk=add(pairing, actor("eu", pairing), what_en=text).pk).what_en == text


@pytest.mark.parametrize(
    ("role", "side", "fault"),
    [
        ("eu", "eu", ""),
        ("counterpart", "counterpart", ""),
        ("staff", "eu", ""),
        ("staff", "counterpart", ""),
        ("eu", "counterpart", "other side"),
        ("counterpart", "eu", "other side"),
        ("authority", "eu", "neither"),
        ("other", "eu", "neither"),
        ("outsider", "eu", "neither"),
        ("ended", "eu", "neither"),
        ("administrator", "eu", "neither"),
    ],
)
def test_the_person_works_for_the_side(pairing, role, side, fault):
    owner, who = person(role, pairing), actor("staff", pairing)
    if not fault:
        assert add(pairing, who, side=side, owner=owner).owner == owner
        return
    with pytest.raises(DomainError, match=fault) as refused:
        add(pairing, who, side=side, owner=owner)
    assert refused.value.field == "owner"


@pytest.mark.one_database
def test_who_can_be_chosen_is_asked_in_a_constant_number_of_queries(pairing):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            people = people_of(pairing)
            assert choosable(pairing).count() == len(people)
        return len(queries)

    person("eu", pairing)
    one = cost()
    for role in ("eu", "counterpart", "staff") * 9:
        person(role, pairing)
    assert cost() == one


def test_an_edit_checks_only_what_it_changes(pairing):
    leaver = person("ended", pairing)
    row = FollowUpFactory(pairing=pairing, owner=leaver, due_on=YESTERDAY)
    who = actor("eu", pairing)
    same = {"what_en": "Send both", "owner": leaver, "due_on": YESTERDAY}
    row = EditFollowUp.do(row, **who, version=1, changes=same)
    assert logged().get().parameters["fields"] == "what_en"
    for changes, field in (
        ({"due_on": YESTERDAY - dt.timedelta(days=1)}, "due_on"),
        ({"side": "counterpart"}, "owner"),
        ({"what_en": ""}, "what"),
    ):
        with pytest.raises(DomainError) as refused:
            EditFollowUp.do(row, **who, version=2, changes=changes)
        assert refused.value.field == field
    moved = EditFollowUp.do(row, **who, version=2, changes={"due_on": TOMORROW, "owner": None})
    assert (moved.due_on, moved.owner, moved.version) == (TOMORROW, None, 3)
    with pytest.raises(AlreadyDone):
        EditFollowUp.do(moved, **who, version=3, changes={"due_on": TOMORROW})


def test_no_edit_reaches_what_acts_alone_change(pairing):
    row = in_state("open", pairing)
    for name in ("state", "code", "closed_on", "pairing", "origin_id"):
        with pytest.raises(ValueError, match=name):
            EditFollowUp.do(row, **actor("eu", pairing), version=1, changes={name: "x"})


def test_it_remembers_what_it_came_from(pairing):
    milestone = MilestoneFactory(pairing=pairing)
    assert FollowUp.objects.get(pk=add(pairing, actor("eu", pairing), origin=milestone).pk).origin == milestone
    with pytest.raises(DomainError, match="another pairing"):
        add(pairing, actor("eu", pairing), origin=MilestoneFactory())


def test_late_is_open_after_its_day_and_nothing_else(pairing):
    late = in_state("open", pairing, due_on=YESTERDAY)
    due = in_state("open", pairing, due_on=TODAY)
    done = in_state("done", pairing, due_on=YESTERDAY)
    assert list(FollowUp.objects.late(TODAY)) == [late]
    assert [(row.is_late(TODAY), row.days_over(TODAY)) for row in (late, due, done)] == [(True, 1), *[(False, 0)] * 2]
