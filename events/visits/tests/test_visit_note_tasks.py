"""What waits to be decided after a visit: a task of both sides, a signal once it takes long; and who may find it."""

import datetime as dt

import pytest
from django.urls import reverse

from core import clock
from core.parts import collect
from core.periods import Period
from events.models import VisitNote
from events.tests.factories import VisitNoteFactory
from events.tests.notes_scene import address
from events.visits.actions import AddVisitNote, DropInterest
from events.visits.parts import INTEREST_LATE
from partnerships.history.pairing_history import read_changes
from partnerships.history.services import kind_named, restore_version
from partnerships.models import Pairing
from partnerships.tests.pages import fields, messages_of, sign_in, text_of, url
from partnerships.tests.waiting_rows import every_signal

pytestmark = pytest.mark.django_db
# The meeting ended on the twenty-seventh; decisions are due thirty days later.
LAST = dt.date(2026, 11, 27)
DUE = dt.date(2026, 12, 27)
DAY = dt.timedelta(days=1)


def tasks(scene, role, today):
    found = collect("tasks", grants=scene.grants(role), today=today)
    return [task for task in found if task.verb == "Decide"]


def signals(scene, today):
    pairings = list(Pairing.objects.filter(pk=scene.pairing.pk).with_names())
    return [one for one in every_signal(pairings, today) if one.kind == INTEREST_LATE]


def test_an_open_interest_waits_for_both_sides_once_the_event_is_over(scene, event):
    note = VisitNoteFactory(pairing=scene.pairing, event=event, what_en="Superblocks", interests=["eu"])
    assert tasks(scene, "eu", LAST) == []
    for role in ("eu", "counterpart"):
        (task,) = tasks(scene, role, LAST + DAY)
        assert (task.thing, task.language, task.mine, task.due) == ("Superblocks", "en", True, DUE)
        assert task.why.startswith("Barcelona is interested in it. Noted at “Busan in Barcelona”.")
        assert task.act.url == task.url == address(event, "interest-project", note.interests.get().pk)
    for role in ("staff", "authority", "observer", "neighbour"):
        assert tasks(scene, role, LAST + DAY) == []
    DropInterest.do(note.interests.get(), version=1, **scene.by("eu"))
    assert tasks(scene, "eu", LAST + DAY) == []


def test_what_was_held_waits_at_once_also_without_days_and_what_is_cancelled_does_not(scene, event):
    event.forecast = Period()
    event.status = "held"
    event.save(by=None)
    VisitNoteFactory(pairing=scene.pairing, event=event, interests=["eu"])
    (task,) = tasks(scene, "eu", LAST)
    assert task.due is None
    event.status = "cancelled"
    event.save(by=None)
    assert tasks(scene, "eu", LAST + DAY) == []


def test_a_few_interests_of_one_event_take_a_click_each_many_are_one_task_and_withdrawn_notes_none(scene, event):
    for sides in (["eu", "counterpart"], ["eu"]):
        VisitNoteFactory(pairing=scene.pairing, event=event, interests=sides)
    found = tasks(scene, "eu", LAST + DAY)
    assert len({task.act.url for task in found}) == 3
    assert [task.act.asks for task in found] == [False, True, False]
    VisitNoteFactory(pairing=scene.pairing, event=event, interests=["counterpart"])
    (task,) = tasks(scene, "eu", LAST + DAY)
    assert (task.thing, task.act) == ("4 interests", None)
    assert task.url == f"{address(event, 'visit-notes')}?outcome=open"
    for note in VisitNote.objects.all():
        note.withdrawn_at = clock.now()
        note.save(by=None)
    assert tasks(scene, "eu", LAST + DAY) == []


def test_in_a_closed_pairing_nothing_waits(scene, event):
    VisitNoteFactory(pairing=scene.pairing, event=event, interests=["eu"])
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    assert tasks(scene, "eu", LAST + DAY) == []
    assert signals(scene, DUE + DAY) == []


