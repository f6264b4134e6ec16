"""Visit notes: written by the two sides of a pairing that the event serves, edited, withdrawn, brought back."""

import datetime as dt

import pytest

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from events.models import NotedInterest, VisitNote
from events.tests.factories import AgendaItemFactory, VisitNoteFactory, event_of
from events.visits.actions import AddVisitNote, EditVisitNote, RestoreVisitNote, WithdrawVisitNote
from events.visits.selectors import check_begun_anywhere
from partnerships.tests.factories import ThemeFactory
from partnerships.tests.two_sides import two_sides

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_meeting")]


def note_by(scene, event, role="eu", sides=("counterpart",), **values):
    values = values or {"what_en": "Superblocks"}
    row = VisitNote(event=event, pairing=scene.pairing)
    return AddVisitNote.do(row, values=values, sides=sides, **scene.by(role))


def test_a_note_keeps_who_wrote_it_for_which_side_and_who_is_interested(scene, event):
    note = note_by(scene, event, what_en="  Superblocks  ")
    assert (note.code, note.what_en, note.side) == ("visit-note-1", "Superblocks", "eu")
    assert (note.author, note.author_label) == (scene.people["eu"], "Marta Soler")
    assert list(note.interests.values_list("side", "outcome")) == [("counterpart", "open")]
    assert note_by(scene, event, "staff", sides=("eu", "counterpart")).code == "visit-note-2"
    entry = AuditEntry.objects.filter(action="visit-note-add").earliest("pk")
    assert (entry.pairing_id, entry.object_label) == (scene.pairing.pk, "Visit note 1")


def test_an_item_of_the_agenda_stands_for_the_words_and_the_topic(scene, event):
    topic = ThemeFactory(strand=event.strand)
    item = AgendaItemFactory(event=event, title_en="22@ district", title_ko="22@ 지구", topic=topic)
    note = note_by(scene, event, item=item, what_en="")
    assert (note.what_en, note.what_ko, note.topic, note.item) == ("22@ district", "22@ 지구", topic, item)
    own = note_by(scene, event, item=item, what_ko="흥미로운 곳")
    assert (own.what_en, own.what_ko, own.topic) == ("", "흥미로운 곳", topic)


@pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
def test_nobody_else_writes(scene, event, role):
    with pytest.raises(NotAllowed):
        note_by(scene, event, role)
    assert not VisitNote.objects.exists()


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"what_en": " "}, "what", "or choose the item of the agenda"),
        ({"what_en": "x" * 2001}, "what_en", "at most 2000"),
    ],
)
def test_a_note_needs_words_that_fit(scene, event, values, field, said):
    with pytest.raises(DomainError, match=said) as refused:
        note_by(scene, event, **values)
    assert refused.value.field == field


def test_an_item_or_a_topic_of_elsewhere_is_refused(scene, event):
    with pytest.raises(DomainError, match="another event"):
        note_by(scene, event, what_en="x", item=AgendaItemFactory())
    with pytest.raises(DomainError, match="belongs to another strand"):
        note_by(scene, event, what_en="x", topic=ThemeFactory())
    with pytest.raises(DomainError, match="which side"):
        note_by(scene, event, sides=("both",))
    assert not VisitNote.objects.exists()


def test_an_event_of_another_pairing_is_refused_and_one_of_all_is_not(scene, event):
    other = event_of(two_sides().pairing)
    with pytest.raises(DomainError, match="does not serve"):
        note_by(scene, other)
    event.serving.all().delete()
    event.all_pairings = True
    event.save(by=None)
    assert note_by(scene, event).event == event


