"""Acts below an event whose form would be refused: the page says why in its place, before anything is typed."""

import pytest
from django.urls import reverse

from core import clock
from core.tests.arranged import logged
from events.models import Delegation, Event, TripPaper
from events.tests import agenda_scene, notes_scene, trip_scene
from events.tests.delegation_pages import enter, url
from events.tests.delegation_scene import scene as delegation_scene
from events.tests.factories import VisitNoteFactory
from events.visits.actions import TakeUpInterest
from partnerships.tests.pages import fields, sign_in, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


def refuses(client, address, words):
    """The page says why, and offers no form; what is sent all the same changes nothing."""
    page = client.get(address)
    assert page.status_code == 200
    assert words in text_of(page)
    assert "refusal" in page.context
    assert 'name="once"' not in page.text
    before = logged().count()
    assert client.post(address, fields(page)).status_code in (302, 422)
    assert logged().count() == before


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("delegate-edit", "nominated"),
        ("delegate-withdraw", "nominated"),
        ("delegate-replace", "nominated"),
        ("delegate-accept", "nominated"),
        ("delegate-decline", "nominated"),
        ("delegate-confirm", "accepted"),
        ("delegate-bring-back", "withdrawn"),
        ("delegate-link", "nominated"),
        ("attendance", "nominated"),
    ],
)
def test_nobody_works_on_the_delegation_to_a_cancelled_event(client, name, status):
    found = delegation_scene()
    row = found.one()
    type(row).objects.filter(pk=row.pk).update(status=status)
    page = url(found, name, *([] if name == "attendance" else [row.number]))
    enter(client, found, "staff")
    if name != "attendance":
        assert "refusal" not in client.get(page).context
    Event.objects.update(status="cancelled")
    refuses(client, page, "The event is cancelled")


def test_who_can_reopen_a_cancelled_event_finds_the_way_where_its_pages_are_shut(client):
    found = delegation_scene()
    row = found.one()
    Event.objects.update(status="cancelled")
    event = row.delegation.event
    below = [event.strand.code, event.code]
    way = reverse("events:event-reopen", args=below)
    pages = (
        url(found, "delegation"),
        url(found, "delegate-edit", row.number),
        reverse("events:agenda", args=below),
        reverse("events:agenda-item-add", args=below),
        reverse("events:visit-notes", args=[*below, found.pairing.code]),
    )

    def shows_way(page):
        shown = client.get(page)
        assert "is cancelled" in text_of(shown)
        return way in shown.text

    enter(client, found, "staff")
    assert all(shows_way(page) for page in pages)
    # Once it serves every pairing, one side alone does not organise it, and still nominates.
    Event.objects.update(all_pairings=True)
    enter(client, found, "counterpart")
    assert not any(shows_way(page) for page in pages[:2])


def test_a_link_to_a_cancelled_event_can_be_ended_and_only_while_it_is_open(client):
    found = delegation_scene()
    row = found.one(email="")
    enter(client, found)
    page = url(found, "delegate-link-revoke", row.number)
    refuses(client, page, "There is no open link.")
    make = url(found, "delegate-link", row.number)
    client.post(make, fields(client.get(make)) | {"language": "en"})
    Event.objects.update(status="cancelled")
    asked = client.get(page)
    assert "refusal" not in asked.context
    assert client.post(page, fields(asked)).status_code == 302
    refuses(client, page, "There is no open link.")


def test_nobody_came_of_a_delegation_that_nobody_named(client):
    found = delegation_scene()
    enter(client, found)
    Event.objects.update(status="held")
    assert not Delegation.objects.exists()
    refuses(client, url(found, "attendance"), "Nobody was nominated")


@pytest.mark.parametrize("act", ["agenda-item-edit", "agenda-item-move", "agenda-item-confirm"])
def test_what_was_taken_out_of_the_agenda_is_put_back_first(client, act):
    found = agenda_scene.agenda_scene()
    item = agenda_scene.welcome(found)
    agenda_scene.sign_in(client, found, "eu")
    page = agenda_scene.url(found, act, item.pk)
    assert "refusal" not in client.get(page).context
    type(item).objects.update(removed_at=clock.now())
    refuses(client, page, "Put it back first.")


def test_a_host_who_is_not_known_was_asked_nothing(client):
    found = agenda_scene.agenda_scene()
    item = agenda_scene.welcome(found)
    type(item).objects.update(host=None)
    agenda_scene.sign_in(client, found, "eu")
    for act in ("ask", "confirm", "decline"):
        refuses(client, agenda_scene.url(found, f"agenda-item-{act}", item.pk), "Choose the host in the item first.")
    # What was noted of a host who was taken out since can be taken back.
    type(item).objects.update(answer="asked")
    back = agenda_scene.url(found, "agenda-item-take-back", item.pk)
    assert "refusal" not in client.get(back).context


def test_an_agenda_is_released_with_something_new_on_it(client):
    found = agenda_scene.agenda_scene()
    agenda_scene.sign_in(client, found, "eu")
    page = agenda_scene.url(found, "agenda-release")
    refuses(client, page, "Nothing is on the agenda yet. Add an item first.")
    agenda_scene.welcome(found)
    assert client.post(page, fields(client.get(page))).status_code == 302
    refuses(client, page, "Version 1 says the same, so nothing new was released.")


@pytest.mark.usefixtures("after_meeting")
def test_an_interest_is_decided_while_its_note_stands_and_dropped_while_it_is_no_project(client, scene, event):
    interest = VisitNoteFactory(pairing=scene.pairing, event=event, interests=["eu"]).interests.get()
    sign_in(client, scene, "eu")
    drop = notes_scene.address(event, "interest-drop", interest.pk)
    assert "refusal" not in client.get(drop).context
    TakeUpInterest.do(interest, version=interest.version, **scene.by("eu"))
    refuses(client, drop, "Reopen it first.")
    type(interest.note).objects.update(withdrawn_at=clock.now(), withdrawn_reason="Seen elsewhere.")
    for name in ("interest-project", "interest-drop", "interest-reopen"):
        refuses(client, notes_scene.address(event, name, interest.pk), "Bring it back before you decide on it.")


def test_a_paper_is_finished_once_its_text_is_written(client):
    with clock.fixed_at(trip_scene.AFTER):
        trip = trip_scene.tell_trip()
        paper = TripPaper(delegation=trip.delegation, kind="report", outline_en="Went well.")
        paper.save(by=None)
        client.force_login(trip.by("counterpart")["by"], "django.contrib.auth.backends.ModelBackend")
        page = trip_scene.address(trip, "trip-paper-finish")
        refuses(client, page, "Outline and implications are needed.")
        TripPaper.objects.update(implications_en="To be checked.")
        assert "refusal" not in client.get(page).context
