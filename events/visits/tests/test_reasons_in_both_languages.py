"""Why an event was cancelled, an interest not taken up, a note withdrawn is read in the own language."""

import pytest

from core import clock
from events.events.state_actions import CancelEvent
from events.models import Event, NotedInterest
from events.tests.factories import VisitNoteFactory, event_of
from events.visits.actions import DropInterest
from partnerships.tests.once_pages import ENGLISH, check_once, read
from partnerships.tests.pages import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_of_a_cancelled_event(client, sides):
    event = event_of(sides.pairing, title_ko="회의")
    CancelEvent.do(event, **sides.by("staff"), version=event.version, reason=ENGLISH)
    event = Event.objects.get(pk=event.pk)
    check_once(client, sides, event, "reason", event.get_absolute_url())


def test_of_an_interest_that_is_not_pursued(client, sides):
    note = VisitNoteFactory(place=sides.pairing, what_ko="블록", interests=["eu"])
    interest = NotedInterest.objects.get(note=note)
    interest.outcome, interest.reason = "not-pursued", ENGLISH
    interest.save(by=None)
    check_once(client, sides, interest, "reason", note.get_list_url())


def test_of_a_note_that_is_withdrawn(client, sides):
    note = VisitNoteFactory(place=sides.pairing, withdrawn_at=clock.now(), withdrawn_reason=ENGLISH)
    check_once(client, sides, note, "withdrawn_reason", note.get_list_url())


def test_what_the_portal_says_of_an_interest_is_there_in_both_languages_at_once(client, sides):
    note = VisitNoteFactory(place=sides.pairing, what_ko="블록", interests=["eu"])
    interest = NotedInterest.objects.get(note=note)
    DropInterest.do(interest, **sides.by("eu"), version=interest.version)
    sign_in(client, sides, "eu")
    assert "No project comes of it for now." in read(client, note.get_list_url(), "en")
    assert "No project comes of it for now." not in read(client, note.get_list_url(), "ko")
    row = NotedInterest.objects.get(note=note)
    assert row.language_wanted("reason") == ""
    DropInterest.do(row, **sides.by("eu"), version=row.version, reason=ENGLISH)
    assert NotedInterest.objects.get(note=note).language_wanted("reason") == "ko"
