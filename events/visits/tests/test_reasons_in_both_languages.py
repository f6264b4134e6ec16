"""Why an event was cancelled and an interest not taken up are read in the own language, once somebody has added it."""

import pytest
from django.urls import reverse

from events.events.state_actions import CancelEvent
from events.models import Event, NotedInterest
from events.tests.factories import VisitNoteFactory, event_of
from events.visits.actions import DropInterest
from partnerships.tests.pages import sign_in, text_of
from partnerships.translations.actions import TranslateText
from partnerships.translations.once_services import once_url

pytestmark = pytest.mark.django_db

ENGLISH, KOREAN = "The hall was taken", "회의장 사정"


def read(client, path, language):
    return text_of(client.get(path, headers={"accept-language": language}))


def translate(sides, row, role="eu"):
    row.once_field = "reason"
    return TranslateText.do(row, **sides.by(role), text=KOREAN)


def check(client, sides, row, page):
    sign_in(client, sides, "eu")
    listed = reverse("partnerships:translation-list", args=[sides.pairing.strand.code])
    assert [gap.record for gap in client.get(listed).context["page"] if gap.field == "reason"] == [row]
    assert "Korean wanted" in read(client, page, "en")
    assert ENGLISH in read(client, page, "ko")
    assert client.get(once_url(row, "reason")).status_code == 200
    translate(sides, row)
    assert (ENGLISH in read(client, page, "en"), KOREAN in read(client, page, "en")) == (True, False)
    assert (ENGLISH in read(client, page, "ko"), KOREAN in read(client, page, "ko")) == (False, True)
    assert [gap.record for gap in client.get(listed).context["page"] if gap.field == "reason"] == []


def test_of_a_cancelled_event(client, sides):
    event = event_of(sides.pairing, title_ko="회의")
    CancelEvent.do(event, **sides.by("staff"), version=event.version, reason=ENGLISH)
    event = Event.objects.get(pk=event.pk)
    check(client, sides, event, event.get_absolute_url())


def test_of_an_interest_that_is_not_pursued(client, sides):
    note = VisitNoteFactory(place=sides.pairing, what_ko="블록", interests=["eu"])
    interest = NotedInterest.objects.get(note=note)
    interest.outcome, interest.reason = "not-pursued", ENGLISH
    interest.save(by=None)
    check(client, sides, interest, note.get_list_url())


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