def test_nothing_was_seen_before_the_first_day_anywhere_nor_at_a_cancelled_event(scene, event):
    with clock.fixed_at(dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)), pytest.raises(DomainError, match="to come"):
        check_begun_anywhere(event)
    # In Korea the twenty-sixth has begun.
    with clock.fixed_at(dt.datetime(2026, 11, 25, 16, tzinfo=dt.UTC)):
        check_begun_anywhere(event)
    event.forecast_start = dt.date(2026, 11, 28)
    event.forecast_end = event.forecast_last_day = dt.date(2026, 11, 29)
    event.save(by=None)
    with pytest.raises(DomainError, match="to come"):
        note_by(scene, event)
    event.status = "cancelled"
    event.save(by=None)
    with pytest.raises(DomainError, match="cancelled"):
        note_by(scene, event)


@pytest.mark.parametrize("status", ["closed", "discontinued"])
def test_in_a_pairing_that_is_over_nothing_is_written(scene, event, status):
    note = note_by(scene, event)
    scene.pairing.status = status
    scene.pairing.save(by=None)
    with pytest.raises(DomainError, match="Staff can reopen it"):
        note_by(scene, event)
    with pytest.raises(DomainError, match="Staff can reopen it"):
        EditVisitNote.do(note, version=note.version, changes={"what_en": "y"}, **scene.by("eu"))
    with pytest.raises(DomainError, match="Staff can reopen it"):
        WithdrawVisitNote.do(note, version=note.version, reason="z", **scene.by("eu"))


def test_an_edit_changes_words_and_interests_and_says_which(scene, event):
    note = note_by(scene, event, sides=("counterpart",))
    row = EditVisitNote.do(
        note, version=note.version, changes={"what_ko": "슈퍼블록"}, sides=("eu",), **scene.by("counterpart")
    )
    assert (row.what_en, row.what_ko) == ("Superblocks", "슈퍼블록")
    assert list(row.interests.values_list("side", flat=True)) == ["eu"]
    assert AuditEntry.objects.get(action="visit-note-edit").parameters["fields"] == "what_ko, interests"
    with pytest.raises(AlreadyDone):
        EditVisitNote.do(row, version=row.version, changes={"what_en": "Superblocks "}, **scene.by("eu"))
    with pytest.raises(StaleRecord):
        EditVisitNote.do(row, version=note.version - 1, changes={"what_en": "x"}, **scene.by("eu"))
    with pytest.raises(NotAllowed):
        EditVisitNote.do(row, version=row.version, changes={"what_en": "x"}, **scene.by("authority"))


def test_a_decided_interest_is_not_taken_away_by_an_edit(scene, event):
    note = VisitNoteFactory(pairing=scene.pairing, event=event, interests=["eu"])
    interest = note.interests.get()
    interest.outcome, interest.reason = "not-pursued", "Too dear."
    interest.save(by=None)
    with pytest.raises(DomainError, match="Reopen it") as refused:
        EditVisitNote.do(note, version=note.version, changes={}, sides=(), **scene.by("eu"))
    assert refused.value.field == "sides"
    assert NotedInterest.objects.get() == interest


def test_a_withdrawn_note_stays_with_its_reason_and_comes_back(scene, event):
    note = note_by(scene, event)
    with pytest.raises(DomainError, match="Give a reason"):
        WithdrawVisitNote.do(note, version=note.version, reason=" ", **scene.by("eu"))
    row = WithdrawVisitNote.do(note, version=note.version, reason="Seen elsewhere.", **scene.by("eu"))
    assert row.withdrawn_at
    assert not NotedInterest.objects.open().exists()
    with pytest.raises(AlreadyDone):
        WithdrawVisitNote.do(note, version=note.version, reason="Again", **scene.by("counterpart"))
    with pytest.raises(DomainError, match="Bring it back"):
        EditVisitNote.do(row, version=row.version, changes={"what_en": "x"}, **scene.by("eu"))
    back = RestoreVisitNote.do(row, version=row.version, **scene.by("counterpart"))
    assert (back.withdrawn_at, back.withdrawn_reason) == (None, "")
    assert NotedInterest.objects.open().count() == 1
    with pytest.raises(AlreadyDone):
        RestoreVisitNote.do(row, version=row.version, **scene.by("eu"))