def test_a_decision_that_takes_too_long_is_a_signal_then_a_risk(scene, event):
    VisitNoteFactory(pairing=scene.pairing, event=event, interests=["eu", "counterpart"])
    assert signals(scene, DUE) == []
    (signal,) = signals(scene, DUE + DAY)
    assert (signal.level, signal.sentence) == ("watch", "2 interests from visits undecided")
    (signal,) = signals(scene, DUE + 30 * DAY)
    assert signal.level == "risk"


def test_one_click_on_the_tasks_page_makes_the_project(scene, event, client):
    VisitNoteFactory(pairing=scene.pairing, event=event, what_en="Superblocks", interests=["eu"])
    with clock.fixed_at(dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)):
        sign_in(client, scene, "eu")
        page = client.get("/")
        (theirs,), (task,) = (tasks(scene, role, clock.today()) for role in ("counterpart", "eu"))
        assert (theirs.act.asks, task.act.asks) == (True, False)
        assert task.act.url in page.text
        sent = {"once": "w", "seen_version": str(task.act.version)}
        done = client.post(task.act.url, sent)
        assert messages_of(client.get(done["Location"]))[0].startswith("“Superblocks” is now a cooperation project.")


@pytest.mark.parametrize("role", ["eu", "staff", "authority", "observer", "neighbour"])
def test_search_history_and_changes_tell_of_notes_to_those_alone_who_read_them(scene, event, client, role):
    with clock.fixed_at(dt.datetime(2026, 11, 28, 9, tzinfo=dt.UTC)):
        note = AddVisitNote.do(
            VisitNote(event=event, pairing=scene.pairing),
            values={"what_en": "The harbour cranes"},
            sides=["eu"],
            **scene.by("counterpart"),
        )
        sign_in(client, scene, role)
        reads = role in ("eu", "staff", "authority")
        assert ("The harbour cranes" in client.get(f"{reverse('search')}?q=harbour").text) is reads
        history = client.get(url(scene, "pairing-history"))
        assert ("Wrote a visit note" in text_of(history)) is reads
        own = reverse("partnerships:record-history", args=[scene.pairing.strand.code, "visit-note", note.pk])
        assert client.get(own).status_code == (200 if reads else 404)
        told = read_changes(
            grants=scene.grants(role), since=clock.now() - dt.timedelta(days=9), now=clock.now() + dt.timedelta(hours=1)
        )
        assert any(change.url == note.get_absolute_url() for change in told["changes"]) is reads


def test_an_older_version_of_a_note_comes_back(scene, event):
    with clock.fixed_at(dt.datetime(2026, 11, 28, 9, tzinfo=dt.UTC)):
        note = VisitNoteFactory(pairing=scene.pairing, event=event, what_en="Cranes")
        note.what_en = "Trams"
        note.save(by=None)
        restore_version(
            kind=kind_named("visit-note"), record=note, version=note.version, number=1, **scene.by("counterpart")
        )
        assert VisitNote.objects.get().what_en == "Cranes"


def test_a_follow_up_comes_from_a_note(scene, event, client):
    with clock.fixed_at(dt.datetime(2026, 11, 28, 9, tzinfo=dt.UTC)):
        note = VisitNoteFactory(pairing=scene.pairing, event=event)
        sign_in(client, scene, "eu")
        page = client.get(f"{url(scene, 'follow-up-add')}?from=visitnote:{note.code}")
        assert "It comes from a visit note from “Busan in Barcelona”." in text_of(page)
        sent = fields(page) | {"what": "Send the drawings", "side": "eu", "due_on": "2026-12-04"}
        client.post(f"{url(scene, 'follow-up-add')}?from=visitnote:{note.code}", sent)
        assert scene.pairing.follow_ups.get().origin == note
        assert "Send the drawings" in client.get(url(scene, "follow-up-list")).text
